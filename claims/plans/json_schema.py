"""What an editor knows of a plan file while somebody writes it: a JSON Schema of the models.

It says less than loading does: which keys there are, which belong together, how a value is
written. Whether the parts of a plan fit together, only loading knows.
"""

from typing import Any, TypeAlias

from pydantic import TypeAdapter

from claims.law.statutes import regime_keys
from claims.plans.amounts import Amount
from claims.plans.conditions import Condition
from claims.plans.fact_kinds import Fact
from claims.plans.matter_plan import MatterPlan
from claims.plans.record_columns import ACCOUNT_COLUMNS, FILTER_COLUMNS
from claims.plans.schema import Plan

JsonSchema: TypeAlias = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NAMED_FORMS: JsonSchema = {"Amount": Amount, "Condition": Condition, "Fact": Fact}
_MATTER_KEYS = sorted(MatterPlan.model_fields.keys() - Plan.model_fields.keys())


def plan_schema() -> JsonSchema:
    """The JSON Schema (draft 2020-12) of plan files: of those that compute and those that open.

    Every plan that loads is valid by it, if it leaves out what it does not say, rather than write
    null. A plan with one key that only a matter needs must have them all, as in loading.
    """
    whole = MatterPlan.model_json_schema()
    computing = Plan.model_json_schema()
    definitions = whole.pop("$defs")
    whole["properties"] |= computing["properties"]
    whole["required"] = computing["required"]
    _add_check_rules(definitions)
    _add_dependent_keys(whole)
    schema = {**whole, "$defs": definitions}
    named = {name: TypeAdapter(form).json_schema() for name, form in _NAMED_FORMS.items()}
    schema = _tidy_part(schema, {name: form["oneOf"] for name, form in named.items()})
    for name, form in named.items():
        schema["$defs"][name] = {"title": name, "oneOf": _tidy_part(form["oneOf"], {})}
    return {"$schema": _DIALECT, **schema, "title": "Plan of allocation"}


def _add_check_rules(definitions: JsonSchema) -> None:
    """What the models check themselves, after their fields."""
    definitions["FactTest"] |= _exactly_one(
        "is", "in", "at_least", "at_most", "before", "on_or_after"
    )
    definitions["RowFilter"] |= _exactly_one("is", "in", "above", "at_least")
    definitions["Deduction"] |= {
        **_exactly_one("amount", "percent", "lodestar", "count"),
        "dependentRequired": {
            "percent": ["of"],
            "of": ["percent"],
            "lodestar": ["multiplier"],
            "multiplier": ["lodestar"],
            "count": ["each"],
            "each": ["count"],
        },
    }
    for shares in ("Pool", "Round"):
        definitions[shares]["dependentRequired"] = {"then_at_most": ["at_most"]}
    filtered = sorted({column for columns in FILTER_COLUMNS.values() for column in columns})
    for model, key, known in (
        ("AccountValue", "column", sorted(ACCOUNT_COLUMNS)),
        ("RowFilter", "column", filtered),
        ("StatutorySum", "regime", sorted(regime_keys())),
    ):
        definitions[model]["properties"][key] = {"enum": known}


def _add_dependent_keys(whole: JsonSchema) -> None:
    needed = [*_MATTER_KEYS, "class_period", "criteria"]
    whole["dependentRequired"] = {
        **{key: [other for other in needed if other != key] for key in _MATTER_KEYS},
        "fund": ["pools", "residual", "rounding"],
        "residual": ["fund"],
        "tax_cap": ["fund"],
    }
    whole["dependentSchemas"] = {"filing_window": {"properties": {"criteria": {"minItems": 1}}}}
    # Pydantic leaves this open and then refuses what fits no pattern.
    whole["properties"]["facts"]["additionalProperties"] = False


def _exactly_one(*keys: str) -> JsonSchema:
    return {"oneOf": [{"required": [key]} for key in keys]}


def _tidy_part(part: Any, named: dict[str, list[Any]]) -> Any:
    """Each named form once, by reference; without what only OpenAPI reads, and titles of keys."""
    if isinstance(part, list):
        return [_tidy_part(inner, named) for inner in part]
    if not isinstance(part, dict):
        return part
    for name, forms in named.items():
        if part.get("oneOf") == forms:
            return {"$ref": f"#/$defs/{name}"}
    left_out = {"discriminator"}
    if "properties" not in part:
        left_out.add("title")
    if part.get("default", "") is None:
        left_out.add("default")
    return {key: _tidy_part(value, named) for key, value in part.items() if key not in left_out}
