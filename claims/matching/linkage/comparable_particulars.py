"""What a person gives of themselves, made comparable the same way for claims and accounts.

Everything is one SQL expression over a table, so that one claim and eight million accounts are
read by the same rules. Only what SQL cannot do is done in Python, for the few rows that need it:
other scripts are spelled in Latin letters, and streets that are not written in the usual order are
taken apart by a parser that was trained on US addresses.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from inspect import signature
from string import Template

import duckdb
import pyarrow as pa
import pycountry
import usaddress
from anyascii import anyascii
from duckdb.func import PythonUDFType
from nicknames import name_triplets

from claims.matching.keys import DIALLABLE_PATTERN, NO_NAME_PATTERN, phone_key

INPUT_COLUMNS = (
    *("first_name", "last_name", "phone", "street", "city", "state", "postal_code", "country"),
    "birth_date",
)
"""What is read of a claim or an account, all text; blank is NULL or the empty text."""

PARTICULARS_COLUMNS = (
    *("given", "givens", "roots", "family", "families", "suffix", "number", "street", "unit"),
    *("city", "state", "postal", "birth", "phone"),
)
"""What comes of it, all text or lists of text; what is not given is NULL."""

# A connection is one thread's at a time.
_connection_lock = threading.Lock()

TITLES = ("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "sr", "sra")
_NO_NAME_WORDS = ("fnu", "lnu", "nfn", "nln")
"""What papers write before or after the only name that somebody has."""
SUFFIXES = ("jr", "sr", "ii", "iii", "iv")
_DISTINCT_NAME_PAIRS = frozenset(
    frozenset(pair)
    for pair in (
        *(("aaron", "erin"), ("andre", "drea"), ("clarence", "clare"), ("justin", "justina")),
        *(("louis", "louise"), ("paul", "polly"), ("robert", "bill"), ("robert", "billy")),
        *(("bill", "fred"), ("will", "fred")),
    )
)
"""Names that the list of nicknames has as forms of one, and a household as two people's."""
AMBIGUOUS_NAME_PAIRS = frozenset(
    frozenset(pair)
    for pair in (
        *(("alex", "alexis"), ("alexander", "alexandria"), ("alice", "lisa"), ("amelia", "emily")),
        *(("andrea", "andrew"), ("angel", "angela"), ("angel", "angelica"), ("angel", "angelina")),
        *(("anna", "hannah"), ("anna", "savannah"), ("aron", "erin"), ("ashley", "leah")),
        *(("carla", "karla"), ("carol", "kara"), ("claire", "clara"), ("clement", "clementine")),
        *(("cole", "nicole"), ("derrick", "eric"), ("dora", "doris"), ("edwin", "edwina")),
        *(("eileen", "helen"), ("elaine", "helen"), ("elaine", "eleanor"), ("ella", "ellen")),
        *(("ella", "helen"), ("ellen", "helen"), ("emil", "emily"), ("emily", "emma")),
        *(("ernest", "ernestine"), ("felicia", "felix"), ("floyd", "lloyd"), ("garrett", "gary")),
        *(("garrett", "jerry"), ("hannah", "joanna"), ("hannah", "susan"), ("jane", "jean")),
        *(("jane", "jeanne"), ("jane", "virginia"), ("jill", "julia"), ("joan", "joanna")),
        *(("johnathan", "nathan"), ("jonathan", "nathan"), ("jude", "judith"), ("julia", "julie")),
        *(("june", "junior"), ("june", "junius"), ("kayla", "makayla"), ("kendra", "kenji")),
        *(("linda", "melinda"), ("lisa", "melissa"), ("lois", "louise"), ("lucia", "lucius")),
        *(("luke", "luther"), ("marcus", "mark"), ("maria", "mariah"), ("mariah", "mary")),
        *(("marie", "mary"), ("marie", "rosemary"), ("marilyn", "mary"), ("marion", "mary")),
        *(("marsha", "mary"), ("mary", "maureen"), ("max", "maxine"), ("micah", "michael")),
        *(("miranda", "randy"), ("patrick", "patsy"), ("patrick", "peter"), ("rosa", "rose")),
        *(("sadie", "sara"), ("sadie", "sarah"), ("sheri", "sheryl"), ("sherry", "shirley")),
        *(("theresa", "tracy"), ("verna", "vernon"), ("william", "wilma")),
    )
)
"""The same, where one person bears both as often as two sisters or cousins do: Lisa, Melissa."""
PARTICLES = (
    *("de", "la", "del", "las", "los", "da", "das", "do", "dos", "di", "van", "von", "der", "den"),
    *("el", "al", "bin", "y", "e", "st", "le", "du"),
)
_DIRECTIONS = (
    *("n", "s", "e", "w", "ne", "nw", "se", "sw", "north", "south", "east", "west"),
    *("northeast", "northwest", "southeast", "southwest"),
)
_STREET_TYPES = (
    *("street", "str", "st", "avenue", "aven", "ave", "av", "road", "rd", "drive", "drv", "dr"),
    *("lane", "ln", "court", "crt", "ct", "place", "pl", "boulevard", "boul", "blvd", "circle"),
    *("circuit", "cir", "cct", "crescent", "cres", "terrace", "terr", "ter", "trail", "trl"),
    *("way", "wy", "parkway", "pkwy", "highway", "hwy", "square", "sq", "close", "grove", "grv"),
    *("loop", "lp", "turnpike", "tpke", "plaza", "plz", "alley", "aly", "cove", "cv", "run"),
    *("row", "path", "pike", "calle", "avenida"),
)
_UNIT = r"(?:\b(?:apt|apartment|unit|suite|ste|no|num|lot|fl|floor|rm|room|trlr|bldg)\b|#)"
_BOX = r"(?:\b(?:p ?o ?|post office )box|^(?:pob|box)) ?"

_SQL = Template(
    r"""
    WITH columns AS (
        -- "Okafor, Jane" in one column and nothing in the other; not "Okafor, Jr.".
        SELECT * REPLACE ($given_first AS first_name, $given_last AS last_name),
            CASE WHEN COALESCE(trim($given_first), '') = '' THEN $given_last
                WHEN COALESCE(trim($given_last), '') = '' THEN $given_first END AS only_name,
            regexp_full_match(only_name, '[^,]*[^, ][^,]*,.*[^, ].*')
                AND NOT regexp_full_match(lower(only_name), '[^,]*,[ ]*$suffix_word[. ]*')
                AS is_listed
        FROM $source
    ), letters AS (
        SELECT $key,
            $letters_of_first AS first, $letters_of_last AS last, $letters_of_city AS city,
            $letters_of_street AS street_text,
            trim(COALESCE(birth_date, '')) AS born,
            regexp_extract_all(born, '[0-9]+') AS born_numbers,
            COALESCE(phone, '') AS phone_text,
            regexp_replace(COALESCE(phone, ''), '[^0-9]', '', 'g') AS digits,
            COALESCE(trim(phone), '') LIKE '+%' AS is_international,
            upper(trim(COALESCE(state, ''))) AS state_text,
            upper(trim(COALESCE(country, ''))) AS country,
            upper(regexp_replace(COALESCE(postal_code, ''), '[^A-Za-z0-9]', '', 'g')) AS postal
        FROM columns
    ), apart AS (
        -- "Jane Okafor" in one column and nothing in the other.
        SELECT *,
            first = '' AND regexp_matches(last, '^[a-z]{2,} [a-z]{2}')
                AND split_part(last, ' ', 1) NOT IN ($particles)
                AND NOT regexp_matches(last, '^[a-z]+ $suffix_word$$') AS is_whole_last,
            last = '' AND regexp_matches(first, '[a-z]{2} (?:[a-z] )?[a-z]{2,}$$')
                AS is_whole_first,
            CASE WHEN is_whole_last THEN split_part(last, ' ', 1)
                WHEN is_whole_first THEN regexp_replace(first, ' [a-z]+(?: $suffix_word)?$$', '')
                ELSE first END AS first_part,
            CASE WHEN is_whole_last THEN regexp_replace(last, '^[a-z]+ ', '')
                WHEN is_whole_first THEN regexp_extract(first, ' ([a-z]+(?: $suffix_word)?)$$', 1)
                ELSE last END AS last_part
        FROM letters
    ), words AS (
        SELECT *,
            list_filter(string_split(first_part, ' '),
                lambda w: w <> '' AND w NOT IN ($titles, $no_names)) AS given_words,
            list_filter(string_split(last_part, ' '), lambda w: w NOT IN ($no_names))
                AS last_words,
            trim(regexp_replace(regexp_replace(street_text, '[^a-z0-9#]+', ' ', 'g'),
                '$box', 'pobox ')) AS street_line,
            CASE
                WHEN regexp_full_match(born, '[0-9]{8}|[0-9]{4}') THEN born
                WHEN regexp_full_match(born, '[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}([ T].*)?')
                    THEN born_numbers[1] || lpad(born_numbers[2], 2, '0')
                        || lpad(born_numbers[3], 2, '0')
                -- 1/31/1974, as people of the United States write it, and 31/1/1974.
                WHEN regexp_full_match(born, '[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}')
                    AND born_numbers[1]::INTEGER > 12
                    THEN born_numbers[3] || lpad(born_numbers[2], 2, '0')
                        || lpad(born_numbers[1], 2, '0')
                WHEN regexp_full_match(born, '[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}')
                    THEN born_numbers[3] || lpad(born_numbers[1], 2, '0')
                        || lpad(born_numbers[2], 2, '0')
                ELSE strftime(
                    try_strptime(born, ['%B %d, %Y', '%b %d, %Y', '%d %B %Y', '%d %b %Y']),
                    '%Y%m%d') END AS birth_read
        FROM apart
    ), parts AS (
        SELECT *,
            list_filter(given_words, lambda w: w NOT IN ($suffixes)) AS givens,
            list_filter(last_words, lambda w: w <> '' AND w NOT IN ($suffixes)) AS family_words,
            list_filter(list_concat(last_words, given_words), lambda w: w IN ($suffixes))[1]
                AS suffix,
            CASE WHEN regexp_matches(street_line, '^([0-9]|pobox )') OR street_line = ''
                    OR NOT regexp_matches(street_line, '[0-9]')
                THEN street_line ELSE in_usual_order(street_line) END AS ordered
        FROM words
    ), lines AS (
        SELECT *,
            NULLIF(regexp_extract(ordered, '$unit ?([a-z0-9]+)$$', 1), '') AS unit,
            regexp_replace(ordered, ' ?$unit ?[a-z0-9]+$$', '') AS line
        FROM parts
    ), streets AS (
        SELECT *,
            CASE WHEN line LIKE 'pobox %' THEN regexp_extract(line, '[0-9]+')
                ELSE regexp_extract(line, '^[0-9]+') END AS number,
            list_filter(string_split(regexp_replace(line, '^[0-9]+', ''), ' '),
                lambda w: w <> '') AS street_words
        FROM lines
    ), named AS (
        SELECT *,
            list_filter(street_words, lambda w: w NOT IN ($directions, $street_types)) AS core
        FROM streets
    )
    SELECT named.$key,
        givens[1] AS given,
        givens,
        CASE WHEN givens[1] IS NULL THEN NULL
            ELSE list_concat([givens[1]], COALESCE(nicknames.roots, [])) END AS roots,
        NULLIF(array_to_string(family_words, ''), '') AS family,
        list_filter(family_words, lambda w: w NOT IN ($particles)) AS families,
        suffix,
        NULLIF(number, '') AS number,
        CASE WHEN line LIKE 'pobox %' THEN 'pobox' ELSE NULLIF(regexp_replace(
            array_to_string(CASE WHEN len(core) > 0 THEN core ELSE street_words END, ''),
            '([0-9])(st|nd|rd|th)', '\1'), '') END AS street,
        unit,
        NULLIF(replace(city, ' ', ''), '') AS city,
        NULLIF(COALESCE(states.code, state_text), '') AS state,
        NULLIF(CASE WHEN regexp_matches(postal, '^[0-9]{9}$$') THEN postal[1:5] ELSE postal END, '')
            AS postal,
        -- Where programs have no date they write these.
        CASE WHEN birth_read NOT IN ('19000101', '19700101') THEN birth_read END AS birth,
        CASE WHEN regexp_matches(phone_text, '[A-Za-z#,;/]')
                THEN NULLIF(telephone_in_full(phone_text, country), '')
            WHEN is_international AND digits NOT LIKE '1%' THEN '+' || NULLIF(digits, '')
            WHEN len(digits) = 10 AND country NOT IN ('US', 'CA', 'PR', '') THEN NULL
            WHEN regexp_full_match(digits, '1?$in_use') THEN '+1' || right(digits, 10) END AS phone
    FROM named
    LEFT JOIN nicknames ON nicknames.name = givens[1]
    LEFT JOIN states ON states.name = state_text
    """
)


def install_particulars(connection: duckdb.DuckDBPyConnection) -> None:
    """What `particulars_sql` needs: the tables of nicknames and states, and two functions."""
    connection.register("nicknames", _nicknames())
    connection.register("states", _states())
    # Of columns: called row by row, DuckDB would look for the package pandas, which is not there,
    # twice a row.
    of_columns: Mapping[str, Callable[..., pa.Array]] = {
        "in_latin_letters": lambda column: _map_rows(anyascii, column),
        "in_usual_order": lambda column: _map_rows(in_usual_order, column),
        "telephone_in_full": lambda phone, country: _map_rows(telephone_in_full, phone, country),
    }
    for name, function in of_columns.items():
        connection.create_function(
            name,
            function,
            ["VARCHAR" for _ in signature(function).parameters],
            "VARCHAR",
            type=PythonUDFType.ARROW,
        )


def _map_rows(function: Callable[..., str], *columns: pa.ChunkedArray) -> pa.Array:
    """What the function makes of each row of the columns; NULL where one of them is NULL."""
    rows = zip(*(column.to_pylist() for column in columns), strict=True)
    return pa.array([None if None in row else function(*row) for row in rows], pa.string())


@contextmanager
def shared_connection(use: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """This process's own connection for one use, with what `particulars_sql` needs: setting it up
    takes longer than a question about a few claims. It is one thread's at a time."""
    with _connection_lock:
        yield _process_connection(use)


@cache
def _process_connection(use: str) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"autoinstall_known_extensions": False, "threads": 1})
    install_particulars(connection)
    return connection


def particulars_sql(source: str, key: str) -> str:
    """A SELECT of `key` and COLUMNS, one row for each row of `source`, which has GIVEN_COLUMNS."""
    return _SQL.substitute(
        source=source,
        key=key,
        given_first=_name_sql("first_name"),
        given_last=_name_sql("last_name"),
        letters_of_first=_letters_sql(
            "(CASE WHEN is_listed THEN regexp_replace(only_name, '^[^,]*,', '') "
            "ELSE first_name END)",
            "a-z",
        ),
        letters_of_last=_letters_sql(
            "replace(replace((CASE WHEN is_listed THEN split_part(only_name, ',', 1) "
            "ELSE last_name END), '''', ''), '’', '')",
            "a-z",
        ),
        letters_of_city=_letters_sql("city", "a-z"),
        letters_of_street=_letters_sql("street", "a-z0-9#"),
        titles=_sql_list(TITLES),
        no_names=_sql_list(_NO_NAME_WORDS),
        suffixes=_sql_list(SUFFIXES),
        particles=_sql_list(PARTICLES),
        directions=_sql_list(_DIRECTIONS),
        street_types=_sql_list(_STREET_TYPES),
        unit=_UNIT,
        box=_BOX,
        suffix_word=f"(?:{'|'.join(SUFFIXES)})",
        in_use=DIALLABLE_PATTERN,
    )


@cache
def names_with_nicknames() -> pa.Table:
    """Every name that the list of nicknames has, as a table of one column `name`."""
    names = {name for each in name_triplets() for name in (each.name1, each.name2)}
    return pa.table({"name": sorted(names)})


@cache
def nickname_roots() -> dict[str, frozenset[str]]:
    """Of each short form that the list of nicknames has, the names that it is short for, and the
    other short forms of these: Jack is John, and Johnny."""
    found: dict[str, set[str]] = {}
    for each in name_triplets():
        if frozenset((each.name1, each.name2)) not in _DISTINCT_NAME_PAIRS | AMBIGUOUS_NAME_PAIRS:
            found.setdefault(each.name2, set()).add(each.name1)
    # The list has short forms of short forms: Robert for Bill, for whom William is one too. So two
    # names have one in common only where neither has short forms of its own.
    longer = {each.name1 for each in name_triplets()}
    short = {name: names for name, names in found.items() if name not in longer}
    fellows: dict[str, set[str]] = {}
    for name, names in short.items():
        for root in names:
            fellows.setdefault(root, set()).add(name)
    return {
        name: frozenset(
            other
            for other in (
                names.union(*(fellows[root] for root in names)) if name in short else names
            )
            if frozenset((name, other)) not in _DISTINCT_NAME_PAIRS | AMBIGUOUS_NAME_PAIRS
        )
        for name, names in found.items()
    }


@cache
def _nicknames() -> pa.Table:
    return pa.table(
        {
            "name": list(nickname_roots()),
            "roots": [sorted(each) for each in nickname_roots().values()],
        }
    )


@cache
def _states() -> pa.Table:
    places = [
        place
        for country in ("US", "CA")
        for place in pycountry.subdivisions.get(country_code=country)  # type: ignore[no-untyped-call]
    ]
    return pa.table(
        {
            "name": [place.name.upper() for place in places],
            "code": [place.code.partition("-")[2] for place in places],
        }
    )


def in_usual_order(line: str) -> str:
    """A street line as number, street and unit. What cannot be taken apart is given back whole."""
    try:
        parts, _ = usaddress.tag(line)
    except usaddress.RepeatedLabelError:
        return line
    number = parts.pop("AddressNumber", "")
    if not number[:1].isdigit():
        return line
    street = " ".join(text for label, text in parts.items() if label.startswith("StreetName"))
    unit = parts.get("OccupancyIdentifier", "").strip("# ")
    return " ".join(part for part in (number, street, f"apt {unit}" if unit else "") if part)


def telephone_in_full(phone: str, country: str) -> str:
    """The key of a telephone that is more than figures: with an extension, or in words."""
    return phone_key(phone, country) or ""


def _name_sql(column: str) -> str:
    """The column; NULL where it says that there is no such name, as "FNU" does."""
    said = f"lower(trim(COALESCE({column}, '')))"
    is_none = rf"regexp_full_match({said}, '{NO_NAME_PATTERN}|[\p{{P}}\p{{S}}\p{{Z}}]*')"
    return f"CASE WHEN NOT {is_none} THEN {column} END"


def _letters_sql(column: str, kept: str) -> str:
    """The column in small Latin letters without accents; everything else becomes one space."""
    plain = f"lower(strip_accents(COALESCE({column}, '')))"
    latin = (
        rf"CASE WHEN regexp_matches({plain}, '[^\x00-\x7F]') "
        f"THEN lower(replace(in_latin_letters({plain}), '''', '')) ELSE {plain} END"
    )
    return f"trim(regexp_replace({latin}, '[^{kept}]+', ' ', 'g'))"


def _sql_list(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)
