"""The query that finds what differs between two tallies of one matter, and the cause of each
difference. It only names columns; `claims.tally.compare` runs it."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from claims.calculator.allocation import MONEY, sharing, term_columns
from claims.calculator.facts import fact_columns
from claims.models import Tally
from claims.plans import Plan
from claims.plans.evidence import Evidence, Part
from claims.plans.facts import is_derived

INPUTS = (
    *("account_id", "withdrawn", "opted_out", "decision", "standing", "signed", "late_accepted"),
    *("filed_at", "medium", "postmarked_on", "given_name", "family_name"),
)
"""What a claim itself brings to a tally: filed, answered, decided or matched."""

_MERITS = ("complete", "timely", "computed_verdict", "amount_known")
_STANDING = ("outcome", "competing", "payable_claim_id")
# Where these are the same, only the other claims of its account can have changed its outcome.
_OWN_STANDING = ("account_id", "complete")
_EVIDENCE: tuple[Part, ...] = ("refused", "incomplete", "values")
_DIVISION = ("fund", "pools", "tax_cap", "reserve_for", "residual", "rounding")


class Kind(StrEnum):
    """What changed of a claim, the first that applies: an outcome that changes takes the rest
    with it."""

    NEW = "new"
    OUTCOME = "outcome"
    VERDICT = "verdict"
    AMOUNT = "amount"


class Cause(StrEnum):
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


def money_of(old: Plan, new: Plan) -> tuple[str, ...]:
    """The columns of money that either tally has, in cents: `award_<theory>`, then the fund's."""
    heads = dict.fromkeys(head.key for plan in (old, new) for head in plan.heads_of_award)
    has_fund = old.fund is not None or new.fund is not None
    return (*(f"award_{key}" for key in heads), *(MONEY if has_fund else ()))


def query(old: Tally, new: Tally, old_plan: Plan, new_plan: Plan) -> str:
    """One row a claim that differs, from tables `before` and `after` (each: snapshot,
    determinations, payments joined).

    Columns: claim_id, reference, kind, cause, outcome and verdict and each column of money with
    `_before` and `_after` (none before: NULL, and 0 cents), inputs (names that changed), facts and
    criteria (key, before, after as text).
    """
    money = money_of(old_plan, new_plan)
    pairs = [(name, _money(name, old_plan, "b"), _money(name, new_plan, "a")) for name in money]
    differs = " OR ".join(f"{before} <> {after}" for _, before, after in pairs) or "false"
    amounts = "".join(
        f", {before} AS {name}_before, {after} AS {name}_after" for name, before, after in pairs
    )
    facts = [k for k, fact in old_plan.facts.items() if _type(new_plan, k) == fact.type]
    theirs = {criterion.key for criterion in new_plan.criteria}
    criteria = [one.key for one in old_plan.criteria if one.key in theirs]
    return f"""
        SELECT a.claim_id, a.reference,
            CASE WHEN b.claim_id IS NULL THEN '{Kind.NEW}'
                WHEN b.outcome <> a.outcome THEN '{Kind.OUTCOME}'
                WHEN b.verdict <> a.verdict THEN '{Kind.VERDICT}'
                ELSE '{Kind.AMOUNT}' END AS kind,
            {_cause(old, new, old_plan, new_plan)} AS cause,
            b.outcome AS outcome_before, a.outcome AS outcome_after,
            b.verdict AS verdict_before, a.verdict AS verdict_after{amounts},
            {_names_that_differ()} AS inputs,
            {_values_that_differ("fact", facts)} AS facts,
            {_values_that_differ("criterion", criteria)} AS criteria
        FROM after AS a LEFT JOIN before AS b ON b.claim_id = a.claim_id
        WHERE b.claim_id IS NULL OR {_any(("outcome", "verdict"))} OR {differs}
        ORDER BY a.claim_id
    """  # noqa: S608  # nosec B608


def _cause(old: Tally, new: Tally, old_plan: Plan, new_plan: Plan) -> str:
    is_other_record = _records(old) != _records(new)
    otherwise = Cause.RULE if old_plan.sha256 == new_plan.sha256 else Cause.PLAN
    is_divided_otherwise = any(
        getattr(old_plan, name) != getattr(new_plan, name) for name in _DIVISION
    )
    return f"""
            CASE WHEN b.claim_id IS NULL THEN '{Cause.CLAIM}'
                WHEN {_differs("outcome")} AND NOT ({_any(_OWN_STANDING)}) THEN '{Cause.ACCOUNT}'
                WHEN {_any(f"in_{name}" for name in INPUTS)} THEN '{Cause.CLAIM}'
                WHEN {is_other_record} AND ({_any(_on_record(old_plan, new_plan))})
                    THEN '{Cause.RECORD}'
                WHEN {_any(_merits(old_plan, new_plan))} THEN '{otherwise}'
                WHEN {_any(_STANDING)} THEN '{Cause.ACCOUNT}'
                WHEN {is_divided_otherwise} THEN '{Cause.PLAN}'
                WHEN {_any(MONEY if new_plan.fund else ())} THEN '{Cause.SHARES}'
                ELSE '{otherwise}' END"""


def _records(tally: Tally) -> str:
    """Which records it was made on, and how many of their values people had read by then."""
    return f"{tally.production.sha256 if tally.production else ''} {tally.readings}"


def _on_record(old: Plan, new: Plan) -> list[str]:
    """Columns of facts that, where they differ, only the records can have changed: of two plans,
    none that they define otherwise."""
    keys = set(old.facts)
    if old.sha256 != new.sha256:
        is_same_period = old.class_period == new.class_period
        keys = {k for k in keys if is_same_period and new.facts.get(k) == old.facts[k]}
        keys = {k for k in keys if not is_derived(old.facts[k])}
    facts = [Evidence(key) for key in keys]
    columns = {fact.value for fact in facts}
    columns |= {fact.beside(part) for fact in facts for part in _EVIDENCE}
    return [name for name in fact_columns(old, evidence=False) if name in columns]


def _merits(old: Plan, new: Plan) -> list[str]:
    """What a claim comes to by itself, in the columns that both tallies have."""

    def columns(plan: Plan) -> list[str]:
        return [
            *(f"criterion_{criterion.key}" for criterion in plan.criteria),
            *(f"potential_{head.key}" for head in plan.damages),
            *term_columns(sharing(plan)),
        ]

    theirs = set(columns(new))
    return [*_MERITS, *(name for name in columns(old) if name in theirs)]


def _type(plan: Plan, key: str) -> str | None:
    return plan.facts[key].type if key in plan.facts else None


def _money(name: str, plan: Plan, side: str) -> str:
    is_there = name in money_of(plan, plan)
    return f"COALESCE({side}.{name}, 0)" if is_there else "0"


def _any(names: Iterable[str]) -> str:
    return " OR ".join(map(_differs, names)) or "false"


def _differs(name: str) -> str:
    return f'b."{name}" IS DISTINCT FROM a."{name}"'


def _names_that_differ() -> str:
    return _without_null(f"CASE WHEN {_differs(f'in_{name}')} THEN '{name}' END" for name in INPUTS)


def _values_that_differ(prefix: str, keys: Sequence[str]) -> str:
    if not keys:
        return "[]::STRUCT(key VARCHAR, before VARCHAR, after VARCHAR)[]"
    return _without_null(
        f"CASE WHEN {_differs(f'{prefix}_{key}')} THEN {{'key': '{key}', "
        f"'before': b.{prefix}_{key}::VARCHAR, 'after': a.{prefix}_{key}::VARCHAR}} END"
        for key in keys
    )


def _without_null(cells: Iterable[str]) -> str:
    """The cells of a claim that was there before; of a new one nothing differs."""
    listed = f"list_filter([{', '.join(cells)}], lambda one: one IS NOT NULL)"
    return f"CASE WHEN b.claim_id IS NULL THEN [] ELSE {listed} END"
