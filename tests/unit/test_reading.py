"""Reading from disk: told how far it is, stopped at once, never in the way of a label; and data that goes away."""

from __future__ import annotations

import shutil
import threading
import warnings

import anndata as ad
import dask.array as da
import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

import cellxgene_widget as cxw
from cellxgene_widget import DataError
from cellxgene_widget.data.cells import CellTable
from cellxgene_widget.data.genes import GeneTable
from cellxgene_widget.data.matrix import ReadSize
from cellxgene_widget.statistics import comparison
from cellxgene_widget.statistics.welch import SumsReader
from cellxgene_widget.view.requests import answer

N = 300


class StoppedError(Exception):
    """What a progress callback raises to stop."""


def made(seed=0, **parts):
    x = sp.random(N, 30, density=0.3, format="csr", dtype=np.float32, random_state=seed)
    obs = pd.DataFrame({"group": pd.Categorical(["a", "b", "c"] * (N // 3))}, index=[f"cell{i}" for i in range(N)])
    obsm = {"X_umap": np.arange(2.0 * N).reshape(N, 2)}
    var = pd.DataFrame(index=[f"gene{i}" for i in range(30)])
    return ad.AnnData(x, obs=obs, var=var, obsm=obsm, **parts)


def written(adata, path, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        (adata.write_zarr if path.suffix == ".zarr" else adata.write_h5ad)(path, **options)
    return path


@pytest.mark.parametrize("suffix", [".h5ad", ".zarr"])
def test_reading_tells_how_far_it_is_and_can_be_stopped(suffix, tmp_path):
    little = ReadSize(n_bytes=4000, n_lazy_blocks=1)
    table = CellTable(written(made(), tmp_path / f"data{suffix}"), read_size=little)
    matrix = table.genes.matrix
    if suffix == ".zarr":
        table.adata.X = matrix = matrix.rechunk((50, -1))
    told = []
    (values,) = table.genes.many(["gene3"], told.append)
    assert len(told) > 3
    assert told == sorted(told)
    assert told[-1] == 1
    np.testing.assert_array_equal(values, made().X.toarray()[:, 3])
    reader, inside = SumsReader(little), np.arange(N) < 50

    def stop(_):
        raise StoppedError

    with pytest.raises(StoppedError):
        table.genes.many(["gene4"], stop)
    with pytest.raises(StoppedError):
        reader.read(matrix, inside, ~inside, stop)
    told.clear()
    reader.read(matrix, inside, ~inside, told.append)
    assert len(told) > 3
    assert told == sorted(told)
    np.testing.assert_array_equal(table.genes.values("gene4"), made().X.toarray()[:, 4])
    table.release()


class Slow:
    """A dask array whose blocks come when they are let."""

    def __init__(self, x):
        self.asked, self.let = threading.Event(), threading.Event()
        self._x = x
        self.matrix = da.from_array(x, chunks=(100, -1)).map_blocks(self._wait, dtype=x.dtype, meta=x[:0])

    def _wait(self, block):
        self.asked.set()
        assert self.let.wait(30)
        return block


@pytest.fixture
def slow(open_session):
    adata = made()
    slow = Slow(adata.X.toarray())
    adata.X = slow.matrix
    slow.session = open_session(adata, color="group", name="mine")
    slow.session.create_category("cell_type")
    yield slow
    slow.let.set()


READS = {
    "column": lambda s: answer(s, {"id": "1", "kind": "column", "name": "gene3"}, ()),
    "set": lambda s: answer(s, {"id": "1", "kind": "column", "name": "set: mine"}, ()),
    "filter": lambda s: answer(s, {"id": "1", "kind": "filter", "column": "gene3", "wanted": [0.5, None]}, ()),
    "select": lambda s: s.select(where={"gene3": (0.5, None)}),
    "markers": lambda s: s.parts.markers.of_selection(against={"gene4": (0.5, None)}),
}


@pytest.mark.parametrize("read", READS)
def test_labelling_goes_on_while_a_gene_is_read(read, slow):
    session = slow.session
    session.create_gene_set("mine", ["gene3", "gene5"])
    session.select(range(20))
    reader = threading.Thread(target=READS[read], args=(session,))
    reader.start()
    assert slow.asked.wait(30)
    done = threading.Event()

    def label():
        session.label("B", cells=[1, 2])
        session.select([5, 6])
        session.column("group")
        done.set()

    threading.Thread(target=label, daemon=True).start()
    assert done.wait(60), "the session is held while a gene is read"
    assert reader.is_alive()
    slow.let.set()
    reader.join(30)
    assert not reader.is_alive()
    assert (session.annotations["cell_type"] == "B").sum() == 2


def test_what_is_at_hand_does_not_wait_for_what_is_read(slow):
    slow.let.set()
    session = slow.session
    session.column("gene3")
    slow.let.clear()
    slow.asked.clear()
    reader = threading.Thread(target=READS["markers"], args=(session,), daemon=True)
    session.select(range(20))
    reader.start()
    assert slow.asked.wait(30)
    done = threading.Event()
    threading.Thread(target=lambda: (session.select(where={"gene3": (0.5, None)}), done.set()), daemon=True).start()
    assert done.wait(60)
    slow.let.set()
    reader.join(30)


@pytest.mark.parametrize("indexed", [False, True])
@pytest.mark.parametrize("suffix", [".h5ad", ".zarr"])
def test_data_that_is_gone_or_replaced_is_a_sentence(suffix, indexed, tmp_path, open_session):
    path = written(made(), tmp_path / f"data{suffix}")
    if indexed:
        cxw.write_gene_index(path)
    session = open_session(path, name="mine")
    session.create_category("cell_type")
    session.column("gene1")
    aside = tmp_path / f"aside{suffix}"
    for replaced in (False, True):
        path.rename(aside)
        if replaced:
            written(made(seed=1), path)
        told = "replaced" if replaced else "moved or deleted"
        session.select(range(20))
        for read in (
            lambda: session.column("gene2"),
            lambda: session.color_by("gene2"),
            lambda: session.select(where={"gene2": (0.1, None)}),
            session.markers,
            lambda: session.rank_genes(layer="X"),
        ):
            with pytest.raises(DataError, match=told):
                read()
        assert session.n_selected == 20
        assert session.label("B" if replaced else "A", cells=[1, 2]) == 2
        session.save()
        if replaced:
            (shutil.rmtree if path.is_dir() else type(path).unlink)(path)
        aside.rename(path)
        np.testing.assert_array_equal(session.column("gene2").values, made().X.toarray()[:, 2])
    session.close()


def test_zeros_of_a_store_that_is_gone_are_not_kept(tmp_path, open_session):
    path = written(made(), tmp_path / "cells.zarr")
    session = open_session(path)
    session.select(range(30))
    truth, table = open_session(written(made(), tmp_path / "other.zarr")).column("gene3").values, session.markers()
    path.rename(tmp_path / "away.zarr")
    for read in (lambda: session.column("gene3"), lambda: session.markers(against=range(40, 90))):
        with pytest.raises(DataError):
            read()
    (tmp_path / "away.zarr").rename(path)
    np.testing.assert_array_equal(session.column("gene3").values, truth)
    pd.testing.assert_frame_equal(session.markers(), table)
    assert session.markers(against=range(40, 90))["pct_in"].max() > 0


def test_a_store_that_goes_while_it_is_read(tmp_path, open_session, monkeypatch):
    """zarr gives zeros for what is gone: they must not be taken for values."""
    path = written(made(), tmp_path / "data.zarr")
    session = open_session(path)
    session.select(range(20))
    welch = comparison.welch

    def gone(*args):
        shutil.rmtree(path)
        return welch(*args)

    monkeypatch.setattr(comparison, "welch", gone)
    with pytest.raises(DataError, match=r"moved|gone"):
        session.parts.markers.of_selection(quick=True)


@pytest.mark.parametrize("version", [2, 3])
def test_stores_of_both_versions_lazy_in_every_part(version, tmp_path, open_session):
    """Layers, obsm and obs (a Dataset2D) stay on disk; merge writes into the lazy object, and into the store."""
    adata = made(layers={"counts": sp.csr_matrix(np.arange(N * 30).reshape(N, 30) % 7)})
    with warnings.catch_warnings():
        # anndata 0.13 can still write version 2, and says that 0.14 can not
        warnings.filterwarnings("ignore", "This setting will be removed in 0.14", DeprecationWarning)
        with ad.settings.override(zarr_write_format=version):
            path = written(adata, tmp_path / "data.zarr")
    assert (path / "zarr.json").exists() == (version == 3)
    from anndata.experimental import read_lazy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lazy = read_lazy(path)
    assert type(lazy.obs).__name__ == "Dataset2D"
    assert hasattr(lazy.obsm["X_umap"], "dask")
    assert hasattr(lazy.layers["counts"], "dask")
    for data in (path, lazy):
        session = open_session(data, layer="counts", name=f"mine{version}", dataset="d")
        np.testing.assert_array_equal(session.column("gene3").values, adata.layers["counts"].toarray()[:, 3])
        np.testing.assert_array_equal(
            session.parts.columns.coordinates(session.embedding), adata.obsm["X_umap"].astype("f4")
        )
        session.select(where={"group": ["a"], "gene3": (2, None)})
        if not session.categories:
            session.create_category("cell_type")
        session.label("B")
        n = int((session.annotations["cell_type"] == "B").sum())
        if data is lazy:
            session.merge()
            assert (np.asarray(lazy.obs["cell_type"]) == "B").sum() == n
        else:
            index = cxw.write_gene_index(path, layer="counts")
            assert session.parts.table.genes.index.file == index
            np.testing.assert_array_equal(session.column("gene5").values, adata.layers["counts"].toarray()[:, 5])
            session.merge(into=tmp_path / "labelled.zarr")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                assert (ad.read_zarr(tmp_path / "labelled.zarr").obs["cell_type"] == "B").sum() == n
        session.close()


def test_an_address_is_no_file():
    with pytest.raises(DataError, match="an address, not a file"):
        cxw.open_session("https://example.org/atlas.zarr")


def test_the_workers_of_a_cluster_do_the_reading(tmp_path, open_session):
    """Genes, markers and ranks as in memory, from dask arrays whose blocks a process of its own reads."""
    distributed = pytest.importorskip("distributed")
    adata = made()
    path = written(adata, tmp_path / "data.zarr")
    here = open_session(adata, dataset="here")
    here.select(where={"group": ["a"]})
    here.rank_genes()
    with (
        distributed.LocalCluster(n_workers=1, threads_per_worker=1, processes=True, dashboard_address=":0") as cluster,
        distributed.Client(cluster) as client,
    ):
        session = open_session(path, dataset="there")
        session.select(where={"group": ["a"]})

        def worked(read):
            before = done(client)
            result = read()
            assert done(client) > before, "no task ran on a worker"
            return result

        values = worked(lambda: session.parts.table.genes.many(["gene3", "gene7"]))
        np.testing.assert_array_equal(values, here.parts.table.genes.many(["gene3", "gene7"]))
        pd.testing.assert_frame_equal(worked(session.markers), here.markers(), rtol=1e-6)
        worked(session.rank_genes)
        ours, theirs = session.adata.uns["rank_genes_groups"], here.adata.uns["rank_genes_groups"]
        np.testing.assert_array_equal(ours["names"]["selection"], theirs["names"]["selection"])
        np.testing.assert_allclose(ours["scores"]["selection"], theirs["scores"]["selection"], rtol=1e-6)
        session.close()


def done(client):
    """Return how many tasks the workers have done so far."""

    def count(dask_scheduler):
        return sum(prefix.state_counts["memory"] for prefix in dask_scheduler.task_prefixes.values())

    return client.run_on_scheduler(count)


def test_genes_by_path_of_a_table_alone(tmp_path):
    path = written(made(), tmp_path / "data.h5ad")
    adata = ad.read_h5ad(path, backed="r")
    cxw.write_gene_index(path)
    np.testing.assert_array_equal(GeneTable(adata, path=path).values("gene3"), made().X.toarray()[:, 3])
    adata.file.close()
