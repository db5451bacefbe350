"""The squares of a comparison as the view is told them: they are a cross table, and each has exactly its cells."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from cellxgene_widget import compare
from cellxgene_widget.errors import DataError
from cellxgene_widget.session.square_markers import square_mask
from cellxgene_widget.view.handlers.comparing import _of_two, _pair

LABEL = st.sampled_from(["a", "b", "B", "c", None])
ROWS = st.lists(st.tuples(LABEL, LABEL, LABEL), min_size=1, max_size=30)


def compared(rows):
    frame = pd.DataFrame(rows, columns=["x", "y", "z"], index=[f"cell{i}" for i in range(len(rows))], dtype=object)
    try:
        return frame, compare(*(frame[name].astype("category") for name in frame))
    except DataError:  # somebody gave no label, or no cell has two
        return frame, None


@given(ROWS)
def test_squares_are_a_cross_table_and_have_exactly_their_cells(rows):
    frame, found = compared(rows)
    if found is None:
        return
    for a, b in [(0, 1), (0, 2), (1, 2)]:
        pair, squares = _pair(found, a, b)
        one, other = frame.iloc[:, a], frame.iloc[:, b]
        both = one.notna() & other.notna()
        assert pair["n_both"] == both.sum()
        if not both.any():
            assert squares == []
            continue
        expected = pd.crosstab(one[both], other[both])
        counts = pd.DataFrame(squares[0], index=pair["rows"], columns=pair["columns"])
        assert counts.loc[expected.index, expected.columns].to_numpy().tolist() == expected.to_numpy().tolist()
        assert sorted(pair["row_order"]) == list(range(len(pair["rows"])))
        assert pair["n_agree"] + pair["n_coarser"] + pair["n_disagree"] == both.sum()
        two = _of_two(found, a, b)
        for row in pair["rows"]:
            assert square_mask(two, row, None).tolist() == ((one == row) & both).tolist()
            for column in pair["columns"]:
                mask = square_mask(two, row, column)
                assert np.array_equal(mask, ((one == row) & (other == column)).to_numpy())
