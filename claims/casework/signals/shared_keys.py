"""What claims have in common: how many others share each key of a claim, where these are many.

A bulk file is brought in by an operator from a filer who is known, and its claims share an office:
they do not count for one another. Networks and devices count only where a person sat at the form;
a program that files for many has one of each.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Count
from django.db.models.functions import Lower, Trim
from more_itertools import chunked

from claims.casework.signals.scope import Scope
from claims.casework.signals.signal_rules import Code, SignalRules
from claims.models import Channel, ClaimKey, Matter
from claims.models.claim_key import ClaimKeyQuerySet

Kind = ClaimKey.Kind
Deduction = dict[str, int | str]

KEY_KIND_BY_CODE: Mapping[Code, ClaimKey.Kind] = {
    Code.NETWORK: Kind.NETWORK,
    Code.NETWORK_V6: Kind.NETWORK,
    Code.NEIGHBOURHOOD: Kind.NEIGHBOURHOOD,
    Code.DEVICE: Kind.DEVICE,
    Code.MAILBOX: Kind.EMAIL,
    Code.PHONE: Kind.PHONE,
    Code.PAYMENT: Kind.PAYMENT,
    Code.DOCUMENT: Kind.DOCUMENT,
    Code.ADDRESS: Kind.ADDRESS,
}
"""By which key each signal counts."""
OPEN_CHANNELS = (Channel.WEB, Channel.API)
FORM_KINDS = frozenset({Kind.NETWORK, Kind.NEIGHBOURHOOD, Kind.DEVICE})

_DOORS_OF_FLATS = 3
_CLAIMS_PER_FAMILY = 3
_VALUES_PER_QUERY = 5_000
_DOOR = Lower(Trim("claim__street"))

Door = tuple[str, str]
"""An address without its unit, and the street line as it was written, with it."""


@dataclass(frozen=True)
class SharedKeys:
    """Keys that many claims share, each with how many, and doors with their claims and names."""

    claims: dict[ClaimKey.Kind, dict[str, int]] = field(default_factory=dict)
    doors: dict[Door, tuple[int, int]] = field(default_factory=dict)


def widely_shared_keys(
    matter: Matter, rules: SignalRules, scope: Scope | None = None
) -> SharedKeys:
    """The keys that many of all claims share; with a scope, only the keys of the claims in it."""
    fewest = _smallest_counts(rules)
    keys: dict[ClaimKey.Kind, list[str] | None] = dict.fromkeys(fewest)
    if scope is not None:
        of_scope: dict[str, set[str]] = defaultdict(set)
        of_claims = ClaimKey.objects.filter(scope.among_keys()).order_by()
        for kind, value in of_claims.values_list("kind", "value"):
            of_scope[kind].add(value)
        keys = {kind: sorted(of_scope[kind]) for kind in fewest}
    shared = SharedKeys()
    for kind, at_least in fewest.items():
        many = _common_values(matter, kind, at_least, keys[kind])
        if kind == Kind.ADDRESS:
            shared.doors.update(_crowded_doors(matter, many, at_least))
        elif many:
            shared.claims[kind] = many
    return shared


def shared_deductions(
    shared: SharedKeys, rules: SignalRules, scope: Scope
) -> Iterator[tuple[int, Deduction]]:
    """(claim, deduction) for each claim in scope that shares a key with many others."""
    by_neighbourhood = _ipv4_claims(shared, scope)
    for kind, many in shared.claims.items():
        for claim, value, is_counted in _claims_sharing(kind, many, scope):
            others = many[value] - is_counted
            code = _code_of(kind, claim in by_neighbourhood)
            if rules.signals[code].points and others >= rules.signals[code].at_least:
                yield claim, {"code": code.value, "others": others}
    yield from _door_deductions(shared.doors, rules, scope)


def _smallest_counts(rules: SignalRules) -> dict[ClaimKey.Kind, int]:
    """For each kind that a signal counts by, how many others are the fewest worth a look."""
    fewest: dict[ClaimKey.Kind, int] = {}
    for code, kind in KEY_KIND_BY_CODE.items():
        rule = rules.signals[code]
        if rule.points:
            fewest[kind] = min(fewest.get(kind, rule.at_least), rule.at_least)
    return fewest


def _common_values(
    matter: Matter, kind: ClaimKey.Kind, at_least: int, values: list[str] | None
) -> dict[str, int]:
    """Values that more than so many claims of open channels have."""
    keys = ClaimKey.objects.of(matter).filter(kind=kind)
    channels = (Channel.WEB,) if kind in FORM_KINDS else OPEN_CHANNELS
    many: dict[str, int] = {}
    if values is None:
        # Over the index alone first: nearly all values are one claim's, and fall out here.
        values = list(_value_counts(keys, at_least))
    for some in chunked(values, _VALUES_PER_QUERY):
        open_keys = keys.filter(value__in=some, claim__channel__in=channels)
        many |= _value_counts(open_keys, at_least)
    return many


def _value_counts(keys: ClaimKeyQuerySet, at_least: int) -> dict[str, int]:
    # At least as many others would do for a claim of a bulk file, which is not counted itself.
    counts = keys.order_by().values_list("value").annotate(claims=Count("id"))
    return dict(counts.filter(claims__gte=max(at_least, 1)))


def _crowded_doors(
    matter: Matter, many: Mapping[str, int], at_least: int
) -> dict[Door, tuple[int, int]]:
    doors: dict[Door, tuple[int, int]] = {}
    for some in chunked(many, _VALUES_PER_QUERY):
        rows = (
            ClaimKey.objects.of(matter)
            .filter(kind=Kind.ADDRESS, value__in=some, claim__channel__in=OPEN_CHANNELS)
            .order_by()
            .annotate(door=_DOOR)
            .values_list("value", "door")
            .annotate(
                claims=Count("id"), families=Count(Lower(Trim("claim__last_name")), distinct=True)
            )
        )
        houses: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
        for value, door, claims, families in rows:
            houses[value].append((door, claims, families))
        for value, of_house in houses.items():
            # Not everybody in a house of flats writes which is theirs.
            times = 2 if len(of_house) >= _DOORS_OF_FLATS else 1
            for door, claims, families in of_house:
                needed = at_least * times
                if families >= needed or claims >= needed * _CLAIMS_PER_FAMILY:
                    doors[value, door] = (claims, families)
    return doors


def _door_deductions(
    doors: Mapping[Door, tuple[int, int]], rules: SignalRules, scope: Scope
) -> Iterator[tuple[int, Deduction]]:
    for some in chunked(sorted({value for value, _ in doors}), _VALUES_PER_QUERY):
        rows = (
            ClaimKey.objects.filter(scope.among_keys(), kind=Kind.ADDRESS, value__in=some)
            .order_by()
            .annotate(door=_DOOR)
            .values_list("claim_id", "value", "claim__channel", "door")
        )
        for claim, value, channel, door in rows:
            if (value, door) in doors:
                claims, families = doors[value, door]
                others = claims - (channel in OPEN_CHANNELS)
                yield (
                    claim,
                    {"code": Code.ADDRESS.value, "others": others, "families": families},
                )


def _claims_sharing(
    kind: ClaimKey.Kind, many: Mapping[str, int], scope: Scope
) -> Iterator[tuple[int, str, bool]]:
    """(claim, value, whether it is one of those counted) in scope."""
    counted = (Channel.WEB,) if kind in FORM_KINDS else OPEN_CHANNELS
    keys = ClaimKey.objects.filter(scope.among_keys(), kind=kind).order_by()
    columns = ("claim_id", "value", "claim__channel")
    for some in chunked(many, _VALUES_PER_QUERY):
        for claim, value, channel in keys.filter(value__in=some).values_list(*columns):
            if channel in counted or kind not in FORM_KINDS:
                yield claim, value, channel in counted


def _ipv4_claims(shared: SharedKeys, scope: Scope) -> set[int]:
    """Claims in scope that came from an IPv4 address; those of IPv6 have no neighbours."""
    if Kind.NETWORK not in shared.claims:
        return set()
    keys = ClaimKey.objects.filter(scope.among_keys(), kind=Kind.NEIGHBOURHOOD)
    return set(keys.values_list("claim_id", flat=True))


def _code_of(kind: ClaimKey.Kind, is_ipv4: bool) -> Code:
    if kind == Kind.NETWORK:
        return Code.NETWORK if is_ipv4 else Code.NETWORK_V6
    return next(code for code, of in KEY_KIND_BY_CODE.items() if of == kind)
