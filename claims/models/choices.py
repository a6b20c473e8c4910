"""Lists of the models that the calculator has too, without what people read."""

from collections.abc import Sequence
from enum import StrEnum

from django.db import models


def check_choices(
    choices: type[models.TextChoices],
    calculated: type[StrEnum],
    *,
    besides: Sequence[models.TextChoices] = (),
) -> None:
    """Raise RuntimeError, one sentence, unless the list has the calculator's values and `besides`.

    A value that only one of the two has would be computed and not stored, or asked for in vain.
    """
    ours = set(choices.values) - {choice.value for choice in besides}
    theirs = {value.value for value in calculated}
    if ours != theirs:
        raise RuntimeError(
            f"{choices.__module__}.{choices.__qualname__} and "
            f"{calculated.__module__}.{calculated.__qualname__} differ in "
            f"{', '.join(sorted(ours ^ theirs))}. Name the same in both."
        )
