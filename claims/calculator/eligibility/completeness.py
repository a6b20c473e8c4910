"""Is a claim complete: in time, signed, and neither opted out nor withdrawn?"""

from datetime import UTC, datetime

import ibis
import ibis.expr.types as ir

from claims.law.periods import ZonedFilingWindow

COMPLETENESS_COLUMNS = ("timely", "signed", "not_excluded", "not_withdrawn")
"""What makes a claim complete, each a column of the result."""


def completeness(claims: ir.Table, window: ZonedFilingWindow) -> dict[str, ir.BooleanValue]:
    """`timely`, `signed`, `not_excluded`, `not_withdrawn` and `complete`; never NULL.

    A late claim that a person accepted counts as timely.
    """
    columns = {
        "timely": is_timely(claims, window) | claims["late_accepted"].fill_null(False),
        "signed": claims["signed"].fill_null(False),
        "not_excluded": ~claims["opted_out"].fill_null(False),
        "not_withdrawn": ~claims["withdrawn"].fill_null(False),
    }
    complete = columns["timely"]
    for part in COMPLETENESS_COLUMNS[1:]:
        complete = complete & columns[part]
    return {**columns, "complete": complete}


def is_timely(claims: ir.Table, window: ZonedFilingWindow) -> ir.BooleanValue:
    """Filed inside the window; a claim on paper counts by its postmark.

    A paper claim without a readable postmark counts by the moment it was received, which can only
    be later. `filed_at` is in UTC without zone.
    """
    filed_at, postmark = claims["filed_at"], claims["postmarked_on"]
    opens, closes = _naive_moment(window.opens_at), _naive_moment(window.closes_at)
    received_inside = (filed_at >= opens) & (filed_at < closes)
    days = window.postmarks
    posted_inside = (postmark >= ibis.literal(days.start)) & (postmark < ibis.literal(days.end))
    by_postmark = (claims["medium"] == "paper") & postmark.notnull()
    timely = ibis.ifelse(by_postmark.fill_null(False), posted_inside, received_inside)
    return timely.fill_null(False)


def _naive_moment(at: datetime) -> ir.TimestampScalar:
    return ibis.literal(at.astimezone(UTC).replace(tzinfo=None), type="timestamp(6)")
