"""The table of permitted moves, and the one function that makes a move."""

from claims.casework.lifecycle.claimant_status import (
    public_history,
    public_status,
    public_status_text,
)
from claims.casework.lifecycle.contact_proofs import has_proved_contact
from claims.casework.lifecycle.locked_claims import Casework, casework, casework_on
from claims.casework.lifecycle.moves import MOVES, CannotMove, move, withdraw

__all__ = [
    "MOVES",
    "CannotMove",
    "Casework",
    "casework",
    "casework_on",
    "has_proved_contact",
    "move",
    "public_history",
    "public_status",
    "public_status_text",
    "withdraw",
]
