"""A text that somebody typed, as it is used: on one line, without what cannot be seen.

The row of a claim keeps what its author typed, and its hash is over that. Wherever the text is
used (keys, engine, pages, letters, files) it goes through `one_line` first, so a line end in a name
harms nobody, and rows that came before this rule are read by it too.
"""

import re
import unicodedata

BLANKS = r"\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028-\u2029\u202f\u205f\u3000"
"""White space, line ends and control characters (Unicode's Cc, Zl, Zp and Zs), for a pattern."""
INVISIBLE = (
    r"\u00ad\u034f\u061c\u115f-\u1160\u17b4-\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u2064\u2066-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    r"\U00013430-\U00013438\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0001\U000e0020-\U000e007f\U000e0100-\U000e01ef"
)
"""Format characters that have no shape of their own (Cf but for the visible signs of Arabic and
Kaithi), fillers and variation selectors, for a pattern."""

PLAIN_PATTERN = "^[!-~]*( [!-~]+)*$"
"""A text that is used as it was typed, for a pattern."""

_BLANKS = re.compile(f"[{BLANKS}]+")
_INVISIBLE = re.compile(f"[{INVISIBLE}]+")


def one_line(text: str | None) -> str:
    """The text on one line, in NFC; None is the empty text.

    A run of white space, line ends and control characters becomes one blank, and none at either
    end. Invisible format characters go: two texts that look alike are alike.
    """
    if not text:
        return ""
    if text.isascii():
        return text.strip() if _is_tidy(text) else _BLANKS.sub(" ", text).strip(" ")
    seen = _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip(" ")
    return unicodedata.normalize("NFC", seen)


def engine_pattern(signs: str) -> str:
    """BLANKS or INVISIBLE as the class of signs that the engine's patterns have."""
    return "[" + re.sub(r"\\[uU]([0-9a-f]+)", r"\\x{\1}", signs) + "]+"


def _is_tidy(text: str) -> bool:
    return text.isprintable() and "  " not in text
