"""The table of permitted moves, and the one function that makes a move."""

from claims.lifecycle.casework import Casework, casework
from claims.lifecycle.moves import MOVES, CannotMove, move, withdraw
from claims.lifecycle.proof import has_proved_contact
from claims.lifecycle.public import public_history, public_status, public_words

__all__ = [
    "MOVES",
    "CannotMove",
    "Casework",
    "casework",
    "has_proved_contact",
    "move",
    "public_history",
    "public_status",
    "public_words",
    "withdraw",
]
