"""Proposals for the levels of a column are for the cells that these had then: never for others of the same name."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cellxgene_widget import DataError
from cellxgene_widget.view.requests import answer


@pytest.fixture
def session(adata, open_session):
    adata.obs["lei"] = adata.obs["louvain"].astype(str).astype("category")
    session = open_session(adata, name="mine", autosave=None)
    session.create_category("ct")
    return session


def proposed(session):
    """Return the cells that somebody proposes a label for, by name, and what the queue says of the others."""
    table = session.review("ct")
    assert list(session.review_table().attrs["notes"]) == list(table.attrs["notes"])
    cells = set[str]()
    for number in table.loc[table["reason"].str.contains("proposes") & (table["state"] == "open"), "group"]:
        session.review_group(number)
        cells |= set(session.adata.obs_names[session.selected])
    told = answer(session, {"id": "a", "kind": "review", "begin": 0, "n": 1}).body
    assert told["notes"] == table.attrs["notes"]
    return cells, table.attrs["notes"]


def cells_of(adata, level):
    return set(adata.obs_names[adata.obs["lei"] == level])


def test_clusters_of_this_session_are_kept_as_a_category_first(session):
    session.cluster(np.arange(300), resolution=0.3)
    revision = session.revision
    with pytest.raises(
        DataError, match=r"only, and may have other clusters soon: .* create_category\(name, like='clus"
    ):
        session.propose("ct", {"0": "Alpha"}, by="LLM", of="clusters 1")
    assert session.revision == revision
    session.create_category("kept", like="clusters 1")
    n = session.propose("ct", {"0": "Alpha"}, by="LLM", of="kept")
    assert n == (session.annotations["kept"] == "0").sum() == len(proposed(session)[0])
    session.recluster(resolution=2)
    assert len(proposed(session)[0]) == n


def test_a_column_computed_anew_takes_no_proposals_of_before(session, adata):
    n = session.propose("ct", {"3": "Alpha", "5": "Beta"}, by="LLM", of="lei")
    assert proposed(session) == (cells_of(adata, "3") | cells_of(adata, "5"), [])
    assert n == len(proposed(session)[0])
    kept, values = cells_of(adata, "5"), adata.obs["lei"].astype(str)
    swapped = values.replace({"3": "7", "7": "3"})
    adata.obs["lei"] = swapped.astype("category")
    cells, (note,) = proposed(session)
    assert cells == kept
    assert note == "Level '3' of 'lei' has other cells than then. What LLM proposed for them is left out."
    session.propose("ct", {"3": "Alpha"}, by="LLM", of="lei")
    assert proposed(session) == (cells_of(adata, "3"), [])


def test_the_order_of_cells_is_nothing_to_proposals_and_they_last(session, adata, open_session):
    session.propose("ct", {"3": "Alpha"}, by="LLM", of="lei")
    adata._inplace_subset_obs(np.random.default_rng(0).permutation(adata.n_obs))
    assert proposed(session) == (cells_of(adata, "3"), [])
    session.save()
    session.close()
    again = open_session(adata, name="mine", autosave=None)
    assert proposed(again) == (cells_of(adata, "3"), [])
    adata.obs["lei"] = adata.obs["lei"].cat.rename_categories({"3": "5", "5": "3"})
    cells, notes = proposed(again)
    assert not cells
    assert len(notes) == 1


@pytest.mark.parametrize("change", ["numbers", "too many", "gone"])
def test_a_column_that_can_not_be_read_any_more_breaks_no_review(session, adata, change):
    session.propose("ct", {"3": "Alpha"}, by="LLM", of="lei")
    session.label("B", category="ct", cells=np.arange(100))
    if change == "gone":
        del adata.obs["lei"]
    elif change == "numbers":
        adata.obs["lei"] = np.random.default_rng(0).random(700)
    else:
        adata.obs["lei"] = pd.Categorical([f"level {n}" for n in range(700)])
    cells, (note,) = proposed(session)
    assert not cells
    assert "'lei'" in note
    assert note.endswith("What LLM proposed for them is left out.")
    assert session.review_table()["n_cells"].sum() == 100
    n = len(session.history)
    assert session.propose("ct", {"B": "Beta"}, by="me") == 100
    assert len(session.history) == n + 1
    assert proposed(session)[0] == set(adata.obs_names[:100])
