"""What a plan can ask for has parts in several modules; one without a part stops the import.

A form of amount (`claims.plans.amounts.FORMS`) and a kind of fact (`claims.plans.fact_kinds.KINDS`)
are registered by their word and the class of their schema. Each module that has a part of all of
them says so with `check_all_have` beside its map.
"""

from collections.abc import Iterable, Mapping


class PartMissing(RuntimeError):
    """A form or kind lacks a part, or a module has a part of something that no plan can ask for."""


def check_all_have(
    part: str, what: str, registered: Mapping[str, type], given: Iterable[type], module: str
) -> None:
    """Raise PartMissing, a sentence that names the file to edit, unless the two have the same.

    `part` and `what` with their articles: "a calculation", "form of amount"; `given` has the
    classes of which the module, by its dotted name, has the part.
    """
    given = set(given)
    file = f"{module.replace('.', '/')}.py"
    for word, schema in registered.items():
        if schema not in given:
            raise PartMissing(
                f"The {what} {word} ({schema.__name__}) has no {part}. Write it in {file}."
            )
    for schema in given - set(registered.values()):
        raise PartMissing(
            f"{file} has a {part} for {schema.__name__}, which is no registered {what}. "
            "Register it, or remove it there."
        )


def check_phrases(
    phrases: Mapping[str, Mapping[str, str]], needed: Iterable[str], files: Mapping[str, str]
) -> None:
    """Raise PartMissing unless each language has every phrase that is needed.

    `phrases` and `files` by language; `files` says where the phrases of a language are.
    """
    for language, said in phrases.items():
        for key in needed:
            if key not in said:
                raise PartMissing(f'There is no phrase "{key}". Write it in {files[language]}.')
