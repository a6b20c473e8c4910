"""What a cell must be: each rule as SQL, so that a whole file is judged in one query.

A rule is two expressions over a text cell: its value (NULL when it does not fit) and the sentence
about its fault (NULL when it is fine), which may ask for the value. Neither is asked about a blank.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pycountry

from claims.plans.refund_rows import REFUND_PATTERN, REFUNDED_KEY_PATTERN
from claims.records.grammar import DAY_AT_MIDNIGHT, ERROR_OF_A_SPREADSHEET, NO, YES
from claims.records.grammar import MOMENT as MOMENT_PATTERN

LONGEST_KEY = 200
"""Characters: what the class list holds of an account's identifier."""

# Cells are trimmed already. `read_cents` is the twin of claims.money.parse_cents, text to integer
# without a float or a decimal on the way; a test holds them together.
_MACROS = r"""
CREATE TEMP MACRO shown(cell) AS
    CASE
        -- A cell with an @ may be an address that slipped into the wrong column.
        WHEN contains(cell, '@') THEN 'The cell (not repeated here, as it holds an @)'
        ELSE '"' || left(regexp_replace(cell, '[[:cntrl:]]', ' ', 'g'), 80)
            || CASE WHEN length(cell) > 80 THEN '…' ELSE '' END || '"'
    END;

CREATE TEMP MACRO read_day(cell) AS
    CASE
        WHEN cell >= '0001-01-01' AND regexp_full_match(cell, '<day>')
        THEN TRY_CAST(left(cell, 10) AS DATE)
    END;

CREATE TEMP MACRO moment_parts(cell) AS
    regexp_extract(
        cell,
        '^<moment>$',
        ['day', 'clock', 'second', 'fraction', 'zone']
    );

-- Finer than a microsecond is cut off, which moves no moment across a whole second.
CREATE TEMP MACRO local_moment(parts) AS
    CASE
        WHEN parts.day >= '0001-01-01'
        THEN TRY_CAST(
            parts.day || ' ' || parts.clock || ':' || lpad(parts.second, 2, '0')
            || '.' || left(rpad(parts.fraction, 6, '0'), 6) AS TIMESTAMP
        )
    END;

CREATE TEMP MACRO offset_minutes(zone) AS
    CASE WHEN zone[1] = '-' THEN -1 ELSE 1 END * (
        60 * COALESCE(TRY_CAST(zone[2:3] AS INTEGER), 0)
        + CASE WHEN length(zone) > 3 THEN TRY_CAST(right(zone, 2) AS INTEGER) ELSE 0 END
    );

CREATE TEMP MACRO in_calendar(moment) AS
    CASE WHEN year(moment) BETWEEN 1 AND 9999 THEN moment END;

CREATE TEMP MACRO moment_of(parts) AS
    CASE
        WHEN parts.zone <> ''
        THEN in_calendar(local_moment(parts) - to_minutes(offset_minutes(parts.zone)))
    END;

-- Nearly every moment has the first form, and taking one apart is ten times as slow.
CREATE TEMP MACRO read_moment(cell) AS
    CASE
        WHEN cell >= '0001-01-01' AND regexp_full_match(
            cell,
            '[0-9]{4}-[0-9]{2}-[0-9]{2}[T ](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]'
            || '(?:[.][0-9]{1,9})?Z'
        )
        THEN TRY_CAST(left(cell, least(length(cell) - 1, 26)) AS TIMESTAMP)
        ELSE moment_of(moment_parts(cell))
    END;

CREATE TEMP MACRO is_amount(cell) AS
    length(cell) <= 40 AND regexp_full_match(
        cell, '\$?[ \t\n\r\f\x0b]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?'
    );

CREATE TEMP MACRO cents_fraction(cell) AS
    rtrim(regexp_extract(cell, '\.([0-9]+)$', 1), '0');

CREATE TEMP MACRO read_cents(cell) AS
    CASE
        WHEN is_amount(cell) AND length(cents_fraction(cell)) <= 2
        THEN TRY_CAST(
            replace(regexp_extract(cell, '[0-9,]+'), ',', '')
            || rpad(cents_fraction(cell), 2, '0') AS BIGINT
        )
    END;

-- What was paid back: a minus before or behind the sign of the dollar, or brackets around it all.
CREATE TEMP MACRO is_below_zero(cell) AS
    (contains(cell, '-') OR contains(cell, '−') OR contains(cell, '('))
    AND length(cell) <= 40
    AND regexp_full_match(
        cell,
        '(?:(?:[-−] ?\$?|\$ ?[-−]) ?[0-9][0-9,]*(?:\.[0-9]+)?)'
        || '|(?:\( ?\$? ?[0-9][0-9,]*(?:\.[0-9]+)? ?\))'
    )
    AND is_amount(regexp_extract(cell, '[0-9][0-9,]*(?:\.[0-9]+)?'));

CREATE TEMP MACRO amount_inside(cell) AS regexp_extract(cell, '[0-9][0-9,]*(?:\.[0-9]+)?');

CREATE TEMP MACRO read_paid(cell) AS
    CASE WHEN is_below_zero(cell) THEN -read_cents(amount_inside(cell)) ELSE read_cents(cell) END;

-- Of the unknown columns, which are a JSON object of texts.
CREATE TEMP MACRO says_refund(extra) AS
    COALESCE(regexp_matches(extra, '$SAYS_REFUND'), false);

CREATE TEMP MACRO is_refund(cents, extra) AS cents < 0 OR (cents = 0 AND says_refund(extra));

-- Several refunds of one subscription may carry its identifier: each is known by all that it says.
CREATE TEMP MACRO subscription_key(id, cents, extra, whole) AS
    CASE
        WHEN is_refund(cents, extra)
        AND COALESCE(nullif(regexp_extract(extra, '$REFUND_OF', 1), ''), id) = id
        THEN id || chr(31) || sha256(CAST(to_json(whole) AS VARCHAR))
        ELSE id
    END;
"""
MACROS = (
    _MACROS.replace("<day>", DAY_AT_MIDNIGHT)
    .replace("<moment>", MOMENT_PATTERN)
    .replace("$SAYS_REFUND", REFUND_PATTERN)
    .replace("$REFUND_OF", REFUNDED_KEY_PATTERN)
)


@dataclass(frozen=True, slots=True)
class CellRule:
    """SQL templates over `{cell}` (and `{value}`, in the fault), and the type of the value."""

    sql_type: str
    value_template: str
    fault_template: str

    def value(self, cell: str) -> str:
        """SQL of the value of the cell; NULL where the cell is blank or does not fit."""
        return self.value_template.replace("{cell}", cell)

    def fault(self, cell: str, value: str = "") -> str:
        """SQL of the sentence about a cell that does not fit; NULL where it fits or is blank.

        `value` is SQL of its value where that was read before, as reading it again takes as long.
        """
        template = self.fault_template.replace("{value}", value or self.value(cell))
        return template.replace("{cell}", cell)


TEXT = CellRule("VARCHAR", "{cell}", "NULL")

KEY = CellRule(
    "VARCHAR",
    "{cell}",
    f"CASE WHEN length({{cell}}) > {LONGEST_KEY} THEN shown({{cell}}) || "
    f"' is longer than {LONGEST_KEY} characters. Give a shorter identifier.' "
    "WHEN starts_with({cell}, '#') AND regexp_full_match(upper({cell}), "
    f"'{ERROR_OF_A_SPREADSHEET}') THEN shown({{cell}}) || "
    "' is an error of a spreadsheet and names nothing. Give the identifier.' END",
)

DAY = CellRule(
    "DATE",
    "read_day({cell})",
    """CASE
        WHEN {cell} IS NULL OR {value} IS NOT NULL THEN NULL
        WHEN local_moment(moment_parts({cell})) IS NOT NULL
        THEN shown({cell}) || ' is a moment, not a day. Write it as YYYY-MM-DD.'
        ELSE shown({cell}) || ' is not a date on the calendar. Write it as YYYY-MM-DD.'
    END""",
)

MOMENT = CellRule(
    "TIMESTAMP",
    "read_moment({cell})",
    """CASE
        WHEN {cell} IS NULL OR {value} IS NOT NULL THEN NULL
        WHEN moment_parts({cell}).zone = '' AND local_moment(moment_parts({cell})) IS NOT NULL
        THEN shown({cell}) || ' has no time zone. End it with Z or an offset such as +02:00.'
        ELSE shown({cell})
            || ' is not a moment on the calendar. Write it like 2024-01-31T09:30:00Z.'
    END""",
)

AMOUNT = CellRule(
    "BIGINT",
    "read_cents({cell})",
    """CASE
        WHEN {cell} IS NULL OR {value} IS NOT NULL THEN NULL
        WHEN {cell}[1] IN ('-', '−', '(')
        THEN shown({cell}) || ' is negative. An amount paid is zero or more.'
        WHEN NOT is_amount({cell})
        THEN shown({cell}) || ' is not an amount. Write it like 29.99 or $1,029.99.'
        WHEN length(cents_fraction({cell})) > 2
        THEN shown({cell}) || ' is finer than a cent. Write at most two decimals.'
        ELSE shown({cell}) || ' is too large to be an amount paid. Correct it.'
    END""",
)

# What was paid, or in a row that says so what was paid back: it asks for the row's `extra` too.
PAID = CellRule(
    "BIGINT",
    "read_paid({cell})",
    """CASE
        WHEN {cell} IS NULL THEN NULL
        WHEN NOT says_refund(extra) THEN CASE
            WHEN {value} >= 0 AND NOT is_below_zero({cell}) THEN NULL ELSE $AMOUNT
        END
        WHEN {value} > 0
        THEN shown({cell}) || ' is above zero in a row whose kind is refund: was it paid, or paid '
            || 'back? Write what was paid back below zero, like -29.99.'
        WHEN {value} IS NOT NULL THEN NULL
        WHEN NOT is_below_zero({cell}) AND NOT is_amount({cell})
        THEN shown({cell}) || ' is not an amount. Write what was paid back like -29.99.'
        WHEN length(cents_fraction(amount_inside({cell}))) > 2
        THEN shown({cell}) || ' is finer than a cent. Write at most two decimals.'
        ELSE shown({cell}) || ' is too large to be an amount. Correct it.'
    END""".replace("$AMOUNT", AMOUNT.fault_template.replace("{value}", "read_cents({cell})")),
)

CURRENCY = CellRule(
    "VARCHAR",
    "upper({cell})",
    "CASE WHEN upper({cell}) <> (SELECT currency FROM matter) THEN shown({cell}) || "
    "' is not the currency of the matter, ' || (SELECT currency FROM matter) || "
    "'. Give the amount in that currency.' END",
)

BOOLEAN = CellRule(
    "BOOLEAN",
    f"(lower({{cell}}) IN {YES})",
    f"CASE WHEN lower({{cell}}) NOT IN {YES + NO} THEN shown({{cell}}) || "
    "' is not one of true, false, yes, no. Write one of them.' END",
)


def one_of_rule(words: Sequence[str]) -> CellRule:
    """One of the words, which are in small letters; in any case."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CellRule(
        "VARCHAR",
        "lower({cell})",
        f"CASE WHEN lower({{cell}}) NOT IN ({listed}) THEN shown({{cell}}) || "
        f"' is not one of {', '.join(words)}. Write one of them.' END",
    )


def _country_rule() -> CellRule:
    codes = ", ".join(f"'{country.alpha_2}'" for country in pycountry.countries)
    return CellRule(
        "VARCHAR",
        "upper({cell})",
        f"CASE WHEN upper({{cell}}) NOT IN ({codes}) THEN shown({{cell}}) || "
        "' is not an ISO 3166 country code. Write two capital letters, such as US.' END",
    )


COUNTRY = _country_rule()
