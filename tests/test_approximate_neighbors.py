"""Neighbours of so many cells that they are found approximately. Compiled first, in a minute: on one Python only."""

import anndata as ad
import numpy as np

from cellxgene_widget.statistics import nearest as module
from cellxgene_widget.statistics.nearest import nearest
from tests.page.data import cells


def test_more_cells_than_scanpy_compares_each_with_each(open_session):
    values = np.random.default_rng(0).normal(size=(9000, 6)).astype(np.float32)
    many = ad.AnnData(obsm={"X_umap": values[:, :2].copy(), "X_pca": values})
    many.obs_names = [f"cell-{i}" for i in range(9000)]
    session = open_session(many)
    session.compute_neighbors()
    graph = session.parts.graphs.matrix()
    some = np.arange(0, 9000, 90)
    distances = ((values[some, None] - values[None]) ** 2).sum(axis=2)
    nearest = np.argsort(distances, axis=1)[:, 1:15]
    found = graph[some].toarray()[np.arange(some.size)[:, None], nearest] > 0
    assert found.mean() > 0.9


def test_of_many_cells_nearly_all_are_found(monkeypatch):
    rows = cells().obsm["X_pca"].astype(np.float32)
    reference, asked, own = rows[:600], rows[500:], np.r_[np.arange(500, 600), np.full(100, -1)]
    exact = nearest(reference, asked, 15, own).places
    monkeypatch.setattr(module, "_MOST_PAIRS", 0)
    found = nearest(reference, asked, 15, own).places
    assert (found[own >= 0] != own[own >= 0, None]).all()
    alike = [len(set(one) & set(other)) / 15 for one, other in zip(exact, found, strict=True)]
    assert np.mean(alike) > 0.95
