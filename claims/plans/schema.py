"""A plan of allocation: the facts it asks for, its criteria, its damages and its fund."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Self

from pydantic import model_validator

from claims.files.hashes import canonical_json, sha256_of
from claims.law.data_files.strict_yaml import KeyPath
from claims.plans import checks
from claims.plans.amounts import Amount
from claims.plans.parts import PlanParts


class Plan(PlanParts):
    """Everything that decides a claim and its payment, and nothing that changes.

    Two plans with the same meaning to the calculator and to readers have the same `sha256`,
    whatever the layout of their files. With a fund the plan gives payments, without one exposure.
    """

    @model_validator(mode="after")
    def _parts_fit_together(self) -> Self:
        checks.check_facts(self.facts, self.class_period is not None)
        checks.check_unique_keys(self)
        checks.check_conditions(self)
        checks.check_amounts(self)
        checks.check_money(self)
        return self

    def every_amount(self) -> Iterator[tuple[KeyPath, Amount]]:
        """Every amount that the plan states anywhere, each with the way to it."""
        return checks.amounts_of_plan(self)

    def as_json(self) -> dict[str, Any]:
        """The whole plan as JSON values, with the keys that its file uses."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)

    @cached_property
    def canonical(self) -> str:
        """The plan as one line of JSON, keys sorted: what `sha256` is taken over."""
        return canonical_json(self.as_json())

    @cached_property
    def sha256(self) -> str:
        """The plan's version: SHA-256 of `canonical` in UTF-8, in hexadecimal."""
        return sha256_of(self.as_json())
