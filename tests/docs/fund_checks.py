"""From the gross fund to the net fund, and from shares to what is paid, kept and left."""

import re
from collections.abc import Mapping
from typing import Any

from claims.allocation.waterfall import waterfall
from claims.plans import Plan
from tests.claims.facts.productions import CITATION, WORDS
from tests.docs.engine import cents, dollars, money
from tests.docs.tables import Row
from tests.worked_examples.examples import run

Given = Mapping[str, Any]

_PERCENT = re.compile(
    r"(?P<percent>[0-9./]+)% of the (?P<of>gross fund|fund with interest)(?: less (?P<less>.+))?"
)
_TIMES = re.compile(r"(?P<left>\S+) × (?P<right>\S+)")
_OF = {"gross fund": "gross", "fund with interest": "gross_and_interest"}


def falls(given: Given, rows: list[Row]) -> list[Row]:
    """The steps of one fund: gross first, then interest where there is any, then deductions."""
    gross, *rest = rows
    interest = rest.pop(0)["rule"] if rest and rest[0]["step"] == "interest" else None
    result = waterfall(_plan(gross["rule"], interest, rest, given["amounts"]))
    amounts = [result.gross, *([result.interest] if interest else [])]
    left, found = 0, []
    for amount in amounts:
        left += amount
        found.append({"amount": money(amount), "left": money(left)})
    for _, amount in result.deductions:
        left -= amount
        found.append({"amount": f"-{money(amount)}", "left": money(left)})
    assert left == result.net
    return found


def fees(given: Given, rows: list[Row]) -> list[Row]:
    """One fee by several rules, after the deductions that `above` names."""
    found = []
    for row in rows:
        above = [{"step": key, "rule": rule} for key, rule in given["above"].items()]
        steps = [*above, {"step": "fees", "rule": row["fee"]}]
        plan = _plan(given["gross"], given["interest"], steps, given["amounts"])
        found.append({"amount": money(waterfall(plan).deductions[-1][1])})
    return found


def _plan(gross: str, interest: str | None, steps: list[Row], amounts: str) -> Plan:
    fund: dict[str, Any] = {"gross": dollars(gross), "citation": CITATION}
    if interest:
        fund["interest"] = {"amount": dollars(interest), "citation": CITATION}
    fund["deductions"] = [_deduction(step) for step in steps]
    pool = {"key": "all", "label": WORDS, "citation": CITATION, "money": "rest", "by": "equal"}
    return Plan.model_validate(
        {
            "slug": "a-page",
            "caption": "A v. B",
            "docket": "1",
            "court": "A court",
            "description": WORDS,
            "currency": "USD",
            "facts": {},
            "fund": fund,
            "pools": [pool],
            "residual": {"to": "as_ordered", "citation": CITATION},
            "rounding": {"amounts": amounts, "payments": "down", "citation": CITATION},
        }
    )


def _deduction(step: Row) -> dict[str, Any]:
    rule, key = step["rule"], step["step"].replace(" ", "_")
    common = {"key": key, "purpose": "other", "label": WORDS, "citation": CITATION}
    if percent := _PERCENT.fullmatch(rule):
        less = [word.replace(" ", "_") for word in (percent["less"] or "").split(" and ") if word]
        return common | {
            "percent": percent["percent"],
            "of": _OF[percent["of"]],
            "less": less,
        }
    if product := _TIMES.fullmatch(rule):
        if product["left"].startswith("$"):
            times = {"lodestar": dollars(product["left"]), "multiplier": product["right"]}
        else:
            times = {"count": int(product["left"]), "each": dollars(product["right"])}
        return common | times
    return common | {"amount": dollars(rule)}


def top_up(given: Given, rows: list[Row]) -> list[Row]:
    """What the defendant adds, by the number of claims."""
    found = []
    for row in rows:
        claims = [{"claim": "c", "repeat": int(row["claims"])}]
        example = {"plan": "perkins", "claims": claims, "with": given["with"]}
        never = {**given["with"], "fund.top_up.if_share_below": "0.00"}
        before, after = run({**example, "with": never}), run(example)
        found.append(
            {
                "one share before": money(cents(before["total.share.members"])),
                "added": money(cents(after["total.step.top_up"])),
                "net fund": money(cents(after["total.net"])),
                "each is paid": money(cents(after["payment.c"])),
                "left": money(cents(after["total.residual"])),
            }
        )
    return found


def pools(given: Given, rows: list[Row]) -> list[Row]:
    """Two pools, with claims that are not decided; payments, kept and residual are the net fund."""
    claims = []
    for row in rows:
        facts: dict[str, Any] = {"documented_loss": dollars(row["documented loss"])}
        if row["points"] != "unknown":
            facts["points"] = int(row["points"])
        claims.append({"claim": row["claim"], "standing": row["standing"], "facts": facts})
    figures = run({"plan": "fictional-fund", "claims": claims})
    assert figures["total.net"] == given["net"]
    assert figures["total.residual"] == given["left"]
    words = {
        "from losses": "share.{}.losses",
        "from everybody": "share.{}.everybody",
        "paid": "payment.{}",
        "kept": "kept.{}",
    }
    return [
        {
            heading: money(cents(figures[name.format(row["claim"])]))
            for heading, name in words.items()
        }
        for row in rows
    ]


def tax_cap(_: Given, rows: list[Row]) -> list[Row]:
    found: dict[int, Row] = {}
    for paid_on in dict.fromkeys(row["paid on"] for row in rows):
        claims = {
            number: {"claim": str(number), "facts": _allotted(row)}
            for number, row in enumerate(rows)
            if row["paid on"] == paid_on
        }
        changes = {"tax_cap.paid_on": paid_on}
        figures = run({"plan": "dakota", "with": changes, "claims": list(claims.values())})
        for number in claims:
            paid, withheld = figures[f"payment.{number}"], figures[f"withheld.{number}"]
            found[number] = {"paid": money(cents(paid)), "withheld": money(cents(withheld))}
    return [found[number] for number in range(len(rows))]


def _allotted(row: Row) -> dict[str, Any]:
    facts: dict[str, Any] = {"allotted": dollars(row["share"])}
    if row["number on file"] != "unknown":
        facts["taxpayer_number_on_file"] = row["number on file"] == "yes"
    return facts


def later_round(given: Given, rows: list[Row]) -> list[Row]:
    """A second round: who shares in what came back."""
    figures = run(_round(given["with"], rows))
    assert figures["total.net"] == given["money"]
    return [
        {
            "paid now": money(cents(figures[f"payment.{row['claim']}"])),
            "kept": money(cents(figures[f"kept.{row['claim']}"])),
        }
        for row in rows
    ]


def worth_a_round(given: Given, rows: list[Row]) -> list[Row]:
    """Whether a second round is held, by what it costs."""
    found = []
    for row in rows:
        changes = {"rounds.0.only_if_at_least": given["only_if_at_least"]}
        changes["rounds.0.costs"] = dollars(row["costs"])
        claims = [
            {"claim": "cashed", "paid before": given["paid"], "cashed": "yes"},
            {"claim": "uncashed", "paid before": given["paid"], "cashed": "no"},
        ]
        figures = run(_round(changes, claims))
        found.append(
            {
                "money of the round": money(cents(figures["total.net"])),
                "paid to who cashed": money(cents(figures["payment.cashed"])),
                "left": money(cents(figures["total.residual"])),
            }
        )
    return found


def _round(changes: Mapping[str, Any], rows: list[Row]) -> dict[str, Any]:
    claims = []
    for row in rows:
        facts: dict[str, Any] = {}
        if row["paid before"] != "unknown":
            facts["paid_before"] = dollars(row["paid before"])
        if row["cashed"] != "unknown":
            facts["cashed"] = row["cashed"] == "yes"
        claims.append({"claim": row["claim"], "facts": facts})
    plan = "facebook-bipa-round-two"
    return {"plan": plan, "round": 2, "with": dict(changes), "claims": claims}


CHECKS = {
    "falls": (("step", "rule"), falls),
    "fees": (("fee",), fees),
    "top-up": (("claims",), top_up),
    "pools": (("claim", "standing", "documented loss", "points"), pools),
    "tax cap": (("share", "number on file", "paid on"), tax_cap),
    "later round": (("claim", "paid before", "cashed"), later_round),
    "worth a round": (("costs",), worth_a_round),
}
