"""The main job on a sample matter, from records to exports: `manage.py demo`."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

import sample
from claims.models import Tally
from portal.management.commands.sample_logins import MATTER
from portal.management.terminal import progress_bar


class Command(BaseCommand):
    """Make the sample files, then run the commands that an administrator would."""

    help = "Run the main job on a sample matter. Running it again repeats the rows and adds none."

    def handle(self, **options: Any) -> None:
        folder = Path(settings.DATA_DIR) / "demo"
        files = {kind: folder / "production" / name for kind, name in sample.FILES.items()}
        self._say("A production and the claims that follow (made up, seeded)")
        size = sample.SampleSize()
        with progress_bar() as show:
            sample.write_files(
                folder / "production",
                size,
                (lambda done: show("sample", done, size.accounts)) if show else None,
            )
        self.stdout.write(str(folder / "production"))
        self._say("Matter and plan")
        call_command("open_matter", MATTER, stdout=self.stdout)
        self._say("Records")
        call_command(
            "import_records",
            MATTER,
            accounts=files["accounts"],
            subscriptions=files["subscriptions"],
            messages=files["messages"],
            stdout=self.stdout,
        )
        self._say("Claims and opt-outs")
        call_command("import_claims", MATTER, files["claims"], stdout=self.stdout)
        call_command("import_exclusions", MATTER, files["exclusions"], stdout=self.stdout)
        self._say("Tally, by workers" if settings.REDIS_URL else "Tally, in this process")
        call_command("tally", MATTER, stdout=self.stdout)
        self._say("Exports")
        number = Tally.objects.latest("number").number
        for form in ("csv", "xlsx"):
            out = folder / "exports" / f"tally-{number}" / form
            call_command("export_tally", number, format=form, out=out, stdout=self.stdout)
        self._say("The trail")
        call_command("check_audit", MATTER, stdout=self.stdout)
        self._say("Log-ins for make serve")
        call_command("sample_logins", stdout=self.stdout)

    def _say(self, title: str) -> None:
        self.stdout.write(f"\n== {title}")
