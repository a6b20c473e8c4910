"""Which claim of an account is payable, and whether two people claim the account."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Row = Mapping[str, Any]


@dataclass
class _Account:
    first: tuple[datetime, str, int]
    names: set[tuple[int, int]] = field(default_factory=set)


class Standing:
    """What the complete claims say of their accounts, gathered in any order.

    Holds one entry an account, so that a bundle of any length is read a row at a time.
    """

    def __init__(self) -> None:
        self._accounts: dict[str, _Account] = {}

    def add(self, row: Row) -> None:
        """Take note of one complete claim that has an account."""
        order = (row["filed_at"], row["sort_ref"] or "", row["claim_id"])
        account = self._accounts.setdefault(row["account_id"], _Account(order))
        account.first = min(account.first, order)
        given, family = row["given_name_class"], row["family_name_class"]
        if given is not None and family is not None:
            account.names.add((given, family))

    def payable_claim_id(self, account_id: str | None) -> int | None:
        """The claim that counts for this account; None if it has no complete one."""
        account = None if account_id is None else self._accounts.get(account_id)
        return None if account is None else account.first[2]

    def is_disputed(self, account_id: str | None) -> bool:
        """Do two complete claims of this account differ in given and in family name?

        For each pair of names, count the pairs that share the one or the other with it; whoever
        shares neither is another person.
        """
        account = None if account_id is None else self._accounts.get(account_id)
        if account is None:
            return False
        given = Counter(name for name, _ in account.names)
        family = Counter(name for _, name in account.names)
        return any(
            given[one] + family[other] - 1 < len(account.names) for one, other in account.names
        )
