"""Archives as LinkedIn makes them, and as somebody with other plans does."""

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from datetime import date

from claims.law.periods import Period

PERIOD = Period(date(2021, 1, 21), date(2024, 9, 18))
ANA, BEN = "https://www.linkedin.com/in/ana-diaz", "https://www.linkedin.com/in/ben-okoro"
CANARY = "CANARY-what-somebody-wrote"
MESSAGE_COLUMNS = (
    *("CONVERSATION ID", "CONVERSATION TITLE", "FROM", "SENDER PROFILE URL", "TO"),
    *("RECIPIENT PROFILE URLS", "DATE", "SUBJECT", "CONTENT", "FOLDER", "ATTACHMENTS"),
    *("IS MESSAGE DRAFT", "IS CONVERSATION DRAFT"),
)


def csv_text(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, quoting: int = csv.QUOTE_MINIMAL
) -> str:
    text = io.StringIO()
    csv.writer(text, quoting=quoting).writerows([columns, *rows])
    return text.getvalue()


def message_row(
    *,
    sender: str = "Ana Díaz",
    address: str = ANA,
    to: str = "Ben Okoro",
    to_address: str = BEN,
    at: str = "2023-01-15 14:30:00 UTC",
    content: str = CANARY,
    draft: str = "No",
) -> list[str]:
    title, subject = f"{CANARY} title", f"{CANARY} subject"
    start = ["c-1", title, sender, address, to, to_address, at, subject, content]
    return [*start, "INBOX", "", draft, "No"]


SENT = message_row()
RECEIVED = message_row(sender="Ben Okoro", address=BEN, to="Ana Díaz", to_address=ANA)
PROFILE = csv_text(
    ["First Name", "Last Name", "Maiden Name", "Address", "Birth Date", "Headline"],
    [["Ana", "Díaz", "", "12 Fulton St", "Mar 1", f"{CANARY} headline"]],
)
EMAILS = csv_text(
    ["Email Address", "Confirmed", "Primary", "Updated On"],
    [
        ["ana@example.org", "Yes", "Yes", "1/15/24, 2:30 PM"],
        ["ana.diaz@work.example", "Yes", "No", "Not Available"],
    ],
)
RECEIPTS = csv_text(
    [
        *("First Name", "Last Name", "Billing Country", "Postal Code", "Transaction Made At"),
        *("Payment Method Type", "Invoice Number", "Description", "Tax Amount", "Sub Total"),
        *("Total Amount", "Currency Code"),
    ],
    [
        [
            *("Ana", "Díaz", "us", "93721", "2023-01-01 08:00:00 UTC", f"{CANARY} VISA"),
            *(f"{CANARY}-invoice", "LinkedIn Premium Career", "2.40", "27.59", "29.99", "USD"),
        ],
        [
            *("Ana", "Díaz", "us", "93721", "2022-06-05 08:00:00 UTC", f"{CANARY} VISA"),
            *(f"{CANARY}-invoice", "LinkedIn Learning course", "0", "19.00", "$1,019.00", "USD"),
        ],
    ],
)
REGISTRATION = csv_text(
    ["Registered At", "Registration Ip", "Subscription Types"],
    [["9/14/12, 5:22 AM", f"{CANARY}-ip", "Premium"]],
)


def messages(*rows: Sequence[str], columns: Sequence[str] = MESSAGE_COLUMNS) -> str:
    return csv_text(columns, rows, quoting=csv.QUOTE_ALL)


FILES: Mapping[str, str] = {
    "messages.csv": messages(SENT, RECEIVED),
    "Receipts_v2.csv": RECEIPTS,
    "Email Addresses.csv": EMAILS,
    "Profile.csv": PROFILE,
    "Registration.csv": REGISTRATION,
    "Connections.csv": f'Notes:\n"{CANARY}, ""quoted"""\n\nFirst Name,Last Name\nBen,Okoro\n',
    "LearningCoachMessages.csv": "No data to show\n",
}


def archive(files: Mapping[str, str | bytes] = FILES, **changes: str | bytes) -> bytes:
    """A ZIP of these files; `changes` by the first word of a file's name, in small letters."""
    return zipped(
        {name: changes.get(name.split()[0].split(".")[0].casefold(), text)}
        for name, text in files.items()
    )


def zipped(parts: object) -> bytes:
    """A ZIP of mappings of a name to what the file holds."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as container:
        for part in parts:  # type: ignore[attr-defined]
            for name, held in part.items():
                container.writestr(name, held)
    return made.getvalue()


def overlap_bomb(copies: int = 100) -> bytes:
    """One kernel of bytes that the list of files names many times, after one good file."""
    return overlapping([f"copy-{number}/messages.csv" for number in range(copies)])


def overlapping(names: Sequence[str]) -> bytes:
    kernel = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = kernel.compress(b"a" * 100_000) + kernel.flush()
    checksum = zlib.crc32(b"a" * 100_000)
    fixed = (20, 0, 8, 0, 33, checksum, len(data), 100_000)
    first = names[0].encode()
    body = struct.pack("<4s5H3L2H", b"PK\x03\x04", *fixed, len(first), 0) + first + data
    listed = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, *fixed, len(name), *(0,) * 4, 0, 0) + name
        for name in (text.encode() for text in names)
    )
    end = (b"PK\x05\x06", 0, 0, len(names), len(names), len(listed), len(body), 0)
    return body + listed + struct.pack("<4s4H2LH", *end)


def changed(data: bytes, old: bytes, new: bytes) -> bytes:
    """The bytes with every `old` replaced, which must be there."""
    assert old in data
    return data.replace(old, new)
