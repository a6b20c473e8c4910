"""messages.csv: how many, from when to when, and which way. What was written is passed over."""

from collections.abc import Iterable, Mapping
from datetime import date

from claims.archives.dates import read_day
from claims.archives.summary import MessagesSaid, MonthSaid
from claims.archives.tables import Columns
from claims.matching.keys import name_key, profile_key
from claims.periods import Period

COLUMNS: Columns = {
    "from": ("from",),
    "date": ("date", "sent at"),
    "to?": ("to",),
    "address?": ("sender profile url", "sender url"),
    "draft?": ("is message draft", "is draft"),
}
SENDERS: Columns = {name: COLUMNS[name] for name in ("from", "date", "address?")}
"""What tells whose archive it is; the date only so that the header is the same."""
_YES = frozenset({"yes", "true", "1"})

Row = Mapping[str, str]


def own_address(rows: Iterable[Row], name: str | None) -> str:
    """The profile address of messages whose sender has this name; "" unless it is one and only
    one, because two people may share a name."""
    found: dict[str, str] = {}
    for row in rows:
        address = row.get("address", "")
        slug = profile_key(address)
        if slug and name and name_key(row["from"]) == name:
            found[slug] = address
            if len(found) > 1:
                return ""
    return next(iter(found.values()), "")


def count(rows: Iterable[Row], name: str | None, slug: str | None, period: Period) -> MessagesSaid:
    """Count the messages of somebody with this name and this profile address (None: unknown)."""
    said = {"sent": 0, "received": 0, "unknown": 0}
    months: dict[str, dict[str, int]] = {}
    undated = drafts = 0
    first_on: date | None = None
    last_on: date | None = None
    for row in rows:
        if row.get("draft", "").casefold() in _YES:
            drafts += 1
            continue
        way = _direction(row, name, slug)
        said[way] += 1
        day = read_day(row["date"])
        if day is None:
            undated += 1
            continue
        first_on = min(day, first_on or day)
        last_on = max(day, last_on or day)
        if day in period:
            month = months.setdefault(f"{day:%Y-%m}", {})
            month[way] = month.get(way, 0) + 1
    return MessagesSaid(
        sent=said["sent"],
        received=said["received"],
        unknown=said["unknown"],
        undated=undated,
        drafts=drafts,
        first_on=first_on,
        last_on=last_on,
        months=tuple(MonthSaid(month, **ways) for month, ways in sorted(months.items())),
    )


def _direction(row: Row, name: str | None, slug: str | None) -> str:
    """sent, received or unknown: unknown where neither address nor names settle it."""
    sender = profile_key(row.get("address"))
    if sender and slug:
        return "sent" if sender == slug else "received"
    sender_name = name_key(row["from"])
    if name is None or sender_name is None:
        return "unknown"
    if sender_name != name:
        return "received" if name_key(row.get("to")) == name else "unknown"
    # Of the same name, and without an address to tell two people apart unless one was found.
    return "sent" if slug else "unknown"
