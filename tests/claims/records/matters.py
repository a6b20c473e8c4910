"""Matters for tests."""

from datetime import UTC, date, datetime

from claims.models import Matter


def open_matter(slug: str = "linkedin-inmail", currency: str = "USD") -> Matter:
    return Matter.objects.create(
        slug=slug,
        caption="De La Torre v. LinkedIn Corporation",
        docket="5:25-cv-00709",
        court="N.D. Cal.",
        currency=currency,
        time_zone="America/Los_Angeles",
        class_period_starts_on=date(2021, 1, 21),
        class_period_ends_on=date(2024, 9, 18),
        filing_opens_at=datetime(2026, 1, 15, 8, tzinfo=UTC),
        filing_closes_at=datetime(2026, 7, 1, 7, tzinfo=UTC),
        opened_at=datetime(2026, 1, 1, tzinfo=UTC),
        notice_key=b"k" * 32,
    )
