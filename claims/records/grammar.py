"""How a day, a moment, a yes and a no may be written: one grammar for every file that comes in.

Each pattern is for Python's `re` and for the engine's regexp alike, so that what one reads the
other does. Nothing is in it that could be read in two ways.
"""

import re

DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
"""`2024-01-31`."""

_CLOCK = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_ZONE = "[Zz]|[Uu][Tt][Cc]|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?"

MOMENT = f"({DAY})[Tt ]({_CLOCK})(?::([0-5][0-9])(?:[.,]([0-9]{{1,9}}))?)? ?({_ZONE})?"
"""`2024-01-31T09:30:00Z` and its like. Groups: day, clock, second, fraction, zone; the last three
may be missing. Only a moment with a zone can be read."""

_MIDNIGHT = "[Tt ]00:00(?::00(?:[.,]0{1,9})?)? ?(?:[Zz]|[Uu][Tt][Cc]|[+-]00(?::?00)?)?"

DAY_AT_MIDNIGHT = f"{DAY}(?:{_MIDNIGHT})?"
"""A day, also as programs write one that know moments alone: `2024-01-31 00:00:00`. With a zone
only that of UTC, as midnight elsewhere is another day there."""

YES = ("true", "yes", "y", "t", "1")
NO = ("false", "no", "n", "f", "0")
"""In any case. `t` and `f` are PostgreSQL's, 1 and 0 those of databases without a type for it."""

NUMBER_OF_A_SPREADSHEET = "[+-]?[0-9]+(?:[.,][0-9]+[Ee][+-]?|[Ee][+])[0-9]+"
"""What a long identifier becomes when a spreadsheet takes it for a number: `1.91431E+18`. An
identifier such as 12E34 is none: a spreadsheet writes a decimal mark or a plus."""

ERROR_OF_A_SPREADSHEET = "#(?:N/A|REF!|VALUE!|NAME[?]|DIV/0!|NUM!|NULL!|SPILL!|CALC!)|#{4,}"
"""What stands in a cell whose formula failed, or whose column was too narrow for it."""

WRAPPED = '="((?:[^"]|"")*)"'
"""A text that a spreadsheet is told to leave alone: `="00123"`."""

MOMENT_RE = re.compile(MOMENT)
DAY_RE = re.compile(DAY_AT_MIDNIGHT)
ERROR_RE = re.compile(ERROR_OF_A_SPREADSHEET, re.IGNORECASE)
WRAPPED_RE = re.compile(WRAPPED)
