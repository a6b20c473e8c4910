"""How much of an archive is read at most. A real one is far below each; a hostile one meets them.

Everything is counted while reading: what a header says of a size is never believed.
"""

MEGABYTE = 1024 * 1024

LARGEST_UPLOAD = 100 * MEGABYTE
"""Bytes of the ZIP file itself."""
MOST_ENTRIES = 20_000
"""Files in the ZIP. A writer has one for each article; all but a few are never opened."""
LARGEST_DIRECTORY = 8 * MEGABYTE
"""Bytes of the ZIP's list of its files: looked at before the list is read into memory."""
LARGEST_ENTRY = 200 * MEGABYTE
"""Bytes of one file, unpacked."""
MOST_BYTES = 500 * MEGABYTE
"""Bytes unpacked in all. Messages are read twice and count twice."""
LARGEST_RATIO = 200
"""Unpacked bytes for each packed one, once more than a megabyte came out. Text packs some ten to
one, messages that say the same over and over perhaps fifty to one."""
MOST_STEPS = 5_000_000
"""Steps of the scanner: cells, and quotes inside cells; 190,000 messages take so many. It bounds
the time, to some ten seconds, whatever the bytes are."""
SQUARED_PER_STEP = 1000
"""A kept cell of other letters than ASCII, or with percent signs, takes the square of its length
by this many steps more: none for a name, a thousand for the longest cell."""
STEPS_PER_DATE = 30
"""Steps that a date takes in another form than the two usual ones."""
CHUNK = 64 * 1024
"""Bytes in memory at a time."""

MOST_COLUMNS = 200
LONGEST_CELL = 1000
"""Characters that are kept of a cell we need; of all others none is."""
PREAMBLE_ROWS = 10
"""Rows in which the names of the columns must come: some files begin with a note."""

LONGEST_NAME = 300
"""Characters of a name that is compared; a longer one counts as unknown."""

MOST_RECEIPTS = 500
MOST_EMAILS = 50
LONGEST_TEXT = 200
"""Characters kept of a description or a name."""
