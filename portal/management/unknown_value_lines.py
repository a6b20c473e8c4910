"""Values of the records that the plan does not name, as commands tell of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from claims.models import Matter

_MOST_LINES = 20


def unknown_value_lines(matter: Matter, unknown: Sequence[Mapping[str, Any]]) -> list[str]:
    """A line a value, and what to do about them; none where every value is known."""
    if not unknown:
        return []
    lines = ["Values that the plan does not name: unknown until a person says what they are"]
    for value in unknown[:_MOST_LINES]:
        nearest = f", nearest: {value['nearest']}" if value["nearest"] else ""
        rows = "1 row" if value["rows"] == 1 else f"{value['rows']:,} rows"
        lines.append(f'  {value["column"]} "{value["value"]}": {rows}{nearest}')
    if len(unknown) > _MOST_LINES:
        lines.append(f"  and {len(unknown) - _MOST_LINES:,} more: read_value {matter.slug}")
    column = unknown[0]["column"]
    lines.append(
        f"Say what each is: read_value {matter.slug} {column} VALUE --same-as NAME, or --other."
    )
    return lines
