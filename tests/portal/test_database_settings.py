"""DATABASE_URL as settings."""

import pytest

from portal.settings.databases import database_settings


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ("", {"connect_timeout": 5}),
        ("?sslmode=require", {"connect_timeout": 5, "sslmode": "require"}),
        ("?connect_timeout=2", {"connect_timeout": 2}),
    ],
)
def test_a_server_that_does_not_answer_is_told_of_soon(query: str, options: dict[str, object]):
    settings = database_settings(f"postgres://classfund@db.example/claims{query}")

    assert settings["OPTIONS"] == options
