"""A criterion's result as staff see it: never by colour alone, icon and word say the same."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from claims.verdicts import CriterionResult

RESULT_LABELS: Mapping[str, tuple[str, Promise]] = {
    CriterionResult.MET: ("✓", _("Met")),
    CriterionResult.UNMET: ("✗", _("Not met")),
    CriterionResult.UNKNOWN: ("?", _("Unknown")),
}
