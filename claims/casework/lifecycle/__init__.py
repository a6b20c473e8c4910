"""The table of permitted moves, and the one function that makes a move."""

from claims.casework.lifecycle.casework import Casework, casework, casework_on
from claims.casework.lifecycle.moves import MOVES, CannotMove, move, withdraw
from claims.casework.lifecycle.proof import has_proved_contact
from claims.casework.lifecycle.public import public_history, public_status, public_words

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
    "public_words",
    "withdraw",
]
