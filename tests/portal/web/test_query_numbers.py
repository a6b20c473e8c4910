"""One reading of numbers that come in addresses and forms."""

import pytest
from django.http import QueryDict

from portal.web.query_numbers import number_in

pytestmark = pytest.mark.one_engine


@pytest.mark.parametrize(
    ("query", "number"),
    [
        pytest.param("claim=7", 7, id="a number"),
        pytest.param("claim=0", 0, id="zero"),
        pytest.param("claim=007", 7, id="zeros before it"),
        pytest.param("claim=" + "9" * 18, 10**18 - 1, id="eighteen digits"),
        pytest.param("claim=" + "9" * 19, 0, id="nineteen digits"),
        pytest.param("claim=" + "9" * 5000, 0, id="more digits than Python reads"),
        pytest.param("claim=1&claim=2", 2, id="twice: the last"),
        pytest.param("claim=", 0, id="blank"),
        pytest.param("", 0, id="nothing"),
        pytest.param("other=7", 0, id="under another name"),
        pytest.param("claim=-1", 0, id="a sign"),
        pytest.param("claim=%2B1", 0, id="a plus"),
        pytest.param("claim=1.0", 0, id="a fraction"),
        pytest.param("claim=1_000", 0, id="an underscore, which Python reads"),
        pytest.param("claim=%207", 0, id="a space, which Python reads"),
        pytest.param("claim=%D9%A7", 0, id="an Arabic digit, which Python reads"),
        pytest.param("claim=%C2%B2", 0, id="a raised two, which is a digit"),
        pytest.param("claim=seven", 0, id="a word"),
    ],
)
def test_a_number_is_plain_digits_that_fit_a_key(query: str, number: int) -> None:
    assert number_in(QueryDict(query), "claim") == number
