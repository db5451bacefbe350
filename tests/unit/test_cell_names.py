"""Names of cells that are no text: numbers are read as anndata reads them, all else is told in a sentence."""

from __future__ import annotations

from datetime import date

import anndata as ad
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellxgene_widget import DataError, SelectionError
from cellxgene_widget.data.cells import CellTable
from cellxgene_widget.data.obs_names import as_text


def with_index(index):
    adata = ad.AnnData(np.ones((6, 2), np.float32), obs=pd.DataFrame(index=[f"c{i}" for i in range(6)]))
    adata.obsm["X_umap"] = np.arange(12.0).reshape(6, 2)
    adata.obs.index = index  # as a notebook does it: anndata is not asked
    return adata


NUMBERS = {
    "a range": pd.RangeIndex(6),
    "whole numbers": pd.Index([10, 11, 12, 13, 14, 15], name="cell_id"),
    "nullable": pd.Index(pd.array(range(6), dtype="Int64")),
    "unsigned": pd.Index(np.arange(6, dtype=np.uint8)),
    "with decimals": pd.Index([0.5, 1.0, 2.0, 3.0, 4.0, 5.0]),
    "numbers and text": pd.Index([0, "a", 2, np.int64(3), 4.5, "5"], dtype=object),
}


@pytest.mark.parametrize("kind", NUMBERS)
def test_numbers_are_text_as_anndata_makes_them(kind, open_session):
    index = NUMBERS[kind]
    adata = with_index(index)
    session = open_session(adata, dataset=kind)
    names = [str(name) for name in index]
    assert session.parts.table.obs_names.tolist() == names
    session.create_category("cell_type")
    assert session.label("B cell", cells=names[:2]) == 2
    assert session.label("T cell", cells=np.arange(6) >= 4) == 2
    session.save()
    session.merge()
    assert adata.obs["cell_type"].tolist() == ["B cell"] * 2 + ["unassigned"] * 2 + ["T cell"] * 2
    assert adata.obs.index is not None
    assert adata.obs.index.equals(index), "the caller's index stays"
    session.close()
    again = open_session(with_index(index), dataset=kind)
    assert again.annotations["cell_type"].tolist() == ["B cell"] * 2 + ["unassigned"] * 2 + ["T cell"] * 2


def test_a_draft_of_numbers_goes_on_when_they_became_text(open_session):
    session = open_session(with_index(pd.RangeIndex(6)))
    session.create_category("cell_type")
    session.label("B cell", cells=[0, 1])
    session.close()
    again = open_session(with_index(pd.RangeIndex(6).astype(str)))
    assert (again.annotations["cell_type"] == "B cell").tolist() == [True] * 2 + [False] * 4


def test_masks_and_names_where_names_are_numbers(open_session):
    adata = with_index(pd.Index([3, 1, 2, 0, 9, 7]))
    adata.obs["is_doublet"] = [0, 1, 0, 1, 0, 0]
    session = open_session(adata)
    assert any("names of the cells are numbers" in sentence for sentence in session.warnings)
    session.create_category("k")
    assert session.label("x", cells=adata.obs["is_doublet"] == 1) == 2
    assert session.annotations["k"].tolist() == ["unassigned", "x", "unassigned", "x", "unassigned", "unassigned"]
    assert session.label("y", cells=adata.obs["is_doublet"].sort_index()) == 2, "joined by name"
    assert session.annotations["k"].tolist()[1::2] == ["y", "y", "unassigned"]
    for choice in ([3, 1], adata.obs.index[:2], np.array([0, 1]), (5, 0)):
        with pytest.raises(SelectionError, match="may be positions or names"):
            session.label("z", cells=choice)
    with pytest.raises(SelectionError, match="with decimals"):
        session.label("z", cells=(1.0, 2.0))
    with pytest.raises(SelectionError, match="outside 0 to 5"):
        session.label("z", cells=[100])
    assert session.label("z", cells=["9"]) == 1
    assert session.annotations["k"].tolist()[4] == "z"


def test_a_categorical_index_is_its_text(open_session):
    session = open_session(with_index(pd.CategoricalIndex(list("abcdef"))))
    session.create_category("k")
    assert session.label("x", cells=["a", "f"]) == 2
    assert not [said for said in session.warnings if "are numbers" in said]


def test_a_categorical_index_of_numbers_says_so(open_session):
    session = open_session(with_index(pd.CategoricalIndex([3, 1, 2, 6, 5, 4])))
    session.create_category("k")
    assert session.label("x", cells=["3", "4"]) == 2
    assert [said for said in session.warnings if "are numbers" in said]


@pytest.mark.parametrize(
    ("index", "says"),
    [
        (pd.MultiIndex.from_tuples([("s", i) for i in range(6)], names=["sample", "cell"]), "2 parts each .*sample"),
        (pd.Index(["a", None, "c", "d", np.nan, "f"], dtype=object), "2 of 6 cells have no name .*position 1"),
        (pd.Index(pd.array(["a", None, "c", "d", "e", "f"], dtype="string")), "1 of 6 cells have no name"),
        (pd.Index([0.5, np.nan, 2, 3, 4, 5]), "1 of 6 cells have no name"),
        (pd.Index([f"c{i}".encode() for i in range(6)], dtype=object), r"no text but bytes.*str\.decode"),
        (pd.date_range("2020", periods=6), "no text but Timestamp"),
        (pd.Index([date(2020, 1, day) for day in range(1, 7)], dtype=object), "no text but date"),
        (pd.interval_range(0, 6), "no text but Interval"),
        (pd.Index([("a", i) if i else "b" for i in range(6)], dtype=object, tupleize_cols=False), "no text but tuple"),
        (pd.Index([1, "1", 2, 3, 4, 5], dtype=object), r"occur more than once \('1'\)"),
    ],
)
def test_other_kinds_are_told_in_a_sentence(index, says):
    with pytest.raises(DataError, match=says):
        CellTable(with_index(index))


def test_names_that_become_none_while_a_session_is_open(open_session):
    adata = with_index([f"c{i}" for i in range(6)])
    session = open_session(adata)
    session.create_category("k")
    adata.obs.index = pd.date_range("2020", periods=6)
    with pytest.raises(DataError, match="no text but Timestamp"):
        session.label("x", cells=[0])


@given(st.lists(st.one_of(st.integers(), st.floats(allow_nan=False), st.text()), min_size=1))
def test_any_names_become_their_text_or_stay(names):
    index = pd.Index(names, dtype=object, name="cells")
    texts = as_text(index)
    assert texts.tolist() == [str(name) for name in names]
    assert texts.name == "cells"
    assert as_text(texts) is texts
