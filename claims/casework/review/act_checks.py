"""Who may act on claims, and why a person's act was not taken."""

from claims.audit import Actor


class CannotDecide(ValueError):
    """The decision cannot be taken; the message says why and what to do."""


def check_person(actor: Actor, does: str) -> None:
    """Raise CannotDecide unless the actor is a person of the administrator.

    `does` ends the sentence: "Only a person of the administrator decides on claims."
    """
    if not actor.is_named_administrator:
        raise CannotDecide(f"Only a person of the administrator {does}.")
