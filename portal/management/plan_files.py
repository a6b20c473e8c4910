"""The plan that a command is given: by its name in the library, or in a file."""

import os
from pathlib import Path

from django.core.management.base import CommandError

from claims import plans
from claims.plans import Plan


def plan_file(name: str) -> Path:
    """The file of a plan of the library, or the one named; raises CommandError for neither."""
    if name in plans.library_slugs():
        return plans.library_path(name)
    path = Path(name)
    if not os.path.isfile(path):  # noqa: PTH113  (false, not an error, for a name too long)
        known = ", ".join(plans.library_slugs())
        raise CommandError(
            f"{name} is neither a plan of the library ({known}) nor a file. Check the name."
        )
    return path


def load_plan(name: str) -> Plan:
    """The plan of that name or file; raises CommandError with the loader's one line."""
    try:
        return plans.load(plan_file(name))
    except plans.PlanError as error:
        raise CommandError(str(error)) from None
