"""The queries that judge a production. Names in them are ours; nothing of a file is in their text.

For each kind K: `judged_K` (every readable row: its values, and its own fault), `new_K` (accepted),
`again_K` (rows whose key was taken), `refused_K`; `held_K` is what was accepted before.
"""

from string import Template

from claims.records.kinds import ACCOUNT_ID, ACCOUNTS, KINDS, Column, RecordKind
from claims.records.tables import EXTRA

SET_UP = """
CREATE TABLE held_refused (
    kind VARCHAR, line BIGINT, "column" VARCHAR, reason VARCHAR, account_id VARCHAR,
    row_sha256 VARCHAR, named_account_id VARCHAR
);
CREATE TABLE refused_account (account_id VARCHAR, place VARCHAR);
-- A view, so that it takes in the new accounts once they are judged.
CREATE VIEW known_account AS
    SELECT account_id FROM held_accounts UNION ALL SELECT account_id FROM new_accounts;
"""

_NOTHING_HELD = Template("CREATE VIEW held_$kind AS SELECT $nulls LIMIT 0")
_HELD = Template("CREATE VIEW held_$kind AS FROM read_parquet($path)")

# Stand-ins until a file of the kind is judged.
_NOTHING_JUDGED = Template(
    """
    CREATE VIEW new_$kind AS
        SELECT NULL::BIGINT AS line, NULL::VARCHAR AS row_sha256, * FROM held_$kind LIMIT 0;
    CREATE VIEW refused_$kind AS
        SELECT NULL::BIGINT AS line, NULL::VARCHAR AS "column", NULL::VARCHAR AS reason,
            NULL::VARCHAR AS named_account_id, NULL::VARCHAR AS row_sha256 LIMIT 0;
    """
)

_HOLD_REFUSED = Template(
    """
    INSERT INTO held_refused FROM read_parquet($path);
    INSERT INTO refused_account
        SELECT DISTINCT named_account_id, 'an earlier import' FROM held_refused
        WHERE kind = 'accounts' AND named_account_id IS NOT NULL;
    """
)

_JUDGE_CELLS = Template(
    """
    DROP VIEW new_$kind;
    DROP VIEW refused_$kind;
    CREATE TABLE judged_$kind AS
    WITH reading AS (
        SELECT r.line, r.extra, r.account_id AS named_account_id,
            CAST(to_json([$cells]) AS VARCHAR) AS row_text, $values, $faults
        FROM read_parquet($path) AS r $joins
    ),
    weighed AS (SELECT *, [$fault_names] AS faults FROM reading)
    SELECT line, $kept, named_account_id, sha256(row_text) AS row_sha256,
        -- The first faulty column in the order of the columns: one reason a row.
        list_filter(faults, lambda fault: fault IS NOT NULL)[1] AS reason,
        list_filter([$names], lambda name, place: faults[place] IS NOT NULL)[1] AS "column"
    FROM weighed
    """
)

_JOIN_ACCOUNTS = """
    LEFT JOIN known_account AS known ON known.account_id = r.account_id
    LEFT JOIN (
        SELECT account_id, max(place) AS place FROM refused_account GROUP BY account_id
    ) AS lost ON lost.account_id = r.account_id
"""

_ACCEPT = Template(
    """
    CREATE TABLE new_$kind AS
    WITH first_line AS (
        SELECT min(line) AS line FROM judged_$kind AS judged
        ANTI JOIN held_$kind AS held ON held.$key = judged.$key
        WHERE reason IS NULL GROUP BY judged.$key
    )
    SELECT line, row_sha256, $kept FROM judged_$kind SEMI JOIN first_line USING (line)
    """
)

# Two steps, so that the planner knows how few rows are left and holds those in memory.
_COMPARE = Template(
    """
    CREATE TABLE left_$kind AS
    SELECT judged.* FROM judged_$kind AS judged
    ANTI JOIN new_$kind AS taken ON taken.line = judged.line
    WHERE judged.reason IS NULL;
    CREATE TABLE again_$kind AS
    SELECT judged.line, judged.$key AS key, judged.named_account_id, judged.row_sha256,
        taken.line AS taken_on,
        list_filter([$differing], lambda name: name IS NOT NULL) AS differing
    FROM left_$kind AS judged
    JOIN (
        SELECT NULL::BIGINT AS line, $kept FROM held_$kind
        UNION ALL SELECT line, $kept FROM new_$kind
    ) AS taken ON taken.$key = judged.$key
    """
)

_GATHER_REFUSED = Template(
    """
    CREATE TABLE refused_$kind AS
    SELECT line, "column", reason, named_account_id, row_sha256 FROM read_parquet($path)
    UNION ALL
    SELECT line, "column", reason, named_account_id, row_sha256 FROM judged_$kind
    WHERE reason IS NOT NULL
    UNION ALL
    SELECT line, '$key',
        shown(key) || ' was already accepted '
        || COALESCE('on line ' || taken_on, 'in an earlier import')
        || ' with another ' || array_to_string(differing, ', ')
        || '. Give the row another $key, or the same values.',
        named_account_id, row_sha256
    FROM again_$kind WHERE len(differing) > 0
    """
)

NOTE_REFUSED_ACCOUNTS = """
    INSERT INTO refused_account
    SELECT named_account_id, 'line ' || min(line) || ' of ' || ?::VARCHAR
    FROM refused_accounts WHERE named_account_id IS NOT NULL GROUP BY named_account_id
"""

# A row that is accepted now, because the account it names has come, is no longer refused. The
# account that a refused row names is looked up anew, as it may have come since.
_KEEP_REFUSED = Template(
    """
    CREATE TABLE refused_to_keep AS
    WITH united AS (
        SELECT 0 AS age, kind, line, "column", reason, named_account_id, row_sha256
        FROM held_refused
        $refused
    ),
    accepted AS ($accepted),
    oldest AS (
        SELECT * FROM united ANTI JOIN accepted USING (kind, row_sha256)
        QUALIFY row_number() OVER (PARTITION BY kind, row_sha256 ORDER BY age, line) = 1
    )
    SELECT kind, line, "column", reason, known.account_id, row_sha256, named_account_id
    FROM oldest LEFT JOIN known_account AS known ON known.account_id = named_account_id
    """
)

REFUSED_HAS_CHANGED = """
    SELECT count(*) FROM (
        (FROM refused_to_keep EXCEPT FROM held_refused)
        UNION ALL (FROM held_refused EXCEPT FROM refused_to_keep)
    )
"""

_SORTED_ROWS = Template(
    """
    SELECT $kept FROM held_$kind UNION ALL SELECT $kept FROM new_$kind ORDER BY account_id, $key
    """
)
SORTED_REFUSED = "FROM refused_to_keep ORDER BY account_id NULLS LAST, kind, line, row_sha256"

_REFUSALS = Template('SELECT line, "column", reason FROM refused_$kind ORDER BY ALL')
_NEW_ACCOUNTS = Template("SELECT $columns FROM new_accounts ORDER BY account_id")
_COUNT = Template("SELECT count(*) FROM $table")
_COPY = Template("COPY ($query) TO $path (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 30720)")


def hold(kind: RecordKind, path: object | None) -> str:
    """What is held of the kind, in the Parquet file or nowhere; nothing is new or refused yet."""
    if path is None:
        nulls = [f"NULL::{column.rule.sql_type} AS {column.kept_name}" for column in kind.columns]
        listed = ", ".join([*nulls, f"NULL::VARCHAR AS {EXTRA}"])
        held = _NOTHING_HELD.substitute(kind=kind.name, nulls=listed)
    else:
        held = _HELD.substitute(kind=kind.name, path=literal(path))
    return f"{held};{_NOTHING_JUDGED.substitute(kind=kind.name)}"


def hold_refused(path: object) -> str:
    """The refused rows held, and the accounts whose own row was refused."""
    return _HOLD_REFUSED.substitute(path=literal(path))


def judge_cells(kind: RecordKind, path: object) -> str:
    """Make `judged_K` of the spool."""
    columns = kind.columns
    return _JUDGE_CELLS.substitute(
        kind=kind.name,
        path=literal(path),
        cells=", ".join(f"r.{name}" for name in (*kind.column_names, EXTRA)),
        values=", ".join(f"{c.rule.value('r.' + c.name)} AS {c.kept_name}" for c in columns),
        faults=", ".join(f"{_cell_fault(kind, c)} AS fault_{c.name}" for c in columns),
        fault_names=", ".join(f"COALESCE(fault_{c.name}, {c.fault_across})" for c in columns),
        names=", ".join(f"'{name}'" for name in kind.column_names),
        joins="" if kind is ACCOUNTS else _JOIN_ACCOUNTS,
        kept=_kept(kind),
    )


def accept(kind: RecordKind) -> str:
    """Make `new_K`: of the rows without fault, the first of each key that is not held."""
    return _ACCEPT.substitute(kind=kind.name, key=kind.key, kept=_kept(kind))


def compare(kind: RecordKind) -> str:
    """Make `again_K`: the other rows without fault, and the columns in which each differs from the
    accepted row of its key. The unknown columns count, as they are evidence too."""
    compared = [*((c.name, c.kept_name) for c in kind.columns[1:]), ("unknown column", EXTRA)]
    differing = ", ".join(
        f"CASE WHEN judged.{kept} IS DISTINCT FROM taken.{kept} THEN '{name}' END"
        for name, kept in compared
    )
    return _COMPARE.substitute(kind=kind.name, key=kind.key, kept=_kept(kind), differing=differing)


def gather_refused(kind: RecordKind, unreadable_path: object) -> str:
    """Make `refused_K`: unreadable rows, rows with a fault, rows that contradict their key."""
    return _GATHER_REFUSED.substitute(kind=kind.name, key=kind.key, path=literal(unreadable_path))


def keep_refused() -> str:
    """Make `refused_to_keep`: held and new, one of each kind and content."""
    refused = [
        Template(
            "UNION ALL SELECT 1, '$kind', line, \"column\", reason, named_account_id, row_sha256 "
            "FROM refused_$kind"
        ).substitute(kind=kind)
        for kind in KINDS
    ]
    accepted = [
        Template("SELECT '$kind' AS kind, row_sha256 FROM new_$kind").substitute(kind=kind)
        for kind in KINDS
    ]
    return _KEEP_REFUSED.substitute(
        refused=" ".join(refused), accepted=" UNION ALL ".join(accepted)
    )


def sorted_rows(kind: RecordKind) -> str:
    """All accepted rows of the kind, by account and key."""
    return _SORTED_ROWS.substitute(kind=kind.name, key=kind.key, kept=_kept(kind))


def refusals(kind: RecordKind) -> str:
    """Line, column and reason of each refused row of the file, in order."""
    return _REFUSALS.substitute(kind=kind.name)


def new_accounts() -> str:
    """The accounts accepted now."""
    return _NEW_ACCOUNTS.substitute(columns=", ".join(ACCOUNTS.column_names))


def count(table: str) -> str:
    """The rows of a table."""
    return _COUNT.substitute(table=table)


def copy(query: str, path: object) -> str:
    """Write the result as Parquet, in row groups small enough to find one account quickly."""
    return _COPY.substitute(query=query, path=literal(path))


def literal(text: object) -> str:
    """The text as an SQL string, for the places where DuckDB takes no parameter."""
    return "'" + str(text).replace("'", "''") + "'"


def _cell_fault(kind: RecordKind, column: Column) -> str:
    """SQL of the fault of one cell by itself, and of an account that is not there."""
    cell = f"r.{column.name}"
    faults = [column.rule.fault(cell)]
    if not column.may_be_blank:
        blank = f"CASE WHEN {cell} IS NULL THEN '{column.name} is blank. Fill it in.' END"
        faults.insert(0, blank)
    if column.name == ACCOUNT_ID and kind is not ACCOUNTS:
        faults.append(
            "CASE WHEN known.account_id IS NULL AND lost.place IS NOT NULL "
            f"THEN 'The row of account ' || shown({cell}) || ' was itself refused (' "
            "|| lost.place || '). Correct that row first.' "
            "WHEN known.account_id IS NULL "
            f"THEN 'There is no account ' || shown({cell}) || '. Add it to the accounts file.' END"
        )
    return f"COALESCE({', '.join(faults)}, NULL)"


def _kept(kind: RecordKind) -> str:
    """The columns of the Parquet."""
    return ", ".join([*(column.kept_name for column in kind.columns), EXTRA])
