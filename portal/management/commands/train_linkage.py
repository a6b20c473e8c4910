"""Train a matter's linkage model anew: `manage.py train_linkage MATTER`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from claims.audit import Actor
from claims.casework.assessment import train_version
from claims.matching.linkage.linkage_model import InvalidModel
from claims.models import LinkageVersion, Production
from portal.management.terminal import named_matter, print_json, require_records


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
        matter = named_matter(options["matter"])
        production = Production.objects.current(matter)
        if production is None:
            raise CommandError(
                f"{matter.slug} has no records yet, so there is nothing to train on. "
                "Import them first with: manage.py import_records"
            )
        try:
            with require_records():
                version = train_version(
                    matter,
                    production,
                    actor=Actor("operator"),
                    at=timezone.now(),
                    lower=options["lower"],
                    upper=options["upper"],
                )
        except InvalidModel as error:
            raise CommandError(str(error)) from None
        told = _model_as_json(version)
        if options["json"]:
            print_json(self, told)
        else:
            self.stdout.write(_model_sentence(told))


def _model_as_json(version: LinkageVersion) -> dict[str, Any]:
    parameters = version.parameters
    return {
        "number": version.number,
        "sha256": version.sha256,
        "upper": parameters["upper"],
        "lower": parameters["lower"],
        "share": parameters["share"],
        "trained_on": parameters["trained_on"],
    }


def _model_sentence(told: dict[str, Any]) -> str:
    of = told["trained_on"]
    return (
        f"Linkage model {told['number']}, from {of['claims']:,} claims ({of['m']}). "
        f"Matched without a person from {told['upper']:.4g}, shown to one from "
        f"{told['lower']:.4g}."
    )
