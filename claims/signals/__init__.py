"""What speaks against a claim, scored with a code a deduction. A score holds or routes; it never
denies, and changes no verdict."""

from claims.signals.clearing import prove, prove_by_own_address
from claims.signals.figures import figures, to_be_looked_at_first
from claims.signals.passes import asked, due, leave, score_all, take
from claims.signals.rules import RulesRefused, parse_overrides
from claims.signals.scoring import score_filed
from claims.signals.versions import set_rules, version_in_force

__all__ = [
    "RulesRefused",
    "asked",
    "due",
    "figures",
    "leave",
    "parse_overrides",
    "prove",
    "prove_by_own_address",
    "score_all",
    "score_filed",
    "set_rules",
    "take",
    "to_be_looked_at_first",
    "version_in_force",
]
