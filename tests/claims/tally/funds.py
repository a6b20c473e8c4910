"""The sample matter with a fund: a pool in equal shares and the rest by days of subscription; or a
fund that has a pool of every shape."""

from claims.casework import docket
from claims.models import Claim, Matter, Status
from tests.claims.tally.populations import populate
from tests.factories import OPENED, OPERATOR, check, plan_text, run_tally

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

_CITED = """
    citation: {text: "A pool for the tests.", verified: true}"""
SHAPES = {
    "equal": 'money: {amount: "1000.00"}, by: equal',
    "odd": 'money: {amount: "1000.01"}, by: {fact: paid_premium_days}',
    "award": "money: {percent: '10'}, by: award, at_most: award",
    "head": "money: {percent: '1', at_most: '5.00'}, by: {head: sca_actual_not_required}",
    "limited": """money: {amount: "100.00"}, by: equal, at_least: "1.00", at_most: "2.00",
        then_at_most: "3.00", unspent: residual""",
    "least": 'money: {amount: "1.00"}, by: equal, minimum_payment: "500.00"',
    "weighted": """money: {amount: "70.00"}, by: equal, share_value: whole_cents,
        multiples: [{if: {fact: account_country, is: US}, times: "3"}]""",
    "for_some": 'money: {amount: "9.00"}, by: equal, who: {fact: account_country, is: FR}',
    "rest": "money: rest, by: equal",
}
"""Every way to say a pool's money, measure, limits and members, by the pool's key."""


def every_shape_plan_text(slug: str) -> str:
    fund, _, rest = _FUND.partition("\npools:")
    pools = [
        f"  - {{key: {key}, label: {{en: {key}, es: {key}}}, {shape},{_CITED}}}"
        for key, shape in SHAPES.items()
    ]
    heads = plan_text(slug).replace("combine: alternatives", "combine: stack")
    return "\n".join([heads, fund, "pools:", *pools, rest[rest.index("residual:") :]])


def fund_plan_text(slug: str = "with-a-fund") -> str:
    return plan_text(slug).split("# Contested readings of the law")[0] + _FUND


def open_fund_matter(slug: str = "with-a-fund") -> Matter:
    return docket.open_matter(fund_plan_text(slug), slug, actor=OPERATOR, at=OPENED).matter


def open_matter_of_every_shape(slug: str = "every-shape") -> Matter:
    text = every_shape_plan_text(slug)
    return docket.open_matter(text, slug, actor=OPERATOR, at=OPENED).matter


def approve(matter: Matter, *external_refs: str) -> None:
    """As if a person had approved them, without the casework."""
    claims = Claim.objects.of(matter).filter(external_ref__in=external_refs)
    assert claims.update(status=Status.APPROVED, decided_verdict="eligible") == len(external_refs)


def approved_fund() -> Matter:
    """The matter with a fund and the claims of `populations`, two of them approved."""
    matter = open_fund_matter()
    populate(matter)
    check(matter)
    approve(matter, "a1-first", "a2-first")
    return matter


def tallied_fund() -> None:
    """The same with a sealed tally."""
    run_tally(approved_fund())
