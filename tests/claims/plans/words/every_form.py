"""Plans that together use every form, kind and word of the grammar, each as its file would say."""

import json
from typing import Any

from claims.plans import MatterPlan, Plan, library_path, load

READ = {"text": "Fictional order, section 1.", "verified": True}
UNREAD = {"text": "Fictional order, section 2.", "verified": False}
OWN_PERIOD = {"start": "2024-01-01", "end": "2025-01-01", "citation": READ}


def words(name: str) -> dict[str, str]:
    """A name in both languages, told apart by their endings."""
    return {"en": f"{name} (English)", "es": f"{name} (español)"}


def _fact(kind: str, **keys: Any) -> dict[str, Any]:
    name = "_".join(str(part) for part in (kind, *keys.values()) if isinstance(part, str))
    return {"kind": kind, "label": words(name), **keys}


FACTS: dict[str, Any] = {
    "country": _fact("account_value", column="country"),
    "open_days": _fact("days_of_overlap", of="accounts", within="class_period"),
    "paid_days": _fact(
        "days_of_overlap",
        of="subscriptions",
        within="class_period",
        each_day_once=True,
        where=[{"column": "product", "in": ["basic", "pro"]}, {"column": "is_trial", "is": False}],
        values_of="product",
    ),
    "paid_months": _fact("months_of_overlap", of="subscriptions", within=OWN_PERIOD),
    "begun_months": _fact(
        "months_of_overlap", of="accounts", within="class_period", part_months="counted"
    ),
    "months": _fact("calendar_months", of="messages", within="class_period", points_per_month=2),
    "account_months": _fact("calendar_months", of="accounts", within="class_period"),
    "messages": _fact(
        "count",
        of="messages",
        within="class_period",
        where=[{"column": "channel", "is": "inmail"}],
    ),
    "spent": _fact(
        "sum",
        of="subscriptions",
        within="class_period",
        where=[
            {"column": "product", "is": "basic", "not_counted": ["gift", "trial box"]},
            {"column": "amount_paid", "above": "0.00"},
            {"column": "amount_paid", "at_least": "12.50"},
        ],
    ),
    "first_on": _fact("first", of="messages", within="class_period"),
    "last_on": _fact("last", of="subscriptions", within="class_period"),
    "proven": _fact("matter_finding", established=True, citation=READ),
    "wilful": _fact("matter_finding", established=False, citation=UNREAD),
    "devices": _fact("claim_value", type="count", unit=words("device"), unknown=words("blank")),
    "hours": {
        **_fact("claim_value", type="count", if_blank=3),
        "label": {"en": "Hours (English)", "es": "Intervalos (español)"},
    },
    "loss": _fact("claim_value", type="amount", if_blank="12.34"),
    "paid_before": _fact("claim_value", type="amount"),
    "state": _fact("claim_value", type="text", if_blank="CA"),
    "from_on": _fact("claim_value", type="day", if_blank="2024-02-29"),
    "to_on": _fact("claim_value", type="day"),
    "cashed": _fact("claim_value", type="yes_or_no"),
    "on_file": _fact("claim_value", type="yes_or_no", if_blank=False),
    "all_units": _fact("total", type="count", of=["devices", "hours"]),
    "between": {
        **_fact("calendar_months_between", within="class_period"),
        "from": "from_on",
        "to": "to_on",
    },
}

TESTS: list[dict[str, Any]] = [
    {"fact": "country", "is": "US"},
    {"fact": "cashed", "is": True},
    {"fact": "state", "in": ["CA", "OH"]},
    {"fact": "devices", "at_least": 2},
    {"fact": "loss", "at_most": "1234.56"},
    {"fact": "from_on", "before": "2024-03-01"},
    {"fact": "to_on", "on_or_after": "2024-04-01"},
    {"subclass": "illinois"},
]
CONDITIONS: list[dict[str, Any]] = [
    *TESTS,
    *({"not": test} for test in TESTS),
    {"all": [TESTS[0]]},
    {"all": TESTS[:2]},
    {"any": TESTS[:2]},
    {"all": [TESTS[0], {"any": TESTS}]},
    {"not": {"all": TESTS[:2]}},
    {"not": {"any": TESTS[:2]}},
    {"not": {"not": TESTS[0]}},
]

_MINIMUM = {"regime": "sca", "provision": "minimum", "in_force_on": "2024-01-01", "each": "1000.00"}
_DAILY = {"regime": "wiretap", "provision": "daily", "in_force_on": "2024-01-01", "each": "100.00"}
_LIST = {"tiers": "devices", "table": [{"from": 0, "pays": "0"}, {"from": 5, "pays": "77.00"}]}
_SHORT: list[Any] = ["11.00", {"fact": "loss"}, {"each": "0.20405", "per": "devices"}]
AMOUNTS: list[Any] = [
    "25.00",
    {"fixed": "26.00"},
    {"statutory": _MINIMUM},
    {"statutory": _DAILY, "per": "paid_days"},
    _SHORT[2],
    {"fact": "loss"},
    {"percent": "100/3", "of": {"fact": "loss"}},
    {"percent": "15", "of": _LIST},
    {"times": "3/2", "of": {"fact": "loss"}},
    {"times": "2.5", "of": {"fact": "loss"}, "if": TESTS[1]},
    {"times": "2.5", "of": _LIST, "if": {"all": TESTS}},
    *({form: _SHORT[:2]} for form in ("greatest_of", "least_of", "sum_of")),
    *({form: _SHORT} for form in ("greatest_of", "least_of", "sum_of")),
    *({form: [_LIST, "9.00"]} for form in ("greatest_of", "least_of", "sum_of")),
    {"greatest_of": ["25.00", {"percent": "15", "of": {"fact": "loss"}}]},
    {"tiers": "loss", "table": [{"from": "0.00", "pays": "1.00"}, {"from": "9.99", "pays": _LIST}]},
    {"when": [{"if": TESTS[0], "then": "5.00"}], "otherwise": "4.00"},
    {
        "when": [
            {"if": {"all": TESTS}, "then": "5.00"},
            {"if": TESTS[1], "then": "6.00"},
            {"if": {"any": TESTS}, "then": _LIST},
        ],
        "otherwise": _LIST,
    },
    {"head": "step"},
]


def _head(key: str, amount: Any, **keys: Any) -> dict[str, Any]:
    return {
        "key": key,
        "label": words(f"head {key}"),
        "explanation": words(f"why {key}"),
        "citation": UNREAD,
        "amount": amount,
        **keys,
    }


HEADS: list[dict[str, Any]] = [
    _head("step", "8.00", step=True),
    *(_head(f"a{place}", amount) for place, amount in enumerate(AMOUNTS)),
    _head("limited", {"fact": "loss"}, at_least="3.00", at_most="2.00", condition=TESTS[0]),
]


def _deduction(key: str, **keys: Any) -> dict[str, Any]:
    return {"key": key, "label": words(f"less {key}"), "citation": READ, **keys}


FUND: dict[str, Any] = {
    "gross": "1000000.00",
    "citation": READ,
    "interest": {"amount": "123.45", "citation": UNREAD},
    "deductions": [
        _deduction("t", purpose="taxes", amount="37.01"),
        _deduction("n", purpose="administration", count=3, each="1000.07"),
        _deduction("f", purpose="fees", percent="100/3", of="gross_and_interest", less=["t", "n"]),
        _deduction("g", purpose="other", percent="2.5", of="gross"),
        _deduction("l", purpose="costs", lodestar="4000.03", multiplier="1.5"),
        _deduction("s", purpose="service_awards", amount="5.00"),
        _deduction("r", purpose="reserve", amount="6.00"),
    ],
}


def pool(key: str, money: Any, by: Any, **keys: Any) -> dict[str, Any]:
    """A pool as a plan states it."""
    return {
        "key": key,
        "label": words(f"pool {key}"),
        "citation": READ,
        "money": money,
        "by": by,
        **keys,
    }


POOLS = [
    pool("p1", {"percent": "10", "at_most": "1000.00"}, {"head": "a0"}, at_most={"head": "a0"}),
    pool("p2", {"percent": "10"}, "award", at_most="award", unspent="residual"),
    pool("p3", {"amount": "5000.00"}, {"fact": "devices"}, at_least="1.00", at_most="award"),
    pool("p4", {"amount": "5001.00"}, {"head": "limited"}, at_least="1.00", who=TESTS[0]),
    pool(
        "p5",
        "rest",
        "equal",
        multiples=[
            {"if": TESTS[1], "times": "2", "citation": UNREAD},
            {"if": {"not": {"any": TESTS}}, "times": "3"},
        ],
        share_value="whole_cents",
        at_most="50.00",
        then_at_most="90.00",
        minimum_payment="5.01",
    ),
]


def _round(number: int, money: str, **keys: Any) -> dict[str, Any]:
    return {
        "number": number,
        "label": words(f"round {number}"),
        "citation": READ,
        "paid": "paid_before",
        "cashed": "cashed",
        "money": money,
        "by": "equal",
        **keys,
    }


WITH_FUND: dict[str, Any] = {
    "slug": "every-form",
    "caption": "Doe v. Example",
    "docket": "1:00-cv-00001",
    "court": "No court",
    "description": words("description"),
    "currency": "USD",
    "class_period": {"start": "2024-01-01", "end": "2024-07-01", "citation": READ},
    "facts": FACTS,
    "subclasses": [
        {"key": "illinois", "label": words("part"), "condition": TESTS[3], "citation": UNREAD}
    ],
    "criteria": [
        {
            "key": f"c{place}",
            "label": words(f"criterion {place}"),
            "words": {result: words(result) for result in ("met", "unmet", "unknown")},
            "citation": READ,
            "condition": condition,
        }
        for place, condition in enumerate(CONDITIONS)
    ],
    "duplicates": {"survivor": "earliest", "citation": READ},
    "damages": HEADS,
    "combine": "stack",
    "fund": FUND,
    "pools": POOLS,
    "tax_cap": {
        "unless": {"fact": "on_file", "is": True},
        "form": "1099-MISC",
        "paid_on": "2024-05-01",
        "citation": UNREAD,
    },
    "rounds": [
        _round(2, "returned", costs="321.00", only_if_at_least="654.00", who=TESTS[0]),
        _round(3, "returned_and_residual"),
    ],
    "residual": {"to": "cy_pres", "recipient": "A legal aid fund", "citation": READ},
    "rounding": {"amounts": "down", "payments": "largest_remainder", "citation": UNREAD},
}


def with_fund(**changed: Any) -> Plan:
    """The plan with every form, some of its keys changed."""
    return _plan({**WITH_FUND, **changed})


def exposure(**changed: Any) -> Plan:
    """The same without its fund."""
    money = ("fund", "pools", "tax_cap", "rounds", "residual")
    return _plan({key: value for key, value in WITH_FUND.items() if key not in money} | changed)


def _plan(keys: dict[str, Any]) -> Plan:
    """Days and sequences are YAML's in a file, and JSON's here."""
    return Plan.model_validate_json(json.dumps(keys))


def matter() -> MatterPlan:
    """A plan that a matter can be opened with."""
    plan = load(library_path("linkedin-inmail"))
    assert isinstance(plan, MatterPlan)
    return plan


def every_plan() -> list[Plan]:
    """Plans that together need every phrase."""
    rounding = {"amounts": "half_up", "citation": READ}
    one_pool = {"pools": [pool("p1", "rest", "equal")], "rounds": []}
    top_up = {"amount": "77.77", "if_share_below": "5.55", "pool": "p1", "citation": READ}
    residuals = ("later_round", "reversion", "costs", "escheat", "as_ordered")
    return [
        with_fund(),
        with_fund(rounding={**rounding, "payments": "half_up"}, combine="greatest"),
        with_fund(
            rounding={**rounding, "payments": "down"},
            reserve_for=[],
            duplicates={"survivor": "latest", "citation": READ},
        ),
        *(
            with_fund(**one_pool, residual={"to": to, "citation": READ}, criteria=[])
            for to in residuals
        ),
        with_fund(**one_pool, fund={**FUND, "top_up": top_up}),
        with_fund(
            damages=[_head("a0", {"each": "20.00", "per": "devices"}, at_most="100.00")],
            pools=[
                pool("p1", {"percent": "40"}, "award", at_most="award"),
                pool("p4", {"percent": "10"}, "award"),
                pool("p2", {"percent": "20"}, "equal", at_most={"each": "2.00", "per": "devices"}),
                pool("p3", {"percent": "30"}, "equal", at_most="7.00"),
            ],
        ),
        exposure(combine="alternatives"),
        exposure(rounding={**rounding, "payments": "down"}, damages=HEADS[:2]),
        exposure(damages=HEADS[1:2]),
        matter(),
    ]
