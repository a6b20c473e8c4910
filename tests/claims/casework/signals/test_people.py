"""Who must not be held, and what a flood comes to."""

from collections import Counter
from datetime import timedelta

from claims.casework.intake import FilingTrace
from claims.casework.signals import signal_figures
from claims.models import Channel, Claim, Hold, Matter, Score, Status
from tests.claims.casework.signals.filings import (
    Form,
    all_codes,
    file_all,
    form,
    keyed,
    scored_all,
)
from tests.claims.casework.signals.flood import BOTS, HONEST, flood
from tests.factories import NOW

CLIENTS = 700
"""Of the firm: far over every threshold. With 5,000 it is the same, and takes longer."""
HOME = {"street": "1 Elm Street", "postal_code": "94103", "phone": "+1 510 555 0101"}


def effects(claims: list[Claim]) -> Counter:
    """What their scores say: hold, route, none, or no score at all."""
    rows = Claim.objects.filter(pk__in=[claim.pk for claim in claims])
    return Counter(rows.values_list("score__effect", flat=True))


def test_a_family_of_five_with_everything_in_common_shows_nothing(matter: Matter):
    family = [
        form(
            seen=FilingTrace("203.0.113.9", "the family's computer", 40 + i),
            email="the.family@example.org",
            payment_destination="one account",
            last_name="Díaz",
            **HOME,
        )
        for i in range(5)
    ]
    claims = keyed(file_all(matter, family))

    scored_all(matter)

    assert all_codes(claims) == {()}


def test_whoever_copies_a_persons_details_onto_a_hundred_claims_puts_nobody_on_hold(
    matter: Matter,
):
    """Mailbox, telephone and door of one person, under ten family names, through the API."""
    copied = {"email": "ana@example.org", **HOME}
    usual = [form(at=NOW + timedelta(hours=i), email=f"usual{i}@a.example") for i in range(100)]
    forged = [form(last_name=f"Name{i % 10}", **copied) for i in range(100)]
    file_all(matter, usual, Channel.API)
    keyed(file_all(matter, forged, Channel.API))
    (ana,) = keyed(file_all(matter, [form(last_name="Díaz", **copied)]))

    scored_all(matter)

    (codes,) = all_codes([ana])
    assert {"mailbox", "phone", "address"} <= set(codes)
    assert effects([ana]) == {Score.Effect.ROUTE: 1}
    assert not Hold.objects.exists()


def test_a_campus_on_the_last_day_is_not_held(matter: Matter):
    """Four hundred within two hours from one /24, sixty of them behind one address, some fast."""
    campus = [
        form(
            seen=FilingTrace(f"198.51.100.{1 if i < 60 else i % 250}", f"d{i}", 15 + i % 60),
            at=NOW + timedelta(seconds=18 * i),
            email=f"student{chr(97 + i % 26)}{chr(97 + i // 26)}@college.example",
            last_name=f"Name{i}",
        )
        for i in range(400)
    ]
    usual = [
        form(seen=FilingTrace(f"10.0.{i}.1", f"u{i}"), at=NOW + timedelta(hours=i))
        for i in range(100)
    ]
    claims = keyed(file_all(matter, [*campus, *usual]))

    scored_all(matter)

    assert effects(claims)[Score.Effect.HOLD] == 0
    assert {"neighbourhood", "wave"} <= {code for found in all_codes(claims) for code in found}


def test_a_librarys_computer_is_not_held(matter: Matter):
    library = [
        form(
            seen=FilingTrace("192.0.2.7", "library", 200 + i),
            at=NOW + timedelta(hours=3 * i),
            email=f"reader{chr(97 + i % 26)}{i}@x{i}.example",
            last_name=f"Name{i}",
        )
        for i in range(60)
    ]
    claims = keyed(file_all(matter, library))

    scored_all(matter)

    assert all_codes(claims) == {("network", "device")}
    assert effects(claims) == {Score.Effect.NONE: 60}


def firm(channel: Channel) -> list[Form]:
    """What a law firm files for its clients within an hour, from its own server and office."""
    return [
        form(
            seen=FilingTrace() if channel == Channel.BULK else FilingTrace(network="203.0.113.9"),
            at=NOW + timedelta(milliseconds=700 * i),
            external_ref=f"F-{i}",
            email=f"client{chr(97 + i % 26)}@x{i}.example",
            last_name=f"Client{i}",
            street=f"{i} Elm Street",
            postal_code="94103",
        )
        for i in range(CLIENTS)
    ]


def test_the_claims_of_a_law_firms_file_show_nothing(matter: Matter):
    forms = [Form({**each.columns, **HOME}, each.seen, each.at) for each in firm(Channel.BULK)]
    keyed(file_all(matter, forms, Channel.BULK))

    scored_all(matter)

    assert signal_figures(matter).scored == 0


def test_the_claims_of_a_law_firms_program_show_nothing(matter: Matter):
    keyed(file_all(matter, firm(Channel.API), Channel.API))

    scored_all(matter)

    assert signal_figures(matter).scored == 0


def test_whoever_has_a_program_fill_in_the_form_is_not_held(matter: Matter):
    (claim,) = file_all(matter, [form(seen=FilingTrace("203.0.113.9", "one", 6, True))])
    keyed([claim])

    scored_all(matter)

    assert all_codes([claim]) == {("speed", "trap")}
    assert effects([claim]) == {Score.Effect.ROUTE: 1}


def test_a_flood_among_honest_people(matter: Matter):
    """The figures of docs/signals.md: changing a threshold changes them there."""
    drawn = flood()
    honest, bots = file_all(matter, drawn.honest), file_all(matter, drawn.bots)
    keyed([*honest, *bots])

    scored_all(matter)

    of_honest, of_bots = effects(honest), effects(bots)
    found = {
        "bots held": of_bots[Score.Effect.HOLD],
        "bots to be looked at first": of_bots[Score.Effect.ROUTE],
        "of the botnet, held or first": sum(
            count
            for effect, count in effects(bots[drawn.botnet]).items()
            if effect in (Score.Effect.HOLD, Score.Effect.ROUTE)
        ),
        "honest held": of_honest[Score.Effect.HOLD],
        "honest to be looked at first": of_honest[Score.Effect.ROUTE],
    }
    print(found)
    assert (len(honest), len(bots)) == (HONEST, BOTS)
    assert found["honest held"] == 0
    assert Claim.objects.filter(status=Status.DENIED).count() == 0
    assert Hold.objects.count() == found["bots held"]
