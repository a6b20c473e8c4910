"""Train a matter's linkage model anew: `manage.py train_linkage MATTER`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from claims.audit import Actor
from claims.casework.assessment import train_version
from claims.matching.linkage.model import NotAModel
from claims.models import LinkageVersion, Production
from portal.management.terminal import print_json, records_needed, the_matter


class Command(BaseCommand):
    """Count what the matter's claims and records say of each comparison, and keep the model."""

    help = (
        "Train the model by which claims without an exact key are matched, and set its thresholds. "
        "Claims are looked at again by the next tally or link_quality."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", help="The short name of the matter, e.g. linkedin-inmail.")
        parser.add_argument(
            "--upper", type=float, help="Match without a person from this probability on."
        )
        parser.add_argument(
            "--lower", type=float, help="Show a person candidates from this probability on."
        )
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, **options: Any) -> None:
        matter = the_matter(options["matter"])
        production = Production.objects.current(matter)
        if production is None:
            raise CommandError(
                f"{matter.slug} has no records yet, so there is nothing to train on. "
                "Import them first with: manage.py import_records"
            )
        try:
            with records_needed():
                version = train_version(
                    matter,
                    production,
                    actor=Actor("operator"),
                    at=timezone.now(),
                    lower=options["lower"],
                    upper=options["upper"],
                )
        except NotAModel as error:
            raise CommandError(str(error)) from None
        told = _told(version)
        if options["json"]:
            print_json(self, told)
        else:
            self.stdout.write(_in_words(told))


def _told(version: LinkageVersion) -> dict[str, Any]:
    parameters = version.parameters
    return {
        "number": version.number,
        "sha256": version.sha256,
        "upper": parameters["upper"],
        "lower": parameters["lower"],
        "share": parameters["share"],
        "trained_on": parameters["trained_on"],
    }


def _in_words(told: dict[str, Any]) -> str:
    of = told["trained_on"]
    return (
        f"Linkage model {told['number']}, from {of['claims']:,} claims ({of['m']}). "
        f"Matched without a person from {told['upper']:.4g}, shown to one from "
        f"{told['lower']:.4g}."
    )
