"""The state as JSON, values by name and genes by words: for scripts and assistants that do not look at the view."""

from __future__ import annotations

import json

import numpy as np
import pytest

from cellxgene_widget.data.columns import NumberColumn
from cellxgene_widget.errors import AnnotationError


def by_name(rows):
    return {row["name"]: row for row in rows}


def test_the_state_is_plain_json(open_session, adata):
    adata.obs["broken"] = np.full(adata.n_obs, np.inf)
    session = open_session(adata)
    session.create_category("cell_type", like="louvain")
    session.select(where={"louvain": ["1"]})
    session.label("B cell", term="CL:0000236")
    session.set_confidence("cell_type", "B cell", "high")
    session.keep_evidence("B cell", ["CD79A"])
    session.set_filter("n_genes", (1000, None))
    session.remember_selection("big ones")
    session.create_gene_set("B", ["CD79A", "MS4A1"])
    told = json.loads(json.dumps(session.describe(), allow_nan=False))
    assert told["dataset"]["n_cells"] == 700
    assert told["dataset"]["graphs"] == ["connectivities"]
    assert told["dataset"]["embeddings"][:1] == ["X_umap"]
    assert told["shown"]["category"] == "cell_type"
    assert by_name(told["columns"])["louvain"]["levels"][0] == {
        "name": "0",
        "n_cells": int((adata.obs["louvain"] == "0").sum()),
    }
    assert by_name(told["columns"])["n_genes"]["max"] == float(np.float32(adata.obs["n_genes"].max()))
    (category,) = told["categories"]
    assert sum(label["n_cells"] for label in category["labels"]) + category["n_unassigned"] == 700
    label = next(label for label in category["labels"] if label["label"] == "B cell")
    assert (label["term_id"], label["confidence"], label["evidence"]) == ("CL:0000236", "high", ["CD79A"])
    assert told["selection"]["n_cells"] == session.n_selected
    assert told["selection"]["filters"] == {"n_genes": [1000.0, None]}
    assert told["sets"] == [{"name": "big ones", "n_cells": session.n_selected}]
    assert told["gene_sets"] == [{"name": "B", "genes": ["CD79A", "MS4A1"]}]
    assert told["undo"] == session.undo_text
    assert told["draft"]["file"] == str(session.draft.path)
    assert told["review"] is None


def test_it_tells_how_far_a_review_is(open_session, adata):
    session = open_session(adata)
    session.create_category("ct", like="louvain")
    session.review("ct")
    group = session.review_next()
    session.accept()
    told = json.loads(json.dumps(session.describe(), allow_nan=False))["review"]
    assert (told["category"], told["by"], told["shown"]) == ("ct", "doubt", group["group"])
    assert (told["n_decided"], told["n_cells_decided"]) == (1, group["n_cells"])
    assert (told["n_groups"], told["n_cells"]) == (len(session.review_table()), 700)


def test_a_selection_can_be_made_again_from_it(open_session, adata):
    session = open_session(adata)
    session.select(where={"louvain": ["1", "3"]})
    session.select(lasso=[(-5, -5), (5, -5), (5, 5), (-5, 5)], mode="intersect")
    cells, told = session.selected.copy(), json.loads(json.dumps(session.describe()))
    session.clear_selection()
    for step in told["selection"]["recipe"]:
        session.select(**step)
    np.testing.assert_array_equal(session.selected, cells)


def test_values_of_anything_that_has_one_a_cell(open_session, adata):
    session = open_session(adata)
    session.create_category("mine")
    session.label("A", cells=adata.obs_names[:3])
    made = NumberColumn("doubt: mine", np.arange(700, dtype=np.float32))
    with session.parts.gate.lock:
        session.parts.made.put([made])
    assert session.values("mine").tolist()[:4] == ["A", "A", "A", "unassigned"]
    assert session.values("mine").equals(session.annotations["mine"])
    assert session.values("louvain").astype(str).tolist() == adata.obs["louvain"].astype(str).tolist()
    np.testing.assert_array_equal(session.values("doubt: mine"), np.arange(700))
    np.testing.assert_array_equal(session.values("CD79A"), adata[:, "CD79A"].X.ravel())
    assert list(session.values("PC1").index) == list(adata.obs_names)
    assert not np.shares_memory(session.values("doubt: mine").to_numpy(), made.values), "a copy"
    assert [each["name"] for each in session.describe()["columns"] if each["made"]] == ["doubt: mine"]


@pytest.mark.parametrize("name", ["nothing", 3, None, ""])
def test_there_are_no_values_of_nothing(open_session, adata, name):
    with pytest.raises(AnnotationError):
        open_session(adata).values(name)


def test_genes_are_found_by_parts_of_names(open_session, adata):
    session = open_session(adata)
    assert session.search_genes("cd79a")["name"].tolist()[0] == "CD79A"
    assert set(session.search_genes("CD79", n=2)["name"]) == {"CD79A", "CD79B"}
    assert session.search_genes("").empty
    for wrong in ({"text": 3}, {"text": "CD3", "n": 0}, {"text": "CD3", "n": True}):
        with pytest.raises(AnnotationError):
            session.search_genes(**wrong)
