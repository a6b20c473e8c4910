"""The columns of a file that nobody asked for, kept with each row as one JSON object."""

import json
from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

_ESCAPED = r'["\\\x00-\x1f]'


def extra_json(cells: Mapping[str, object]) -> str | None:
    """The unknown columns of one row as a JSON object with sorted keys; None if all are blank."""
    kept = {column: cell for column, cell in cells.items() if cell not in (None, "")}
    if not kept:
        return None
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, default=str)


def extra_column(cells: Mapping[str, pa.Array], rows: int) -> pa.Array:
    """The same of many rows at once, of trimmed text; NULL is blank."""
    if not cells:
        return pa.nulls(rows, pa.string())
    if any(_needs_escapes(array) for array in cells.values()):
        lists: list[Sequence[object]] = [array.to_pylist() for array in cells.values()]
        return pa.array(
            [extra_json(dict(zip(cells, row, strict=True))) for row in zip(*lists, strict=True)],
            pa.string(),
        )
    # Each with its comma: skipping NULLs, Arrow loses the rows in which all are.
    members = [
        pc.coalesce(
            _texts_between(json.dumps(column, ensure_ascii=False) + ': "', cells[column], '", '),
            _text_scalar(""),
        )
        for column in sorted(cells)
    ]
    joined = pc.binary_join_element_wise(*members, _text_scalar(""))
    without_last = pc.utf8_slice_codeunits(joined, 0, -2)
    some = pc.not_equal(joined, "")
    return pc.if_else(some, _texts_between("{", without_last, "}"), pa.scalar(None, pa.string()))


def _texts_between(before: str, texts: pa.Array, after: str) -> pa.Array:
    return pc.binary_join_element_wise(
        _text_scalar(before), texts, _text_scalar(after), _text_scalar("")
    )


def _text_scalar(text: str) -> pa.Scalar:
    return pa.scalar(text, pa.string())


def _needs_escapes(array: pa.Array) -> bool:
    return bool(pc.any(pc.match_substring_regex(array, _ESCAPED)).as_py())
