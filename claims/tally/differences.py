"""The query that finds what differs between two tallies of one matter, and the cause of each
difference. It only names columns; `claims.tally.tally_comparison` runs it."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from claims.calculator.allocation import MONEY_COLUMNS, shares_by_key, term_columns
from claims.calculator.facts import fact_columns
from claims.models import Tally
from claims.plans import Plan
from claims.plans.evidence import Evidence, Part
from claims.plans.fact_kinds import is_composite

INPUTS = (
    *("account_id", "withdrawn", "opted_out", "decision", "standing", "signed", "late_accepted"),
    *("filed_at", "medium", "postmarked_on", "given_name", "family_name"),
)
"""What a claim itself brings to a tally: filed, answered, decided or matched."""

_MERITS_COLUMNS = ("complete", "timely", "computed_verdict", "amount_known")
_OUTCOME_COLUMNS = ("outcome", "competing", "payable_claim_id")
# Where these are the same, only the other claims of its account can have changed its outcome.
_OWN_OUTCOME_COLUMNS = ("account_id", "complete")
_EVIDENCE: tuple[Part, ...] = ("refused", "incomplete", "values")
_DIVISION_PARTS = ("fund", "pools", "tax_cap", "reserve_for", "residual", "rounding")


class ChangeKind(StrEnum):
    """What changed of a claim, the first that applies: an outcome that changes takes the rest
    with it."""

    NEW = "new"
    OUTCOME = "outcome"
    VERDICT = "verdict"
    AMOUNT = "amount"


class ChangeCause(StrEnum):
    """Why, the first that applies.

    CLAIM: it is new, or its own input changed. RECORD: another production says something else of
    its account, or a person read a value in it. PLAN: another version of the plan, on the same
    input and facts. ACCOUNT: another claim for the same account came, left or was decided. SHARES:
    nothing of it changed, only what a share comes to. RULE: none of these, so the program reckons
    otherwise.
    """

    CLAIM = "claim"
    RECORD = "record"
    PLAN = "plan"
    ACCOUNT = "account"
    SHARES = "shares"
    RULE = "rule"


def money_columns(old: Plan, new: Plan) -> tuple[str, ...]:
    """The columns of money that either tally has, in cents: `award_<theory>`, then the fund's."""
    heads = dict.fromkeys(head.key for plan in (old, new) for head in plan.heads_of_award)
    has_fund = old.fund is not None or new.fund is not None
    return (*(f"award_{key}" for key in heads), *(MONEY_COLUMNS if has_fund else ()))


def differences_query(old: Tally, new: Tally, old_plan: Plan, new_plan: Plan) -> str:
    """One row a claim that differs, from tables `before` and `after` (each: snapshot,
    determinations, payments joined).

    Columns: claim_id, reference, kind, cause, outcome and verdict and each column of money with
    `_before` and `_after` (none before: NULL, and 0 cents), inputs (names that changed), facts and
    criteria (key, before, after as text).
    """
    money = money_columns(old_plan, new_plan)
    pairs = [
        (name, _money_sql(name, old_plan, "b"), _money_sql(name, new_plan, "a")) for name in money
    ]
    differs = " OR ".join(f"{before} <> {after}" for _, before, after in pairs) or "false"
    amounts = "".join(
        f", {before} AS {name}_before, {after} AS {name}_after" for name, before, after in pairs
    )
    facts = [k for k, fact in old_plan.facts.items() if _fact_type(new_plan, k) == fact.type]
    theirs = {criterion.key for criterion in new_plan.criteria}
    criteria = [one.key for one in old_plan.criteria if one.key in theirs]
    return f"""
        SELECT a.claim_id, a.reference,
            CASE WHEN b.claim_id IS NULL THEN '{ChangeKind.NEW}'
                WHEN b.outcome <> a.outcome THEN '{ChangeKind.OUTCOME}'
                WHEN b.verdict <> a.verdict THEN '{ChangeKind.VERDICT}'
                ELSE '{ChangeKind.AMOUNT}' END AS kind,
            {_cause_sql(old, new, old_plan, new_plan)} AS cause,
            b.outcome AS outcome_before, a.outcome AS outcome_after,
            b.verdict AS verdict_before, a.verdict AS verdict_after{amounts},
            {_inputs_sql()} AS inputs,
            {_values_sql("fact", facts)} AS facts,
            {_values_sql("criterion", criteria)} AS criteria
        FROM after AS a LEFT JOIN before AS b ON b.claim_id = a.claim_id
        WHERE b.claim_id IS NULL OR {_any_differs_sql(("outcome", "verdict"))} OR {differs}
        ORDER BY a.claim_id
    """  # noqa: S608  # nosec B608


def _cause_sql(old: Tally, new: Tally, old_plan: Plan, new_plan: Plan) -> str:
    is_other_record = _records_version(old) != _records_version(new)
    otherwise = ChangeCause.RULE if old_plan.sha256 == new_plan.sha256 else ChangeCause.PLAN
    is_divided_otherwise = any(
        getattr(old_plan, name) != getattr(new_plan, name) for name in _DIVISION_PARTS
    )
    return f"""
            CASE WHEN b.claim_id IS NULL THEN '{ChangeCause.CLAIM}'
                WHEN {_differs_sql("outcome")} AND NOT ({_any_differs_sql(_OWN_OUTCOME_COLUMNS)})
                THEN '{ChangeCause.ACCOUNT}'
                WHEN {_any_differs_sql(f"in_{name}" for name in INPUTS)} THEN '{ChangeCause.CLAIM}'
                WHEN {is_other_record} AND ({_any_differs_sql(_record_columns(old_plan, new_plan))})
                    THEN '{ChangeCause.RECORD}'
                WHEN {_any_differs_sql(_merits_columns(old_plan, new_plan))} THEN '{otherwise}'
                WHEN {_any_differs_sql(_OUTCOME_COLUMNS)} THEN '{ChangeCause.ACCOUNT}'
                WHEN {is_divided_otherwise} THEN '{ChangeCause.PLAN}'
                WHEN {_any_differs_sql(MONEY_COLUMNS if new_plan.fund else ())}
                THEN '{ChangeCause.SHARES}'
                ELSE '{otherwise}' END"""


def _records_version(tally: Tally) -> str:
    """Which records it was made on, and how many of their values people had read by then."""
    return f"{tally.production.sha256 if tally.production else ''} {tally.readings}"


def _record_columns(old: Plan, new: Plan) -> list[str]:
    """Columns of facts that, where they differ, only the records can have changed: of two plans,
    none that they define otherwise."""
    keys = set(old.facts)
    if old.sha256 != new.sha256:
        is_same_period = old.class_period == new.class_period
        keys = {k for k in keys if is_same_period and new.facts.get(k) == old.facts[k]}
        keys = {k for k in keys if not is_composite(old.facts[k])}
    facts = [Evidence(key) for key in keys]
    columns = {fact.value for fact in facts}
    columns |= {fact.beside(part) for fact in facts for part in _EVIDENCE}
    return [name for name in fact_columns(old, evidence=False) if name in columns]


def _merits_columns(old: Plan, new: Plan) -> list[str]:
    """What a claim comes to by itself, in the columns that both tallies have."""

    def columns(plan: Plan) -> list[str]:
        return [
            *(f"criterion_{criterion.key}" for criterion in plan.criteria),
            *(f"potential_{head.key}" for head in plan.damages),
            *term_columns(shares_by_key(plan)),
        ]

    theirs = set(columns(new))
    return [*_MERITS_COLUMNS, *(name for name in columns(old) if name in theirs)]


def _fact_type(plan: Plan, key: str) -> str | None:
    return plan.facts[key].type if key in plan.facts else None


def _money_sql(name: str, plan: Plan, side: str) -> str:
    is_there = name in money_columns(plan, plan)
    return f"COALESCE({side}.{name}, 0)" if is_there else "0"


def _any_differs_sql(names: Iterable[str]) -> str:
    return " OR ".join(map(_differs_sql, names)) or "false"


def _differs_sql(name: str) -> str:
    return f'b."{name}" IS DISTINCT FROM a."{name}"'


def _inputs_sql() -> str:
    return _list_sql(f"CASE WHEN {_differs_sql(f'in_{name}')} THEN '{name}' END" for name in INPUTS)


def _values_sql(prefix: str, keys: Sequence[str]) -> str:
    if not keys:
        return "[]::STRUCT(key VARCHAR, before VARCHAR, after VARCHAR)[]"
    return _list_sql(
        f"CASE WHEN {_differs_sql(f'{prefix}_{key}')} THEN {{'key': '{key}', "
        f"'before': b.{prefix}_{key}::VARCHAR, 'after': a.{prefix}_{key}::VARCHAR}} END"
        for key in keys
    )


def _list_sql(cells: Iterable[str]) -> str:
    """The cells of a claim that was there before; of a new one nothing differs."""
    listed = f"list_filter([{', '.join(cells)}], lambda one: one IS NOT NULL)"
    return f"CASE WHEN b.claim_id IS NULL THEN [] ELSE {listed} END"
