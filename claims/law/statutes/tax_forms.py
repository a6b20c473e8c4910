"""From which sum a payment must be reported to the tax authority, by the day of the payment."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from claims.law.data_files.file_fields import Bilingual, NotedCitation, StrictModel, Text
from claims.law.statutes.dated_sums import DatedRange, Ending, check_order, entry_in_force
from claims.law.statutes.regime_files import read_file
from claims.law.statutes.statute_errors import StatuteError
from claims.money import Cents

_FOLDER = Path(__file__).parent / "reporting_forms"


class ReportingForm(StrictModel):
    """A tax form, and the sums from which a payment must be reported on it."""

    form: Text
    title: Bilingual
    citation: NotedCitation
    values: tuple[DatedRange, ...] = Field(min_length=1)
    ends: Ending | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        check_order(self.values, "values", self.ends)
        return self


def reporting_threshold(form: str, paid_on: date) -> Cents:
    """The sum, in cents, from which a payment on that day must be reported on this form.

    Raises StatuteError for a form that is not on file, NotInForce for a day without a known sum.
    """
    found = reporting_form(form)
    return entry_in_force(found.values, paid_on, f"Form {form}", found.ends).cents[0]


def reporting_form(form: str) -> ReportingForm:
    """The form of this name, such as "1099-MISC"; raises StatuteError if it is not on file."""
    forms = reporting_forms()
    if form not in forms:
        raise StatuteError(f"There is no form {form!r}. The ones on file: {', '.join(forms)}.")
    return forms[form]


@cache
def reporting_forms() -> dict[str, ReportingForm]:
    """All forms on file by name, sorted."""
    read = [read_file(path, ReportingForm) for path in sorted(_FOLDER.glob("*.yaml"))]
    return {form.form: form for form in read}
