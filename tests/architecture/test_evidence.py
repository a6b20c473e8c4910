"""The columns of facts have one definition: nobody else puts their names together."""

import re

from claims.plans.evidence import PARTS, PREFIX, Evidence, is_like_evidence
from tools.paths import ROOT

HOME = "claims/plans/evidence.py"
OURS = ("claims", "portal", "bench", "sample", "house")
# The second implementation names the columns of a bundle for itself; the words of a plan have
# phrases that are called after kinds of fact.
LEFT_OUT = ("claims/verification/", "claims/plans/prose/", "claims/migrations/", HOME)

_MADE = re.compile(
    rf"""["']{PREFIX}["'{{]"""  # f"fact_{key}", "fact_" + key, removeprefix("fact_")
    rf"""|\}}_({"|".join(PARTS)})["']"""  # f"{name}_refused"
    rf"""|["']_({"|".join(PARTS)})["']"""  # name + "_refused"
)


def test_the_names_of_evidence_are_put_together_in_one_module_alone():
    files = [path for folder in OURS for path in (ROOT / folder).rglob("*.py")]
    names = {path: path.relative_to(ROOT).as_posix() for path in files}
    assert len(files) > 300
    made = {
        f"{name}: {found.group()}"
        for path, name in names.items()
        if not name.startswith(LEFT_OUT)
        for found in _MADE.finditer(path.read_text())
    }
    assert made == set(), f"Write Evidence(key), of {HOME}."
    assert _MADE.search((ROOT / HOME).read_text())


def test_a_fact_s_columns_are_called_after_its_key():
    months = Evidence("months")
    assert months.value == "fact_months"
    assert [months.rows, months.first, months.last, months.ids] == [
        *("fact_months_rows", "fact_months_first", "fact_months_last", "fact_months_ids")
    ]
    assert [months.values, months.refused, months.incomplete] == [
        *("fact_months_values", "fact_months_refused", "fact_months_incomplete")
    ]
    assert Evidence.in_file("months").refused == "months_refused"


def test_a_key_that_ends_as_evidence_does_is_known():
    assert all(is_like_evidence(Evidence.in_file("months").beside(part)) for part in PARTS)
    assert not any(map(is_like_evidence, ("months", "ids", "refused_months")))
