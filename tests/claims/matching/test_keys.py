import pytest

from claims.matching.keys import email_key, mailbox_key, name_key, phone_key, profile_key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("Ana.Lopez@Mail.Example", "ana.lopez@mail.example", id="capitals"),
        pytest.param("  ana@mail.example \n", "ana@mail.example", id="spaces around"),
        pytest.param("STRASSE@mail.example", "strasse@mail.example", id="double s"),
        pytest.param("straße@mail.example", "strasse@mail.example", id="sharp s is double s"),
        pytest.param("a.b+tag@mail.example", "a.b+tag@mail.example", id="dots and tags stay"),
        pytest.param("   ", None, id="blank"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="none"),
    ],
)
def test_an_email_is_trimmed_and_case_folded(text, key):
    assert email_key(text) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("https://www.linkedin.com/in/ana-lopez-1", "ana-lopez-1", id="whole address"),
        pytest.param("http://linkedin.com/in/ana-lopez-1", "ana-lopez-1", id="http, no www"),
        pytest.param("www.linkedin.com/in/ana-lopez-1", "ana-lopez-1", id="no scheme"),
        pytest.param("linkedin.com/in/ana-lopez-1", "ana-lopez-1", id="bare"),
        pytest.param("mx.linkedin.com/in/ana-lopez-1", "ana-lopez-1", id="a country's host"),
        pytest.param("/in/ana-lopez-1", "ana-lopez-1", id="only the path"),
        pytest.param("in/ana-lopez-1", "ana-lopez-1", id="not even a slash"),
        pytest.param("HTTPS://LinkedIn.com/IN/Ana-Lopez-1", "ana-lopez-1", id="capitals"),
        pytest.param("linkedin.com/in/ana-lopez-1/", "ana-lopez-1", id="a trailing slash"),
        pytest.param("linkedin.com/in/ana-lopez-1//", "ana-lopez-1", id="two trailing slashes"),
        pytest.param("linkedin.com/in/ana-lopez-1?trk=x/in/y", "ana-lopez-1", id="a query"),
        pytest.param("linkedin.com/in/ana-lopez-1/?trk=x", "ana-lopez-1", id="slash and query"),
        pytest.param("linkedin.com/in/ana-lopez-1#about", "ana-lopez-1", id="a fragment"),
        pytest.param("linkedin.com/in/ana-lopez-1/es", "ana-lopez-1", id="a language"),
        pytest.param("  linkedin.com/in/ana-lopez-1 ", "ana-lopez-1", id="spaces around"),
        pytest.param("linkedin.com/in/ren%C3%A9e", "renée", id="percent-encoded"),
        pytest.param("linkedin.com/in/rene%CC%81e", "renée", id="an accent of its own"),
        pytest.param("linkedin.com/in/renée", "renée", id="not encoded"),
        pytest.param("linkedin.com/in/", None, id="no slug"),
        pytest.param("linkedin.com/in/?a=b", None, id="a query for a slug"),
        pytest.param("linkedin.com/in/%20", None, id="a space for a slug"),
        pytest.param("linkedin.com/in/a%00b", None, id="a NUL in the slug"),
        pytest.param("linkedin.com/company/acme", None, id="a company"),
        pytest.param("ana-lopez-1", None, id="no address"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="none"),
    ],
)
def test_a_profile_address_is_known_by_its_slug(text, key):
    assert profile_key(text) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("  Ana   María ", "ana maría", id="spaces collapse"),
        pytest.param("ANA\u00a0MARÍA", "ana maría", id="a space that does not break"),
        pytest.param("Mari\u0301a", "maría", id="an accent of its own"),
        pytest.param("\uff21na", "ana", id="a wide letter"),
        pytest.param(" \t", None, id="blank"),
        pytest.param(None, None, id="none"),
    ],
)
def test_a_name_is_compared_without_case_and_spacing(text, key):
    assert name_key(text) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("(510) 555-0134", "+15105550134", id="a number"),
        pytest.param("000-000-0000", None, id="a blank"),
        pytest.param("555-0134", None, id="without its area"),
    ],
)
def test_a_telephone_that_cannot_be_dialled_is_no_key(text, key):
    assert phone_key(text) == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (" Ana@Mail.example", "ana@mail.example"),
        ("n/a", None),
        ("@", None),
        ("", None),
        (None, None),
    ],
)
def test_only_what_may_be_an_address_names_an_account(text, key):
    assert mailbox_key(text) == key
