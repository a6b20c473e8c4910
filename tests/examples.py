"""How many examples a property is tried on: few in each run of the suite, many in a long one."""

import os

from tools.suite import WITH_LONG

IS_LONG = bool(os.environ.get(WITH_LONG))
_SHORT_SHARE = 4


def examples(many: int) -> int:
    """`many` where long tests run too, else a quarter of them."""
    return many if IS_LONG else max(many // _SHORT_SHARE, 3)
