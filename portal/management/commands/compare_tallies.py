"""What changed between two tallies: `manage.py compare_tallies OLD NEW`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.exports.changes_file import write_changes
from claims.money import format_cents, format_change
from claims.tally.tally_comparison import CannotCompare, TallyComparison, compare_tallies
from portal.management.terminal import numbered_tally, print_json


class Command(BaseCommand):
    """Hold a sealed tally against an older one of the same matter; say whose result changed."""

    help = "Say whose outcome, verdict or amount changed between two sealed tallies, and why."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("old", type=int, help="The number of the older tally.")
        parser.add_argument("new", type=int, help="The number of the newer tally.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")
        parser.add_argument(
            "--out", type=Path, metavar="FILE.csv", help="Write one row a claim that changed."
        )

    def handle(self, **options: Any) -> None:
        old, new = numbered_tally(options["old"]), numbered_tally(options["new"])
        try:
            found = compare_tallies(old, new)
        except CannotCompare as error:
            raise CommandError(str(error)) from None
        out = options["out"]
        if out is not None:
            try:
                write_changes(found, out)
            except OSError as error:
                raise CommandError(f"{out}: {error.strerror}. Choose another file.") from None
        if options["json"]:
            print_json(self, _as_json(found, out))
        else:
            self.stdout.write("\n".join(_report_lines(found, out)))


def _as_json(found: TallyComparison, out: Path | None) -> dict[str, Any]:
    return {
        "old": found.old.number,
        "new": found.new.number,
        "changed": found.claims,
        "changes": [
            {"kind": g.kind, "cause": g.cause, "claims": g.claims, "cents": g.cents}
            for g in found.groups
        ],
        "totals_cents": {
            total.money: {"before": total.before, "after": total.after, "change": total.change}
            for total in found.totals
        },
        "file": str(out) if out else None,
    }


def _report_lines(found: TallyComparison, out: Path | None) -> list[str]:
    old, new = found.old, found.new
    currency = new.matter.currency
    lines = [f"Tally {new.number} of {new.matter.slug}, held against tally {old.number}", ""]
    if not found.groups:
        lines.append("No claim changed.")
    else:
        lines += [
            f"{found.claims:,} claims changed",
            f"  {'what':10}{'because of':12}{'claims':>12}",
        ]
        lines += [f"  {g.kind:10}{g.cause:12}{g.claims:>12,}" for g in found.groups]
    lines += ["", f"  {'':34}{'before':>22}{'after':>22}{'change':>22}"]
    for total in found.totals:
        cells = (
            format_cents(total.before, currency),
            format_cents(total.after, currency),
            format_change(total.change, currency),
        )
        lines.append(f"  {total.money:34}" + "".join(f"{cell:>22}" for cell in cells))
    return [*lines, "", f"Written to {out}"] if out else lines
