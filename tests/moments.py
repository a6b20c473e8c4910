"""The moment at which tests play. Apart from the factories, which load the engine."""

from datetime import UTC, datetime

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
