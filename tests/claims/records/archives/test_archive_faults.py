"""Archives that are not what they should be: refused with one sentence that tells nothing."""

import contextlib
import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.records.archives import ArchiveRefused, Fault, limits, read_archive
from claims.records.archives.archive_tables import table_rows
from claims.records.archives.container import open_container
from claims.records.archives.unpacked_bytes import Budget, file_chunks
from tests.claims.records.archives.zips import (
    CANARY,
    FILES,
    PERIOD,
    archive,
    changed,
    overlap_bomb,
    overlapping,
    zipped,
)


def refusal_of(data: bytes) -> ArchiveRefused:
    with pytest.raises(ArchiveRefused) as caught:
        read_archive(io.BytesIO(data), PERIOD)
    return caught.value


def named(name: str) -> Callable[[], bytes]:
    return lambda: zipped([{**FILES, name: "x"}])


def with_flag(data: bytes, bit: int) -> bytes:
    """Set a bit of the flags of every file, in both of its headers."""
    flagged = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = flagged.find(signature)
        while place >= 0:
            flagged[place + offset] |= bit
            place = flagged.find(signature, place + 4)
    return bytes(flagged)


def locked() -> bytes:
    return with_flag(archive(), 1)


def with_one_more(name: str, *, method: int = zipfile.ZIP_DEFLATED, mode: int = 0o100644) -> bytes:
    """An archive with one more file, packed in this way and of this kind."""
    made = io.BytesIO(archive())
    with zipfile.ZipFile(made, "a") as container:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        container.writestr(entry, "/etc/passwd", compress_type=method)
    return made.getvalue()


def packed_as(method: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as container:
        container.writestr("messages.csv", FILES["messages.csv"])
    return made.getvalue()


def locked_article() -> bytes:
    """Only the article is locked; the files that we read are not."""
    data = bytearray(named("a.html")())
    for signature, offset, name_at in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        place = data.find(signature)
        while place >= 0:
            if data[place + name_at :].startswith(b"a.html"):
                data[place + offset] |= 1
            place = data.find(signature, place + 4)
    return bytes(data)


def name_that_is_no_utf8() -> bytes:
    """The name of an article that some program cut in the middle of a letter."""
    return changed(named("Articles/grâc")(), "grâc".encode(), b"gr\xc3\xffc")


def places_in_zip64() -> bytes:
    """The list of files leaves a place to ZIP64, and there is none."""
    data = bytearray(archive())
    place = data.index(b"PK\x01\x02") + 42
    data[place : place + 4] = b"\xff" * 4
    return bytes(data)


def same_name_twice() -> bytes:
    data = zipped([{"messages.csv": FILES["messages.csv"], "messagez.csv": "x"}])
    return changed(data, b"messagez.csv", b"messages.csv")


def zip64() -> bytes:
    data = archive()
    end = data.rindex(b"PK\x05\x06")
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
    return data[:end] + locator + data[end:]


def in_several_parts() -> bytes:
    data = bytearray(archive())
    data[data.rindex(b"PK\x05\x06") + 4] = 1
    return bytes(data)


def wrong_checksum() -> bytes:
    data = bytearray(packed_as(zipfile.ZIP_STORED))
    place = data.index(b"CANARY")
    data[place] = ord("c")
    return bytes(data)


def lying_size(size: int) -> bytes:
    """The list of files says that messages.csv unpacks to `size` bytes."""
    data = bytearray(zipped([{"messages.csv": FILES["messages.csv"]}]))
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = struct.pack("<L", size)
    return bytes(data)


def ratio_bomb() -> bytes:
    return zipped([{"messages.csv": b"a" * (20 * limits.MEGABYTE)}])


def without_a_name() -> bytes:
    """The list of files gives an article's name no letter, and all of them to its comment."""
    data = bytearray(zipped([{"a.html": "x", **FILES}]))
    place = data.index(b"PK\x01\x02") + 28
    (length,) = struct.unpack("<H", data[place : place + 2])
    data[place : place + 6] = struct.pack("<3H", 0, 0, length)
    return bytes(data)


@cache
def many_files(count: int) -> bytes:
    return zipped([{f"{number}.csv": "" for number in range(count)}])


def counts_that_lie() -> bytes:
    """The end record says one file; the list of files has one more than we read."""
    data = bytearray(many_files(limits.MOST_ENTRIES + 1))
    place = data.rindex(b"PK\x05\x06")
    data[place + 8 : place + 12] = struct.pack("<2H", 1, 1)
    return bytes(data)


def a_directory_too_long_to_read() -> bytes:
    data = bytearray(archive())
    place = data.rindex(b"PK\x05\x06") + 12
    data[place : place + 4] = struct.pack("<L", limits.LARGEST_DIRECTORY + 1)
    return bytes(data)


def a_directory_that_is_cut() -> bytes:
    """The list of files says that the last name in it is longer than the list."""
    data = bytearray(archive())
    place = data.rindex(b"PK\x01\x02") + 28
    data[place : place + 2] = struct.pack("<H", 5000)
    return bytes(data)


def a_directory_before_the_start() -> bytes:
    """The end record says that the list of files begins behind where it can."""
    data = bytearray(archive())
    place = data.rindex(b"PK\x05\x06") + 16
    data[place : place + 4] = struct.pack("<L", len(data))
    return bytes(data)


HOSTILE = {
    "an empty file": (lambda: b"", Fault.EMPTY),
    "not a ZIP": (lambda: b"%PDF-1.7 ...", Fault.NOT_A_ZIP),
    "a gzip file": (lambda: b"\x1f\x8b\x08" + b"\0" * 100, Fault.NOT_A_ZIP),
    "cut in the middle": (lambda: archive()[:900], Fault.CUT_SHORT),
    "cut by one byte": (lambda: archive()[:-1], Fault.CUT_SHORT),
    "an empty ZIP": (lambda: zipped([]), Fault.NOTHING_IN_IT),
    "a ZIP of a folder with nothing in it": (lambda: zipped([{"a/": ""}]), Fault.NOTHING_IN_IT),
    "a ZIP of something else": (lambda: zipped([{"a/b.txt": "x"}]), Fault.NOT_LINKEDINS),
    "too many files": (lambda: many_files(limits.MOST_ENTRIES + 1), Fault.TOO_MANY_FILES),
    "too many files that say they are one": (counts_that_lie, Fault.TOO_MANY_FILES),
    "a long list of files": (a_directory_too_long_to_read, Fault.TOO_MANY_FILES),
    "a list of files that is cut": (a_directory_that_is_cut, Fault.DAMAGED),
    "a list of files before the start": (a_directory_before_the_start, Fault.DAMAGED),
    "locked with a password": (locked, Fault.ENCRYPTED),
    "a locked ZIP of something else": (
        lambda: with_flag(zipped([{"a.txt": "x"}]), 1),
        Fault.ENCRYPTED,
    ),
    "a symbolic link": (
        lambda: with_one_more("again/Profile.csv", mode=0o120777),
        Fault.LINK,
    ),
    "packed with bzip2": (lambda: packed_as(zipfile.ZIP_BZIP2), Fault.NOT_PLAIN),
    "packed with LZMA": (lambda: packed_as(zipfile.ZIP_LZMA), Fault.NOT_PLAIN),
    "ZIP64": (zip64, Fault.NOT_PLAIN),
    "places in ZIP64": (places_in_zip64, Fault.NOT_PLAIN),
    "one part of several": (in_several_parts, Fault.NOT_PLAIN),
    "one name twice": (same_name_twice, Fault.SAME_NAME),
    "one name in small and in capitals": (named("MESSAGES.CSV"), Fault.SAME_NAME),
    "files that overlap": (overlap_bomb, Fault.OVERLAPPING),
    "files that overlap under one name": (
        lambda: overlapping(["messages.csv"] * 2),
        Fault.OVERLAPPING,
    ),
    "a ratio of a thousand": (ratio_bomb, Fault.UNPACKS_TOO_LARGE),
    "LinkedIn's ZIP in a ZIP": (lambda: zipped([{"Export.zip": archive()}]), Fault.NESTED),
    "a tarball in capitals in a ZIP": (lambda: zipped([{"a/IN.TAR.GZ": "x"}]), Fault.NESTED),
    "a name that climbs": (named("../../x/messages.csv"), Fault.UNSAFE_NAME),
    "a name that climbs later": (named("a/../../messages.csv"), Fault.UNSAFE_NAME),
    "a name that climbs by backslashes": (named("a\\..\\messages.csv"), Fault.UNSAFE_NAME),
    "an absolute name": (named("/etc/messages.csv"), Fault.UNSAFE_NAME),
    "an absolute name with backslashes": (named("\\\\etc\\messages.csv"), Fault.UNSAFE_NAME),
    "a name with a drive": (named("C:/windows/messages.csv"), Fault.UNSAFE_NAME),
    "a name with a line end": (named("a\nb/messages.csv"), Fault.UNSAFE_NAME),
    "a name with a NUL": (
        lambda: changed(named("aZ/messages.csv")(), b"aZ/", b"a\0/"),
        Fault.UNSAFE_NAME,
    ),
    "a wrong checksum": (wrong_checksum, Fault.FILE_DAMAGED),
    "a size that lies low": (lambda: lying_size(10), Fault.FILE_DAMAGED),
    "a size that lies high": (lambda: lying_size(10**8), Fault.FILE_DAMAGED),
}


@pytest.mark.parametrize(("made", "fault"), HOSTILE.values(), ids=HOSTILE.keys())
def test_refused_is(made: Callable[[], bytes], fault: Fault):
    refusal = refusal_of(made())

    assert refusal.fault == fault


@pytest.mark.parametrize(("made", "fault"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_refusal_tells_nothing_of_what_was_in(made: Callable[[], bytes], fault: Fault):
    refusal = refusal_of(made())

    assert CANARY not in repr(refusal)
    assert refusal.__cause__ is None
    assert refusal.__suppress_context__ or refusal.__context__ is None


@pytest.mark.parametrize(
    "held",
    [
        pytest.param("FROM,DATE\n" + "a,b\n" * 2000, id="short cells"),
        pytest.param("FROM,DATE\n" + '"' + '""' * 4000 + '"', id="a cell of quotes"),
        pytest.param("FROM,DATE\n" + "\n" * 4000, id="blank lines"),
    ],
)
def test_a_file_that_takes_many_steps_is_given_up(held: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "MOST_STEPS", 2000)

    assert refusal_of(zipped([{"messages.csv": held}])).fault == Fault.TOO_MUCH_WORK


@pytest.mark.parametrize(
    "accents",
    [
        # In the order that takes longest to put right.
        pytest.param("\u0301" * 480 + "\u0323" * 480, id="as such"),
        pytest.param("%CC%81" * 80 + "%CC%A3" * 80, id="by percent signs"),
    ],
)
def test_a_file_of_accents_is_given_up_before_they_take_minutes(
    accents: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(limits, "MOST_STEPS", 20_000)
    row = f"Ana,/in/a{accents},2023-01-15\n"
    held = "FROM,SENDER PROFILE URL,DATE\n" + row * 100

    assert refusal_of(zipped([{"messages.csv": held}])).fault == Fault.TOO_MUCH_WORK


def test_names_of_any_script_take_no_more_steps_than_others():
    held = "FROM,DATE\n" + "Łukasz Żółć,2023-01-15\n" * 10
    budget = Budget()
    list(
        table_rows([held.encode()], {"from": ("from",), "date": ("date",)}, "messages.csv", budget)
    )

    assert limits.MOST_STEPS - budget.steps_left == 22


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(named("Articles/👩\u200d💻-notes.html"), id="an emoji with a joiner"),
        pytest.param(named("Articles/\u202ecod.exe\u2069.html"), id="marks of direction"),
        pytest.param(named("Articles/Jose\u0301.html"), id="accents apart from their letters"),
        pytest.param(named(f"Articles/{'long ' * 2000}.html"), id="ten thousand characters"),
        pytest.param(named("Articles/a\nb\x07.html"), id="control characters"),
        pytest.param(
            lambda: changed(named("Articles/aZ.html")(), b"aZ.html", b"a\0.html"), id="a NUL"
        ),
        pytest.param(name_that_is_no_utf8, id="bytes that are no letter"),
        pytest.param(
            lambda: changed(named("notes-Z.html")(), b"notes-Z", b"notes-\xe9"),
            id="another coding",
        ),
        pytest.param(without_a_name, id="no name"),
        pytest.param(named("../../etc/cron.d/x"), id="one that climbs"),
        pytest.param(named("/etc/passwd"), id="an absolute one"),
        pytest.param(named("Q: what now?.html"), id="one like a drive"),
        pytest.param(named("Articles\\x.html"), id="backslashes"),
        pytest.param(
            lambda: changed(named("messageZ.csv")(), b"messageZ.csv", b"messages\0csv"),
            id="nearly one of ours",
        ),
        pytest.param(
            lambda: zipped([{**FILES, "A.html": "x", "a.html": "y"}]), id="the same in capitals"
        ),
        pytest.param(
            lambda: changed(zipped([{**FILES, "a1.html": "x", "a2.html": "y"}]), b"a2.h", b"a1.h"),
            id="the same twice",
        ),
        pytest.param(named("Rich_Media/photos.zip"), id="an archive in the archive"),
        pytest.param(lambda: with_one_more("x", method=zipfile.ZIP_LZMA), id="packed by LZMA"),
        pytest.param(lambda: with_one_more("x", mode=0o120777), id="a link"),
        pytest.param(locked_article, id="locked"),
    ],
)
def test_a_file_that_is_not_opened_does_not_matter(made: Callable[[], bytes]):
    summary = read_archive(io.BytesIO(made()), PERIOD)

    assert summary.messages.total == 2


@pytest.mark.parametrize("count", [1001, limits.MOST_ENTRIES - len(FILES)])
def test_a_writer_of_many_articles_is_read(count: int):
    files = {f"Articles/{number}.html": "" for number in range(count)}

    summary = read_archive(io.BytesIO(zipped([FILES, files])), PERIOD)

    assert summary.messages.total == 2


def test_a_list_of_many_files_is_read_in_bounded_memory():
    data = zipped([FILES, {f"Articles/{number}.html": "" for number in range(10_000)}])
    tracemalloc.start()
    read_archive(io.BytesIO(data), PERIOD)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 16 * limits.MEGABYTE


def test_a_file_may_be_as_large_as_the_limit_and_no_larger(monkeypatch: pytest.MonkeyPatch):
    data = archive()
    monkeypatch.setattr(limits, "LARGEST_UPLOAD", len(data))
    read_archive(io.BytesIO(data), PERIOD)

    monkeypatch.setattr(limits, "LARGEST_UPLOAD", len(data) - 1)
    assert refusal_of(data).fault == Fault.TOO_LARGE


@pytest.mark.parametrize(
    ("reads", "fault"),
    [pytest.param(4, None, id="enough"), pytest.param(3, Fault.UNPACKS_TOO_LARGE, id="one less")],
)
def test_what_is_unpacked_is_counted_over_all_readings(reads: int, fault: Fault | None):
    text = FILES["messages.csv"].encode()
    budget = Budget(bytes_left=4 * len(text))
    container = open_container(io.BytesIO(archive()))
    (entry,) = (entry for entry in container.entries if entry.name == "messages.csv")
    budget.bytes_left -= (4 - reads) * len(text)
    try:
        for _ in range(4):
            assert b"".join(file_chunks(container, entry, "messages.csv", budget)) == text
        refused = None
    except ArchiveRefused as refusal:
        refused = refusal.fault

    assert refused == fault


class _Unseekable(io.BytesIO):
    """A pipe: whoever writes a ZIP to it gives the sizes behind the bytes."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise io.UnsupportedOperation

    def tell(self) -> int:
        raise io.UnsupportedOperation


@given(
    st.lists(st.tuples(st.binary(max_size=300), st.integers(0, 400), st.booleans()), max_size=5),
    st.binary(max_size=30),
    st.booleans(),
)
def test_the_bytes_of_each_file_are_zipfiles(
    files: list[tuple[bytes, int, bool]], comment: bytes, is_piped: bool
):
    made: io.BytesIO = _Unseekable() if is_piped else io.BytesIO()
    with zipfile.ZipFile(made, "w") as container:
        container.comment = comment
        for number, (held, times, is_stored) in enumerate([(b"x", 1, True), *files]):
            method = zipfile.ZIP_STORED if is_stored else zipfile.ZIP_DEFLATED
            container.writestr(f"{number}.csv", held * times, compress_type=method)
    data = io.BytesIO(made.getvalue())

    ours = open_container(data)
    read = [b"".join(file_chunks(ours, entry, "x", Budget())) for entry in ours.entries]

    theirs = zipfile.ZipFile(data)
    assert [entry.name for entry in ours.entries] == theirs.namelist()
    assert read == [theirs.read(name) for name in theirs.namelist()]


@given(
    st.lists(st.tuples(st.integers(0, 10**4), st.binary(max_size=4)), min_size=1, max_size=4),
    st.booleans(),
)
def test_bytes_changed_at_random_are_read_or_refused(
    changes: list[tuple[int, bytes]], is_counted_from_the_end: bool
):
    data = bytearray(archive())
    for place, put in changes:
        start = place % len(data)
        if is_counted_from_the_end:
            start = max(0, len(data) - 1 - place % 700)
        data[start : start + len(put)] = put

    with contextlib.suppress(ArchiveRefused):
        read_archive(io.BytesIO(data), PERIOD)


@pytest.mark.parametrize("fault", Fault)
def test_every_sentence_says_what_to_do_in_both_languages(fault: Fault):
    words = ArchiveRefused(fault, "messages.csv").words

    for text in (words.en, words.es):
        assert text.endswith(".")
        assert "{" not in text
    assert words.en != words.es


def test_a_file_with_a_bomb_of_any_size_is_read_in_little_memory():
    data = ratio_bomb()
    tracemalloc.start()
    refusal_of(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 4 * limits.MEGABYTE
