"""Which account linkage gives a claim, and when it leaves it to a person."""

import pytest

from claims.matching.linkage.linkage_model import InvalidModel, untrained_model
from claims.matching.match_decision import MatchResult
from tests.claims.matching.linkage.lists import JANE, class_list, decided, strangers

ONE, SEVERAL, NONE = MatchResult.ONE, MatchResult.SEVERAL, MatchResult.NONE
BORN = '{"birth_date": "1974-01-31"}'


@pytest.fixture
def found(tmp_path):
    """The decision on a claim against accounts among three hundred strangers' ones."""

    def decide(claim, *accounts):
        with class_list(tmp_path, [*accounts, *strangers(300)]) as connection:
            return decided(connection, claim)

    return decide


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"first_name": "JANE ", "last_name": "okafor"}, id="the case"),
        pytest.param({"first_name": "Janie"}, id="a short form"),
        pytest.param({"first_name": "Jnae"}, id="a slip of the pen"),
        pytest.param({"last_name": "Okafor-Lindqvist"}, id="a name added by marriage"),
        pytest.param({"last_name": "Lindqvist"}, id="another family name, the same address"),
        pytest.param({"first_name": "Okafor", "last_name": "Jane"}, id="the names swapped"),
        pytest.param({"first_name": "Okafro", "last_name": "Jnae"}, id="swapped, with slips"),
        pytest.param({"first_name": "", "last_name": "Okafor, Jane"}, id="both in one column"),
        pytest.param({"first_name": "Jane Okafor", "last_name": ""}, id="and in the other"),
        pytest.param({"street": "12 Linden St Apt 3"}, id="the unit"),
        pytest.param({"street": "P.O. Box 9"}, id="another street in the same place"),
    ],
)
def test_one_person_is_matched_who_writes_otherwise(found, changed):
    decision = found(JANE | changed, JANE)

    assert (decision.outcome, decision.account_id) == (ONE, "A1")


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"first_name": "Michael"}, id="a husband"),
        pytest.param({"first_name": "Susan"}, id="a sister"),
        pytest.param(
            {"first_name": "Okafor", "last_name": "Wei"}, id="one whose names are swapped"
        ),
        pytest.param({"first_name": "Susan", "street": "98 Oak Avenue"}, id="a sister who moved"),
    ],
)
def test_a_relative_at_one_address_is_not_the_account_holder(found, changed):
    decision = found(JANE | changed, JANE)

    assert (decision.outcome, decision.account_id, decision.candidates) == (NONE, None, ())
    assert decision.looked_at[0].is_household


@pytest.mark.parametrize(
    ("first_name", "why"),
    [
        pytest.param("", "surname and address alone are a household", id="no given name"),
        pytest.param("J", "the initial is Jane's, and John's", id="an initial"),
        pytest.param("Jan", "Jan may be her brother", id="a name close to hers"),
    ],
)
def test_what_a_relative_may_share_is_left_to_a_person(found, first_name, why):
    decision = found(JANE | {"first_name": first_name}, JANE | {"first_name": "Jane"})

    assert (decision.outcome, decision.candidates) == (SEVERAL, ("A1",)), why


@pytest.mark.parametrize(
    ("claimant", "holder"),
    [
        pytest.param("Felicia A.", "David A.", id="an initial in common"),
        pytest.param("William", "Robert", id="Bill is short for one, and listed for the other"),
        pytest.param("Bill", "Robert", id="as Bill is"),
        pytest.param("Polly", "Paul", id="Polly, listed for Paul"),
        pytest.param("Juana María", "María Rosa", id="one of several, and each has another"),
    ],
)
def test_something_in_common_does_not_make_two_given_names_one(found, claimant, holder):
    decision = found(JANE | {"first_name": claimant}, JANE | {"first_name": holder})

    assert decision.outcome is not ONE


@pytest.mark.parametrize(
    ("claimant", "holder"),
    [
        pytest.param({"first_name": "J"}, {"first_name": "J"}, id="initials"),
        pytest.param(
            {"first_name": "María Elena"}, {"first_name": "María José"}, id="the first of several"
        ),
        pytest.param({"last_name": "Okafor Jr."}, {"last_name": "Okafor Sr."}, id="father and son"),
        pytest.param({"last_name": "Okafor, Jr"}, {}, id="a son, and perhaps his father"),
        pytest.param({"first_name": "Kate"}, {"first_name": "Kathy"}, id="two forms of one name"),
    ],
)
def test_names_that_agree_in_part_are_left_to_a_person(found, claimant, holder):
    decision = found(JANE | claimant, JANE | holder)

    assert (decision.outcome, decision.candidates) == (SEVERAL, ("A1",))


def test_a_son_is_told_from_his_father_by_what_follows_the_name(found):
    father, son = JANE | {"last_name": "Okafor Sr"}, JANE | {"last_name": "Okafor, Jr."}

    decision = found(JANE | {"last_name": "OKAFOR JR"}, father, son)

    assert (decision.outcome, decision.account_id) == (ONE, "A2")


def test_boxes_of_close_numbers_are_no_neighbours(found):
    decision = found(
        JANE | {"street": "PO Box 12"}, JANE | {"street": "Box 13", "city": "Reno", "state": "NV"}
    )

    (address,) = (each for each in decision.looked_at[0].comparisons if each[0] == "address")
    assert address.level == "different"


def test_a_date_of_birth_or_a_telephone_number_is_personal_too(found):
    initial = JANE | {"first_name": "J"}

    born = found(initial | {"birth_date": "1974-01-31"}, JANE | {"extra": BORN})
    called = found(
        initial | {"phone": "510 555 0134"}, JANE | {"extra": '{"phone": "+1 510-555-0134"}'}
    )

    assert (born.outcome, called.outcome) == (ONE, ONE)


def test_two_accounts_of_the_same_name_and_address_are_for_a_person(found):
    decision = found(JANE, JANE, JANE)

    assert (decision.outcome, decision.candidates) == (SEVERAL, ("A1", "A2"))


def test_a_father_and_a_son_are_told_apart_by_their_dates_of_birth(found):
    father = JANE | {"extra": '{"date_of_birth": "19440229"}'}
    son = JANE | {"extra": BORN}

    decision = found(JANE | {"birth_date": "1974-01-31"}, father, son)

    assert (decision.outcome, decision.account_id) == (ONE, "A2")


def test_a_name_alone_is_not_enough_where_many_bear_it(found):
    namesakes = [
        JANE | {"street": f"{n} Elm Road", "city": city, "state": "TX", "postal_code": f"7870{n}"}
        for n, city in enumerate(("Austin", "Dallas", "Waco"), 1)
    ]

    decision = found(JANE, *namesakes)

    assert decision.outcome is not ONE


def test_a_stranger_is_nobody(found):
    decision = found({"first_name": "Wilhelmina", "last_name": "Quist", "city": "Nome"}, JANE)

    assert (decision.outcome, decision.looked_at) == (NONE, ())


def test_a_claim_that_says_nothing_is_nobody(found):
    assert found({}, JANE).outcome is NONE


def test_the_evidence_adds_up(found):
    decision = found(JANE, JANE)
    best = decision.as_json()["looked_at"][0]

    total = decision.as_json()["prior"] + sum(each["weight"] for each in best["comparisons"])

    assert best["weight"] == pytest.approx(total, abs=0.05)
    assert best["probability"] == pytest.approx(1 / (1 + 2 ** -best["weight"]), abs=1e-4)
    assert [(each["comparison"], each["level"]) for each in best["comparisons"]] == [
        ("given_name", "same"),
        ("family_name", "same"),
        ("address", "same"),
        ("place", "same"),
    ]


def test_below_the_upper_threshold_nothing_is_decided_without_a_person(tmp_path):
    moved = JANE | {"street": "7 Pier Lane", "postal_code": "94699"}
    with class_list(tmp_path, [JANE, *strangers(300)]) as connection:
        lenient = decided(connection, moved, untrained_model().with_thresholds(0.01, 0.02))
        strict = decided(connection, moved, untrained_model().with_thresholds(0.01, 0.999999))

    assert (lenient.outcome, strict.outcome) == (ONE, SEVERAL)


def test_thresholds_out_of_order_are_refused():
    with pytest.raises(InvalidModel, match="not in order"):
        untrained_model().with_thresholds(0.9, 0.1)


ELSEWHERE = {"street": "7 Pier Lane", "city": "Reno", "state": "NV", "postal_code": "89501"}
NOWHERE = dict.fromkeys(("street", "city", "state", "postal_code"))
RUNG = '{"phone": "(510) 555-0134 x101"}'


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(NOWHERE, id="nothing else"),
        pytest.param(ELSEWHERE, id="another address"),
        pytest.param(NOWHERE | {"state": "CA"}, id="the state alone"),
        pytest.param(NOWHERE | {"birth_date": "1974"}, id="the year of birth alone"),
    ],
)
def test_a_name_alone_however_rare_is_shown_to_a_person(found, place):
    decision = found(JANE | place, JANE | {"extra": BORN})

    assert (decision.outcome, decision.candidates) == (SEVERAL, ("A1",))


@pytest.mark.parametrize(
    "beside",
    [
        pytest.param(NOWHERE | {"city": "Oakland"}, id="the city"),
        pytest.param(NOWHERE | {"postal_code": "94610"}, id="the postal code"),
        pytest.param(NOWHERE | {"birth_date": "1974-01-31"}, id="the date of birth"),
        pytest.param(NOWHERE | {"birth_date": "1974-01-30"}, id="all but a digit of it"),
        pytest.param(NOWHERE | {"phone": "510-555-0134 ext. 101"}, id="the telephone"),
    ],
)
def test_a_name_and_a_place_or_something_personal_match(found, beside):
    held = JANE | {"extra": '{"birth_date": "1974-01-31", "phone": "(510) 555-0134 x101"}'}

    decision = found(JANE | beside, held)

    assert (decision.outcome, decision.account_id) == (ONE, "A1")


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"last_name": "Lindqvist", "phone": "510-555-0134 x101"}, id="another family"),
        pytest.param({"phone": "510-555-0134 x202"}, id="another extension"),
        pytest.param({"phone": "510-555-0134"}, id="no extension"),
    ],
)
def test_a_companys_telephone_matches_nobody(found, said):
    decision = found(JANE | ELSEWHERE | said, JANE | {"extra": RUNG})

    assert decision.outcome is not ONE


@pytest.mark.parametrize(
    ("claimed", "held"),
    [
        pytest.param(("FNU", "Rahmatullah"), ("FNU", "Rahmatullah"), id="both with a filler"),
        pytest.param(("FNU", "Rahmatullah"), ("", "Rahmatullah"), id="a filler on one side"),
        pytest.param(("Rahmatullah", "LNU"), ("FNU", "Rahmatullah"), id="the other box"),
        pytest.param(("Rahmatullah", ""), ("", "Rahmatullah"), id="the other box, left blank"),
        pytest.param(("N/A", "Rahmatullah"), ("-", "Rahmatullah"), id="other fillers"),
        pytest.param(("FNU Rahmatullah", ""), ("", "Rahmatullah"), id="a filler in one box"),
    ],
)
def test_whoever_has_one_name_is_found_by_it(found, claimed, held):
    first, last = claimed
    account = JANE | {"first_name": held[0], "last_name": held[1]}
    other = JANE | {"first_name": "FNU", "last_name": "Habibullah"}

    decision = found(JANE | {"first_name": first, "last_name": last}, account, other)

    assert (decision.outcome, decision.account_id) == (ONE, "A1")


def test_a_filler_is_no_given_name_in_common(found):
    decision = found(
        JANE | {"first_name": "FNU", "last_name": "Okafor"},
        JANE | {"first_name": "Unknown", "last_name": "Lindqvist"},
    )

    assert decision.outcome is not ONE


@pytest.mark.parametrize("sister", ["Melissa", "Lisa"])
def test_a_form_of_a_name_that_sisters_bear_too_is_for_a_person(found, sister):
    other = {"Melissa": "Lisa", "Lisa": "Melissa"}[sister]

    decision = found(JANE | {"first_name": sister}, JANE | {"first_name": other})

    assert (decision.outcome, decision.candidates) == (SEVERAL, ("A1",))
