import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.money import MOST_CENTS, NotAnAmount, format_cents, parse_cents


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        pytest.param("29.99", 2999, id="dollars and cents"),
        pytest.param("0", 0, id="zero"),
        pytest.param("0.00", 0, id="zero with cents"),
        pytest.param("5", 500, id="whole dollars"),
        pytest.param("5.", None, id="a point and nothing after it"),
        pytest.param("5.5", 550, id="one decimal"),
        pytest.param("29.990", 2999, id="a third decimal of zero adds nothing"),
        pytest.param("$1,029.99", 102999, id="as a statement writes it"),
        pytest.param("$ 29.99", 2999, id="a space after the sign"),
        pytest.param("  29.99 ", 2999, id="spaces around"),
        pytest.param("1,000,000.00", 100000000, id="millions"),
        pytest.param("92233720368547758.07", MOST_CENTS, id="the most that fits"),
        pytest.param("92233720368547758.08", None, id="one cent too many"),
        pytest.param("29.991", None, id="finer than a cent"),
        pytest.param("-29.99", None, id="negative"),
        pytest.param("(29.99)", None, id="negative as accountants write it"),
        pytest.param("1,5", None, id="a comma for a point"),
        pytest.param("1,0000", None, id="a comma in the wrong place"),
        pytest.param("NaN", None, id="not a number"),
        pytest.param("1e3", None, id="scientific"),
        pytest.param("", None, id="blank"),
        pytest.param("٣", None, id="digits of another script"),
        pytest.param("9" * 5000, None, id="very long"),
        pytest.param(29.99, None, id="a float"),
        pytest.param(29, None, id="an integer"),
        pytest.param(None, None, id="nothing"),
    ],
)
def test_text_becomes_exact_cents_or_is_refused(text, cents):
    if cents is None:
        with pytest.raises(NotAnAmount):
            parse_cents(text)
    else:
        assert parse_cents(text) == cents


@pytest.mark.parametrize(
    ("cents", "currency", "text"),
    [
        pytest.param(102999, "USD", "$1,029.99", id="thousands"),
        pytest.param(5, "USD", "$0.05", id="a nickel"),
        pytest.param(-5, "USD", "-$0.05", id="a negative difference"),
        pytest.param(102999, "EUR", "1,029.99 EUR", id="another currency"),
        pytest.param(9007199254740993, "USD", "$90,071,992,547,409.93", id="beyond a float"),
    ],
)
def test_cents_are_written_as_people_read_them(cents, currency, text):
    assert format_cents(cents, currency) == text


@given(st.integers(min_value=0, max_value=MOST_CENTS))
def test_an_amount_that_was_written_reads_back_the_same(cents):
    assert parse_cents(format_cents(cents)) == cents
