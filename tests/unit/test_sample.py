"""A first look at big data: some cells, the same each time, that have the extent and the colours of all."""

from __future__ import annotations

import numpy as np
import pytest

import cellxgene_widget as cxw
from cellxgene_widget.view.handlers import sample
from cellxgene_widget.view.requests import answer
from tests.page.data import cells


@pytest.fixture
def session(tmp_path):
    session = cxw.open_session(cells(), annotations_dir=tmp_path, dataset="pbmc")
    yield session
    session.close()


@pytest.fixture
def few_are_many(monkeypatch):
    monkeypatch.setattr(sample, "LEAST", 100)
    monkeypatch.setattr(sample, "SIZE", 200)


def ask(session, color):
    body, payload = answer(session, {"id": "p-1", "kind": "sample", "embedding": "X_umap", "color": color})
    end = 8 * body["n"]
    xy = np.frombuffer(bytes(payload[:end]), "<f4").reshape(-1, 2)
    return body, xy, bytes(payload[end:])


def test_few_cells_all_come_at_once(session):
    assert ask(session, "louvain") == (
        {"n": 0, "category": None, "dtype": None, "levels": None},
        pytest.approx(np.zeros((0, 2))),
        b"",
    )
    assert answer(session, {"id": "p-2", "kind": "hello"}).body["sampled"] is False


@pytest.mark.usefixtures("few_are_many")
def test_a_sample_has_the_extent_of_all_and_the_codes_of_its_cells(session):
    body, xy, codes = ask(session, "louvain")
    everything = session.coordinates("X_umap")
    assert 100 < body["n"] < len(everything)
    assert np.array_equal(xy.min(axis=0), everything.min(axis=0))
    assert np.array_equal(xy.max(axis=0), everything.max(axis=0))
    place = {tuple(point): cell for cell, point in enumerate(everything.tolist())}
    of_cells = [place[tuple(point)] for point in xy.tolist()]
    names = session.adata.obs["louvain"].iloc[of_cells].tolist()
    assert [body["levels"][code - 1] for code in np.frombuffer(codes, body["dtype"])] == names
    assert np.array_equal(ask(session, None)[1], xy)
    assert answer(session, {"id": "p-2", "kind": "hello"}).body["sampled"] is True


@pytest.mark.usefixtures("few_are_many")
def test_labels_come_as_codes_of_their_category_and_numbers_not_at_all(session):
    session.create_category("mine")
    session.label("all", cells=range(700))
    body, _, codes = ask(session, "mine")
    assert (body["levels"], set(codes)) == (None, {1})
    assert body["category"] == session.parts.history.annotations.categories[0].id
    assert ask(session, "n_genes")[0]["dtype"] is None
    assert ask(session, "CD3D")[2] == b""
