"""The claim form: one question a page, kept, checked, signed, and sent once."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.test import Client

from claims.models import Claim, Draft, Letter, Matter, OutboxEntry, SubmissionKey
from portal.web.rate_limits import TooManyRequests, count_use
from tests.factories import NOW
from tests.portal.claimant.visitors import ANSWERS, Visitor, title_of, words_of

pytestmark = pytest.mark.one_engine

COURT = ZoneInfo("America/Los_Angeles")


def test_every_answer_reaches_the_claim(visitor: Visitor):
    claim = visitor.file()

    given = {name: text for answers in ANSWERS.values() for name, text in answers.items()}
    del given["signing_country"], given["signing_place"]
    assert {name: getattr(claim, name) for name in given} == given
    assert (claim.medium, claim.filed_at, claim.signed) == ("web", NOW, True)


def test_the_questions_come_one_after_the_other(visitor: Visitor):
    visitor.begin()

    led_to = [visitor.answer(step).headers["Location"] for step in ANSWERS]

    pages = ["contact", "address", "profile", "notice", "place", "archive"]
    assert led_to == [f"/linkedin-inmail/file/{page}/" for page in pages]


@pytest.mark.parametrize("step", ANSWERS)
def test_a_question_has_one_heading_and_says_why_it_is_asked(visitor: Visitor, step: str):
    visitor.begin()

    page = visitor.get(f"file/{step}/").content.decode()

    assert page.count("<h1") == 1
    assert re.search(r'<fieldset[^>]*aria-describedby="why"', page)
    assert re.search(r'<p id="why">\s*We ask ', page)


@pytest.mark.parametrize(
    ("step", "answers", "field", "message"),
    [
        pytest.param(
            "name",
            {"first_name": " ", "last_name": ""},
            "id_first_name",
            "Enter your name, so that we know who claims",
            id="no name at all",
        ),
        pytest.param(
            "contact",
            {"email": "ana@", "phone": ""},
            "id_email",
            "Enter an e-mail address in the form name@example.com",
            id="an e-mail address without a domain",
        ),
        pytest.param(
            "place",
            {},
            "id_signing_country_0",
            "Choose where you are as you sign",
            id="no choice of place",
        ),
    ],
)
def test_an_error_is_in_the_title_in_a_summary_and_at_its_field(
    visitor: Visitor, step: str, answers: dict[str, str], field: str, message: str
):
    visitor.begin()

    response = visitor.post(f"file/{step}/", answers)

    page = response.content.decode()
    assert title_of(response).startswith("Error: ")
    assert '<div class="cf-error-summary" role="alert" tabindex="-1" autofocus' in page
    assert re.search(rf'<a\s+href="#{field}"\s*>{re.escape(message)}</a>', page)
    assert f'id="{field}"' in page
    assert page.count(message) == 2


def test_what_was_entered_stays_after_an_error(visitor: Visitor):
    visitor.begin()

    page = visitor.post("file/contact/", {"email": "ana at example", "phone": "555 0117"})

    assert 'value="ana at example"' in page.content.decode()
    assert 'value="555 0117"' in page.content.decode()


@pytest.mark.parametrize(
    ("first", "last"),
    [
        pytest.param("Jean-Luc", "O’Neil-Saint John", id="hyphens, spaces and an apostrophe"),
        pytest.param("Zoë", "Ñandú Łukasz", id="diacritics"),
        pytest.param("Suharto", "", id="one name only, in the first box"),
        pytest.param("", "Mononymous", id="one name only, in the second box"),
        pytest.param("李", "小龍", id="another script"),
        pytest.param("x" * 200, "y" * 200, id="very long names"),
    ],
)
def test_a_name_is_taken_as_it_is_written(visitor: Visitor, first: str, last: str):
    claim = visitor.file(first_name=first, last_name=last)

    assert (claim.first_name, claim.last_name) == (first, last)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        pytest.param("phone", "+44 (0)20 7946-0018 ext. 5", id="any telephone number"),
        pytest.param("profile_url", "my name is on LinkedIn", id="any words for a profile"),
        pytest.param("postal_code", "SW1A 1AA", id="a foreign postal code"),
        pytest.param("email", "josé@exämple.org", id="an e-mail address beyond ASCII"),
    ],
)
def test_an_answer_that_we_can_do_without_is_never_refused(visitor: Visitor, field: str, text: str):
    claim = visitor.file(**{field: text})

    assert getattr(claim, field) == text


def test_a_name_and_an_e_mail_address_are_enough(visitor: Visitor):
    blank = {name: "" for step in ("address", "profile", "notice") for name in ANSWERS[step]}

    claim = visitor.file(**blank, phone="", signing_place="")

    assert (claim.email, claim.street, claim.notice_id) == ("ana@example.org", "", "")


def test_a_postal_address_is_enough_without_e_mail(visitor: Visitor):
    claim = visitor.file(email="", phone="")

    assert (claim.email, claim.city) == ("", "Fresno")
    assert not Letter.objects.exists()


@pytest.mark.parametrize("phone", ["", "none", "555-01"])
def test_without_e_mail_and_telephone_the_parts_of_an_address_are_asked_for(
    visitor: Visitor, phone: str
):
    visitor.begin()
    visitor.answer("name")
    visitor.answer("contact", email="", phone=phone)

    words = words_of(visitor.post("file/address/", {}))

    for what in ("Enter a street address or General Delivery", "Enter a city", "Choose a country"):
        assert what in words
    assert "because you gave no e-mail address and no telephone number" in words


NO_ADDRESS = dict.fromkeys(ANSWERS["address"], "")


@pytest.mark.parametrize("phone", ["555-0134", "(559) 555-0117 ext. 5", "+52 55 1234 5678"])
def test_a_telephone_is_enough_without_e_mail_and_address(visitor: Visitor, phone: str):
    claim = visitor.file(email="", phone=phone, **NO_ADDRESS)

    assert (claim.email, claim.phone, claim.street) == ("", phone, "")
    assert not Letter.objects.exists()


def test_general_delivery_is_an_address(visitor: Visitor):
    claim = visitor.file(
        **NO_ADDRESS
        | {"email": "", "phone": "", "street": "General Delivery"}
        | {"city": "Fresno", "country": "US"}
    )

    assert (claim.street, claim.city) == ("General Delivery", "Fresno")


@pytest.mark.parametrize(
    ("language", "sentence", "where"),
    [
        ("en", "One way to reach you is enough", "contact"),
        ("en", "write General Delivery as the street", "address"),
        ("es", "Basta una forma de comunicarnos con usted", "contact"),
        ("es", "escriba General Delivery como calle", "address"),
    ],
)
def test_the_pages_say_what_is_enough(visitor: Visitor, language: str, sentence: str, where: str):
    visitor.begin()
    visitor.client.cookies["django_language"] = language

    assert sentence in words_of(visitor.get(f"file/{where}/"))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        pytest.param("\u200bana@example.org\u00a0", "ana@example.org", id="invisible"),
        pytest.param("mailto:ana@example.org", "ana@example.org", id="a link"),
        pytest.param("Ana D\u00edaz <ana@example.org>", "ana@example.org", id="beside a name"),
        pytest.param("ana @ example.org", "ana@example.org", id="blanks"),
        pytest.param("a@example.org, b@example.org", "a@example.org; b@example.org", id="two"),
    ],
)
def test_an_e_mail_address_that_can_be_read_is_taken_and_shown(
    visitor: Visitor, typed: str, shown: str
):
    visitor.fill(email=typed)

    assert shown in words_of(visitor.get("file/check/"))
    visitor.sign()
    assert Claim.objects.get().email == shown


@pytest.mark.parametrize("typed", ["ana", "ana@", "ana@example", "ana ruiz @ example.org"])
def test_one_that_cannot_be_read_is_asked_for_again(visitor: Visitor, typed: str):
    visitor.begin()

    words = words_of(visitor.post("file/contact/", {"email": typed, "phone": ""}))

    assert "Enter an e-mail address in the form name@example.com" in words


def test_an_answer_changed_from_the_check_page_leads_back_to_it(visitor: Visitor):
    visitor.fill()

    changed = visitor.post("file/name/?from=check", {"first_name": "Eva", "last_name": "Ruiz"})

    assert changed.headers["Location"] == "/linkedin-inmail/file/check/"
    assert "Eva Ruiz" in words_of(visitor.get("file/check/"))


def test_the_check_page_has_a_named_change_link_in_every_row(visitor: Visitor):
    visitor.fill()

    page = visitor.get("file/check/").content.decode()

    changes = re.findall(r'Change <span class="usa-sr-only">([^<]+)</span>', page)
    assert changes == [
        *("Name", "E-mail address", "Telephone number", "Postal address"),
        *("LinkedIn profile", "Notice ID", "Where you sign", "LinkedIn archive"),
    ]


def test_taking_the_e_mail_address_out_again_asks_for_an_address_before_signing(visitor: Visitor):
    visitor.fill(street="", city="", country="")
    visitor.post("file/contact/?from=check", {"email": ""})

    signing = visitor.get("file/declaration/")

    assert signing.headers["Location"] == "/linkedin-inmail/file/check/"
    check = visitor.get("file/check/")
    assert title_of(check).startswith("Error: ")
    assert "Something is still missing What is your postal address?" in words_of(check)
    assert not Claim.objects.exists()


def test_nothing_is_signed_without_a_typed_name(visitor: Visitor):
    visitor.fill()

    response = visitor.sign(" ")

    assert "Type your full name to sign the declaration" in words_of(response)
    assert not Claim.objects.exists()


def test_what_was_signed_is_kept_with_the_claim(visitor: Visitor):
    claim = visitor.file()

    assert claim.declaration == {
        "version": "28-usc-1746-2-v1",
        "text": "I declare under penalty of perjury that the foregoing is true and correct. "
        "Executed on 2 March 2026.",
        "name": "Ana Díaz",
        "date": "2026-03-02",
        "zone": "America/Los_Angeles",
        "place": "Fresno, California",
        "signing_country": "inside",
        "language": "en",
    }


# -- once -----------------------------------------------------------------------------------------


def test_a_double_click_on_the_last_button_makes_one_claim(visitor: Visitor):
    visitor.fill()

    first, second = visitor.sign(), visitor.sign()

    assert first.headers["Location"] == second.headers["Location"]
    assert Claim.objects.count() == SubmissionKey.objects.count() == 1


@pytest.mark.parametrize(
    "page",
    [*(f"file/{step}/" for step in ANSWERS), "file/check/", "file/declaration/"],
)
def test_going_back_after_sending_shows_the_confirmation(visitor: Visitor, page: str):
    claim = visitor.file()

    shown = visitor.get(page, follow=True)

    assert shown.redirect_chain == [("/linkedin-inmail/file/sent/", 302)]
    assert claim.reference in words_of(shown)


def test_a_second_tab_that_answers_after_sending_changes_nothing(visitor: Visitor):
    claim = visitor.file()

    visitor.answer("name", first_name="Somebody", last_name="Else")
    visitor.sign("Somebody Else")

    assert Claim.objects.get() == claim
    assert Draft.objects.get().answers == {}


def test_starting_twice_goes_on_with_the_same_draft(visitor: Visitor):
    visitor.begin()
    visitor.answer("name")

    again = visitor.begin()

    assert again.headers["Location"] == "/linkedin-inmail/file/contact/"
    assert Draft.objects.count() == 1


def test_starting_again_after_sending_shows_the_confirmation(visitor: Visitor):
    visitor.file()

    assert visitor.begin().headers["Location"] == "/linkedin-inmail/file/sent/"


def test_another_claim_can_be_started_for_another_person(visitor: Visitor):
    first = visitor.file()

    visitor.post("file/", {"another": "1"})
    second = visitor.file(first_name="Ben", email="ben@example.org")

    assert (first.first_name, second.first_name) == ("Ana", "Ben")
    assert Claim.objects.count() == 2


def test_a_sent_draft_keeps_no_second_copy_of_the_answers(visitor: Visitor):
    visitor.file()

    assert Draft.objects.get().answers == {}


# -- whose it is ----------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["file/name/", "file/check/", "file/sent/", "file/sent/copy/"])
def test_a_draft_and_its_confirmation_are_shown_in_one_browser_only(visitor: Visitor, page: str):
    visitor.file()
    stranger = Visitor(client=Client())

    assert stranger.get(page).headers["Location"] == "/linkedin-inmail/file/"


@pytest.mark.parametrize(
    ("later", "location"),
    [
        pytest.param(timedelta(hours=11, minutes=59), None, id="just before 12 hours"),
        pytest.param(timedelta(hours=12), "/linkedin-inmail/file/", id="after 12 hours"),
    ],
)
def test_a_draft_is_kept_for_twelve_hours(
    visitor: Visitor, clock: time_machine.Traveller, later: timedelta, location: str | None
):
    visitor.begin()
    clock.move_to(NOW + later)

    assert visitor.get("file/name/").headers.get("Location") == location


def test_drafts_left_behind_are_deleted_when_the_next_one_starts(
    visitor: Visitor, clock: time_machine.Traveller
):
    visitor.begin()
    clock.move_to(NOW + timedelta(hours=12))

    Visitor(client=Client()).begin()

    assert Draft.objects.count() == 1


def test_ending_the_visit_takes_the_confirmation_off_the_computer(visitor: Visitor):
    visitor.file()

    visitor.post("claim/leave/")

    assert visitor.get("file/sent/").headers["Location"] == "/linkedin-inmail/file/"
    assert Claim.objects.count() == 1


def test_a_notice_id_in_the_address_prefills_nothing(visitor: Visitor):
    visitor.begin()

    page = visitor.get("file/notice/?notice_id=N-77").content.decode()

    assert 'name="notice_id"' in page
    assert 'value="N-77"' not in page


# -- when -----------------------------------------------------------------------------------------

EARLY = "Filing has not begun"
LATE = "The last day to file has passed"


@pytest.mark.parametrize(
    ("moment", "warning"),
    [
        pytest.param(datetime(2026, 1, 14, 23, 59, tzinfo=COURT), EARLY, id="the minute before"),
        pytest.param(datetime(2026, 1, 15, 0, 0, tzinfo=COURT), None, id="the first minute"),
        pytest.param(datetime(2026, 6, 30, 23, 59, tzinfo=COURT), None, id="the last minute"),
        pytest.param(datetime(2026, 7, 1, 0, 0, tzinfo=COURT), LATE, id="the minute after"),
    ],
)
def test_outside_the_filing_dates_a_claim_is_taken_with_a_plain_warning(
    matter: Matter, clock: time_machine.Traveller, moment: datetime, warning: str | None
):
    clock.move_to(moment)
    visitor = Visitor(matter.slug, Client())

    words = words_of(visitor.get("file/"))
    claim = visitor.file()

    assert {text for text in (EARLY, LATE) if text in words} == ({warning} if warning else set())
    assert claim.filed_at == moment


# -- what comes back ------------------------------------------------------------------------------


def test_the_confirmation_has_the_reference_the_next_steps_and_a_copy(visitor: Visitor):
    claim = visitor.file()

    page = visitor.get("file/sent/")

    words = words_of(page)
    assert f"Your reference {claim.reference}" in words
    assert "Received on 2 March 2026, 4:00 a.m. PST." in words
    assert "You have at least 30 days to answer." in words
    assert "There is no fund in this matter." in words
    copy = visitor.get("file/sent/copy/")
    assert copy.headers["Content-Disposition"] == f'attachment; filename="{claim.reference}.pdf"'
    assert copy.content.startswith(b"%PDF-")


def test_a_receipt_goes_by_e_mail(visitor: Visitor, work: Callable[[], None]):
    claim = visitor.file()
    assert not mail.outbox

    work()

    (letter,) = mail.outbox
    assert letter.to == ["ana@example.org"]
    assert letter.subject == f"We have your claim {claim.reference}"
    assert Letter.objects.get().sent_at == NOW


def test_a_claim_leaves_work_in_the_outbox_with_it(visitor: Visitor):
    claim = visitor.file()

    topics = OutboxEntry.objects.order_by("topic").values_list("topic", flat=True)
    assert list(topics) == ["assess_claim", "send_letter"]
    assert OutboxEntry.objects.filter(topic="assess_claim", subject_id=claim.pk).exists()


def test_who_answers_too_often_is_told_when_to_go_on_and_keeps_what_was_typed(
    visitor: Visitor, settings
):
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "answer": {"visit": (1, 60)}}
    visitor.begin()
    empty = visitor.answer("name", first_name="", last_name="")
    visitor.answer("name")

    refused = visitor.answer("contact")

    assert (empty.status_code, refused.status_code) == (200, 429)
    assert refused.headers["Retry-After"] == "60"
    assert "Wait 1 minute, then go on" in words_of(refused)
    assert 'name="email" value="ana@example.org"' in refused.content.decode()


def test_a_law_office_files_sixty_claims_in_a_minute(db: None, rf):
    request = rf.post("/", REMOTE_ADDR="192.0.2.1")
    for place in range(60):
        count_use("start", request, NOW)
        for _ in range(10):
            count_use("answer", request, NOW, visit=f"draft {place}")
        count_use("send", request, NOW, visit=f"draft {place}")

    for _ in range(60):
        count_use("send", request, NOW)
    with pytest.raises(TooManyRequests):
        count_use("send", request, NOW)


def test_an_unknown_question_or_matter_is_not_found(visitor: Visitor):
    assert visitor.get("file/salary/").status_code == 404
    assert Visitor("nobody-v-nothing").get().status_code == 404
