"""What an archive says: dates, counts and amounts, over the years' layouts."""

import io
import json
import tracemalloc
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.records.archives import (
    ArchiveSummary,
    FileFault,
    FileKind,
    FileState,
    Undated,
    limits,
    read_archive,
)
from claims.records.archives.cell_scanner import CellScanner, FileNotUnderstood
from claims.records.archives.unpacked_bytes import Budget
from tests.claims.records.archives.zips import (
    ANA,
    BEN,
    CANARY,
    EMAILS,
    FILES,
    MESSAGE_COLUMNS,
    PERIOD,
    PROFILE,
    RECEIPTS,
    RECEIVED,
    SENT,
    archive,
    csv_text,
    message_row,
    messages,
    zipped,
)


def summary_of(data: bytes) -> ArchiveSummary:
    return read_archive(io.BytesIO(data), PERIOD)


def messages_of(*rows: list[str], profile: str = PROFILE, **changes: str):
    return summary_of(archive(messages=messages(*rows), profile=profile, **changes)).messages


def test_everything_that_is_kept_of_an_archive():
    summary = summary_of(archive())

    said = summary.messages
    assert (said.sent, said.received, said.unknown, said.undated, said.drafts) == (1, 1, 0, 0, 0)
    assert (said.first_on, said.last_on) == (date(2023, 1, 15), date(2023, 1, 15))
    assert [(m.month, m.sent, m.received) for m in said.months] == [("2023-01", 1, 1)]
    assert [(r.paid_on, r.description, r.total_cents, r.currency) for r in summary.receipts] == [
        (date(2023, 1, 1), "LinkedIn Premium Career", 2999, "USD"),
        (date(2022, 6, 5), "LinkedIn Learning course", 101900, "USD"),
    ]
    assert [r.total_cents for r in summary.premium_receipts] == [2999]
    assert [(e.address, e.is_confirmed, e.is_primary) for e in summary.emails] == [
        ("ana@example.org", True, True),
        ("ana.diaz@work.example", True, False),
    ]
    assert (summary.first_name, summary.last_name) == ("Ana", "Díaz")
    assert (summary.profile_url, summary.registered_on) == (ANA, date(2012, 9, 14))
    assert {file.state for file in summary.files} == {FileState.READ}


def test_what_anybody_wrote_and_other_people_are_not_kept():
    kept = json.dumps(summary_of(archive()).as_json(), ensure_ascii=False)

    for other in (CANARY, "Ben", "ben-okoro", "Fulton", "93721"):
        assert other not in kept


def test_a_summary_is_read_back_from_its_json_as_it_was():
    summary = summary_of(archive(registration="broken"))

    kept = json.loads(json.dumps(summary.as_json()))

    assert ArchiveSummary.from_json(kept) == summary


# -- layouts of several years ---------------------------------------------------------------------

LAYOUTS: dict[str, Callable[[], bytes]] = {
    "as it is now": archive,
    "in a folder": lambda: zipped(
        [{f"Basic_LinkedInDataExport_09-01-2024/{name}": text for name, text in FILES.items()}]
    ),
    "in capitals, with underscores": lambda: zipped(
        [{name.upper().replace(" ", "_"): text for name, text in FILES.items()}]
    ),
    "with byte-order marks": lambda: zipped(
        [{name: text.encode("utf-8-sig") for name, text in FILES.items()}]
    ),
    "in UTF-16 that says so": lambda: zipped(
        [{name: text.encode("utf-16") for name, text in FILES.items()}]
    ),
    "with a note before the header": lambda: zipped(
        [{name: f'Notes:\n"A note, ""so""."\n\n{text}' for name, text in FILES.items()}]
    ),
    "without the columns on drafts": lambda: archive(
        messages=messages(SENT[:11], RECEIVED[:11], columns=MESSAGE_COLUMNS[:11])
    ),
    "with more columns, in another order": lambda: archive(
        messages=messages(
            *(["new", *reversed(row)] for row in (SENT, RECEIVED)),
            columns=["NEW IN 2026", *reversed(MESSAGE_COLUMNS)],
        )
    ),
    "with old line ends": lambda: archive(messages=FILES["messages.csv"].replace("\r\n", "\r")),
    "zipped again on a Mac": lambda: zipped(
        [
            {**FILES, "__MACOSX/._messages.csv": b"\0\5\x16\7binary", "messages/": ""},
            {"__MACOSX/messages.csv": b"\0\5\x16\7binary", ".DS_Store": b"\0\0\0\1Bud1"},
        ]
    ),
    "zipped again by an old Windows program": lambda: zipped(
        [{f"Basic\\{name}": text for name, text in FILES.items()}]
    ),
    "in a folder that its owner named": lambda: zipped(
        [{f"👩\u200d💻 \u202bנתונים\u202c/{name}": text for name, text in FILES.items()}]
    ),
    "with invisible signs in the header": lambda: archive(
        messages=FILES["messages.csv"].replace("FROM", "FROM\u200b").replace("DATE", " DATE\u00a0")
    ),
    "with the column names of before": lambda: archive(
        email=EMAILS.replace("Primary", "Is primary"),
        registration=FILES["Registration.csv"].replace("Registered At", "Registration Date"),
    ),
}


@pytest.mark.parametrize("made", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_the_same_is_read_from_an_archive(made: Callable[[], bytes]):
    assert summary_of(made()) == summary_of(archive())


def test_the_receipts_of_before_are_read_where_there_are_no_newer_ones():
    old = {"Receipts.csv": RECEIPTS}

    assert len(summary_of(zipped([old])).receipts) == 2
    assert len(summary_of(zipped([FILES, old])).receipts) == 2


# -- direction ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "profile", "ways"),
    [
        pytest.param([SENT], PROFILE, (1, 0, 0), id="sent from one's own address"),
        pytest.param([SENT, RECEIVED], PROFILE, (1, 1, 0), id="received from another address"),
        pytest.param(
            [SENT, message_row(sender="Ana Díaz Ruiz")],
            PROFILE,
            (2, 0, 0),
            id="sent under another name from one's own address",
        ),
        pytest.param(
            [SENT, message_row(address="")], PROFILE, (2, 0, 0), id="sent, the address is missing"
        ),
        pytest.param([RECEIVED], PROFILE, (0, 1, 0), id="received, nothing was ever sent"),
        pytest.param([SENT, RECEIVED], "", (0, 0, 2), id="nobody says whose archive it is"),
        pytest.param(
            [SENT, message_row(address=BEN)], PROFILE, (0, 0, 2), id="two people of one name"
        ),
        pytest.param(
            [SENT, message_row(sender="", address="")], PROFILE, (1, 0, 1), id="nobody sent it"
        ),
        pytest.param(
            [message_row(sender="LinkedIn Member", address="", to="Cy, Di")],
            PROFILE,
            (0, 0, 1),
            id="a member who left, to several",
        ),
    ],
)
def test_the_way_of_a_message(rows: list[list[str]], profile: str, ways: tuple[int, int, int]):
    said = messages_of(*rows, profile=profile)

    assert (said.sent, said.received, said.unknown) == ways


def test_an_owner_who_always_adds_a_title_is_known_by_it():
    titled = message_row(sender="Ana Díaz, PhD")

    said = messages_of(titled, RECEIVED)

    assert (said.sent, said.received, said.unknown) == (1, 1, 0)


def test_a_namesake_with_a_title_is_not_the_owner():
    said = messages_of(SENT, message_row(sender="Ana Díaz, MBA", address=BEN))

    assert (said.sent, said.received, said.unknown) == (1, 1, 0)


NAMED_2018 = ("From", "To", "Date", "Subject", "Content", "Direction", "Folder")


def row_of_2018(
    *,
    sender: str = "Ana Díaz",
    to: str = "Ben Okoro",
    direction: str = "OUTGOING",
    folder: str = "SENT",
) -> list[str]:
    return [sender, to, "2017-05-03 10:00:00 UTC", CANARY, CANARY, direction, folder]


@pytest.mark.parametrize(
    ("changes", "profile", "way"),
    [
        pytest.param({}, PROFILE, "sent", id="outgoing"),
        pytest.param({"to": "Ben Okoro, Cy Oh"}, PROFILE, "sent", id="outgoing to several"),
        pytest.param({"sender": "Ana Ruiz"}, PROFILE, "sent", id="outgoing, under a former name"),
        pytest.param({"sender": ""}, PROFILE, "sent", id="outgoing, nobody is named"),
        pytest.param({}, "", "sent", id="outgoing, nobody says whose archive it is"),
        pytest.param({"direction": "Outgoing "}, PROFILE, "sent", id="in small letters"),
        pytest.param({"direction": ""}, PROFILE, "sent", id="in the folder of sent ones"),
        pytest.param(
            {"direction": "", "folder": "INBOX"},
            PROFILE,
            "unknown",
            id="no direction, in the inbox: a namesake may have sent it",
        ),
        pytest.param(
            {"direction": "SIDEWAYS", "folder": "INBOX"}, PROFILE, "unknown", id="another word"
        ),
        pytest.param(
            {"sender": "Ben Okoro", "to": "Ana Díaz", "direction": "INCOMING", "folder": "INBOX"},
            PROFILE,
            "received",
            id="incoming",
        ),
        pytest.param(
            {"sender": "Ben Okoro", "to": "Cy Oh, Di Ek", "direction": "INCOMING", "folder": ""},
            PROFILE,
            "received",
            id="incoming to several",
        ),
        pytest.param(
            {"direction": "INCOMING", "folder": "INBOX"},
            PROFILE,
            "received",
            id="incoming, from a namesake",
        ),
        pytest.param(
            {"sender": "Ben Okoro", "to": "Ana Díaz", "direction": "", "folder": "INBOX"},
            PROFILE,
            "received",
            id="no direction, to the owner from another",
        ),
        pytest.param(
            {"sender": "Ben Okoro", "to": "Ana Díaz"},
            PROFILE,
            "unknown",
            id="outgoing, and the names say the opposite",
        ),
    ],
)
def test_the_way_of_a_message_without_addresses(changes: dict[str, str], profile: str, way: str):
    text = messages(row_of_2018(**changes), columns=NAMED_2018)

    said = summary_of(archive(messages=text, profile=profile)).messages

    ways = {"sent": said.sent, "received": said.received, "unknown": said.unknown}
    assert ways == {"sent": 0, "received": 0, "unknown": 0} | {way: 1}


@pytest.mark.parametrize(
    ("direction", "way"),
    [("OUTGOING", "sent"), ("INCOMING", "unknown"), ("", "sent")],
    ids=["both say the same", "they differ", "the address alone"],
)
def test_a_direction_beside_an_address(direction: str, way: str):
    columns = [*MESSAGE_COLUMNS, "DIRECTION"]

    said = summary_of(archive(messages=messages([*SENT, direction], columns=columns))).messages

    assert getattr(said, way) == said.total == 1


@pytest.mark.parametrize(
    ("message", "conversation", "folder", "is_draft"),
    [
        pytest.param("No", "No", "INBOX", False, id="neither"),
        pytest.param("Yes", "No", "INBOX", True, id="of a message"),
        pytest.param("true", "No", "INBOX", True, id="of a message, in another word"),
        pytest.param("No", "Yes", "INBOX", True, id="of a conversation"),
        pytest.param("", "TRUE", "INBOX", True, id="of a conversation, in another word"),
        pytest.param("No", "No", "DRAFTS", True, id="in the folder of drafts"),
        pytest.param("", "", "", False, id="nothing is said"),
    ],
)
def test_drafts_are_no_messages(message: str, conversation: str, folder: str, is_draft: bool):
    row = message_row()
    row[-4], row[-2:] = folder, [message, conversation]

    said = messages_of(row)

    assert (said.sent, said.drafts) == (int(not is_draft), int(is_draft))


@pytest.mark.parametrize(
    ("at", "is_inside"),
    [
        pytest.param("2021-01-20 23:59:59 UTC", False, id="the last second before"),
        pytest.param("2021-01-21 00:00:00 UTC", True, id="the first second"),
        pytest.param("2024-09-17 23:59:59 UTC", True, id="the last second"),
        pytest.param("2024-09-18 00:00:00 UTC", False, id="the first second after"),
    ],
)
def test_months_count_only_days_of_the_period(at: str, is_inside: bool):
    said = messages_of(message_row(at=at))

    assert (said.in_period.total, said.total) == (int(is_inside), 1)


def test_a_message_without_a_date_counts_as_a_message_and_in_no_month():
    said = messages_of(message_row(at="yesterday"))

    assert (said.total, said.undated, said.months, said.first_on) == (1, 1, (), None)


def test_undated_messages_are_counted_by_what_their_dates_lack():
    texts = ["4/3/24", "", "4/3/2024 10:00", "31 Sept 2023", "x", "2024-01-15 23:30:00 PST"]

    said = messages_of(*(message_row(at=text) for text in texts))

    assert said.undated == 6
    assert [(by.why, by.count) for by in said.undated_by] == [
        (Undated.BLANK, 1),
        (Undated.ORDER, 2),
        (Undated.ZONE, 1),
        (Undated.IMPOSSIBLE, 1),
        (Undated.UNKNOWN, 1),
    ]


def test_a_summary_that_was_kept_before_reasons_were_counted_is_read():
    summary = summary_of(archive(messages=messages(message_row(at="x"))))
    kept = json.loads(json.dumps(summary.as_json()))
    del kept["messages"]["undated_by"]
    for file in kept["files"]:
        del file["odd_rows"]

    read = ArchiveSummary.from_json(kept)

    assert (read.messages.undated, read.messages.undated_by) == (1, ())
    assert {file.odd_rows for file in read.files} == {0}


# -- bytes that are no text ------------------------------------------------------------------------


def odd(text: str, *, byte: bytes = b"\xe9") -> bytes:
    """The text in UTF-8, with one byte of another coding for each tilde."""
    return text.encode().replace(b"~", byte)


@pytest.mark.parametrize("byte", [b"\xe9", b"\x92", b"\0", b"\xc3", b"\xff", b"\xed\xa0\x80"])
@pytest.mark.parametrize("column", ["CONVERSATION TITLE", "SUBJECT", "CONTENT", "ATTACHMENTS"])
def test_an_odd_byte_in_what_somebody_wrote_loses_nothing(column: str, byte: bytes):
    row = message_row()
    row[MESSAGE_COLUMNS.index(column)] = "caf~"

    summary = summary_of(archive(messages=odd(messages(row, RECEIVED), byte=byte)))

    said = summary.messages
    assert (said.sent, said.received, said.undated) == (1, 1, 0)
    assert {file.odd_rows for file in summary.files} == {0}


@pytest.mark.parametrize(
    ("changes", "ways", "undated"),
    [
        pytest.param({"sender": "Ana D~az"}, (2, 0, 0), 0, id="the sender, whose address is known"),
        pytest.param(
            {"sender": "Jos~", "address": BEN}, (1, 1, 0), 0, id="another one's name, as well"
        ),
        pytest.param({"address": "/in/ana~"}, (2, 0, 0), 0, id="an address, beside the name"),
        pytest.param(
            {"sender": "Jos~", "address": ""}, (1, 0, 1), 0, id="the sender, and no address"
        ),
        pytest.param({"to": "Jos~"}, (2, 0, 0), 0, id="the recipient, which nothing hangs on"),
        pytest.param({"at": "2024-01-15 14:30:00 UT~"}, (2, 0, 0), 1, id="the date"),
    ],
)
def test_an_odd_byte_in_a_cell_that_we_need_loses_that_cell(
    changes: dict[str, str], ways: tuple[int, int, int], undated: int
):
    summary = summary_of(archive(messages=odd(messages(SENT, message_row(**changes)))))

    said = summary.messages
    assert (said.sent, said.received, said.unknown) == ways
    assert said.undated == undated
    assert [file.odd_rows for file in summary.files if file.kind == FileKind.MESSAGES] == [1]


def test_a_name_of_which_half_is_lost_is_nobodys():
    summary = summary_of(archive(profile=odd("First Name,Last Name\nAn~,Díaz\n")))

    assert (summary.first_name, summary.last_name) == ("", "")
    assert summary.messages.unknown == 2


def test_other_files_lose_the_cell_with_the_odd_byte_alone():
    summary = summary_of(
        archive(
            email=odd(EMAILS.replace("ana.diaz@", "ana.d~az@")),
            receipts_v2=odd(RECEIPTS.replace("LinkedIn Premium Career", "Carri~re Premium")),
            registration=odd("Registered At,Registration Ip\n1/2/1~,x\n"),
        )
    )

    assert [email.address for email in summary.emails] == ["ana@example.org"]
    assert [receipt.is_premium for receipt in summary.receipts] == [True, False]
    assert summary.registered_on is None
    assert {file.kind: file.odd_rows for file in summary.files} == {
        FileKind.MESSAGES: 0,
        FileKind.RECEIPTS: 1,
        FileKind.EMAILS: 1,
        FileKind.PROFILE: 0,
        FileKind.REGISTRATION: 1,
    }


def test_a_whole_file_of_another_coding_is_read_but_for_its_accents():
    text = messages(SENT, RECEIVED, message_row(sender="Cy Oh", address="", to="Ben Okoro"))

    summary = summary_of(archive(messages=text.encode("cp1252")))

    said = summary.messages
    assert (said.total, said.unknown, said.undated, said.in_period.total) == (3, 3, 0, 3)
    assert summary.files[0].odd_rows == 2


# -- files that are not there, or not what they should be ------------------------------------------


def note(data: bytes, kind: FileKind) -> tuple[FileState, FileFault | None]:
    return next((f.state, f.why) for f in summary_of(data).files if f.kind == kind)


@pytest.mark.parametrize(
    ("held", "why"),
    [
        pytest.param("", FileFault.NO_HEADER, id="empty"),
        pytest.param("No data to show\n", FileFault.NO_HEADER, id="one line without a header"),
        pytest.param(
            "Fecha,De\n2024-01-15,Ana\n", FileFault.NO_HEADER, id="columns of another name"
        ),
        pytest.param("a\n" * 11 + "FROM,DATE\n", FileFault.NO_HEADER, id="too long a note"),
        pytest.param("DÉ,DATE\nJosé,x\n".encode("latin-1"), FileFault.NOT_UTF8, id="Latin-1"),
        pytest.param(
            "FROM,DATE\n".encode("utf-16-le"), FileFault.NOT_TEXT, id="UTF-16 without a mark"
        ),
        pytest.param(b"\xff\xfeF", FileFault.NOT_UTF8, id="half a character of UTF-16"),
        pytest.param(b"PK\x03\x04\x14\0\0\0", FileFault.NOT_TEXT, id="a ZIP called messages.csv"),
        pytest.param('FROM,DATE\n"Ana,2024', FileFault.BROKEN, id="a quote without an end"),
        pytest.param("x," * 10**6 + "\n", FileFault.TOO_WIDE, id="a million columns"),
        pytest.param(
            "FROM,DATE\n" + "," * 10**6, FileFault.TOO_WIDE, id="a row of a million cells"
        ),
    ],
)
def test_a_file_that_is_not_understood_is_noted_and_the_others_are_read(
    held: str | bytes, why: FileFault
):
    data = archive(messages=held)

    assert note(data, FileKind.MESSAGES) == (FileState.NOT_UNDERSTOOD, why)
    assert summary_of(data).messages.total == 0
    assert len(summary_of(data).receipts) == 2


def test_a_file_that_is_there_twice_in_two_folders_is_not_guessed_at():
    data = zipped([FILES, {"again/messages.csv": messages(SENT)}])

    assert note(data, FileKind.MESSAGES) == (FileState.NOT_UNDERSTOOD, FileFault.TWICE)


def test_a_file_and_its_copy_in_another_folder_are_one():
    data = zipped([{f"{folder}/{name}": text} for folder in "ab" for name, text in FILES.items()])

    assert summary_of(data) == summary_of(archive())


def test_a_file_that_is_not_there_is_noted():
    data = zipped([{"messages.csv": messages(SENT)}])

    assert note(data, FileKind.RECEIPTS) == (FileState.NOT_THERE, None)


@pytest.mark.parametrize(
    ("total", "cents"),
    [
        ("29.99", 2999),
        ("29.9", 2990),
        ("29.9900", 2999),
        ("$1,029.99", 102999),
        ("US$ 29.99", 2999),
        ("29.99 USD", 2999),
        ("-29.99", -2999),
        ("\u221229.99", -2999),
        ("29.99-", -2999),
        ("-$29.99", -2999),
        ("$-29.99", -2999),
        ("(29.99)", -2999),
        ("($1,029.99)", -102999),
        ("-0.00", 0),
        ("29.99 €", None),
        ("EUR 29.99", None),
        ("$29.99 USD", None),
        ("29,99", None),
        ("5,9", None),
        ("1.029,99", None),
        ("1 029.99", None),
        ("29.999", None),
        ("(-29.99)", None),
        ("(29.99", None),
        ("2-9", None),
        ("٢٩", None),
        ("free", None),
        ("", None),
    ],
)
def test_an_amount_that_cannot_be_read_for_sure_is_unknown(total: str, cents: int | None):
    text = csv_text(
        ["Transaction Made At", "Description", "Total Amount", "Currency Code"],
        [["2023-01-01 08:00:00 UTC", "LinkedIn Premium", total, "usd"]],
    )

    (receipt,) = summary_of(archive(receipts_v2=text)).receipts

    assert (receipt.total_cents, receipt.currency) == (cents, "USD")


@pytest.mark.parametrize(
    ("total", "named", "said"),
    [
        pytest.param("29.99 €", "EUR", (2999, "EUR"), id="a sign that agrees"),
        pytest.param("$29.99", "CAD", (2999, "CAD"), id="a sign of several currencies"),
        pytest.param("$29.99", "EUR", (None, "EUR"), id="a sign of another currency"),
        pytest.param("€29.99", "", (2999, "EUR"), id="a sign of one currency alone"),
        pytest.param("$29.99", "", (2999, ""), id="a sign that leaves the currency open"),
        pytest.param("29.99", "Euro", (2999, ""), id="no code of a currency"),
    ],
)
def test_the_currency_of_an_amount(total: str, named: str, said: tuple[int | None, str]):
    text = csv_text(
        ["Transaction Made At", "Description", "Total Amount", "Currency Code"],
        [["2023-01-01 08:00:00 UTC", "LinkedIn Premium", total, named]],
    )

    (receipt,) = summary_of(archive(receipts_v2=text)).receipts

    assert (receipt.total_cents, receipt.currency) == said


def test_many_receipts_and_addresses_are_kept_up_to_a_number():
    line = "2023-01-01 08:00:00 UTC,LinkedIn Premium,1.00,USD\n"
    receipts = "Transaction Made At,Description,Total Amount,Currency Code\n" + line * 600
    emails = "Email Address\n" + "".join(f"a{n}@example.org\n" for n in range(60))

    summary = summary_of(zipped([{"receipts.csv": receipts, "email addresses.csv": emails}]))

    assert (len(summary.receipts), summary.more_receipts) == (limits.MOST_RECEIPTS, 100)
    assert len(summary.emails) == limits.MOST_EMAILS


def test_an_address_is_there_once_and_is_one():
    emails = EMAILS + "ANA@example.org,Yes,No,\nno address,Yes,No,\n"

    assert len(summary_of(archive(email=emails)).emails) == 2


# -- long cells -----------------------------------------------------------------------------------


def test_a_message_of_many_megabytes_is_passed_over_in_little_memory():
    long = "".join(f"{n} {CANARY}, “so”\n" for n in range(200_000))
    data = archive(messages=messages(message_row(content=long), RECEIVED))
    tracemalloc.start()
    said = summary_of(data).messages
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (said.sent, said.received) == (1, 1)
    assert peak < 4 * limits.MEGABYTE < len(long)


def test_a_cell_that_we_keep_is_cut():
    said = summary_of(archive(profile=csv_text(["First Name", "Last Name"], [["x" * 10**6, "y"]])))

    assert said.first_name == "x" * limits.LONGEST_TEXT


CELL = st.text(st.sampled_from('ab,"\n é'), max_size=12)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=6), st.integers(1, 9))
def test_rows_are_the_csv_modules_wherever_the_text_is_cut(rows: list[list[str]], size: int):
    text = csv_text(["h", "i", "j"], rows)
    pieces = [text[place : place + size] for place in range(0, len(text), size)]

    read = list(CellScanner("messages.csv", Budget()).rows(pieces))

    expected = [["h", "i", "j"], *rows]
    assert read == [{n: cell for n, cell in enumerate(row) if cell} for row in expected if any(row)]


def test_a_quote_in_the_middle_of_a_plain_cell_is_itself():
    assert list(CellScanner("x", Budget()).rows(['5" pipe,b\n', "c,d"])) == [
        {0: '5" pipe', 1: "b"},
        {0: "c", 1: "d"},
    ]


def test_the_budget_of_steps_is_kept_over_files():
    budget = Budget(steps_left=3)

    assert list(CellScanner("x", budget).rows(["a,b\n"])) == [{0: "a", 1: "b"}]
    with pytest.raises(Exception, match="more cells"):
        list(CellScanner("x", budget).rows(["a,b\n"]))


def test_not_understood_says_a_kind_of_trouble_and_nothing_of_the_file():
    assert str(FileNotUnderstood(FileFault.BROKEN)) == "broken"
