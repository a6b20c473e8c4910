"""What commands share: progress for a person who watches, and JSON for a program that reads."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from claims.casework import docket
from claims.models import Matter, Tally
from claims.records.lookup import ProductionAltered

ShowProgress = Callable[[str, int, int], None]
"""Called with the stage at hand, how much of it is done, and of how much."""


_BAR_WITHOUT_TIMES = "{desc} |{bar}| {n_fmt} of {total_fmt}"


@contextmanager
def progress_bar(*, has_own_times: bool = True) -> Iterator[ShowProgress | None]:
    """A bar on stderr, and only on a terminal. Without its own times it leaves it to what the stage
    is called to say how long it takes."""
    if not sys.stderr.isatty():
        yield None
        return
    shape = None if has_own_times else _BAR_WITHOUT_TIMES
    with tqdm(file=sys.stderr, unit_scale=True, leave=False, bar_format=shape) as bar:

        def show(stage: str, done: int, of: int) -> None:
            bar.set_description(stage, refresh=False)
            bar.total = of
            bar.n = done
            bar.refresh()

        yield show


def named_matter(slug: str) -> Matter:
    """The open matter of that name, or CommandError saying which are open."""
    try:
        return docket.find_matter(slug)
    except docket.UnknownMatter as error:
        raise CommandError(str(error)) from None


@contextmanager
def require_records() -> Iterator[None]:
    """Within, records that are not there or were altered are a CommandError that says so."""
    try:
        yield
    except ProductionAltered as error:
        raise CommandError(str(error)) from None


def numbered_tally(number: int) -> Tally:
    """The tally of that number, or CommandError saying which are the latest."""
    related = Tally.objects.select_related("matter", "plan_version", "production")
    tally = related.filter(number=number).first()
    if tally is None:
        known = ", ".join(str(one.number) for one in Tally.objects.order_by("-number")[:5])
        raise CommandError(f"There is no tally {number}. The latest are: {known or 'none yet'}.")
    return tally


def print_json(command: BaseCommand, value: dict[str, Any]) -> None:
    """One JSON object on standard output, whole numbers as they are."""
    command.stdout.write(json.dumps(value, ensure_ascii=False))
