"""Whether the names of a claim speak against the account that a key names."""

import pytest

from claims.matching.names import (
    PersonName,
    families_agree,
    givens_agree,
    name_suffix,
    names_contradict,
)


@pytest.mark.parametrize(
    ("claimed", "held"),
    [
        pytest.param(("Zebedee", "Quill"), ("Kimberly", "Ellis"), id="a stranger"),
        pytest.param(("Sarah", "Miller"), ("Michael", "Johnson"), id="a room-mate"),
        pytest.param(("Z.", "Q."), ("Kimberly", "Ellis"), id="other initials"),
        pytest.param(("", "Quill, Zebedee"), ("Kimberly", "Ellis"), id="both in one column"),
        pytest.param(("Zebedee Quill", ""), ("Kimberly", "Ellis"), id="and in the other"),
        pytest.param(("María", "de la Cruz"), ("Ana", "de la Vega"), id="particles alone"),
        pytest.param(("Ken", "Reyes Jr."), ("Tom", "Ellis Jr."), id="a suffix alone"),
        pytest.param(("محمد", "علي"), ("Kimberly", "Ellis"), id="another script"),
        pytest.param(("Jo", "Li"), ("Al", "Wu"), id="short names"),
    ],
)
def test_two_other_names_contradict(claimed, held):
    assert names_contradict([(PersonName(*claimed), PersonName(*held))]) == [True]
    assert names_contradict([(PersonName(*held), PersonName(*claimed))]) == [True]


@pytest.mark.parametrize(
    ("claimed", "held"),
    [
        pytest.param(("Jane", "Okafor"), ("JANE ", "okafor"), id="the same"),
        pytest.param(("Jane", "Lindqvist"), ("Jane", "Okafor"), id="a name taken on marriage"),
        pytest.param(("Ana", "Gómez"), ("Bea", "Ruiz Gómez"), id="one of several family names"),
        pytest.param(("Ana", "Paz-Ruiz"), ("Bea", "Ruiz"), id="one of two, hyphened"),
        pytest.param(("Bob", "Adams"), ("Robert", "Ellis"), id="a short form"),
        pytest.param(("Bill", "Adams"), ("Will", "Ellis"), id="short forms of one name"),
        pytest.param(("Okafor", "Jane"), ("Jane", "Okafor"), id="the other way round"),
        pytest.param(("J.", "S."), ("John", "Smith"), id="initials"),
        pytest.param(("K", "Adams"), ("Kim", "Ellis"), id="one initial"),
        pytest.param(("Jhon", "Adams"), ("John", "Ellis"), id="a slip"),
        pytest.param(("Mary Ann", "Adams"), ("Maryann", "Ellis"), id="two words, or one"),
        pytest.param(("Elodie", "Mueller"), ("Élodie", "Müller"), id="accents"),
        pytest.param(("Дмитрий", "Иванов"), ("Dmitry", "Ivanov"), id="Cyrillic"),
        pytest.param(("محمد", "علي"), ("Mohamed", "Ali"), id="Arabic"),
        pytest.param(("דוד", "כהן"), ("David", "Cohen"), id="Hebrew"),
        pytest.param(("", "王伟"), ("Wei", "Wang"), id="Chinese, in one column"),
        pytest.param(("Minh", "Nguyen"), ("Nguyễn", "Minh"), id="Vietnamese"),
        pytest.param(("", "Quill"), ("Kimberly", "Ellis"), id="no given name"),
        pytest.param(("Zebedee", ""), ("Kimberly", "Ellis"), id="no family name"),
        pytest.param(("", ""), ("Kimberly", "Ellis"), id="no name"),
        pytest.param(("Zebedee", "Quill"), ("", ""), id="no name in the records"),
        pytest.param(("FNU", "Quill"), ("Kimberly", "Ellis"), id="first name unknown"),
        pytest.param(("Zebedee", "Quill"), (None, None), id="nothing in the records"),
    ],
)
def test_a_name_in_common_or_none_given_does_not(claimed, held):
    assert names_contradict([(PersonName(*claimed), PersonName(*held))]) == [False]
    assert names_contradict([(PersonName(*held), PersonName(*claimed))]) == [False]


def test_many_pairs_are_judged_each_by_itself():
    stranger = (PersonName("Zebedee", "Quill"), PersonName("Kimberly", "Ellis"))
    herself = (PersonName("Kimberley", "Smith"), PersonName("Kimberly", "Ellis"))

    assert names_contradict([stranger, herself, stranger]) == [True, False, True]
    assert names_contradict([]) == []


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("Díaz", "DIAZ", True),
        ("Paz-Díaz", "Díaz", True),
        ("de la Cruz", "Delacruz", False),
        ("O'Brien", "OBrien", True),
        ("Díaz", "Okafor", False),
        ("", "Díaz", False),
        ("LNU", "LNU", False),
    ],
)
def test_family_names_agree_in_one_of_several(one, other, agree):
    assert families_agree(one, other) is agree


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("Ana", "ANA María", True),
        ("Bob", "Robert", True),
        ("Ana", "Bea", False),
        ("", "Ana", False),
        ("FNU", "FNU", False),
    ],
)
def test_given_names_agree_in_the_first(one, other, agree):
    assert givens_agree(one, other) is agree


def test_a_suffix_is_read_wherever_it_stands():
    assert (
        name_suffix("Lee Jr."),
        name_suffix("Lee, III"),
        name_suffix("Lee"),
        name_suffix(""),
    ) == (
        *("jr", "iii"),
        None,
        None,
    )
