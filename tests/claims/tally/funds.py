"""The sample matter with a fund: a pool in equal shares and the rest by days of subscription."""

from claims import docket
from claims.models import Claim, Matter, Status
from tests.factories import OPENED, OPERATOR, plan_text

NET_CENTS = 700_001
_FUND = """
fund:
  gross: "10000.01"
  citation: {text: "A fund for the tests.", verified: true}
  deductions:
    - key: fees
      purpose: fees
      label: {en: Fees, es: Honorarios}
      percent: "30"
      of: gross
      citation: {text: "A fee for the tests.", verified: true}

pools:
  - key: equal
    label: {en: Equal shares, es: Partes iguales}
    citation: {text: "A pool for the tests.", verified: true}
    money: {amount: "1000.00"}
    by: equal
  - key: days
    label: {en: By days, es: Por días}
    citation: {text: "A pool for the tests.", verified: true}
    money: rest
    by: {fact: paid_premium_days}

residual:
  to: as_ordered
  citation: {text: "The court decides.", verified: true}

rounding:
  amounts: down
  payments: largest_remainder
  citation: {text: "A rule for the tests.", verified: true}
"""


def fund_plan_text(slug: str = "with-a-fund") -> str:
    return plan_text(slug).split("# Contested readings of the law")[0] + _FUND


def open_fund_matter(slug: str = "with-a-fund") -> Matter:
    return docket.open_matter(fund_plan_text(slug), slug, actor=OPERATOR, at=OPENED).matter


def approve(matter: Matter, *external_refs: str) -> None:
    """As if a person had approved them, without the casework."""
    claims = Claim.objects.of(matter).filter(external_ref__in=external_refs)
    assert claims.update(status=Status.APPROVED, decided_verdict="eligible") == len(external_refs)
