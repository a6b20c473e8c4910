"""Whole columns of typed texts. Apart, because pyarrow is nothing that filing a claim needs."""

import pyarrow as pa
import pyarrow.compute as pc

from claims.texts import PLAIN_PATTERN, one_line


def one_line_texts(texts: pa.Array) -> pa.Array:
    """`one_line` of each text of a column; NULL stays NULL. A plain text stays as it is."""
    is_odd = pc.fill_null(pc.invert(pc.match_substring_regex(texts, PLAIN_PATTERN)), False)
    if not pc.any(is_odd).as_py():
        return texts
    tidy = [one_line(text) for text in pc.filter(texts, is_odd).to_pylist()]
    return pc.replace_with_mask(texts, is_odd, pa.array(tidy, pa.string()))
