"""A review of cells of which little is known: no neighbours, no score, or one that is not finite."""

from __future__ import annotations

import json

import numpy as np
import pytest
import scipy.sparse as sp

from cellxgene_widget.view.requests import answer


@pytest.fixture
def lonely(adata):
    """Return 700 cells of which 50 have no neighbours, and which these are."""
    cells = np.arange(0, 700, 14)
    graph = sp.lil_matrix(adata.obsp["connectivities"])
    graph[cells] = 0
    adata.obsp["connectivities"] = sp.csr_matrix(graph)
    return adata, cells


def test_of_cells_without_neighbours_nothing_is_said_of_these(open_session, lonely):
    adata, cells = lonely
    session = open_session(adata)
    session.create_category("ct", like="louvain")
    queue = session.review("ct")
    alone = queue[queue["reason"].str.contains("without a neighbour that has a label")]
    assert alone["n_cells"].sum() == 50
    assert alone["score"].isna().all()
    assert queue["n_cells"].sum() == 700
    agree = queue[queue["reason"].str.contains("whose neighbours agree")]
    seen = np.concatenate([session.parts.review.queue.at_hand().find(group).ranked.cells for group in agree["group"]])
    assert not np.isin(seen, cells).any()


@pytest.mark.parametrize("value", [-np.inf, np.inf, np.nan])
def test_scores_that_are_not_finite_are_none(open_session, adata, value):
    adata.obs["sc"] = np.where(np.arange(700) % 7 == 0, value, np.linspace(-3, 0, 700))
    session = open_session(adata)
    session.create_category("ct", like="louvain")
    queue = session.review("ct", by="score", column="sc")
    assert queue["n_cells"].sum() == 700
    assert not np.isinf(queue["score"].astype(float)).any()
    assert queue[queue["reason"].str.contains("without a score")]["n_cells"].sum() == 100
    body = answer(session, {"id": "p-1", "kind": "review", "begin": 0, "n": 100}).body
    json.dumps(body, allow_nan=False)
    for group in queue["group"]:
        session.accept(group)
    text = next(session.draft.path.parent.glob("*-backups/*.journal")).read_text("utf-8")
    assert "Infinity" not in text
    assert "NaN" not in text
