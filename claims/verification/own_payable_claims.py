"""Which claim of an account is payable, and whether two people claim it."""

from array import array
from collections import Counter
from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]
_NONE = 0


class PayableClaims:
    """What the complete claims say of their accounts, gathered in any order.

    A few numbers an account, and names only where an account has several complete claims, so that
    a bundle of any length is read a row at a time.
    """

    def __init__(self, survivor: str = "earliest") -> None:
        self._latest_counts = survivor == "latest"
        self._counted = array("q")
        self._found_eligible = array("b")
        self._given = array("q")
        self._family = array("q")
        self._names: dict[int, set[tuple[int, int]]] = {}

    def add(self, row: Row) -> None:
        """Take note of one complete claim that has an account."""
        account, claim = row["account"], row["claim"]
        given, family = row["given_name_class"] or _NONE, row["family_name_class"] or _NONE
        missing = account + 1 - len(self._counted)
        if missing > 0:
            for figures in (self._counted, self._given, self._family, self._found_eligible):
                figures.extend([_NONE] * missing)
        counted = self._counted[account]
        if counted == _NONE:
            self._given[account], self._family[account] = given, family
        else:
            names = self._names.setdefault(account, {(self._given[account], self._family[account])})
            names.add((given, family))
        # Claims are numbered in the order of filing. Where the latest counts, one that a person
        # found eligible is not replaced by one that nobody did.
        is_found = self._latest_counts and row["decision"] == "eligible"
        was_found = self._found_eligible[account]
        is_preferred = (
            (is_found, claim) > (was_found, counted) if self._latest_counts else claim < counted
        )
        if counted == _NONE or is_preferred:
            self._counted[account], self._found_eligible[account] = claim, is_found

    def payable_claim(self, account: int | None) -> int | None:
        """The claim that counts for this account; None if it has no complete one."""
        if account is None or account >= len(self._counted):
            return None
        return self._counted[account] or None

    def is_disputed(self, account: int | None) -> bool:
        """Do two complete claims of this account differ in given and in family name?

        For each pair of names, count the pairs that share the one or the other with it; whoever
        shares neither is another person. A claim without one of the names differs from nobody.
        """
        if account is None or account not in self._names:
            return False
        names = {pair for pair in self._names[account] if _NONE not in pair}
        given = Counter(name for name, _ in names)
        family = Counter(name for _, name in names)
        return any(given[one] + family[other] - 1 < len(names) for one, other in names)
