"""The claims that a claim looks like, side by side, and what each pair of them shares."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.casework import duplicates
from claims.casework.docket import current_plan
from claims.matching.email_addresses import email_key
from claims.matching.keys import name_key, profile_key
from claims.models import Claim, ClaimKey, DuplicateFlag
from claims.plans.survivor_rule import Survivor
from portal.administrator.claim_labels import outcome_label, status_label
from portal.administrator.flag_form import FlagForm

MOST_CLAIMS = 12

_KEY_LABELS: Mapping[str, Any] = dict(ClaimKey.Kind.choices) | {"account": _("Account")}
_NAME_LABELS: Mapping[str, Promise] = {
    "in_part": _("the first of several is the same"),
    "same": _("the same"),
    "nickname": _("a short form of it"),
    "swapped": _("the two names the other way round"),
    "another": _("another of the given names"),
    "only_name": _("the same, and the only one"),
    "slip": _("a slip in one of them"),
    "near": _("nearly the same"),
    # Of the rules before these.
    "misspelt": _("a slip in one of them"),
    "close": _("close"),
    "initial": _("an initial of it"),
    "half_swapped": _("the other's family name"),
    "garbled": _("some letters the same"),
    "one_of": _("one of several family names"),
    "different": _("another"),
}
_COLUMNS: tuple[tuple[str, Promise, Any], ...] = (
    ("first_name", _("First name"), name_key),
    ("last_name", _("Family name"), name_key),
    ("email", _("E-mail address"), email_key),
    ("phone", _("Telephone number"), name_key),
    ("profile_url", _("Profile address"), profile_key),
    ("street", _("Street"), name_key),
    ("city", _("City"), name_key),
    ("state", _("State"), name_key),
    ("postal_code", _("Postal code"), name_key),
    ("birth_date", _("Date of birth"), name_key),
)


@dataclass(frozen=True)
class FieldCell:
    """One field of one claim; `agrees` with the survivor's, or not, or (None) one is blank."""

    text: str
    agrees: bool | None


@dataclass(frozen=True)
class FieldRow:
    """One field of every claim of the cluster."""

    label: Promise | str
    cells: list[FieldCell]


@dataclass(frozen=True)
class PairDetails:
    """What one pair of claims has in common."""

    one: str
    other: str
    keys: list[str]
    besides: list[str]
    given: str
    family: str


@dataclass(frozen=True)
class FlagRow:
    """One flag of the cluster, with what can be said of it."""

    flag: DuplicateFlag
    shared: list[PairDetails]
    form: FlagForm
    is_alone: bool
    """Its survivor goes on no more, though the claim is merged into it."""


@dataclass(frozen=True)
class Cluster:
    """A claim among those that it looks like; the first column is the survivor."""

    survivor: Claim
    claims: list[Claim]
    lines: list[FieldRow]
    beside: list[FlagRow]
    more: int
    rule: Survivor


def cluster_of(claim: Claim, sent: Form | None = None) -> Cluster | None:
    """The cluster of a claim: the flags of its survivor, and those of which it is the survivor
    itself; None without any.

    Flags that were lifted are left out: the trail has them. `sent` is a SayForm that came back with
    something wrong, in the place of its flag's.
    """
    of_matter = DuplicateFlag.objects.of(claim.matter).exclude(state=DuplicateFlag.State.LIFTED)
    own = of_matter.filter(claim=claim).order_by("-flagged_at", "-id").first()
    survivor_id = own.survivor_id if own else claim.pk
    related = ("claim__account", "claim__matter", "survivor__account")
    flags = of_matter.filter(survivor__in={survivor_id, claim.pk}).select_related(*related)
    shown = list(flags.order_by("id")[: MOST_CLAIMS + 1])
    if own is not None and own not in shown:
        shown = [flags.get(pk=own.pk), *shown[: MOST_CLAIMS - 1]]
    if not shown:
        return None
    more = len(shown) > MOST_CLAIMS
    shown = shown[:MOST_CLAIMS]
    both = [each for flag in shown for each in (flag.survivor, flag.claim)]
    columns = {each.pk: each for each in both}
    survivor = columns.pop(survivor_id)
    claims = [survivor, *columns.values()]
    return Cluster(
        survivor,
        claims,
        _field_rows(claims),
        [_flag_row(flag, sent) for flag in shown],
        flags.count() - MOST_CLAIMS if more else 0,
        current_plan(claim.matter).survivor,
    )


def _field_rows(claims: list[Claim]) -> list[FieldRow]:
    survivor = claims[0]
    lines = [
        FieldRow(
            label,
            [
                _field_cell(
                    getattr(claim.particulars, name), getattr(survivor.particulars, name), key
                )
                for claim in claims
            ],
        )
        for name, label, key in _COLUMNS
    ]
    said = [line for line in lines if any(cell.text for cell in line.cells)]
    accounts = [claim.account.account_id if claim.account else "" for claim in claims]
    said.append(
        FieldRow(
            _("Account"), [_field_cell(each, accounts[0], lambda text: text) for each in accounts]
        )
    )
    signed = (claim.signed or claim.signed_later_at is not None for claim in claims)
    for label, words in (
        (_("Signed"), [str(_("Yes") if each else _("No")) for each in signed]),
        (_("Status"), [status_label(claim.status) for claim in claims]),
        (_("Outcome"), [outcome_label(claim.outcome) for claim in claims]),
    ):
        said.append(FieldRow(label, [FieldCell(text, None) for text in words]))
    return said


def _field_cell(text: str, survivors: str, key: Any) -> FieldCell:
    if not text.strip() or not survivors.strip():
        return FieldCell(text, None)
    return FieldCell(text, key(text) is not None and key(text) == key(survivors))


def _flag_row(flag: DuplicateFlag, sent: Form | None) -> FlagRow:
    stands = flag.survivor.status not in duplicates.INACTIVE_STATES
    is_alone = flag.state == DuplicateFlag.State.MERGED and not stands
    form = FlagForm(flag)
    if isinstance(sent, FlagForm) and sent.auto_id == form.auto_id:
        form = sent
    return FlagRow(flag, [_pair_details(pair) for pair in flag.evidence["pairs"]], form, is_alone)


def _pair_details(pair: Mapping[str, Any]) -> PairDetails:
    return PairDetails(
        pair["one"],
        pair["other"],
        [str(_KEY_LABELS.get(key, key)) for key in pair["keys"]],
        [str(_KEY_LABELS.get(key, key)) for key in pair["besides"]],
        str(_NAME_LABELS.get(pair["given_name"] or "", "")),
        str(_NAME_LABELS.get(pair["family_name"] or "", "")),
    )
