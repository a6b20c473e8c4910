"""Texts that people paste, that programs leave behind, and that an attacker would try."""

_CONTROLS = [chr(point) for point in (*range(1, 0x20), 0x7F, *range(0x80, 0xA0))]

TEXTS: dict[str, str] = {
    "a lone carriage return": "Ruiz\rJr",
    "the line end of Windows": "Ruiz\r\nJr",
    "a line feed": "Ruiz\nJr",
    "only line ends": "\r\n\r",
    "a tab": "Ruiz\tJr",
    "the next line of C1": "Ruiz\x85Jr",
    "a line separator": "Ruiz\u2028Jr",
    "a paragraph separator": "Ruiz\u2029Jr",
    "every control of C0": "a" + "b".join(_CONTROLS[:31]) + "c",
    "every control of C1": "a" + "b".join(_CONTROLS[31:]) + "c",
    "the separator of a seal": "CA\x1fNY",
    "an escape sequence of a terminal": "\x1b[31mRuiz\x1b[0m\x07",
    "a backspace": "Ruiz\b\b\b\b",
    "marks of direction": "\u202eziuR\u202c \u2066Ana\u2069\u200f",
    "zero-width blanks and joiners": "Ru\u200biz\u200c \u200d\u2060\ufeff",
    "nothing but what cannot be seen": "\u200b\u3164\u00ad",
    "no-break and wide blanks": "\u00a0Ruiz\u2003Jr\u3000",
    "a soft hyphen": "Ru\u00adiz",
    "lone combining marks": "\u0301\u0308\u20dd",
    "a letter under a hundred marks": "e" + "\u0301\u0323" * 50,
    "accents of their own": "Jose\u0301 Nun\u0303ez",
    "beyond the first plane": "𝕽𝖚𝖎𝖟 🧑‍👩‍👧 🇲🇽 \U000e0041",
    "characters that are none": "\ufffe\uffff\U0010ffff\ue000",
    "the replacement sign": "Mu\ufffdoz",
    "scripts of the world": "李小龍 محمد देवी Ольга ไทย עברית ᚠ",
    "capital letters that grow": "ﬃ ß İ ŉ ǰ",
    "PostgreSQL's NULL": "\\N",
    "the end of a COPY": "\\.",
    "the word NULL": "NULL",
    "a number that is none": "NaN",
    "a quotation mark": '"',
    "quotes and commas": '"a",\'b\';""',
    "a backslash": "\\",
    "escapes": "\\r\\n\\x00\\u0000%00%0a",
    "a formula": '=HYPERLINK("http://x.example","y")',
    "a formula after a line end": "\n=1+1",
    "a formula in full width": "＝1+1",
    "a command": "@SUM(1+9)*cmd|' /C calc'!A0",
    "a minus": "-2+3",
    "HTML": "<script>alert(1)</script><b>&amp;&#13;</b>",
    "a template": "{{ 7*7 }}{% now 'Y' %}",
    "Typst": '#panic("x") $ x $ *b* @ref <l> #read("/etc/passwd")',
    "SQL": "'; DROP TABLE claims_claim; --",
    "a format": "%s %(name)s {0} {name}",
    "a header of a letter": "Ana\r\nBcc: everybody@example.net",
    "a path": "../../../../etc/passwd",
    "a domain that is too long": "ana@" + "a" * 64 + ".example",
    "many addresses": "a@example.org;" * 30,
    "an address between angles": "Ana <ana@example.org>",
    "a Punycode address": "ana@xn--mnchen-3ya.example",
    "two at signs": "ana@@example.org",
    "as long as may be": "ü" * 490,
}
"""A sentence for each, and the text; all are text that a database can hold."""

TOO_LONG = "x" * 10_000
NO_TEXT = ("Ruiz\0Jr", "Ruiz\ud800Jr")
"""What no claim can hold."""

CONTROLS_SHOWN = frozenset(_CONTROLS) - {"\n", "\r", "\t"} | {"\u2028", "\u2029"}
"""What no page, letter or file may show."""
