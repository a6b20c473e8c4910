"""What the samples say: shares of all that they were drawn from, with their intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from claims.matching import match_quality
from claims.matching.match_decision import EXACT_KEYS, LINKAGE, MatchResult
from claims.matching.match_quality import MatchQuality, MeasuredShare
from claims.models import AuditedClaim, AuditSample, Claim, Matter

Finding = AuditedClaim.Finding
Subject = AuditSample.Subject


@dataclass(frozen=True)
class SampleResult:
    """The newest sample of a kind, as far as it is looked through."""

    sample: AuditSample
    right: int
    wrong: int
    unknown: int
    earlier_samples: int
    """Samples of the same kind that were drawn before it."""

    @property
    def looked_at(self) -> int:
        """Claims that a person has looked at."""
        return self.right + self.wrong + self.unknown

    @property
    def share_right(self) -> MeasuredShare:
        """Of those of which it can be told, the ones that were decided rightly."""
        return MeasuredShare(self.right, self.right + self.wrong)

    @property
    def share_wrong(self) -> MeasuredShare:
        """Of those of which it can be told, the ones that were decided wrongly."""
        return MeasuredShare(self.wrong, self.right + self.wrong)


@dataclass(frozen=True)
class MatchCounts:
    """What matching did with all claims of a matter: counted, and not estimated."""

    claims: int
    by_key: int
    by_linkage: int
    referred: int
    left: int

    @property
    def automatic(self) -> MeasuredShare:
        """Of all claims, those to which the machine gave an account."""
        return MeasuredShare(self.by_key + self.by_linkage, self.claims)

    @property
    def referred_share(self) -> MeasuredShare:
        """Of all claims, those that a person was or is to be shown."""
        return MeasuredShare(self.referred, self.claims)


@dataclass(frozen=True)
class EstimateRange:
    """An estimate, with the lowest and the highest that its parts' intervals allow."""

    value: float
    low: float
    high: float


def newest_results(matter: Matter) -> dict[AuditSample.Subject, SampleResult]:
    """Of each kind that was ever drawn, the newest sample and its findings."""
    counts = {
        finding.value: Count("claims", filter=Q(claims__finding=finding)) for finding in Finding
    }
    samples = AuditSample.objects.of(matter).annotate(**counts).order_by("number")
    newest: dict[AuditSample.Subject, SampleResult] = {}
    for sample in samples:
        subject = Subject(sample.subject)
        before = newest.get(subject)
        newest[subject] = SampleResult(
            sample,
            right=getattr(sample, Finding.RIGHT.value),
            wrong=getattr(sample, Finding.WRONG.value),
            unknown=getattr(sample, Finding.UNKNOWN.value),
            earlier_samples=before.earlier_samples + 1 if before else 0,
        )
    return newest


def match_counts(matter: Matter) -> MatchCounts:
    """How the claims of the matter were matched."""
    one, several = Q(match_outcome=MatchResult.ONE), Q(match_outcome=MatchResult.SEVERAL)
    by_key, by_linkage = Q(matched_by=EXACT_KEYS), Q(matched_by__startswith=f"{LINKAGE} ")
    by_person = ~Q(matched_by="") & ~by_key & ~by_linkage
    return MatchCounts(
        **Claim.objects.of(matter).aggregate(
            claims=Count("pk"),
            by_key=Count("pk", filter=one & by_key),
            by_linkage=Count("pk", filter=one & by_linkage),
            referred=Count("pk", filter=several | by_person),
            left=Count("pk", filter=Q(match_outcome=MatchResult.NONE) & ~by_person),
        )
    )


def estimated_recall(samples: Mapping[AuditSample.Subject, SampleResult]) -> EstimateRange | None:
    """Of the claims that have an account, the share to which the machine gave it.

    Estimated from the three samples together; None until each has findings. Its ends take every
    part at the worse and at the better end of its interval, so they are wider than need be.
    """
    parts = [samples.get(subject) for subject in (Subject.KEYED, Subject.LINKED, Subject.LEFT)]
    if any(part is None or not part.share_right.of for part in parts):
        return None
    keyed, linked, left = (part for part in parts if part is not None)

    def given(at: int) -> float:
        return sum(
            part.sample.population * _interval_ends(part.share_right)[at]
            for part in (keyed, linked)
        )

    def missed(at: int) -> float:
        return left.sample.population * _interval_ends(left.share_wrong)[at]

    low, value, high = (
        given(at) / (given(at) + missed(2 - at)) if given(at) + missed(2 - at) else 0.0
        for at in range(3)
    )
    return EstimateRange(value, low, high)


def precision_groups(
    sample: AuditSample,
) -> tuple[dict[str, MatchQuality], dict[str, MatchQuality]]:
    """The findings of a sample of matches, by state and by kind of family name (matching.quality).

    Only the precision says something: what was not matched is not in such a sample.
    """
    rows = sample.claims.filter(finding__in=(Finding.RIGHT, Finding.WRONG)).select_related("claim")
    measured = [_measured_row(row) for row in rows]
    return match_quality.quality_by_state(measured), match_quality.quality_by_name_group(measured)


def _measured_row(row: AuditedClaim) -> match_quality.MeasuredClaim:
    account = row.stood["account"]
    return match_quality.MeasuredClaim(
        external_ref=row.claim.reference,
        true_account=account if row.finding == Finding.RIGHT else None,
        outcome=MatchResult.ONE,
        account=account,
        candidates=(account,),
        state=row.claim.state,
        family_name=row.claim.last_name,
    )


def _interval_ends(share: MeasuredShare) -> Sequence[float]:
    low, high = share.interval or (0.0, 1.0)
    return low, share.value or 0.0, high
