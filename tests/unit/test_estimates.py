"""Estimates of markers from a sample of cells: what they say, how near they are, and when the page is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anndata as ad
import numpy as np
import pytest
import scanpy as sc
import scipy.sparse as sp

import cellxgene_widget as cxw
from cellxgene_widget.data import sampled_rows
from cellxgene_widget.errors import AnnotationError
from cellxgene_widget.statistics import comparison
from cellxgene_widget.view.registry import Superseded
from cellxgene_widget.view.requests import Call, read, run

N_CELLS, N_SAMPLED = 20_000, 3_000


@pytest.fixture(scope="module")
def many() -> ad.AnnData:
    """Cells of pbmc68k drawn again and again, each a little other, with the cell types they are of."""
    small = sc.datasets.pbmc68k_reduced()
    rng = np.random.default_rng(0)
    rows = rng.integers(0, small.n_obs, N_CELLS)
    x = sp.csr_matrix(small.raw.X)[rows].astype(np.float32)
    x.data *= rng.uniform(0.6, 1.4, x.nnz).astype(np.float32)
    adata = ad.AnnData(x, obs={"type": small.obs["bulk_labels"].to_numpy()[rows]})
    adata.obs_names = [f"c{i}" for i in range(N_CELLS)]
    adata.var_names = small.raw.var_names
    adata.obsm["X_umap"] = small.obsm["X_umap"][rows]
    adata.obs["sample"] = rng.choice(["one", "two"], N_CELLS)
    adata.uns["log1p"] = {"base": None}
    return adata


@pytest.fixture
def session(many: ad.AnnData, tmp_path: Path) -> Iterator[cxw.Session]:
    opened = cxw.open_session(many, annotations_dir=tmp_path, dataset="many")
    yield opened
    opened.close()


@pytest.mark.parametrize("method", ["t-test", "wilcoxon"])
@pytest.mark.parametrize("kind", ["CD14+ Monocyte", "CD19+ B", "Dendritic", "CD56+ NK", "CD34+"])
def test_the_first_genes_of_an_estimate_are_those_of_all_cells(session: cxw.Session, kind: str, method: Any) -> None:
    session.select(where={"type": kind})
    exact = session.markers(method=method, n_genes=None)
    guess = session.markers(method=method, n_genes=None, estimate=N_SAMPLED)
    assert list(guess.columns) == list(exact.columns)
    assert sorted(guess.index) == sorted(exact.index)
    assert len(set(guess.index[:20]) & set(exact.index[:20])) >= 16
    # of the shown ones the numbers are near, too
    both = exact.join(guess.add_suffix("_guess")).head(20)
    for name, within in (("pct_in", 0.06), ("pct_out", 0.06), ("auc", 0.04)):
        np.testing.assert_allclose(both[f"{name}_guess"], both[name], atol=within)
    # a fold change hangs on the smaller mean: as far off as the cells that have the gene on that side are few
    rarest = (both[["pct_in", "pct_out"]].min(axis=1) * guess.attrs["estimate"] / 2).to_numpy()
    apart = np.abs(both["logfoldchanges_guess"] - both["logfoldchanges"]).to_numpy()
    assert (apart[rarest >= 100] < 0.6).all()
    assert (apart[rarest >= 10] < 2).all()


def test_it_says_of_how_many_cells_it_is_and_is_the_same_again(session: cxw.Session) -> None:
    session.select(where={"type": "CD19+ B"})
    exact, guess = session.markers(), session.markers(estimate=N_SAMPLED)
    n_in = exact.attrs["n_in"]
    sampled = min(n_in, N_SAMPLED // 2) + N_SAMPLED // 2
    assert exact.attrs["estimate"] is None
    assert guess.attrs["estimate"] == sampled
    assert f"Estimate from {sampled:,} cells" in guess.attrs["notes"][0]
    assert (guess.attrs["n_in"], guess.attrs["n_out"]) == (n_in, exact.attrs["n_out"]), "what was selected"
    assert guess.equals(session.markers(estimate=N_SAMPLED))
    assert session.markers().attrs["estimate"] is None, "what is kept is exact"


def test_of_all_cells_it_is_exact(session: cxw.Session) -> None:
    session.select(where={"type": "CD19+ B"})
    exact, guess = session.markers(), session.markers(estimate=10 * N_CELLS)
    assert list(exact.index) == list(guess.index)
    np.testing.assert_allclose(guess.to_numpy(), exact.to_numpy(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("wrong", [0, 3, -1, 2.5, "many", None])
def test_a_number_of_cells_is_refused_that_is_none(session: cxw.Session, wrong: Any) -> None:
    session.select(where={"type": "CD19+ B"})
    with pytest.raises(AnnotationError, match="estimate= takes"):
        session.markers(estimate=wrong)


def told_by(session: cxw.Session, **asked: Any) -> tuple[list[tuple[Any, int]], Any, int]:
    """Ask for markers as a page does; return the events told before, and the answer."""
    events: list[tuple[Any, int]] = []
    message = {"id": "page-1", "kind": "markers", "n_genes": None, "method": "t-test", "against": "rest", **asked}
    call = Call("page-1", tell=lambda event, buffers: events.append((event, len(buffers[0]))))
    body, payload = run(session, read(message, []), call)
    return events, body, len(payload)


@pytest.mark.parametrize("method", ["t-test", "wilcoxon"])
def test_a_page_is_told_an_estimate_before_what_takes_long(
    session: cxw.Session, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    session.select(where={"type": "CD19+ B"})
    monkeypatch.setattr(comparison, "ESTIMATE_CELLS", 400)
    monkeypatch.setattr(comparison, "_MANY_VALUES", 1)
    events, body, size = told_by(session, method=method)
    ((event, its_size),) = events
    assert (event["event"], event["request"], event["estimate"]) == ("markers_estimate", "page-1", 400)
    assert set(event) - {"event", "request", "estimate"} == set(body)
    assert its_size == size
    exact = session.markers(method=method, n_genes=None)
    assert body["genes"] == exact.index.tolist()
    assert told_by(session, method=method)[0] == [], "the answer is at hand"


def test_of_what_takes_no_time_no_estimate_is_told(session: cxw.Session) -> None:
    session.select(where={"type": "CD19+ B"})
    assert told_by(session)[0] == []


@pytest.mark.parametrize("form", ["csr", "csc"])
@pytest.mark.parametrize("lazy", [False, True])
def test_of_a_file_there_is_one_where_rows_are_had_for_less_than_all(
    many: ad.AnnData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, *, lazy: bool
) -> None:
    monkeypatch.setattr(comparison, "ESTIMATE_CELLS", 400)
    monkeypatch.setattr(sampled_rows, "_STRETCHES", 2)
    stored = many[::2].copy()
    stored.X = stored.X.asformat(form)
    path = tmp_path / ("data.zarr" if lazy else "data.h5ad")
    (stored.write_zarr if lazy else stored.write_h5ad)(path)
    adata = ad.experimental.read_lazy(path) if lazy else ad.read_h5ad(path, backed="r")
    session = cxw.open_session(adata, annotations_dir=tmp_path, dataset="file")
    session.select(where={"type": "CD19+ B"})
    events, body, _ = told_by(session)
    assert [event["event"] for event, _ in events] == ["markers_estimate"] * (form == "csr")
    assert body["genes"] == session.markers(n_genes=None).index.tolist()
    session.close()


@pytest.mark.parametrize(("n_rows", "worth"), [(2_000, False), (20, True)])
def test_of_a_lazy_matrix_made_of_another_there_is_one_if_it_has_many_blocks(n_rows: int, *, worth: bool) -> None:
    import dask.array as da

    matrix = da.zeros((20_000, 3), chunks=(n_rows, 3)) + 1
    inside = np.arange(20_000) % 2 == 0
    assert sampled_rows.is_had_for_less(matrix, inside, ~inside, 400) is worth


def test_where_no_thread_is_left_no_file_is_to_blame(session: cxw.Session, monkeypatch: pytest.MonkeyPatch) -> None:
    session.select(where={"type": "CD19+ B"})

    def none_left(*_: object, **__: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(comparison, "welch", none_left)
    with pytest.raises(RuntimeError, match="new thread"):
        session.markers()


def test_a_newer_request_ends_an_older_one_after_its_estimate(
    session: cxw.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.select(where={"type": "CD19+ B"})
    monkeypatch.setattr(comparison, "ESTIMATE_CELLS", 400)
    monkeypatch.setattr(comparison, "_MANY_VALUES", 1)
    read_exactly = []
    monkeypatch.setattr(comparison.Comparer, "compare", lambda *_, **__: read_exactly.append(1))

    def tell(*_: object) -> None:
        raise Superseded

    message = {"id": "page-1", "kind": "markers", "n_genes": 5, "method": "t-test", "against": "rest"}
    with pytest.raises(Superseded):
        run(session, read(message, []), Call("page-1", tell=tell))
    assert not read_exactly
