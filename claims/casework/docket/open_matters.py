"""Open a matter from the text of its plan, and find the plan in force."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from claims import plans
from claims.audit import Actor
from claims.audit.chain import record_for_matter
from claims.models import EventKind, Matter, PlanVersion
from claims.plans import MatterPlan


class UnknownMatter(ValueError):
    """No matter of that name is open."""


@dataclass(frozen=True)
class OpenedMatter:
    """A matter and the version of its plan; `is_new` when this text was not open before."""

    matter: Matter
    plan_version: PlanVersion
    is_new: bool


def open_matter(
    text: str,
    source: str,
    *,
    actor: Actor,
    at: datetime,
    reserved: Collection[str] = (),
) -> OpenedMatter:
    """Open the matter that a plan describes, or give an open matter its next plan version.

    `source` is what error messages call the text; a new matter cannot have a `reserved` slug.
    Raises plans.PlanError; opening the same plan again changes nothing.
    """
    plan = plans.as_matter_plan(plans.parse(text, source), source)
    with transaction.atomic():
        if plan.slug in reserved and not Matter.objects.filter(slug=plan.slug).exists():
            raise plans.PlanError(
                f"{source}: slug {plan.slug!r} is the address of other pages of the site, which "
                "would hide the matter's. Choose another slug."
            )
        # Locked, so that two openings at once number their versions one after the other.
        head = {"notice_key": secrets.token_bytes(32), "opened_at": at, **_matter_columns(plan)}
        matter, _ = Matter.objects.select_for_update(no_key=True).get_or_create(
            slug=plan.slug, defaults=head
        )
        known = PlanVersion.objects.filter(matter=matter)
        version = known.order_by("number").last()
        if version is not None and version.sha256 == plan.sha256:
            return OpenedMatter(matter, version, is_new=False)
        version = PlanVersion.objects.create(
            matter=matter,
            number=known.count() + 1,
            text=text,
            sha256=plan.sha256,
            opened_at=at,
        )
        record_for_matter(
            matter,
            EventKind.PLAN_OPENED,
            actor,
            at,
            {"plan_version": version.number, "sha256": version.sha256},
        )
        for name, value in _matter_columns(plan).items():
            setattr(matter, name, value)
        matter.save()
    return OpenedMatter(matter, version, is_new=True)


def find_matter(slug: str) -> Matter:
    """The open matter of that name. Raises UnknownMatter, naming the ones that are open."""
    matter = Matter.objects.filter(slug=slug).first()
    if matter is None:
        names = ", ".join(Matter.objects.values_list("slug", flat=True)) or "none yet"
        raise UnknownMatter(
            f"No matter is called {slug}. Open matters: {names}. "
            f"Open one with: manage.py open_matter {slug}"
        )
    return matter


def current_version(matter: Matter) -> PlanVersion:
    """The newest version of the matter's plan. Every open matter has one."""
    return PlanVersion.objects.filter(matter=matter).latest("number")


def current_plan(matter: Matter) -> MatterPlan:
    """The plan in force."""
    return plan_of(current_version(matter))


def plan_of(version: PlanVersion) -> MatterPlan:
    """The plan that a version holds."""
    source = f"{version.matter_id} version {version.number}"
    return plans.as_matter_plan(plans.parse(version.text, source), source)


def _matter_columns(plan: MatterPlan) -> dict[str, Any]:
    return {
        "caption": plan.caption,
        "docket": plan.docket,
        "court": plan.court,
        "currency": plan.currency,
        "time_zone": plan.timezone,
        "class_period_starts_on": plan.class_period.start,
        "class_period_ends_on": plan.class_period.end,
        "filing_opens_at": plan.window.opens_at,
        "filing_closes_at": plan.window.closes_at,
    }
