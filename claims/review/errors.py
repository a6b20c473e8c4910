"""Why a person's act was not taken."""


class CannotDecide(ValueError):
    """The decision cannot be taken; the message says why and what to do."""
