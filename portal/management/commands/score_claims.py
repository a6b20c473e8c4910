"""Score the signals of all claims: `manage.py score_claims MATTER`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from claims.audit import Actor
from claims.casework import signals
from claims.casework.signals import passes
from claims.casework.signals.signal_counts import SignalFigures
from claims.models import Claim, Matter, Scoring
from portal.management.terminal import named_matter, print_json, progress_bar

_OPERATOR = Actor("operator")


class Command(BaseCommand):
    """Score every claim of a matter by what is known now, and print what came of it."""

    help = (
        "Score the signals of all claims, hold those whose score says so and let go the others. A "
        "pass that was interrupted is gone on with. --rules gives the matter its own numbers first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", help="The short name of the matter, e.g. linkedin-inmail.")
        parser.add_argument(
            "--rules", type=Path, help="YAML: what the matter has otherwise (docs/signals.md)."
        )
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, **options: Any) -> None:
        matter = named_matter(options["matter"])
        try:
            if options["rules"]:
                _set_rules(matter, options["rules"])
            scoring = _run_pass(matter)
        except (OperationalError, InterfaceError) as error:
            raise CommandError(
                f"The database does not answer ({type(error).__name__}). What was done is kept: "
                "run this command again when it does."
            ) from None
        told = signals.signal_figures(matter)
        version = signals.version_in_force(matter, timezone.now())
        if options["json"]:
            print_json(self, _as_json(scoring, version.number, told))
        else:
            self.stdout.write("\n".join(_report_lines(scoring, version.number, told)))


def _set_rules(matter: Matter, path: Path) -> None:
    try:
        overrides = signals.parse_overrides(path.read_text(encoding="utf-8"), path.name)
        signals.set_rules(matter, overrides, actor=_OPERATOR, at=timezone.now())
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path.name} cannot be read ({type(error).__name__}).") from None
    except signals.RulesRefused as error:
        raise CommandError(str(error)) from None


def _run_pass(matter: Matter) -> Scoring:
    scoring = passes.requested_pass(matter, timezone.now())
    claims = Claim.objects.of(matter).count()
    with progress_bar() as show:

        def go_on(scoring: Scoring) -> bool:
            if show:
                show("claims", scoring.claims, claims)
            return True

        passes.score_all(scoring, timezone.now(), go_on, actor=_OPERATOR)
    return scoring


def _as_json(scoring: Scoring, rules: int, told: SignalFigures) -> dict[str, Any]:
    return {
        "matter": scoring.matter.slug,
        "claims": scoring.claims,
        "rules": rules,
        "with_signals": told.scored,
        "by_code": {code.value: count for code, count in told.by_code.items()},
        "held": told.held,
        "first": told.first,
        "released": {way.value: count for way, count in told.released.items()},
    }


def _report_lines(scoring: Scoring, rules: int, told: SignalFigures) -> list[str]:
    rows = [
        (f"claims looked at, by version {rules} of the rules", scoring.claims),
        ("  with any signal", told.scored),
        ("  on hold", told.held),
        ("  to be looked at first", told.first),
        *((f"  {way.label}".lower(), count) for way, count in told.released.items() if count),
        *((f"    {code.label}", count) for code, count in told.by_code.items()),
    ]
    return [f"{words:66}{count:>10,}" for words, count in rows]
