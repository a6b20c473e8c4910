"""The plan, and the language it is told in: what every part of the words asks for."""

from dataclasses import dataclass
from fractions import Fraction

from claims.law.data_files.file_fields import Citation
from claims.plans.fact_kinds import Fact
from claims.plans.prose.document import Item, Source
from claims.plans.prose.language import Language
from claims.plans.prose.phrase import Phrase
from claims.plans.schema import Plan


@dataclass(frozen=True)
class SentenceBuilder:
    """One plan in one language."""

    plan: Plan
    language: Language

    def say(self, key: str, **values: object) -> str:
        """A phrase with its blanks filled in."""
        return self.language.say(key, **values)

    def sentence(self, key: str, **values: object) -> str:
        """A phrase as a sentence."""
        return self.language.sentence(self.say(key, **values))

    def source(self, citation: Citation | None) -> Source | None:
        """A citation of the plan."""
        return self.language.source(citation)

    def fact(self, key: str) -> str:
        """The name of a fact, in quotation marks."""
        return self.language.quoted(self.plan.facts[key].label)

    def head(self, key: str) -> str:
        """The name of a head of damages, in quotation marks."""
        return self.language.quoted(self.plan.head(key).label)

    def pool(self, key: str) -> str:
        """The name of a pool, in quotation marks."""
        return self.language.quoted(self.plan.pool(key).label)

    def subclass(self, key: str) -> str:
        """The name of a part of the class, in quotation marks."""
        labels = {subclass.key: subclass.label for subclass in self.plan.subclasses}
        return self.language.quoted(labels[key])

    def value(self, fact: Fact, value: Fraction | int) -> str:
        """A whole value of a counted or amount fact: cents, if it is an amount."""
        whole = int(value)
        return self.language.money(whole) if fact.type == "amount" else self.language.number(whole)

    def line(self, said: Phrase) -> Item:
        """A phrase as a line of a list."""
        return Item(self.ended(said), parts=said.parts)

    def ended(self, said: Phrase) -> str:
        """A phrase as a sentence; with a colon, where what follows belongs to it."""
        return self.language.sentence(f"{said.text}:" if said.parts else said.text)
