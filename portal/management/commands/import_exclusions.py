"""Take in opt-outs: `manage.py import_exclusions MATTER F.csv`."""

from claims.casework.intake.exclusions_file import import_exclusions
from portal.management.file_command import FileCommand


class Command(FileCommand):
    """Each row is an opt-out, repeats one, or is refused with a reason."""

    help = "Take in a file of opt-outs: external_ref, email or account_id, and received_on."
    take_in = staticmethod(import_exclusions)
    noun = "exclusions"
