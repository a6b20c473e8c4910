"""One measured run in a process of its own: `python -m bench.signals.measurement CLAIMS`.

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


def measure_signals(claims: int) -> dict[str, Any]:
    """Fill the database, score all claims twice, then some one by one."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.local")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from bench.signals.flooded_matter import fill_database
    from claims.casework import signals
    from claims.casework.signals import passes
    from claims.casework.signals.claim_scores import score_new_claims
    from claims.casework.signals.rule_versions import version_rules
    from claims.casework.signals.shared_keys import widely_shared_keys
    from claims.casework.signals.waves import WaveSearch
    from claims.models import Claim

    seconds: dict[str, float] = {}
    matter = run_timed(seconds, "fill", lambda: fill_database(claims))
    rules = version_rules(signals.version_in_force(matter, NOW))
    run_timed(seconds, "keys that many share", lambda: widely_shared_keys(matter, rules))
    with closing(run_timed(seconds, "waves and patterns", lambda: WaveSearch(matter, rules))):
        pass

    def whole() -> bool:
        return passes.score_all(passes.requested_pass(matter, NOW), NOW, lambda _: True)

    run_timed(seconds, "the whole pass", whole)
    run_timed(seconds, "the whole pass, again", whole)
    times = []
    step = max(1, claims // SINGLES)
    for pk in Claim.objects.order_by("pk").values_list("pk", flat=True)[::step][:SINGLES]:
        start = perf_counter()
        score_new_claims(matter, [pk], NOW)
        times.append(perf_counter() - start)
    told = signals.signal_figures(matter)
    return {
        "seconds": seconds,
        "times": times,
        "with_signals": told.scored,
        "held": told.held,
        "by_code": {code.value: count for code, count in told.by_code.items()},
    }


def run_timed(seconds: dict[str, float], stage: str, work: Callable[[], Any]) -> Any:
    """What `work` gives, with its time under the stage's name."""
    start = perf_counter()
    made = work()
    seconds[stage] = perf_counter() - start
    return made


if __name__ == "__main__":
    print(json.dumps(measure_signals(int(sys.argv[1]))))
