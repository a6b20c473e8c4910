"""The order of the claim form, what each question is called, and why it is asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.claimant import countries
from portal.claimant.question_forms import (
    INSIDE,
    AddressForm,
    ContactForm,
    NameForm,
    NoticeForm,
    PlainForm,
    ProfileForm,
    SigningPlaceForm,
)

Answers = Mapping[str, str]
_SHORTEST_NUMBER = 7


@dataclass(frozen=True)
class AnswerRow:
    """One line of the check-answers page; `change` completes "Change …" for a screen reader."""

    label: str | Promise
    value: Callable[[Answers], str]


@dataclass(frozen=True)
class Question:
    """One page of the form. `slug` is its address."""

    slug: str
    form: type[PlainForm]
    heading: str | Promise
    why: str | Promise
    rows: tuple[AnswerRow, ...]

    def bind(self, answers: Answers, data: Any = None) -> PlainForm:
        """The form with what was entered now, or else with what was answered before."""
        options: dict[str, Any] = {"initial": dict(answers)}
        if self.form is AddressForm:
            options["is_needed"] = not (answers.get("email") or _has_phone(answers))
        return self.form(data, **options)

    def has_answer_in(self, answers: Answers) -> bool:
        """Whether the question was put, and the answers hold all that it needs."""
        was_put = all(name in answers for name in self.form.base_fields)
        return was_put and self.bind(answers, {**answers}).is_valid()


def _has_phone(answers: Answers) -> bool:
    """Has the telephone number enough figures to be one, in any country?"""
    return sum(map(str.isdecimal, answers.get("phone", ""))) >= _SHORTEST_NUMBER


def _answer_named(name: str) -> Callable[[Answers], str]:
    return lambda answers: answers.get(name, "")


def _address(answers: Answers) -> str:
    country = answers.get("country", "")
    parts = [answers.get(name, "") for name in ("street", "city", "state", "postal_code")]
    return "\n".join(part for part in [*parts, countries.name_of(country)] if part)


def _full_name(answers: Answers) -> str:
    return " ".join(filter(None, (answers.get("first_name"), answers.get("last_name"))))


def _signing_place(answers: Answers) -> str:
    chosen = answers.get("signing_country")
    if not chosen:
        return ""
    inside, outside = gettext("In the United States"), gettext("Outside the United States")
    side = inside if chosen == INSIDE else outside
    return "\n".join(filter(None, (side, answers.get("signing_place"))))


QUESTIONS = (
    Question(
        "name",
        NameForm,
        _("What is your name?"),
        _(
            "We ask so that we know who claims. Write it as on your account if you can; any "
            "spelling is fine. If you have one name only, use either box."
        ),
        (AnswerRow(_("Name"), _full_name),),
    ),
    Question(
        "contact",
        ContactForm,
        _("How can we reach you?"),
        _(
            "We ask because we write to you when we have your claim, when something is missing, "
            "and when it is decided. The e-mail address of your account also helps us find the "
            "account. One way to reach you is enough: an e-mail address, a telephone number, or on "
            "the next page a postal address."
        ),
        (
            AnswerRow(_("E-mail address"), _answer_named("email")),
            AnswerRow(_("Telephone number"), _answer_named("phone")),
        ),
    ),
    Question(
        "address",
        AddressForm,
        _("What is your postal address?"),
        _(
            "We ask so that we can write to you if nothing else reaches you. It is optional if you "
            "gave an e-mail address or a telephone number. If you have no fixed address, a post "
            "office can hold your letters: write General Delivery as the street, and the city and "
            "ZIP code of the post office."
        ),
        (AnswerRow(_("Postal address"), _address),),
    ),
    Question(
        "profile",
        ProfileForm,
        _("What is your LinkedIn profile?"),
        _(
            "We ask because the address of a profile points at one account exactly. You find it "
            "in the address bar of your browser when you look at your own profile."
        ),
        (AnswerRow(_("LinkedIn profile"), _answer_named("profile_url")),),
    ),
    Question(
        "notice",
        NoticeForm,
        _("Did you get a notice with an ID?"),
        _(
            "We ask because a notice ID points at one account exactly. You do not need one to "
            "claim."
        ),
        (AnswerRow(_("Notice ID"), _answer_named("notice_id")),),
    ),
    Question(
        "place",
        SigningPlaceForm,
        _("Where are you as you sign?"),
        _(
            "We ask because the next step is a declaration under penalty of perjury, and US law "
            "(28 U.S.C. 1746) has other words for people who sign outside the United States."
        ),
        (AnswerRow(_("Where you sign"), _signing_place),),
    ),
)

QUESTIONS_BY_SLUG = {question.slug: question for question in QUESTIONS}


def open_questions(answers: Answers) -> list[Question]:
    """The questions that still have to be put, or put again, before the claim can be signed."""
    return [question for question in QUESTIONS if not question.has_answer_in(answers)]


def question_before(question: Question) -> Question | None:
    """The question before this one; None for the first."""
    place = QUESTIONS.index(question)
    return QUESTIONS[place - 1] if place else None


def question_after(question: Question) -> Question | None:
    """The question after this one; None for the last."""
    place = QUESTIONS.index(question) + 1
    return QUESTIONS[place] if place < len(QUESTIONS) else None
