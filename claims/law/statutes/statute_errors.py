"""What can be wrong with the law on file."""


class StatuteError(ValueError):
    """A regime's file cannot be used: one line with file, line, key and what to write."""
