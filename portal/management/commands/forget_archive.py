"""Delete a kept archive file: `manage.py forget_archive REFERENCE`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from claims.audit import Actor
from claims.casework.intake.archive_uploads import NoStoredFile, delete_file
from claims.casework.intake.references import read_reference
from claims.models import Claim


class Command(BaseCommand):
    """Delete the file; what the archive says stays, and the trail says that the file is gone."""

    help = "Delete the archive file that was kept with a claim."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", help="The claim's reference.")

    def handle(self, **options: Any) -> None:
        claim = Claim.objects.filter(reference=read_reference(options["reference"])).first()
        if claim is None:
            raise CommandError("No claim has this reference. Write it as on the claim's page.")
        try:
            delete_file(claim, actor=Actor("operator"), at=timezone.now())
        except NoStoredFile as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"The archive file of claim {claim.reference} is deleted.")
