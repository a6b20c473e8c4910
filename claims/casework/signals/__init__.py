"""What speaks against a claim, scored with a code a deduction. A score holds or routes; it never
denies, and changes no verdict.

Not here: `passes` and `scoring`, which load the engine; the portal's pages do without it.
"""

from claims.casework.signals.clearing import prove, prove_by_own_address
from claims.casework.signals.figures import figures, to_be_looked_at_first
from claims.casework.signals.rules import RulesRefused, parse_overrides
from claims.casework.signals.versions import set_rules, version_in_force

__all__ = [
    "RulesRefused",
    "figures",
    "parse_overrides",
    "prove",
    "prove_by_own_address",
    "set_rules",
    "to_be_looked_at_first",
    "version_in_force",
]
