"""Open a matter from its plan: `manage.py open_matter SLUG_OR_FILE`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from claims import plans
from claims.audit import Actor
from claims.casework import docket
from claims.casework.assessment import request_reassessment
from portal.management.plan_files import plan_file
from portal.management.terminal import print_json
from portal.web.reserved_slugs import reserved_slugs


class Command(BaseCommand):
    """Read the plan, open the matter or add a plan version, say which."""

    help = "Open a matter, or give it the next version of its plan. Repeatable."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("plan", help="A plan of the library, e.g. linkedin-inmail, or a file.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, **options: Any) -> None:
        path = plan_file(options["plan"])
        now = timezone.now()
        try:
            text = path.read_text(encoding="utf-8")
            reserved = reserved_slugs()
            opened = docket.open_matter(
                text, path.name, actor=Actor("operator"), at=now, reserved=reserved
            )
        except plans.PlanError as error:
            raise CommandError(str(error)) from None
        except UnicodeDecodeError:
            raise CommandError(f"{path.name} is not UTF-8 text. Save the plan as UTF-8.") from None
        except OSError as error:
            raise CommandError(f"{path.name}: {error.strerror}. Check the file.") from None
        request_reassessment(opened.matter, now)
        if opened.matter.slug in reserved:
            # Opened before such slugs were refused. Its records and claims are kept under it.
            self.stderr.write(
                f"Warning: other pages of the site lie at /{opened.matter.slug}/ and hide this "
                "matter's. Open the matter anew under another slug."
            )
        if options["json"]:
            print_json(
                self,
                {"matter": opened.matter.slug, "plan_version": opened.plan_version.number},
            )
            return
        state = "opened" if opened.is_new else "was open already"
        self.stdout.write(
            f"{opened.matter.slug}: plan version {opened.plan_version.number} {state}."
        )
