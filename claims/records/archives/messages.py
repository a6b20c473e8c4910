"""messages.csv: how many, from when to when, and which way. What was written is passed over."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date

from claims.law.periods import Period
from claims.matching.keys import name_key, profile_key
from claims.records.archives import limits
from claims.records.archives.archive_tables import LOST, Columns
from claims.records.archives.dates import Undated, day_or_reason, quick_day
from claims.records.archives.summary import ArchiveMessages, ArchiveMonth, UndatedCount
from claims.texts import one_line

COLUMNS: Columns = {
    "from": ("from", "sender", "sender name"),
    "date": ("date", "sent at"),
    "to?": ("to", "recipient", "recipients"),
    "address?": ("sender profile url", "sender url"),
    # Until about 2020, in place of the addresses.
    "direction?": ("direction",),
    "folder?": ("folder",),
    "draft?": ("is message draft", "is draft"),
    "conversation_draft?": ("is conversation draft",),
}
SENDERS: Columns = {name: COLUMNS[name] for name in ("from", "date", "address?")}
"""What tells whose archive it is; the date only so that the header is the same."""
_YES = frozenset({"yes", "true", "1", "y"})
_WAYS = {
    "outgoing": "sent",
    "outbound": "sent",
    "sent": "sent",
    "incoming": "received",
    "inbound": "received",
    "received": "received",
}
_FOLDERS = {"sent": "sent", "sent items": "sent", "outbox": "sent"}
"""Folders that hold one way only. INBOX holds both."""
_DRAFT_FOLDERS = frozenset({"draft", "drafts"})

_MOST_ADDRESSES = 2
"""Addresses of one name, to know that they are of two people."""

Row = Mapping[str, str]
Spend = Callable[[int], None]
"""Takes steps of the budget; raises ArchiveRefused when none are left."""


def own_address(rows: Iterable[Row], name: str | None) -> str:
    """The profile address of messages whose sender has this name; "" unless it is one and only
    one, because two people may share a name.

    Where nobody has exactly this name, a sender who adds something to it does: "Ana Ruiz, PhD".
    """
    exact: dict[str, str] = {}
    titled: dict[str, str] = {}
    for row in rows:
        address = _known_cell(row, "address")
        slug = profile_key(one_line(address))
        if slug is None or name is None or (sender := _comparable_name(row, "from")) is None:
            continue
        found = exact if sender == name else titled
        if (sender == name or sender.startswith(f"{name},")) and len(found) < _MOST_ADDRESSES:
            found[slug] = address
    addresses = exact or titled
    return next(iter(addresses.values())) if len(addresses) == 1 else ""


def count_messages(
    rows: Iterable[Row], name: str | None, slug: str | None, period: Period, spend: Spend
) -> ArchiveMessages:
    """Count the messages of somebody with this name and this profile address (None: unknown)."""
    said = {"sent": 0, "received": 0, "unknown": 0}
    months: dict[str, dict[str, int]] = {}
    undated = Counter[Undated]()
    drafts = 0
    first_on: date | None = None
    last_on: date | None = None
    for row in rows:
        if _is_draft(row):
            drafts += 1
            continue
        way = _direction(row, name, slug)
        said[way] += 1
        day = _message_day(row["date"], spend)
        if isinstance(day, Undated):
            undated[day] += 1
            continue
        first_on = min(day, first_on or day)
        last_on = max(day, last_on or day)
        if day in period:
            month = months.setdefault(f"{day:%Y-%m}", {})
            month[way] = month.get(way, 0) + 1
    return ArchiveMessages(
        sent=said["sent"],
        received=said["received"],
        unknown=said["unknown"],
        undated=undated.total(),
        drafts=drafts,
        first_on=first_on,
        last_on=last_on,
        months=tuple(ArchiveMonth(month, **ways) for month, ways in sorted(months.items())),
        undated_by=tuple(UndatedCount(why, undated[why]) for why in Undated if undated[why]),
    )


def _message_day(text: str, spend: Spend) -> date | Undated:
    day = quick_day(text)
    if day is None:
        spend(limits.STEPS_PER_DATE)
        day = day_or_reason(text)
    return day


def _is_draft(row: Row) -> bool:
    """Whether it was never sent: a draft by itself, or of a conversation that is one."""
    return (
        row.get("draft", "").casefold() in _YES
        or row.get("conversation_draft", "").casefold() in _YES
        or row.get("folder", "").casefold() in _DRAFT_FOLDERS
    )


def _direction(row: Row, name: str | None, slug: str | None) -> str:
    """sent, received or unknown: unknown where nothing settles it, or two things differ."""
    by_address, by_word = _direction_by_address(row, slug), _direction_by_word(row)
    if by_address and by_word:
        return by_address if by_address == by_word else "unknown"
    sender = _comparable_name(row, "from")
    is_to_own = (
        name is not None and sender not in (None, name) and _comparable_name(row, "to") == name
    )
    if by_word:
        # The names say that it came from another to the owner.
        return "unknown" if by_word == "sent" and is_to_own else by_word
    if by_address:
        return by_address
    if is_to_own:
        return "received"
    # Of the same name, and without an address to tell two people apart unless one was found.
    return "sent" if slug and sender is not None and sender == name else "unknown"


def _direction_by_address(row: Row, slug: str | None) -> str | None:
    """By the sender's profile address; None where it or the owner's is not known."""
    sender = profile_key(one_line(_known_cell(row, "address")))
    if not slug or not sender:
        return None
    return "sent" if sender == slug else "received"


def _direction_by_word(row: Row) -> str | None:
    """By the column DIRECTION, or a folder of messages that were sent."""
    word = _WAYS.get(row.get("direction", "").casefold())
    return word or _FOLDERS.get(row.get("folder", "").casefold())


def _comparable_name(row: Row, column: str) -> str | None:
    """The name in this column for comparing; None if it is blank or cannot be read."""
    text = _known_cell(row, column)
    return name_key(one_line(text)) if len(text) <= limits.LONGEST_NAME else None


def _known_cell(row: Row, column: str) -> str:
    """The cell; "" if a byte of it is lost."""
    text = row.get(column, "")
    return "" if LOST in text else text
