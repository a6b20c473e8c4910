"""What speaks against a claim, scored with a code a deduction. A score holds or routes; it never
denies, and changes no verdict.

Not here: `passes` and `scoring`, which load the engine; the portal's pages do without it.
"""

from claims.casework.signals.clearance import record_contact_proof, record_own_address_proof
from claims.casework.signals.rule_versions import set_rules, version_in_force
from claims.casework.signals.signal_counts import priority_condition, signal_figures
from claims.casework.signals.signal_rules import RulesRefused, parse_overrides

__all__ = [
    "RulesRefused",
    "parse_overrides",
    "priority_condition",
    "record_contact_proof",
    "record_own_address_proof",
    "set_rules",
    "signal_figures",
    "version_in_force",
]
