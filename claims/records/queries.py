"""The queries that judge a production. Names in them are ours; nothing of a file is in their text.

For each kind K: `held_K` (accepted before), `faulty_K` (rows with a fault of their own), `judged_K`
(the values of the other readable rows), `contested_K` (those whose key others have, or seem to
have), `again_K` (those that another row came before), `new_K` (accepted), `replaced_K` (held rows
that a correction takes out), `refused_K`.
"""

from collections.abc import Sequence
from string import Template

from claims.plans.record_columns import REFUND_REASON_SUFFIX
from claims.records.kinds import ACCOUNT_ID, ACCOUNTS, KINDS, FileColumn, RecordKind
from claims.records.row_batches import EXTRA

SET_UP = """
CREATE TABLE held_refused (
    kind VARCHAR, line BIGINT, "column" VARCHAR, reason VARCHAR, account_id VARCHAR,
    row_sha256 VARCHAR, named_account_id VARCHAR
);
CREATE TABLE explained (kind VARCHAR, row_sha256 VARCHAR);
CREATE TABLE refused_account (account_id VARCHAR, place VARCHAR);
-- A view, so that it takes in the new accounts once they are judged.
CREATE VIEW known_account AS
    SELECT account_id FROM held_accounts
    UNION ALL
    SELECT account_id FROM new_accounts
    ANTI JOIN replaced_accounts ON replaced_accounts.key = new_accounts.account_id;
"""

_NOTHING_STORED = Template("CREATE VIEW held_$kind AS SELECT $nulls LIMIT 0")
_STORED = Template("CREATE VIEW held_$kind AS FROM read_parquet($paths)")

# Stand-ins until a file of the kind is judged.
_NOTHING_CHECKED = Template(
    """
    CREATE VIEW new_$kind AS SELECT NULL::BIGINT AS line, * FROM held_$kind LIMIT 0;
    CREATE TABLE replaced_$kind (key VARCHAR, account_id VARCHAR);
    CREATE VIEW refused_$kind AS
        SELECT NULL::BIGINT AS line, NULL::VARCHAR AS "column", NULL::VARCHAR AS reason,
            NULL::VARCHAR AS named_account_id, NULL::VARCHAR AS row_sha256 LIMIT 0;
    """
)

_LOAD_REFUSED = Template(
    """
    INSERT INTO held_refused FROM read_parquet($path);
    INSERT INTO refused_account
        SELECT DISTINCT named_account_id, 'an earlier import' FROM held_refused
        WHERE kind = 'accounts' AND named_account_id IS NOT NULL;
    """
)

# The values are read again whenever they are asked for, which takes less time than keeping them.
_CHECK_CELLS = Template(
    """
    DROP VIEW new_$kind;
    DROP VIEW refused_$kind;
    CREATE TABLE faulty_$kind AS
    WITH reading AS (
        SELECT r.line, r.extra, $cells, $values $joined FROM read_parquet($path) AS r $joins
    ),
    judged AS (SELECT *, $faults FROM reading)
    SELECT line, cell_account_id AS named_account_id, $row_sha256 AS row_sha256,
        -- The first faulty column in the order of the columns: one reason a row.
        COALESCE($fault_names) || $of_a_refund AS reason, CASE $columns END AS "column"
    FROM judged WHERE COALESCE($fault_names) IS NOT NULL;
    CREATE VIEW judged_$kind AS
    SELECT r.line, r.extra, $values
    FROM read_parquet($path) AS r ANTI JOIN faulty_$kind AS faulty ON faulty.line = r.line;
    """
)

_JOIN_ACCOUNTS = """
    LEFT JOIN known_account AS known ON known.account_id = r.account_id
    LEFT JOIN (
        SELECT account_id, max(place) AS place FROM refused_account GROUP BY account_id
    ) AS lost ON lost.account_id = r.account_id
"""

# Keys are compared by their hashes first: of hundreds of millions nearly all are alone with theirs,
# and only the others are compared as they are.
_FIND_CONTESTED = Template(
    """
    CREATE TABLE shared_$kind AS
    SELECT hash($own_key) AS hashed FROM judged_$kind GROUP BY hashed HAVING count(*) > 1;
    INSERT INTO shared_$kind
    SELECT DISTINCT hash($held_key) FROM held_$kind AS held
    SEMI JOIN (SELECT hash($own_key) AS hashed FROM judged_$kind) AS judged
    ON judged.hashed = hash($held_key);
    CREATE TABLE contested_$kind AS
    SELECT line, $kept FROM judged_$kind AS judged
    SEMI JOIN shared_$kind AS shared ON shared.hashed = hash($judged_key);
    CREATE TABLE rival_$kind AS
    SELECT held.* FROM held_$kind AS held
    SEMI JOIN contested_$kind AS contested ON $contested_key = $held_key;
    CREATE TABLE first_$kind AS
    SELECT * FROM contested_$kind
    SEMI JOIN (SELECT min(line) AS line FROM contested_$kind GROUP BY $own_key) USING (line);
    """
)

# The row that a key belongs to: the one held, else the first of the file.
_TAKE_KEYS = Template(
    """
    CREATE TABLE taken_$kind AS
    SELECT NULL::BIGINT AS line, $kept FROM rival_$kind
    UNION ALL
    SELECT line, $kept FROM first_$kind AS first
    ANTI JOIN rival_$kind AS rival ON $rival_key = $first_key;
    """
)
# In a correction: the first of the file, which repeats the row held or replaces it.
_TAKE_KEYS_CORRECTING = Template(
    """
    CREATE VIEW taken_$kind AS FROM first_$kind;
    CREATE TABLE against_held_$kind AS
    SELECT first.line, $held_key AS key, held.account_id, $differing
    FROM first_$kind AS first JOIN rival_$kind AS held ON $held_key = $first_key;
    INSERT INTO replaced_$kind
    SELECT key, account_id FROM against_held_$kind WHERE len(differing) > 0;
    """
)
# The refunds that carry a subscription's identifier are corrected together, as none has a key of
# its own: those held that the file does not repeat go.
_CORRECT_REFUNDS = Template(
    """
    INSERT INTO replaced_$kind
    SELECT $held_key, held.account_id FROM held_$kind AS held
    SEMI JOIN (
        SELECT account_id, $key FROM judged_$kind AS judged WHERE $judged_key <> judged.$key
    ) AS refunds ON refunds.$key = held.$key AND refunds.account_id = held.account_id
    ANTI JOIN judged_$kind AS judged ON $judged_key = $held_key
    WHERE $held_key <> held.$key;
    """
)

_COMPARE = Template(
    """
    CREATE TABLE again_$kind AS
    SELECT judged.line, $judged_key AS key, judged.account_id AS named_account_id,
        taken.line AS taken_on, $differing
    FROM contested_$kind AS judged JOIN taken_$kind AS taken ON $taken_key = $judged_key
    WHERE judged.line IS DISTINCT FROM taken.line;
    """
)
_REPEAT_STORED = Template(
    """
    INSERT INTO again_$kind
    SELECT line, key, account_id, NULL, differing FROM against_held_$kind WHERE len(differing) = 0;
    """
)

_ACCEPT = Template(
    """
    CREATE VIEW new_$kind AS
    SELECT line, $kept FROM judged_$kind AS judged
    ANTI JOIN again_$kind AS again ON again.line = judged.line
    """
)

_GATHER_REFUSED = Template(
    """
    CREATE TABLE refused_$kind AS
    SELECT line, "column", reason, named_account_id, row_sha256
    FROM read_parquet($unreadable_path)
    UNION ALL
    SELECT line, "column", reason, named_account_id, row_sha256 FROM faulty_$kind
    UNION ALL
    SELECT line, '$key',
        shown(key) || ' was already accepted '
        || COALESCE('on line ' || taken_on, 'in an earlier import')
        || ' with another ' || array_to_string(differing, ', ')
        || '. Give the row another $key, or the same values.' || $of_a_refund,
        named_account_id, $row_sha256
    FROM again_$kind JOIN read_parquet($path) AS r USING (line) WHERE len(differing) > 0
    """
)

NOTE_REFUSED_ACCOUNTS = """
    INSERT INTO refused_account
    SELECT named_account_id, 'line ' || min(line) || ' of ' || ?::VARCHAR
    FROM refused_accounts WHERE named_account_id IS NOT NULL GROUP BY named_account_id
"""

# Hashing all rows would take longer than judging them; only those of an account that a refused row
# names can be that row.
_NOTE_ACCEPTED_REFUSALS = Template(
    """
    CREATE TABLE perhaps_refused_$kind AS
    SELECT r.line, $row_sha256 AS row_sha256 FROM read_parquet($path) AS r
    SEMI JOIN (FROM held_refused WHERE kind = '$kind') AS refused
    ON refused.named_account_id = r.account_id;
    INSERT INTO explained
    SELECT '$kind', row_sha256 FROM perhaps_refused_$kind SEMI JOIN new_$kind USING (line);
    """
)

# A row that is accepted now, because the account it names has come, is no longer refused. The
# account that a refused row names is looked up anew, as it may have come since.
_UNITE_REFUSED = Template(
    """
    CREATE TABLE refused_to_keep AS
    WITH united AS (
        SELECT 0 AS age, kind, line, "column", reason, named_account_id, row_sha256
        FROM held_refused
        $refused
    ),
    oldest AS (
        SELECT * FROM united ANTI JOIN explained USING (kind, row_sha256)
        QUALIFY row_number() OVER (
            PARTITION BY kind, row_sha256 ORDER BY age, line, "column", reason
        ) = 1
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

SORTED_REFUSED = "FROM refused_to_keep ORDER BY account_id NULLS LAST, kind, line, row_sha256"

_REFUSALS = Template('SELECT line, "column", reason FROM refused_$kind ORDER BY ALL')
_FIRST_REFUSED = Template(
    """
    SELECT line, "column", reason, (SELECT count(DISTINCT "column") FROM refused_$kind)
    FROM refused_$kind ORDER BY line LIMIT 1
    """
)
_NEW_ACCOUNTS = Template(
    """
    SELECT $columns FROM new_accounts
    $join replaced_accounts ON replaced_accounts.key = new_accounts.account_id ORDER BY account_id
    """
)
_COUNT = Template("SELECT count(*) FROM $table")


def load_stored(kind: RecordKind, paths: Sequence[object]) -> str:
    """What is held of the kind, in Parquet files or nowhere; nothing is new or refused yet."""
    if paths:
        held = _STORED.substitute(kind=kind.name, paths=sql_list(paths))
    else:
        nulls = [f"NULL::{column.rule.sql_type} AS {column.stored_name}" for column in kind.columns]
        listed = ", ".join([*nulls, f"NULL::VARCHAR AS {EXTRA}"])
        held = _NOTHING_STORED.substitute(kind=kind.name, nulls=listed)
    return f"{held};{_NOTHING_CHECKED.substitute(kind=kind.name)}"


def load_stored_refused(path: object) -> str:
    """The refused rows held, and the accounts whose own row was refused."""
    return _LOAD_REFUSED.substitute(path=sql_text(path))


def check_cells(kind: RecordKind, path: object) -> str:
    """Make `faulty_K` and `judged_K` of the spool."""
    columns = kind.columns
    names_account = kind is not ACCOUNTS
    return _CHECK_CELLS.substitute(
        kind=kind.name,
        path=sql_text(path),
        cells=", ".join(f"r.{name} AS cell_{name}" for name in kind.column_names),
        values=", ".join(f"{c.rule.value('r.' + c.name)} AS {c.stored_name}" for c in columns),
        joined=", known.account_id AS known_account, lost.place" if names_account else "",
        joins=_JOIN_ACCOUNTS if names_account else "",
        faults=", ".join(f"{_cell_fault_sql(kind, c)} AS fault_{c.name}" for c in columns),
        fault_names=", ".join(f"fault_{name}" for name in kind.column_names),
        columns=" ".join(
            f"WHEN fault_{name} IS NOT NULL THEN '{name}'" for name in kind.column_names
        ),
        row_sha256=_row_sha256_sql(kind, "cell_"),
        of_a_refund=_refund_suffix(kind, EXTRA),
        kept=stored_columns(kind),
    )


def find_contested(kind: RecordKind) -> str:
    """Make `contested_K`, the held rows of their keys (`rival_K`), and the first of each key."""
    return _FIND_CONTESTED.substitute(_kind_names(kind))


def compare_rows(kind: RecordKind, *, corrects: bool) -> str:
    """Make `again_K`, with the columns in which each row differs from the one its key belongs to;
    `new_K`; and in a correction `replaced_K`. The unknown columns count, as they are evidence."""
    names = _kind_names(kind)
    compared = _COMPARE.substitute(names, differing=_differing_columns_sql(kind, "judged", "taken"))
    accepted = _ACCEPT.substitute(names)
    if not corrects:
        return _TAKE_KEYS.substitute(names) + compared + accepted
    settled = _TAKE_KEYS_CORRECTING.substitute(
        names, differing=_differing_columns_sql(kind, "first", "held")
    )
    if kind.has_refunds:
        settled += _CORRECT_REFUNDS.substitute(names)
    return settled + compared + _REPEAT_STORED.substitute(names) + accepted


def gather_refused(kind: RecordKind, path: object, unreadable_path: object) -> str:
    """Make `refused_K`: unreadable rows, rows with a fault, rows that contradict their key."""
    return _GATHER_REFUSED.substitute(
        kind=kind.name,
        key=kind.key,
        path=sql_text(path),
        unreadable_path=sql_text(unreadable_path),
        row_sha256=_row_sha256_sql(kind, "r."),
        of_a_refund=_refund_suffix(kind, f"r.{EXTRA}"),
    )


def note_accepted_refusals(kind: RecordKind, path: object) -> str:
    """Note the accepted rows that stand on record as refused."""
    return _NOTE_ACCEPTED_REFUSALS.substitute(
        kind=kind.name, path=sql_text(path), row_sha256=_row_sha256_sql(kind, "r.")
    )


def unite_refused() -> str:
    """Make `refused_to_keep`: held and new, one of each kind and content."""
    refused = [
        Template(
            "UNION ALL SELECT 1, '$kind', line, \"column\", reason, named_account_id, row_sha256 "
            "FROM refused_$kind"
        ).substitute(kind=kind)
        for kind in KINDS
    ]
    return _UNITE_REFUSED.substitute(refused=" ".join(refused))


def refusals_query(kind: RecordKind) -> str:
    """Line, column and reason of each refused row of the file, in order."""
    return _REFUSALS.substitute(kind=kind.name)


def first_refusal_query(kind: RecordKind) -> str:
    """Line, column and reason of the first refused row, and how many columns have faults."""
    return _FIRST_REFUSED.substitute(kind=kind.name)


def new_accounts_query(*, corrected: bool) -> str:
    """The accounts accepted now: those that replace a held one, or those that do not."""
    return _NEW_ACCOUNTS.substitute(
        columns=", ".join((*ACCOUNTS.column_names, EXTRA)),
        join="SEMI JOIN" if corrected else "ANTI JOIN",
    )


def count_query(table: str) -> str:
    """The rows of a table."""
    return _COUNT.substitute(table=table)


def sql_text(text: object) -> str:
    """The text as an SQL string, for the places where DuckDB takes no parameter."""
    return "'" + str(text).replace("'", "''") + "'"


def sql_list(texts: Sequence[object]) -> str:
    """The texts as an SQL list."""
    return f"[{', '.join(sql_text(text) for text in texts)}]"


def stored_columns(kind: RecordKind) -> str:
    """The columns of the Parquet."""
    return ", ".join([*(column.stored_name for column in kind.columns), EXTRA])


def _kind_names(kind: RecordKind) -> dict[str, str]:
    """The names of a kind, and by which SQL the rows of each relation are known."""
    relations = ("held", "judged", "contested", "rival", "first", "taken")
    known = {f"{each}_key": kind.known_by(each) for each in relations}
    return {
        "kind": kind.name,
        "key": kind.key,
        "own_key": kind.known_by(),
        "kept": stored_columns(kind),
        **known,
    }


def _refund_suffix(kind: RecordKind, extra: str) -> str:
    """SQL of how the reason ends for which the row of a refund is refused."""
    if not kind.has_refunds:
        return "''"
    return f"CASE WHEN says_refund({extra}) THEN '{REFUND_REASON_SUFFIX}' ELSE '' END"


def _cell_fault_sql(kind: RecordKind, column: FileColumn) -> str:
    """SQL of the first fault of one cell: by itself, beside others, or for want of its account."""
    cell = f"cell_{column.name}"
    faults = [column.rule.fault(cell, column.stored_name), column.row_fault]
    if not column.may_be_blank:
        blank = f"CASE WHEN {cell} IS NULL THEN '{column.name} is blank. Fill it in.' END"
        faults.insert(0, blank)
    if column.name == ACCOUNT_ID and kind is not ACCOUNTS:
        faults.append(
            "CASE WHEN known_account IS NULL AND place IS NOT NULL "
            f"THEN 'The row of account ' || shown({cell}) || ' was itself refused (' "
            "|| place || '). Correct that row first.' "
            "WHEN known_account IS NULL "
            f"THEN 'There is no account ' || shown({cell}) || '. Add it to the accounts file.' END"
        )
    return f"COALESCE({', '.join(faults)})"


def _row_sha256_sql(kind: RecordKind, prefix: str) -> str:
    """SQL of the hash of a row as it was read: of all its cells, and what it has beside them."""
    extra = "r.extra" if prefix == "r." else EXTRA
    cells = ", ".join([*(f"{prefix}{name}" for name in kind.column_names), extra])
    return f"sha256(CAST(to_json([{cells}]) AS VARCHAR))"


def _differing_columns_sql(kind: RecordKind, one: str, other: str) -> str:
    """SQL of the names of the columns, but for the key, in which two rows differ."""
    compared = [*((c.name, c.stored_name) for c in kind.columns[1:]), ("unknown column", EXTRA)]
    names = ", ".join(
        f"CASE WHEN {one}.{name} IS DISTINCT FROM {other}.{name} THEN '{shown}' END"
        for shown, name in compared
    )
    return f"list_filter([{names}], lambda name: name IS NOT NULL) AS differing"
