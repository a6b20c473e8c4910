"""Take in bulk and paper claims: `manage.py import_claims MATTER F.csv`."""

from claims.casework.intake.claims_file import import_claims
from portal.management.file_command import FileCommand


class Command(FileCommand):
    """Each row becomes a claim, repeats one, or is refused with a reason."""

    help = "Take in a file of claims (CSV or Parquet; see docs/claims-file.md)."
    take_in = staticmethod(import_claims)
    noun = "claims"
