"""What a plan writes as text, read a second time: amounts, ratios, and whole cents of fractions."""

from fractions import Fraction


def cents(text: str) -> int:
    """An amount as plans write it: "1,000.00" is 100000."""
    whole_dollars, _, fraction = text.replace("$", "").replace(",", "").strip().partition(".")
    return int(whole_dollars) * 100 + int(fraction[:2].ljust(2, "0"))


def count_or_cents(written: int | str) -> int:
    """A count as it is, an amount in cents."""
    return written if isinstance(written, int) else cents(written)


def ratio(text: str) -> Fraction:
    """An exact ratio: "1.5", "100/3"."""
    over, _, under = text.partition("/")
    return Fraction(over) / Fraction(under or 1)


def whole_cents(exact: Fraction, rule: str) -> int:
    """Cut down, or half up: the nearest whole cent, and a half goes up."""
    return int((exact + Fraction(1, 2)) // 1) if rule == "half_up" else int(exact // 1)
