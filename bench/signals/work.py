"""One measured run in a process of its own: `python -m bench.signals.work CLAIMS`.

Expects DATABASE_URL of an empty database. Prints the seconds of each stage and what was found, as
JSON; whoever started it reads its memory.
"""

import json
import os
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

NOW = datetime(2026, 7, 2, tzinfo=UTC)
SINGLES = 200


def measure(claims: int) -> dict[str, Any]:
    """Fill the database, score all claims twice, then some one by one."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.local")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from bench.signals.filling import fill
    from claims.casework import signals
    from claims.casework.signals import passes
    from claims.casework.signals.scoring import score_filed
    from claims.casework.signals.sharing import shared_in
    from claims.casework.signals.versions import rules_of
    from claims.casework.signals.waves import Waves
    from claims.models import Claim

    seconds: dict[str, float] = {}
    matter = timed(seconds, "fill", lambda: fill(claims))
    rules = rules_of(signals.version_in_force(matter, NOW))
    timed(seconds, "keys that many share", lambda: shared_in(matter, rules))
    with closing(timed(seconds, "waves and patterns", lambda: Waves(matter, rules))):
        pass

    def whole() -> bool:
        return passes.score_all(passes.asked(matter, NOW), NOW, lambda _: True)

    timed(seconds, "the whole pass", whole)
    timed(seconds, "the whole pass, again", whole)
    times = []
    step = max(1, claims // SINGLES)
    for pk in Claim.objects.order_by("pk").values_list("pk", flat=True)[::step][:SINGLES]:
        start = perf_counter()
        score_filed(matter, [pk], NOW)
        times.append(perf_counter() - start)
    told = signals.figures(matter)
    return {
        "seconds": seconds,
        "times": times,
        "with_signals": told.scored,
        "held": told.held,
        "by_code": {code.value: count for code, count in told.by_code.items()},
    }


def timed(seconds: dict[str, float], stage: str, work: Callable[[], Any]) -> Any:
    """What `work` gives, with its time under the stage's name."""
    start = perf_counter()
    made = work()
    seconds[stage] = perf_counter() - start
    return made


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
