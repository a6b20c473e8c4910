"""What is compared of a claim and an account, and how well it may agree: levels, strongest first.

A level is a condition over two rows of `particulars`, whose columns end in `_l` (the claim) and
`_r` (the account). The first that holds counts. `m` and `u` are what is believed of it before
anything is counted: how often it holds where claim and account are one person's, and where they are
two strangers'. They come from no data set; training weighs them against what is counted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from claims.matching.linkage.comparable_particulars import AMBIGUOUS_NAME_PAIRS


class Indication(StrEnum):
    """What a level says by itself of whether this is the same person, whatever it weighs.

    A name and an address make a household, not a person: something PERSONAL has to agree as well.
    """

    IDENTITY = "identity"
    """A personal detail that hardly two people of a household share, whatever else differs."""
    PERSONAL = "personal"
    LIKELY = "likely"
    """A personal detail agrees in part, as relatives' may: not without another one."""
    NOTHING = "nothing"
    AGAINST = "against"
    """A personal detail is another: somebody else, unless a person finds otherwise."""


@dataclass(frozen=True, slots=True)
class ComparisonLevel:
    """One way to agree or differ."""

    key: str
    condition: str
    m: float
    u: float
    says: Indication = Indication.NOTHING
    frequency_of: str | None = None
    """The column whose value's own frequency is used in the place of `u`."""
    backs: bool = False
    """Can it stand beside a name? A name alone, however rare, matches nothing."""


@dataclass(frozen=True, slots=True)
class LinkageComparison:
    """One detail. Where `blank` holds it is not given on both sides, and says nothing."""

    key: str
    blank: str
    levels: tuple[ComparisonLevel, ...]


def _close_sql(column: str, shortest: int, edits: int) -> str:
    left, right = f"{column}_l", f"{column}_r"
    return (
        f"((damerau_levenshtein({left}, {right}) <= {edits} "
        f"AND least(length({left}), length({right})) >= {shortest}) "
        f"OR jaro_winkler_similarity({left}, {right}) >= 0.92)"
    )


_CLOSE_GIVEN = _close_sql("given", 4, 1)
# A misspelt name is nobody's; two names that people bear are two people.
_NOT_BOTH_NAMES = "NOT (given_is_known_l AND given_is_known_r)"
# Of two names that no list has, neither is the right spelling of the other.
_ONE_IS_A_NAME = "given_is_known_l <> given_is_known_r"
# Mary Ann and Mary Jo are sisters more often than one person, and J may be John and Jane.
_FURTHER_NAMES_DIFFER = "COALESCE(givens_l[2][1] <> givens_r[2][1], false)"
_SAME_IN_PART = f"given_l = given_r AND (length(given_l) = 1 OR {_FURTHER_NAMES_DIFFER})"
_NEAR = (
    f"{_NOT_BOTH_NAMES} AND NOT {_FURTHER_NAMES_DIFFER} AND ({_CLOSE_GIVEN} "
    "OR jaro_winkler_similarity(given_l, given_r) >= 0.85 "
    "OR (damerau_levenshtein(given_l, given_r) <= 2 "
    "AND least(length(given_l), length(given_r)) >= 7))"
)
# Fingers swap two letters, leave one out or double it, or put a consonant for a vowel, inside a
# name. What differs at an end, or by one vowel or one consonant for another, is a sister's or a
# cousin's name in some language (Karim, Karima; Malek, Malik), unless the name is long.
_VOWELS_LEFT, _VOWELS_RIGHT = (
    f"regexp_replace(given_{side}, '[^aeiouy]', '.', 'g')" for side in "lr"
)
_NO_VOWEL_FOR_VOWEL = (
    f"regexp_replace({_VOWELS_LEFT}, '[aeiouy]', '+', 'g') "
    f"<> regexp_replace({_VOWELS_RIGHT}, '[aeiouy]', '+', 'g')"
)
_SLIP_OF_THE_PEN = (
    "damerau_levenshtein(given_l, given_r) = 1 "
    "AND least(length(given_l), length(given_r)) >= 4 "
    "AND (length(given_l) = length(given_r) AND levenshtein(given_l, given_r) = 2 "
    "OR given_l[1] = given_r[1] AND given_l[-1] = given_r[-1] "
    f"AND (length(given_l) <> length(given_r) OR length(given_l) >= 7 OR {_NO_VOWEL_FOR_VOWEL}))"
)
_SLIP = f"{_ONE_IS_A_NAME} AND NOT {_FURTHER_NAMES_DIFFER} AND {_SLIP_OF_THE_PEN}"
_PAIRS = ", ".join(
    f"'{'|'.join(sorted(pair))}'" for pair in sorted(map(sorted, AMBIGUOUS_NAME_PAIRS))
)
_ONE_OR_TWO = f"(least(given_l, given_r) || '|' || greatest(given_l, given_r)) IN ({_PAIRS})"
# An and Ann, Jo and Joe.
_ONE_LETTER_MORE = (
    "(given_l[1] = given_r[1] AND levenshtein(given_l, given_r) = 1 "
    "AND length(given_l) <> length(given_r) AND least(length(given_l), length(given_r)) >= 2)"
)
# Somebody with one name only writes it into either box.
_BOTH_HAVE_ONE_NAME = (
    "((given_l IS NULL) <> (family_l IS NULL) AND (given_r IS NULL) <> (family_r IS NULL) "
    "AND (given_l IS NULL OR given_r IS NULL))"
)
_ONLY_LEFT, _ONLY_RIGHT = (f"COALESCE(given_{side}, family_{side})" for side in "lr")
_SAME_ONLY_NAME = f"{_BOTH_HAVE_ONE_NAME} AND {_ONLY_LEFT} = {_ONLY_RIGHT}"
_NEAR_ONLY_NAME = (
    f"({_BOTH_HAVE_ONE_NAME} AND jaro_winkler_similarity({_ONLY_LEFT}, {_ONLY_RIGHT}) >= 0.85)"
)
# With a slip in one of them, both names have to be there.
_SWAPPED_WITH_A_SLIP = (
    "(jaro_winkler_similarity(given_l, family_r) >= 0.85 "
    "AND jaro_winkler_similarity(family_l, given_r) >= 0.85)"
)
_CLOSE_STREET = _close_sql("street", 5, 2)
# A name of two words may be written as one.
_JOINED_LEFT, _JOINED_RIGHT = (f"array_to_string(givens_{side}, '')" for side in "lr")
# One name alone is a household's: Chen Wei, who writes it that way round, beside Hai Chen.
_ONE_SWAPPED = "(given_l = family_r OR family_l = given_r)"
_BOTH_SWAPPED = (
    f"(family_r IN (given_l, {_JOINED_LEFT}) AND (list_contains(families_l, given_r) "
    f"OR jaro_winkler_similarity(family_l, {_JOINED_RIGHT}) >= 0.85) "
    f"OR family_l IN (given_r, {_JOINED_RIGHT}) AND (list_contains(families_r, given_l) "
    f"OR jaro_winkler_similarity(family_r, {_JOINED_LEFT}) >= 0.85))"
)
# Short forms of one name: one is the other's, or both are only ever short forms (particulars).
_SHORT_FORM = "(list_contains(roots_l, given_r) OR list_contains(roots_r, given_l))"
# Ann, and Mary Ann; not Mary Ann, and Ann Lee. An initial says nothing.
_ALL_IN_THE_OTHER = (
    "(given_l <> given_r AND length(given_l) > 1 AND length(given_r) > 1 "
    "AND (list_has_all(givens_l, givens_r) OR list_has_all(givens_r, givens_l)))"
)
# A telephone without its extension (keys.phone_key).
_NUMBER_LEFT, _NUMBER_RIGHT = (f"split_part(phone_{side}, 'x', 1)" for side in "lr")
# Boxes of close numbers are nobody's neighbours.
_STREETS = "street_l <> 'pobox'"

COMPARISONS: tuple[LinkageComparison, ...] = (
    LinkageComparison(
        "given_name",
        f"(given_l IS NULL OR given_r IS NULL) AND NOT {_BOTH_HAVE_ONE_NAME}",
        (
            ComparisonLevel("in_part", _SAME_IN_PART, 0.01, 0.0003, Indication.LIKELY),
            ComparisonLevel("same", "given_l = given_r", 0.84, 0.005, Indication.PERSONAL, "given"),
            ComparisonLevel("only_name", _SAME_ONLY_NAME, 0.005, 0.0001, Indication.PERSONAL),
            ComparisonLevel("nickname", _SHORT_FORM, 0.05, 0.002, Indication.PERSONAL),
            ComparisonLevel(
                "swapped",
                f"{_BOTH_SWAPPED} OR {_SWAPPED_WITH_A_SLIP}",
                0.005,
                0.0001,
                Indication.PERSONAL,
            ),
            ComparisonLevel(
                "another",
                f"{_ALL_IN_THE_OTHER} OR {_JOINED_LEFT} = {_JOINED_RIGHT} AND {_JOINED_LEFT} <> ''",
                0.01,
                0.0003,
                Indication.PERSONAL,
            ),
            ComparisonLevel("slip", _SLIP, 0.02, 0.0002, Indication.PERSONAL),
            ComparisonLevel(
                "near", f"{_NEAR} OR {_NEAR_ONLY_NAME}", 0.01, 0.0003, Indication.LIKELY
            ),
            ComparisonLevel(
                "close",
                f"{_CLOSE_GIVEN} OR {_ONE_LETTER_MORE} OR {_ONE_OR_TWO} "
                "OR list_has_any(roots_l, roots_r)",
                0.005,
                0.003,
                Indication.LIKELY,
            ),
            ComparisonLevel(
                "initial",
                "least(length(given_l), length(given_r)) = 1 AND given_l[1] = given_r[1]",
                0.01,
                0.0005,
                Indication.LIKELY,
            ),
            ComparisonLevel("half_swapped", _ONE_SWAPPED, 0.005, 0.0003, Indication.AGAINST),
            ComparisonLevel(
                "garbled",
                f"{_NOT_BOTH_NAMES} AND jaro_winkler_similarity(given_l, given_r) >= 0.7",
                0.02,
                0.01,
            ),
            ComparisonLevel("different", "ELSE", 0.02, 0.97, Indication.AGAINST),
        ),
    ),
    LinkageComparison(
        "family_name",
        "family_l IS NULL OR family_r IS NULL",
        (
            ComparisonLevel("same", "family_l = family_r", 0.84, 0.001, frequency_of="family"),
            ComparisonLevel("one_of", "list_has_any(families_l, families_r)", 0.03, 0.0003),
            ComparisonLevel(
                "swapped",
                f"family_l IN (given_r, {_JOINED_RIGHT}) OR {_SWAPPED_WITH_A_SLIP}",
                0.005,
                0.0001,
            ),
            ComparisonLevel("close", _close_sql("family", 4, 1), 0.05, 0.0005),
            ComparisonLevel("different", "ELSE", 0.075, 0.998),
        ),
    ),
    LinkageComparison(
        "suffix",
        "suffix_l IS NULL AND suffix_r IS NULL",
        (
            ComparisonLevel("same", "suffix_l = suffix_r", 0.65, 0.08),
            # A father and a son share all but this, and it may be left out of one record.
            ComparisonLevel(
                "one_side", "suffix_l IS NULL OR suffix_r IS NULL", 0.345, 0.82, Indication.AGAINST
            ),
            ComparisonLevel("different", "ELSE", 0.005, 0.1, Indication.AGAINST),
        ),
    ),
    LinkageComparison(
        "address",
        "street_l IS NULL OR street_r IS NULL",
        (
            ComparisonLevel(
                "same", "street_l = street_r AND number_l = number_r", 0.65, 0.00001, backs=True
            ),
            ComparisonLevel(
                "close_street",
                f"number_l = number_r AND {_CLOSE_STREET}",
                0.08,
                0.00001,
                backs=True,
            ),
            ComparisonLevel(
                "close_number",
                f"{_STREETS} AND street_l = street_r AND (number_l IS NULL OR number_r IS NULL "
                "OR damerau_levenshtein(number_l, number_r) <= 1)",
                0.05,
                0.00005,
                backs=True,
            ),
            ComparisonLevel(
                "same_street",
                f"{_STREETS} AND (street_l = street_r OR {_CLOSE_STREET})",
                0.02,
                0.0007,
                backs=True,
            ),
            ComparisonLevel("different", "ELSE", 0.2, 0.999),
        ),
    ),
    LinkageComparison(
        "place",
        "(postal_l IS NULL OR postal_r IS NULL) AND (city_l IS NULL OR city_r IS NULL)",
        (
            ComparisonLevel(
                "same", "postal_l = postal_r AND city_l = city_r", 0.65, 0.0005, backs=True
            ),
            ComparisonLevel("same_postal", "postal_l = postal_r", 0.08, 0.0003, backs=True),
            ComparisonLevel(
                "close_postal",
                "city_l = city_r AND damerau_levenshtein(postal_l, postal_r) <= 1",
                0.03,
                0.001,
                backs=True,
            ),
            ComparisonLevel("same_city", "city_l = city_r", 0.12, 0.02, backs=True),
            ComparisonLevel(
                "close",
                "damerau_levenshtein(postal_l, postal_r) <= 1 "
                "OR (damerau_levenshtein(city_l, city_r) <= 2 AND length(city_l) > 5)",
                0.02,
                0.002,
                backs=True,
            ),
            ComparisonLevel("same_state", "state_l = state_r", 0.05, 0.05),
            ComparisonLevel("different", "ELSE", 0.05, 0.93),
        ),
    ),
    LinkageComparison(
        "birth",
        "birth_l IS NULL OR birth_r IS NULL",
        (
            ComparisonLevel(
                "same",
                "birth_l = birth_r AND length(birth_l) = 8",
                0.93,
                0.0001,
                Indication.IDENTITY,
                backs=True,
            ),
            ComparisonLevel(
                "one_digit",
                "damerau_levenshtein(birth_l, birth_r) <= 1 "
                "AND least(length(birth_l), length(birth_r)) = 8",
                0.03,
                0.001,
                Indication.PERSONAL,
                backs=True,
            ),
            ComparisonLevel(
                "same_year", "birth_l[1:4] = birth_r[1:4]", 0.015, 0.015, Indication.LIKELY
            ),
            ComparisonLevel("same_day", "birth_l[5:8] = birth_r[5:8]", 0.005, 0.003),
            ComparisonLevel("different", "ELSE", 0.02, 0.98),
        ),
    ),
    LinkageComparison(
        "phone",
        "phone_l IS NULL OR phone_r IS NULL",
        (
            ComparisonLevel(
                "same", "phone_l = phone_r", 0.6, 0.00001, Indication.PERSONAL, backs=True
            ),
            # Behind one number of a company sit many people.
            ComparisonLevel("same_number", f"{_NUMBER_LEFT} = {_NUMBER_RIGHT}", 0.01, 0.0001),
            ComparisonLevel("different", "ELSE", 0.39, 0.9999),
        ),
    ),
)

COMPARISON_BY_KEY: Mapping[str, LinkageComparison] = {
    comparison.key: comparison for comparison in COMPARISONS
}
