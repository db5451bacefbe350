"""Names of cells are seen to differ without an index of pandas, and what is known of them is what pandas says."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import anndata as ad
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cellxgene_widget as cxw
from cellxgene_widget.core.cell_names import n_in_common, respelled
from cellxgene_widget.core.cell_sets import fingerprint, n_of_codes
from cellxgene_widget.core.differing_names import surely_differ
from cellxgene_widget.data.obs_names import checked_names
from cellxgene_widget.errors import DataError
from cellxgene_widget.view.requests import answer
from tests.page.data import cells

texts = st.lists(st.text(st.characters(exclude_categories=()), max_size=40), min_size=1, max_size=60)
likely_twice = st.lists(st.text("ab\0\n", max_size=20), min_size=1, max_size=60)


@given(texts | likely_twice)
def test_names_that_surely_differ_are_all_different(names: list[str]) -> None:
    text = "\n".join(names).encode("utf-8", "surrogatepass")
    if surely_differ(text, len(names)):
        assert len(set(names)) == len(names)


@given(st.sets(st.text("ACGT-0123456789é", max_size=40), min_size=1, max_size=60))
def test_usual_names_that_differ_are_seen_to(names: set[str]) -> None:
    assert surely_differ("\n".join(names).encode(), len(names))


@pytest.mark.parametrize("n", [2, 30_000, 100_000])
def test_one_name_that_is_there_twice_is_found_wherever_it_is(n: int) -> None:
    names = [f"cell-{k}" for k in range(n)]
    assert surely_differ("\n".join(names).encode(), n)
    for first, second in ((0, n - 1), (n // 2, n // 2 - 1), (n // 3, 2 * n // 3)):
        twice = names.copy()
        twice[first] = twice[second]
        assert not surely_differ("\n".join(twice).encode(), n)
        with pytest.raises(DataError, match=rf"1 cell names occur more than once \({twice[second]!r}\)"):
            checked_names(pd.Index(twice, dtype=object))


def test_a_cell_table_needs_no_index_of_pandas() -> None:
    adata = ad.AnnData(np.zeros((5, 1), dtype=np.float32))
    names = checked_names(adata.obs_names)
    assert names is adata.obs_names
    assert fingerprint(names) == fingerprint(names.tolist())


@pytest.mark.parametrize("names", [["a\nb", "a", "b"], ["x" * 3000, "y" * 3000], ["", "a"], ["é", "e\u0301"]])
def test_odd_names_are_compared_by_pandas(names: list[str]) -> None:
    index = pd.Index(names, dtype=object)
    assert checked_names(index) is index


@given(st.lists(st.integers(0, 300), max_size=40), st.integers(0, 5000))
def test_codes_are_counted_as_bincount_does(some: list[int], more: int) -> None:
    codes = np.array(some * 400 + [255] * more, dtype=np.uint16)
    np.testing.assert_array_equal(n_of_codes(codes, 10), np.bincount(codes, minlength=10))


@given(st.sets(st.text("abé\u0301", max_size=3)), st.sets(st.text("abé\u0301", max_size=3)))
def test_names_in_common_are_those_of_both(some: set[str], others: set[str]) -> None:
    one, other = pd.Index(sorted(some), dtype=object), pd.Index(sorted(others), dtype=object)
    assert n_in_common(one, other) == len(some & others)
    if all(name.isascii() for name in some):
        assert respelled(one, other) is one


def test_no_table_of_names_is_made_until_the_first_picture(tmp_path: Path) -> None:
    adata = cells(700)
    adata.obs["whole"] = pd.array([1, None] * 350, dtype="Int64")
    adata.obs_names = pd.Index(adata.obs_names.to_list(), dtype=object)
    assert "_engine" not in adata.obs_names._cache
    with closing(cxw.open_session(adata, annotations_dir=tmp_path, autosave=None)) as session:
        bodies = ({"kind": "hello"}, {"kind": "coordinates", "embedding": "X_umap"})
        columns = ({"kind": "column", "name": name} for name in (session.color, "n_genes", "whole"))
        for number, body in enumerate((*bodies, *columns)):
            assert answer(session, {"id": str(number), **body}).payload is not None
    # pandas looks for a name in it: 33 bytes a cell, which stay, and at ten million cells 6 s
    assert "_engine" not in adata.obs_names._cache


def test_an_index_that_was_changed_in_place_is_checked_anew():
    """pandas remembers that its names differed; so must not we."""
    shared = np.array(["a", "b", "c", "d"], dtype=object)
    names = pd.Index(shared, dtype=object, copy=False)  # what pandas 3 hands out itself is read-only
    assert checked_names(names) is names
    before = fingerprint(names)
    shared[1] = "e"
    assert checked_names(names) is names
    assert fingerprint(names) == fingerprint(["a", "e", "c", "d"]) != before
    shared[1] = "a"
    with pytest.raises(DataError, match="1 cell names occur more than once"):
        checked_names(names)
