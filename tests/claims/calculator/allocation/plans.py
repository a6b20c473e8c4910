"""Small plans for the tests: valid, with one pool of $100.00 shared equally, unless changed."""

from collections.abc import Mapping
from typing import Any

from claims.plans import Plan

CITED = {"text": "Fictional.", "verified": True}
NAMED = {"en": "Something", "es": "Algo"}


def cited(**values: Any) -> dict[str, Any]:
    """A part of a plan that needs no more than a citation."""
    return {"citation": CITED, **values}


def named(key: str, **values: Any) -> dict[str, Any]:
    """A part of a plan with a key, a label and a citation."""
    return {"key": key, "label": NAMED, "citation": CITED, **values}


def head(key: str, amount: Any, **values: Any) -> dict[str, Any]:
    return named(key, explanation=NAMED, amount=amount, **values)


def pool(key: str = "all", money: Any = "rest", by: Any = "equal", **values: Any) -> dict[str, Any]:
    return named(key, money=money, by=by, **values)


def deduction(key: str, **values: Any) -> dict[str, Any]:
    return named(key, purpose="other", **values)


def fund(gross: str = "100.00", **values: Any) -> dict[str, Any]:
    return cited(gross=gross, **values)


def stated(**types: str) -> dict[str, Any]:
    """Facts that the claim states, by key, of these types."""
    return {key: {"kind": "claim_value", "type": of, "label": NAMED} for key, of in types.items()}


def rounding(amounts: str = "down", payments: str = "largest_remainder") -> dict[str, Any]:
    return cited(amounts=amounts, payments=payments)


def plan_of(**changes: Any) -> Plan:
    """The plan with parts changed; None removes a part."""
    parts: Mapping[str, Any] = {
        "slug": "fictional",
        "caption": "Doe v. Example (fictional)",
        "docket": "none",
        "court": "No court",
        "description": NAMED,
        "currency": "USD",
        "fund": fund(),
        "pools": [pool()],
        "residual": cited(to="cy_pres"),
        "rounding": rounding(),
        **changes,
    }
    return Plan.model_validate({key: part for key, part in parts.items() if part is not None})
