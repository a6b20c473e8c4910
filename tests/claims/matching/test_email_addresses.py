"""What is read of a cell for e-mail addresses, and which spellings are one address."""

import pytest

from claims.matching.email_addresses import (
    addresses_in,
    email_key,
    email_keys,
    letter_address,
)

ANA = "ana.ruiz@mail.example"


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("ana.ruiz@mail.example", id="plain"),
        pytest.param("Ana.Ruiz@Mail.EXAMPLE", id="capitals"),
        pytest.param("  ana.ruiz@mail.example \n", id="blanks around"),
        pytest.param("ana.ruiz@mail.example\u00a0", id="a no-break space after it"),
        pytest.param("\u200bana.ruiz@mail.example", id="a zero-width space before it"),
        pytest.param("ana.ruiz@\u200bmail.example", id="a zero-width space inside"),
        pytest.param("ana.\u00adruiz@mail.example", id="a soft hyphen inside"),
        pytest.param("\ufeffana.ruiz@mail.example", id="a byte-order mark"),
        pytest.param("ana.ruiz@mail.example\u2028", id="a line separator"),
        pytest.param("mailto:ana.ruiz@mail.example", id="a link"),
        pytest.param("MAILTO:ana.ruiz@mail.example?subject=Claim", id="a link with a subject"),
        pytest.param("mailto:ana.ruiz%40mail.example", id="a link with an escape"),
        pytest.param("<ana.ruiz@mail.example>", id="between angles"),
        pytest.param("Ana Ruiz <ana.ruiz@mail.example>", id="beside a name"),
        pytest.param('"Ruiz, Ana" <ana.ruiz@mail.example>', id="beside a quoted name"),
        pytest.param("Ana Ruiz ana.ruiz@mail.example", id="after a name"),
        pytest.param("ana.ruiz@mail.example (work)", id="before a remark"),
        pytest.param("[ana.ruiz@mail.example](mailto:ana.ruiz@mail.example)", id="markdown"),
        pytest.param("E-mail: ana.ruiz@mail.example", id="after a label"),
        pytest.param("'ana.ruiz@mail.example'", id="between quotes"),
        pytest.param("\u201cana.ruiz@mail.example\u201d", id="between curly quotes"),
        pytest.param("ana.ruiz@mail.example.", id="a full stop after it"),
        pytest.param("ana.ruiz@mail.example;", id="a separator after it"),
        pytest.param("ana.ruiz @ mail.example", id="blanks around its sign"),
        pytest.param("ana.ruiz\uff20mail.example", id="a wide sign"),
        pytest.param("ana.ruiz&#64;mail.example", id="an entity"),
        pytest.param("ana.ruiz (at) mail (dot) example", id="spelled out"),
    ],
)
def test_one_address_has_one_key(cell):
    assert email_keys(cell) == [ANA]


@pytest.mark.parametrize(
    ("cell", "same"),
    [
        pytest.param("ana@b\u00fccher.example", "ana@xn--bcher-kva.example", id="Punycode"),
        pytest.param("ana@B\u00dcCHER.example", "ana@XN--BCHER-KVA.example", id="capitals"),
        pytest.param("ana@bu\u0308cher.example", "ana@b\u00fccher.example", id="NFD domain"),
        pytest.param("jose\u0301@mail.example", "jos\u00e9@mail.example", id="NFD before the sign"),
        pytest.param("ana@mail\u3002example", "ana@mail.example", id="an ideographic full stop"),
        pytest.param("o\u2019brien@mail.example", "o'brien@mail.example", id="a curly apostrophe"),
        pytest.param("ana\u2011r@mail.example", "ana-r@mail.example", id="a no-break hyphen"),
        pytest.param("stra\u00dfe@mail.example", "STRASSE@mail.example", id="sharp s"),
    ],
)
def test_forms_of_one_address_have_one_key(cell, same):
    assert email_key(cell) == email_key(same) is not None


@pytest.mark.parametrize(
    ("cell", "other"),
    [
        pytest.param("a.b@mail.example", "ab@mail.example", id="dots"),
        pytest.param("ab+tag@mail.example", "ab@mail.example", id="tags"),
        pytest.param("ana@stra\u00dfe.example", "ana@strasse.example", id="two domains"),
        pytest.param("ana@mail.example", "ana@mail.example.org", id="a longer domain"),
    ],
)
def test_two_addresses_have_two_keys(cell, other):
    assert email_key(cell) != email_key(other)


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("a@mail.example; b@mail.example", id="a semicolon"),
        pytest.param("a@mail.example,b@mail.example", id="a comma"),
        pytest.param("a@mail.example b@mail.example", id="a blank"),
        pytest.param("a@mail.example\r\nb@mail.example", id="a line end"),
        pytest.param("a@mail.example / b@mail.example", id="a stroke"),
        pytest.param("a@mail.example/b@mail.example", id="a stroke without blanks"),
        pytest.param("a@mail.example or b@mail.example", id="a word"),
        pytest.param("a@mail.example; A@mail.example; b@mail.example", id="one of them twice"),
    ],
)
def test_every_address_of_a_cell_is_read(cell):
    assert email_keys(cell) == ["a@mail.example", "b@mail.example"]


@pytest.mark.parametrize(
    "cell",
    ["", None, "   ", "n/a", "none", "@", "ana@", "@mail.example", "a@b@c", "ana ruiz @ x.org"],
)
def test_where_nothing_can_be_read_in_one_way_there_is_no_address(cell):
    assert addresses_in(cell) == []
    assert email_key(cell) is None


@pytest.mark.parametrize(
    "filler",
    ["none@none.com", "NA@mail.example", "n.a@mail.example", "test@gmail.com", "no-email@x.org"],
)
def test_a_filler_is_an_address_and_no_key(filler):
    assert len(addresses_in(filler)) == 1
    assert email_key(filler) is None


@pytest.mark.parametrize(
    "name", ["nana@mail.example", "na12@mail.example", "tester@mail.example", "nolan@mail.example"]
)
def test_a_name_that_begins_as_a_filler_is_a_key(name):
    assert email_key(name) == name


@pytest.mark.parametrize(
    ("cell", "to"),
    [
        ("Ana <Ana.Ruiz@Mail.example>", "Ana.Ruiz@mail.example"),
        ("ana@b\u00fccher.example", "ana@b\u00fccher.example"),
        ("ana..r@mail.example; b@mail.example", "b@mail.example"),
        ("ana@host", None),
        ("n/a", None),
    ],
)
def test_a_letter_goes_to_the_first_address_that_can_take_one(cell, to):
    assert letter_address(cell) == to
