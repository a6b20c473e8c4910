"""The sample matter, filled and assessed, on the installation that the environment names."""

from pathlib import Path

from django.core.management import call_command

import sample
from claims.models import Matter, OutboxEntry
from portal.worker import jobs

SLUG = "linkedin-inmail"


def populate(folder: Path, accounts: int) -> Matter:
    """Import a production of so many accounts and the claims that follow; do all that waits.

    What is left to do then is a tally, and nothing that would lengthen a chain beside it.
    """
    sample.write_files(folder, sample.SampleSize(accounts))
    files = {kind: folder / name for kind, name in sample.FILES.items()}
    call_command("migrate", verbosity=0)
    with (folder / "import.log").open("w") as log:
        call_command("open_matter", SLUG, stdout=log)
        records = {kind: files[kind] for kind in ("accounts", "subscriptions", "messages")}
        call_command("import_records", SLUG, stdout=log, **records)
        call_command("import_claims", SLUG, files["claims"], stdout=log)
        call_command("import_exclusions", SLUG, files["exclusions"], stdout=log)
    matter = Matter.objects.get(slug=SLUG)
    jobs.process_waiting(matter)
    assert not OutboxEntry.objects.filter(done_at=None).exists()
    return matter
