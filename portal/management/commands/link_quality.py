"""How good matching is: `manage.py link_quality MATTER --truth F.csv`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError

from claims.casework.review.measured_quality import Measurement, measure_quality, read_truth
from claims.matching import match_quality
from claims.matching.match_quality import MatchQuality, MeasuredShare
from claims.models import LinkageVersion
from claims.records.row_files import FileRefused, Note
from portal.management.pending_work import finish_assessments
from portal.management.terminal import named_matter, print_json, progress_bar

_NAME_GROUPS = {
    "other_letters": "letters beyond A to Z",
    "several_names": "several names",
    "short": "three letters or fewer",
    "common": "the most common ones",
    "other": "all others",
}
_GROUPS_SHOWN = 20
_ERRORS_SHOWN = 20


class Command(BaseCommand):
    """Hold what matching decided against accounts that are known."""

    help = (
        "Print precision, recall, and what was matched automatically or referred, with intervals. "
        "The truth is a CSV of external_ref and account_id (blank: no account)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", help="The short name of the matter, e.g. linkedin-inmail.")
        parser.add_argument("--truth", required=True, type=Path, help="CSV or Parquet.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, **options: Any) -> None:
        matter = named_matter(options["matter"])
        try:
            # A file that cannot be used is refused before any work is done for it.
            notes: list[Note] = []
            truth = read_truth(matter, options["truth"], notes)
            with progress_bar(has_own_times=False) as show:
                finish_assessments(matter, show)
            measured = measure_quality(matter, truth)
        except FileRefused as error:
            raise CommandError(str(error)) from None
        except (OperationalError, InterfaceError) as error:
            raise CommandError(
                f"The database does not answer ({type(error).__name__}). Run this command again "
                "when it does."
            ) from None
        version = LinkageVersion.objects.of(matter).last()
        if options["json"]:
            print_json(
                self,
                {
                    "matter": matter.slug,
                    "linkage_model": version.number if version else None,
                    "not_measured": measured.not_measured,
                    "not_filed": measured.not_filed,
                    "accounts_not_listed": measured.accounts_not_listed,
                    **match_quality.quality_json(measured.claims),
                    "notes": [note.as_json() for note in notes],
                },
            )
        else:
            self.stdout.write(
                "\n".join([*_report_lines(measured, version), *(n.text for n in notes)])
            )


def _report_lines(measured: Measurement, version: LinkageVersion | None) -> list[str]:
    whole = match_quality.quality_of(measured.claims)
    by = f"linkage model {version.number}" if version else "exact keys alone"
    lines = [
        f"{whole.claims:,} claims measured, matched by {by}",
        "",
        "                                                       share   95% interval",
        _share_line("precision: accounts given that are right", whole.precision),
        _share_line("recall: claims with an account that got it", whole.recall),
        _share_line("found: those, and those shown to a person", whole.found),
        _share_line("automatic: claims given an account", whole.automatic),
        _share_line("referred: claims shown to a person", whole.referred),
    ]
    if measured.not_measured:
        lines.append(f"{measured.not_measured:,} claims of the matter are not in the file.")
    if measured.not_filed:
        lines.append(f"{measured.not_filed:,} rows of the file name no claim of the matter.")
    if measured.accounts_not_listed:
        lines.append(
            f"{measured.accounts_not_listed:,} accounts of the file are not in the class list; "
            "their claims count as having none."
        )
    lines += _group_lines(
        "By state", match_quality.quality_by_state(measured.claims), {"": "none given"}
    )
    lines += _group_lines(
        "By family name", match_quality.quality_by_name_group(measured.claims), _NAME_GROUPS
    )
    return lines + _error_lines(measured)


def _share_line(label: str, share: MeasuredShare) -> str:
    low, high = share.interval or (None, None)
    if share.value is None or low is None or high is None:
        return f"  {label:44} {'nothing to count':>17}"
    counts = f"{share.count:,}/{share.of:,}"
    return f"  {label:44} {counts:>13} {share.value:9.4%}  {low:.2%} to {high:.2%}"


def _group_lines(title: str, groups: dict[str, MatchQuality], names: dict[str, str]) -> list[str]:
    lines = ["", f"{title:30}{'claims':>8}{'precision':>11}{'recall':>9}{'referred':>10}"]
    largest = sorted(groups.items(), key=lambda group: -group[1].claims)[:_GROUPS_SHOWN]
    for key, each in largest:
        shares = "".join(
            f"{'–' if share.value is None else f'{share.value:.2%}':>{width}}"
            for share, width in ((each.precision, 11), (each.recall, 9), (each.referred, 10))
        )
        lines.append(f"  {names.get(key, key):28}{each.claims:8,}{shares}")
    if len(groups) > _GROUPS_SHOWN:
        lines.append(f"  {len(groups) - _GROUPS_SHOWN:,} smaller groups: with --json")
    return lines


def _error_lines(measured: Measurement) -> list[str]:
    errors = match_quality.match_errors(measured.claims)
    if not errors:
        return ["", "No errors."]
    lines = ["", f"Errors: {len(errors):,}; all of them with --json"]
    for error in errors[:_ERRORS_SHOWN]:
        got = error["account"] or ", ".join(error["candidates"]) or "none"
        is_of = error["true_account"] or "nobody in the class list"
        lines.append(f"  {error['error']:9} {error['external_ref']}: {is_of}; found: {got}")
    return lines
