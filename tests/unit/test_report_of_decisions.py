"""The report of labels given by cluster and in reviews: which, how made, how many, in counts that agree."""

import re

import numpy as np
import pytest

from cellxgene_widget.exchange.clustered import by_clusters

from ..labelled import entry
from .test_exchange_report import tables_in


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata, autosave=None)
    session.create_category("ct", like="louvain")
    return session


def test_labels_by_cluster_are_told_by_which_and_how_these_were_made(adata, open_session):
    session = open_session(adata, autosave=None)
    session.create_category("mine")
    session.select(where={"louvain": ["0", "1", "2"]})
    n = session.n_selected
    sizes = session.cluster(embed=False, resolution=1.0, seed=7, use_rep="X_pca")["n_cells"]
    session.label_clusters({"0": "A", "1": " B ", "2": "A"}, category="mine")
    assert (
        session.code
        == "w.label_clusters(labels={'0': 'A', '1': ' B ', '2': 'A'}, clusters='clusters 1', category='mine')"
    )
    text = session.report()
    how = tables_in(text)[-1].set_index("Label")["How they were chosen"]
    made = f"Leiden at resolution 1.0 on X\\_pca of {n} cells, 15 neighbours, seed 7"
    assert how.to_dict() == {
        "A": f"clusters 0 and 2 of clusters 1 ({made})".replace("\\", ""),
        "B": f"cluster 1 of clusters 1 ({made})".replace("\\", ""),
    }
    assert f"Labels were also given by cluster: {made}.".replace("\\", "") in text
    assert f"(in 1 edit) {text.split('(in 1 edit) ')[1].split('.')[0]}. Labels were also given by cluster" in text
    assert "remembered" not in text
    assert tables_in(text)[1]["Cells labelled, each time counted"].tolist() == [f"{sizes[:3].sum():,}"]


def test_an_edit_that_does_not_tell_how_clusters_were_made_says_which():
    call = {"labels": {"0": "A"}, "clusters": "clusters 1"}
    assert by_clusters(entry(1, "label_clusters", label="A", call=call)) == "cluster 0 of clusters 1"


def test_cells_chosen_by_what_was_made_are_no_set(session, adata):
    session.doubt("ct")
    session.select(where={"doubt: ct": (0.5, None)})
    session.label("odd", category="ct")
    how = tables_in(session.report())[-1].set_index("Label")["How they were chosen"]
    assert how["odd"] == "cells chosen by doubt: ct at least 0.5"
    session.select(cells=range(5))
    session.remember_selection("mine")
    session.select(remembered="mine")
    session.label("even", category="ct")
    how = tables_in(session.report())[-1].set_index("Label")["How they were chosen"]
    assert how["even"] == "the cells remembered as mine"


def test_reviews_are_told_by_what_and_how_they_came_out(session):
    wrong = np.flatnonzero(session.adata.obs["louvain"] == "0")[:12]
    session.label("5", category="ct", cells=wrong)
    assert "reviewed" not in session.report()
    session.review("ct")
    kept = session.accept(session.review_next()["group"])
    shown = session.review_next()
    changed = session.relabel(shown["group"], "new kind")
    unsure = session.unsure(session.review_next()["group"])
    session.skip(session.review_next()["group"])
    session.review("ct", by="disagreement", other="bulk_labels")
    more = session.accept(session.review_next()["group"])
    text = session.report()
    assert (
        "Labels were reviewed in groups of cells, by doubt (the share of a cell's neighbours with another label) and "
        "disagreement with other labels: of 4 decisions, 2 were kept, 1 was changed and 1 was marked as unsure. "
        f"Decisions that stand are on {kept + changed + unsure + more} cells: {kept + more} accepted, {changed} "
        f"changed and {unsure} unsure."
    ) in text
    assert "review: ct" not in text
    how = tables_in(text)[-1].set_index("Label")["How they were chosen"]
    assert re.match(r"cells chosen by review group \d+ \(", how["new kind"])
    assert f"called {shown['label']}" in how["new kind"]
    assert "remembered" not in text
    session.undo()
    assert "of 3 decisions" in session.report()


def test_counts_of_edits_agree_and_categories_without_any_are_not_counted(session, adata):
    session.label("5", category="ct", cells=np.flatnonzero(adata.obs["louvain"] == "0")[:12])
    session.label("0", category="ct", cells=np.flatnonzero(adata.obs["louvain"] == "5")[:12])
    assert len(session.smooth_preview("ct")["suggested"].unique()) > 1
    session.smooth("ct")
    session.create_category("copy", like="bulk_labels")
    text = session.report()
    assert "; 3 edits by hand gave labels since." in text
    assert re.findall(r"\(in (\d+) edits?\)", text) == ["3"]
    assert tables_in(text)[1]["Edits"].tolist() == ["3"]
    assert "in 1 of 2 categories." in text
