"""Which claims are looked at: a few by their keys, or all of a matter between two keys."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from claims.models import Matter


@dataclass(frozen=True)
class Scope:
    """Claims of one matter; either `claims`, or those from `first` to `last`."""

    matter: Matter
    claims: Collection[int] | None = None
    first: int = 0
    last: int = 0

    def among_claims(self) -> Q:
        """The condition on claims themselves."""
        if self.claims is not None:
            return Q(matter=self.matter, pk__in=self.claims)
        return Q(matter=self.matter, pk__gte=self.first, pk__lte=self.last)

    def among_keys(self) -> Q:
        """The condition on keys of claims."""
        if self.claims is not None:
            return Q(matter=self.matter, claim__in=self.claims)
        return Q(matter=self.matter, claim__gte=self.first, claim__lte=self.last)

    def among_filings(self) -> Q:
        """The condition on how claims were filed."""
        if self.claims is not None:
            return Q(claim__matter=self.matter, claim__in=self.claims)
        return Q(claim__matter=self.matter, claim__gte=self.first, claim__lte=self.last)
