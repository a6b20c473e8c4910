import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.matching.notice import LARGEST_NUMBER, account_number, notice_id

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
numbers = st.integers(min_value=0, max_value=LARGEST_NUMBER)


@given(numbers)
def test_an_id_that_was_printed_reads_back_as_its_account(number):
    assert account_number(KEY, notice_id(KEY, number)) == number


@given(numbers)
def test_another_matters_key_reads_nothing(number):
    assert account_number(OTHER_KEY, notice_id(KEY, number)) is None


@given(
    numbers,
    st.integers(min_value=0, max_value=15),
    st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"),
)
def test_no_single_mistyped_character_names_another_account(number, place, character):
    typed = list(notice_id(KEY, number).replace("-", ""))
    changed = typed[place] != character
    typed[place] = character
    assert account_number(KEY, "".join(typed)) == (None if changed else number)


def test_an_id_is_four_groups_of_four_without_doubtful_letters():
    groups = notice_id(KEY, 12345).split("-")
    assert [len(group) for group in groups] == [4, 4, 4, 4]
    assert not set("".join(groups)) & set("ILOU")


@pytest.mark.parametrize(
    "retyped",
    [
        pytest.param(str.lower, id="small letters"),
        pytest.param(lambda text: text.replace("-", ""), id="no hyphens"),
        pytest.param(lambda text: f" {text.replace('-', ' ')} ", id="spaces"),
        pytest.param(lambda text: text.replace("0", "o").replace("1", "l"), id="look-alikes"),
        pytest.param(lambda text: text.replace("0", "O").replace("1", "I"), id="other look-alikes"),
    ],
)
def test_how_people_type_does_not_matter(retyped):
    for number in range(200):
        assert account_number(KEY, retyped(notice_id(KEY, number))) == number


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("7K3M", id="too short"),
        pytest.param("0" * 17, id="too long"),
        pytest.param("UUUU-UUUU-UUUU-UUUU", id="a letter that is not used"),
        pytest.param("éééé-éééé-éééé-éééé", id="letters of no such alphabet"),
        pytest.param("0000-0000-0000-0000", id="made up"),
    ],
)
def test_text_that_was_never_printed_reads_as_nothing(text):
    assert account_number(KEY, text) is None


def test_ids_do_not_tell_the_order_of_accounts():
    ids = [notice_id(KEY, number) for number in range(100)]
    assert len(set(ids)) == 100
    assert ids != sorted(ids)


@pytest.mark.parametrize("number", [-1, LARGEST_NUMBER + 1])
def test_a_number_that_does_not_fit_is_refused(number):
    with pytest.raises(ValueError, match="account number"):
        notice_id(KEY, number)


def test_a_short_key_is_refused():
    with pytest.raises(ValueError, match="16"):
        notice_id(b"short", 1)
