"""Evidence in sentences, and agreement in words."""

import pytest

from claims.models import Account, Claim
from portal.administrator.field_comparison import FieldAgreement, field_comparisons
from portal.administrator.finding_text import evidence_sentences

pytestmark = pytest.mark.one_engine


@pytest.mark.parametrize(
    ("found", "sentences"),
    [
        pytest.param({"value": "US"}, ["It: US."], id="a value"),
        pytest.param({"value": None}, ["It: not in the records."], id="blank"),
        pytest.param({"value": True}, ["It: yes."], id="a finding of the matter"),
        pytest.param({"value": "2024-10-18"}, ["It: 18 October 2024."], id="a day"),
        pytest.param(
            {"value": 0, "rows": 0, "ids": [], "first": None, "last": None, "refused": 0},
            ["It: 0."],
            id="no rows",
        ),
        pytest.param(
            {
                "value": 1234,
                "rows": 1,
                "ids": ["M-1"],
                "first": "2023-01-02T03:04:05Z",
                "last": "2023-01-02T03:04:05Z",
                "refused": 1,
                "incomplete": True,
            },
            [
                "It: 1,234.",
                "From 1 row of the records, 2 January 2023, 03:04 UTC to "
                "2 January 2023, 03:04 UTC: M-1.",
                "1 row of this account was refused or is unclear, so this may not be all.",
                "The production is marked as not complete for this kind of record.",
            ],
            id="one row, one refused, a partial production",
        ),
        pytest.param(
            {
                "value": 31,
                "rows": 3,
                "ids": ["S-1", "S-2"],
                "first": "2023-01-01",
                "last": "2023-01-31",
                "values": ["premium_career", "recruiter_lite"],
                "refused": 2,
            },
            [
                "It: 31.",
                "From 3 rows of the records, 1 January 2023 to 31 January 2023: "
                "S-1, S-2 and others.",
                "Of: premium_career, recruiter_lite.",
                "2 rows of this account were refused or are unclear, so this may not be all.",
            ],
            id="more rows than are named",
        ),
    ],
)
def test_evidence_is_said_in_sentences(found, sentences):
    assert evidence_sentences("It", found) == sentences


@pytest.mark.parametrize(
    ("claimed", "recorded", "agreement"),
    [
        pytest.param(
            {"city": " San  José "}, {"city": "san josé"}, FieldAgreement.AGREES, id="case"
        ),
        pytest.param(
            {"city": "Reno"}, {"city": "San José"}, FieldAgreement.DIFFERS, id="another city"
        ),
        pytest.param({}, {"city": "Reno"}, FieldAgreement.NOT_IN_THE_CLAIM, id="not claimed"),
        pytest.param({"city": "Reno"}, {}, FieldAgreement.NOT_IN_THE_RECORDS, id="not recorded"),
        pytest.param({}, {}, FieldAgreement.IN_NEITHER, id="in neither"),
        pytest.param(
            {"email": "B@x.example"},
            {"email": "a@x.example", "other_emails": "c@x.example; b@x.example"},
            FieldAgreement.AGREES,
            id="one of the other e-mail addresses",
        ),
        pytest.param(
            {"email": "b@x.example"},
            {"email": "", "other_emails": "ab@x.example"},
            FieldAgreement.DIFFERS,
            id="the end of another e-mail address",
        ),
        pytest.param(
            {"profile_url": "linkedin.com/in/Ana/"},
            {"profile_url": "https://www.linkedin.com/in/ana?x=1"},
            FieldAgreement.AGREES,
            id="the same profile, spelled otherwise",
        ),
        pytest.param(
            {"profile_url": "my profile"},
            {"profile_url": "my profile too"},
            FieldAgreement.DIFFERS,
            id="no profile addresses at all",
        ),
    ],
)
def test_agreement_follows_the_keys_of_matching(claimed, recorded, agreement):
    (field,) = {name for name in (*claimed, *recorded) if name != "other_emails"} or {"city"}

    lines = field_comparisons(Claim(**claimed), Account(**recorded))

    labels = {"city": "City", "email": "E-mail address", "profile_url": "Profile address"}
    (line,) = [line for line in lines if str(line.label) == labels[field]]
    assert line.agreement is agreement
