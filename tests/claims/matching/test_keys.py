import pytest

from claims.matching.keys import name_key, phone_key, profile_key


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
        pytest.param("ana-lopez-1", "ana-lopez-1", id="a slug alone"),
        pytest.param("ana-lopez/", "ana-lopez", id="a slug alone, with its slash"),
        pytest.param("@AnaLopez", "analopez", id="a slug with a sign"),
        pytest.param("analopez1", "analopez1", id="a slug with a figure"),
        pytest.param("analopez", None, id="a word that may be a name"),
        pytest.param("Ana Lopez", None, id="a name"),
        pytest.param("none", None, id="nothing, in a word"),
        pytest.param("n-a", None, id="nothing, with a sign"),
        pytest.param("ana-lopez@mail.example", None, id="an e-mail address"),
        pytest.param("facebook.com/ana-lopez", None, id="a profile elsewhere"),
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
        pytest.param("An\u200ba", "ana", id="a character that cannot be seen"),
        pytest.param("Ana\rMaría", "ana maría", id="a line end"),
        pytest.param("FNU", None, id="first name unknown"),
        pytest.param("lnu.", None, id="last name unknown"),
        pytest.param("N/A", None, id="not applicable"),
        pytest.param("None", None, id="none, in a word"),
        pytest.param("no first name", None, id="no first name"),
        pytest.param("Sin apellido", None, id="none, in Spanish"),
        pytest.param("-", None, id="a dash"),
        pytest.param("Na", "na", id="a name of two letters"),
        pytest.param("Nil", "nil", id="a name that is a word"),
        pytest.param("Nonette", "nonette", id="a name that begins so"),
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
        pytest.param("(510) 555-0134 x101", "+15105550134x101", id="an x"),
        pytest.param("510-555-0134 ext. 202", "+15105550134x202", id="ext."),
        pytest.param("510-555-0134 Ext #202", "+15105550134x202", id="two signs"),
        pytest.param("510 555 0134 #7", "+15105550134x7", id="a hash"),
        pytest.param("tel:+1-510-555-0134;ext=202", "+15105550134x202", id="a link"),
        pytest.param("510-555-0134, 202", "+15105550134x202", id="a comma, as phones dial it"),
        pytest.param("5105550134x0202", "+15105550134x0202", id="a nought that counts"),
        pytest.param("+52 55 1234 5678 ext 9", "+525512345678x9", id="another country"),
        pytest.param("510-555-0134 (home)", "+15105550134", id="whose it is"),
        pytest.param("510-555-0134 work", "+15105550134", id="whose it is, without a sign"),
        pytest.param("510-555-0134 / 202", None, id="two numbers, or an extension"),
        pytest.param("510\u2011555\u20110134\u200b", "+15105550134", id="odd signs"),
    ],
)
def test_a_telephone_is_known_by_its_number_and_extension(text, key):
    assert phone_key(text) == key
