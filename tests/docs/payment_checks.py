"""From shares to what is paid, kept, withheld and left."""

from collections.abc import Mapping
from typing import Any

from tests.docs.engine import cents, dollars, money
from tests.docs.tables import Row
from tests.worked_examples.examples import run

Given = Mapping[str, Any]


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
    "top-up": (("claims",), top_up),
    "pools": (("claim", "standing", "documented loss", "points"), pools),
    "tax cap": (("share", "number on file", "paid on"), tax_cap),
    "later round": (("claim", "paid before", "cashed"), later_round),
    "worth a round": (("costs",), worth_a_round),
}
