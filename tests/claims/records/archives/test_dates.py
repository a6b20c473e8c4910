"""Dates of archives: read where they can be read in one way, and otherwise by why not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.records.archives import Undated
from claims.records.archives.calendar_names import FILLER_WORDS, MONTHS, WEEKDAYS
from claims.records.archives.dates import day_or_reason, read_day

JANUARY_15 = date(2024, 1, 15)


@pytest.mark.parametrize(
    "text",
    [
        # As LinkedIn wrote them, with both kinds of blank before PM.
        "2024-01-15 14:30:00 UTC",
        "1/15/24, 2:30 PM",
        "1/15/24, 2:30\u202fPM",
        "1/15/2024, 2:30:00 PM",
        # The year first
        "2024-01-15",
        "2024-1-15",
        "2024/01/15 14:30:00",
        "2024.01.15",
        "20240115",
        "20240115T143000Z",
        "20240115143000",
        "2024-01-15T14:30:00Z",
        "2024-01-15T14:30:00.000Z",
        "2024-01-15t14:30:00.123456789z",
        "2024-01-15T14:30:00,5+0100",
        "2024-01-15T14:30+01",
        "2024-01-15T14:30:00+01:00[Europe/Paris]",
        "2024-01-15T14:30:00Z[Etc/UTC]",
        "2024-01-15 14:30:00 +0000 UTC",
        "2024-01-15 14:30:00 GMT",
        "2024-01-15 2:30:00 PM",
        # The year last, and no fifteenth month
        "15/01/2024 14:30",
        "01/15/2024",
        "15.01.2024 14:30",
        "15.1.2024 klo 14.30",
        "15-01-2024",
        "01-15-2024",
        "15. 1. 2024",
        "14:30 15/01/2024",
        "1/15/24",
        "1/15/24 2:30 p.m.",
        "1/15/24, 2:30 p. m.",
        # With the month as a word
        "15 Jan 2024",
        "15-Jan-2024",
        "2024-Jan-15",
        "15/Jan/2024:14:30:00 +0000",
        "January 15, 2024",
        "January 15th 2024",
        "Jan. 15, 2024",
        "Jan 15, 2024 at 2:30 PM",
        "January 15, 2024, 2:30 PM",
        "Monday, January 15, 2024",
        "Mon, 15 Jan 2024 14:30:00 +0000",
        "Mon, 15 Jan 2024 14:30:00 GMT",
        "Mon Jan 15 14:30:00 UTC 2024",
        "Mon Jan 15 14:30:00 PST 2024",
        "Mon Jan 15 2024 14:30:00 GMT+0000 (Coordinated Universal Time)",
        "Jan 15, 2024 14:30 (PST)",
        "the 15th of January 2024",
        "Mon Jan 15 14:30:00 2024",
        "2:30 PM, January 15, 2024",
        "15Jan2024",
        # In other languages
        "15 janv. 2024",
        "lundi 15 janvier 2024 à 14:30",
        "le 15 janvier 2024, 14 h 30",
        "15. jan. 2024 kl. 14.30",
        "15 ene 2024",
        "lunes, 15 de enero de 2024, 14:30",
        "15 de jan. de 2024",
        "segunda-feira, 15 de janeiro de 2024 14h30",
        "15 gen 2024",
        "15. Januar 2024 um 14:30 Uhr",
        "15. Jän. 2024",
        "15 jan. 2024",
        "15. jan. 2024 14.30",
        "15. tammikuuta 2024",
        "poniedziałek, 15 stycznia 2024",
        "15. ledna 2024",
        "15 ian. 2024",
        "2024. január 15.",
        "15 Ocak 2024 Pazartesi",
        "15 Ιανουαρίου 2024, 2:30 μ.μ.",
        "15 января 2024 г., 14:30",
        "15 січ. 2024 р.",
        "15 Januari 2024 pukul 14.30",
        "Ene 15, 2024",
        "15 thg 1, 2024",
        "ngày 15 tháng 1 năm 2024",
        "15 ม.ค. 2024",
        "15 जन॰ 2024",
        "15 জানু, 2024",
        "15 జన, 2024",
        "יום שני, 15 בינואר 2024",
        "\u200f15 يناير 2024، 2:30 م",
        "2024年1月15日",
        "2024年1月15日(月) 14:30",
        "2024年1月15日 星期一 下午2:30",
        "2024年01月15日 14時30分05秒",
        "2024년 1월 15일 오후 2시 30분",
        "2024년 1월 15일 (월) 오후 2:30",
        # Seconds, and thousandths of one, since 1970
        "1705329000",
        "1705329000000",
        "1705329000000000",
        "1705329000000000000",
    ],
)
def test_a_date_that_can_be_read_in_one_way_is_read(text: str):
    assert day_or_reason(text) == JANUARY_15
    assert day_or_reason(f"  {text} ") == JANUARY_15


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("1/5/24, 2:30 PM", date(2024, 1, 5), id="LinkedIn puts the month first"),
        pytest.param("1/5/24, 2:30\u00a0PM", date(2024, 1, 5), id="whatever the blank before PM"),
        pytest.param("1/5/24, 2:30 pm", Undated.ORDER, id="others need not"),
        pytest.param("1/5/24 14:30", Undated.ORDER, id="nor without noon"),
        pytest.param("15/1/24, 2:30 PM", Undated.ORDER, id="no fifteenth month, but a year '15"),
        pytest.param("24. 1. 15.", Undated.ORDER, id="three short numbers"),
        pytest.param("04.03.2024", Undated.ORDER, id="full stops"),
        pytest.param("3/3/2024", date(2024, 3, 3), id="the same in both orders"),
        pytest.param("Fri 01/03/2024", date(2024, 3, 1), id="the day of the week decides"),
        pytest.param("Wed 01/03/2024", date(2024, 1, 3), id="for either"),
        pytest.param("Thu 01/03/2024", Undated.IMPOSSIBLE, id="or against both"),
        pytest.param("15-Jan-24", Undated.ORDER, id="the 15th in '24 or the 24th in '15"),
        pytest.param("5-Jan-24", date(2024, 1, 5), id="no year is 5"),
        pytest.param("45306", Undated.UNKNOWN, id="days since 1900 or since 1904"),
    ],
)
def test_a_date_that_can_be_read_in_two_ways_is_not_read(text: str, day: date | Undated):
    assert day_or_reason(text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("2024-01-15T23:30:00.123-08:00", date(2024, 1, 16), id="an offset"),
        pytest.param("2024-01-15T00:30:00+01:00", date(2024, 1, 14), id="an offset to the east"),
        pytest.param("2024-01-15 11:30 PM -08:00", date(2024, 1, 16), id="after noon"),
        pytest.param("2024-01-15 12:30 AM +01:00", date(2024, 1, 14), id="after midnight"),
        pytest.param("2024-01-15 15:59:00 PST", JANUARY_15, id="the same day in all of that name"),
        pytest.param("2024-01-15 16:00:00 PST", Undated.ZONE, id="the next day in one of them"),
        pytest.param("2024-01-15 07:59:00 PST", Undated.ZONE, id="the day before in one of them"),
        pytest.param("2024-01-15 08:00:00 PST", JANUARY_15, id="in none of them"),
        pytest.param("Jan 15, 2024 23:30 (PST)", Undated.ZONE, id="in brackets"),
        pytest.param("2024-01-15 23:30:00 CET", JANUARY_15, id="one zone, the same day"),
        pytest.param("2024-01-15 00:30:00 CET", Undated.ZONE, id="one zone, the day before"),
        pytest.param("2024-01-15 14:30:00 XYZ", Undated.UNKNOWN, id="no zone that we know"),
        pytest.param("2024-01-15T10:00:00+14:00", date(2024, 1, 14), id="the furthest offset"),
        pytest.param("2024-01-15T10:00:00+14:01", Undated.IMPOSSIBLE, id="one further"),
        pytest.param("2024-01-15T10:00:00+99:00", Undated.IMPOSSIBLE, id="no offset at all"),
        pytest.param("9999-12-31 23:59:00 -23:59", Undated.IMPOSSIBLE, id="beyond the calendar"),
        pytest.param("2099-12-31 23:59:00 -08:00", Undated.IMPOSSIBLE, id="beyond the last year"),
    ],
)
def test_a_day_is_one_in_utc(text: str, day: date | Undated):
    assert day_or_reason(text) == day


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Undated.BLANK),
        (" \u200b\u00a0", Undated.BLANK),
        ("2024-02-30 10:00:00 UTC", Undated.IMPOSSIBLE),
        ("2024-15-01", Undated.IMPOSSIBLE),
        ("2024-01-15 25:00:00 UTC", Undated.IMPOSSIBLE),
        ("31 Sept 2023", Undated.IMPOSSIBLE),
        ("Tuesday, January 15, 2024", Undated.IMPOSSIBLE),
        ("1999-01-15", Undated.IMPOSSIBLE),
        ("12/31/99", Undated.IMPOSSIBLE),
        ("15 ม.ค. 2567", Undated.IMPOSSIBLE),
        ("0000000000", Undated.IMPOSSIBLE),
        ("yesterday", Undated.UNKNOWN),
        ("15 Foo 2024", Undated.UNKNOWN),
        ("15 Jan", Undated.UNKNOWN),
        ("Jan 2024", Undated.UNKNOWN),
        ("before 15 Jan 2024", Undated.UNKNOWN),
        ("15 Jan 2024 or 2024-01-16", Undated.UNKNOWN),
        ("15 Jan 2024 16 Jan 2024", Undated.UNKNOWN),
        ("2024-01-15 2024-01-16", Undated.UNKNOWN),
        ("2024-W03-1", Undated.UNKNOWN),
        ("2024-01-15-16", Undated.UNKNOWN),
        ("1.70533E+12", Undated.UNKNOWN),
        ("٢٠٢٤-01-15", Undated.UNKNOWN),
        ("2024-01-15" + " " * 100 + "x", Undated.UNKNOWN),
    ],
)
def test_a_text_that_names_no_day_says_why(text: str, why: Undated):
    assert day_or_reason(text) == why
    assert read_day(text) is None


def test_no_word_names_two_months():
    assert {word: which for word, which in MONTHS.items() if len(which) > 1} == {}


def test_a_word_of_two_days_of_the_week_is_held_against_both():
    # Sunday in German, Saturday in Czech.
    assert WEEKDAYS["so"] == {5, 6}
    assert read_day("So 20. Jan. 2024") == date(2024, 1, 20)
    assert read_day("So 21. Jan. 2024") == date(2024, 1, 21)
    assert read_day("So 22. Jan. 2024") is None


def test_every_month_is_read_in_every_language():
    read = {word: read_day(f"15 {word} 2024") for word in MONTHS}

    assert read == {word: date(2024, month, 15) for word, (month,) in MONTHS.items()}


def test_every_day_of_the_week_is_read_in_every_language():
    # 15 January 2024 was a Monday; words that are left out between the parts of a date say nothing.
    week = [date(2024, 1, 15 + number) for number in range(7)]
    read = {word: [read_day(f"{word} {day.day} Jan 2024") for day in week] for word in WEEKDAYS}

    for word, numbers in WEEKDAYS.items():
        on = [day if day.weekday() in numbers else None for day in week]
        assert read[word] == (week if word in FILLER_WORDS else on), word


@given(st.text(max_size=120))
def test_any_text_is_read_or_not(text: str):
    assert isinstance(day_or_reason(text), date | Undated)


@given(
    st.dates(date(2003, 1, 1), date(2068, 12, 31)),
    st.sampled_from(
        ["%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%m/%d/%Y", "%d-%m-%y", "%d %b %Y", "%A, %B %d, %Y"]
    ),
)
def test_no_date_is_read_as_another_day(day: date, form: str):
    read = day_or_reason(day.strftime(form))

    assert read in (day, Undated.ORDER)
