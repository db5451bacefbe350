"""The gene index: the same values, never stale ones, and nothing left behind when it can't be written."""

from __future__ import annotations

import shutil
import warnings

import anndata as ad
import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import cellxgene_widget as cxw
from cellxgene_widget import DataError
from cellxgene_widget.cli import main as cli
from cellxgene_widget.data import gene_index_writer, genes
from cellxgene_widget.data.cells import CellTable
from cellxgene_widget.data.gene_index_places import PLACE_VARIABLE, index_name
from cellxgene_widget.data.gene_index_writer import made_index
from cellxgene_widget.data.matrix import ReadSize

N, GENES = 300, 40


def made(form=sp.csr_matrix, dtype="float32", seed=0, n=N, n_genes=GENES):
    x = sp.random(n, n_genes, density=0.2, format="csr", random_state=seed)
    x.data = np.random.default_rng(seed).integers(-5, 100, x.nnz).astype(dtype) if dtype != "bool" else x.data > 0.5
    x = form(x) if form is not np.array else x.toarray()
    adata = ad.AnnData(x, obsm={"X_umap": np.arange(2.0 * n).reshape(n, 2)}, layers={"two": x})
    adata.obs_names = [f"cell{i}" for i in range(n)]
    adata.var_names = [f"gene{i}" for i in range(n_genes)]
    return adata


def written(adata, path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        (adata.write_zarr if path.suffix == ".zarr" else adata.write_h5ad)(path)
    return path


def dense(adata):
    return adata.X.toarray() if sp.issparse(adata.X) else adata.X


@pytest.mark.parametrize("suffix", [".h5ad", ".zarr"])
@pytest.mark.parametrize("form", [sp.csr_matrix, np.array])
@pytest.mark.parametrize("dtype", ["float32", "float64", "int32", "uint8"])
def test_values_are_the_same_in_however_many_parts(suffix, form, dtype, tmp_path):
    adata = made(form, dtype)
    path = written(adata, tmp_path / f"data{suffix}")
    told = []
    index = made_index(path, None, None, told.append, part_bytes=3000, size=ReadSize(n_bytes=4000))
    assert sorted(tmp_path.iterdir()) == sorted([path, index])
    assert told == sorted(told)
    assert told[-1] == 1
    cells = CellTable(path)
    assert cells.genes.is_quick
    values = cells.genes.columns(range(GENES))
    assert values.dtype == dtype
    np.testing.assert_array_equal(values, dense(adata))
    totals = cells.genes.index.totals()
    np.testing.assert_allclose(totals.sums[0], dense(adata).sum(axis=0, dtype=float))
    np.testing.assert_array_equal(totals.sums[2], np.count_nonzero(dense(adata), axis=0))
    cells.release()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.integers(1, 12), st.floats(0, 1))
def test_values_of_random_matrices(tmp_path_factory, seed, n, n_genes, density):
    folder = tmp_path_factory.mktemp("random")
    rng = np.random.default_rng(seed)
    x = sp.random(n, n_genes, density=density, format="csr", random_state=rng, dtype=np.float64)
    x.data[rng.random(x.nnz) < 0.1] = rng.choice([np.nan, np.inf, -1, 0])  # explicit zeros too
    adata = ad.AnnData(x, obsm={"X_umap": np.zeros((n, 2))})
    path = written(adata, folder / "random.h5ad")
    cxw.write_gene_index(path)
    cells = CellTable(path)
    np.testing.assert_array_equal(cells.genes.columns(range(n_genes)), x.toarray())
    assert cells.genes.is_quick
    cells.release()


def test_layers_and_raw_have_their_own(tmp_path):
    adata = made()
    adata.raw = adata
    adata = adata[:, :10].copy()
    path = written(adata, tmp_path / "data.h5ad")
    index = cxw.write_gene_index(path, layer="raw")
    assert index.name == "data.h5ad.raw.genes.h5"
    raw = CellTable(path, layer="raw")
    assert raw.genes.is_quick
    np.testing.assert_array_equal(raw.genes.values("gene30"), adata.raw.X.toarray()[:, 30])
    raw.release()
    plain = CellTable(path)
    assert not plain.genes.is_quick
    plain.release()
    assert cxw.write_gene_index(path, layer="two").name == "data.h5ad.two.genes.h5"
    with pytest.raises(DataError, match=r"no layer 'three' .*Layers: 'X', 'two', 'raw'"):
        cxw.write_gene_index(path, layer="three")


def test_a_stale_index_is_never_used(tmp_path, open_session):
    for suffix in (".h5ad", ".zarr"):
        path = written(made(), tmp_path / f"data{suffix}")
        cxw.write_gene_index(path)
        (shutil.rmtree if path.is_dir() else type(path).unlink)(path)
        other = made(seed=1)
        written(other, path)
        session = open_session(path)
        np.testing.assert_array_equal(session.column("gene3").values, other.X.toarray()[:, 3])
        (warning,) = [sentence for sentence in session.warnings if "gene index" in sentence]
        assert f"`cellxgene-widget index {path}`" in warning
        cxw.write_gene_index(path)  # while it is open
        np.testing.assert_array_equal(session.column("gene4").values, other.X.toarray()[:, 4])
        assert session.parts.table.genes.is_quick
        assert not [sentence for sentence in session.warnings if "gene index" in sentence]
        session.close()


def test_a_subset_of_a_backed_object_does_not_use_it(tmp_path):
    path = written(made(), tmp_path / "data.h5ad")
    cxw.write_gene_index(path)
    backed = ad.read_h5ad(path, backed="r")
    assert CellTable(backed).genes.is_quick
    backed.obs_names = [f"other{i}" for i in range(N)]
    table = CellTable(backed).genes
    assert not table.is_quick
    assert table.note is None
    backed.file.close()


def test_an_index_that_is_damaged_or_gone_is_done_without(tmp_path, open_session):
    adata = made()
    path = written(adata, tmp_path / "data.h5ad")
    index = cxw.write_gene_index(path)
    session = open_session(path)
    np.testing.assert_array_equal(session.column("gene3").values, adata.X.toarray()[:, 3])
    index.write_bytes(index.read_bytes()[:3000])
    np.testing.assert_array_equal(session.column("gene4").values, adata.X.toarray()[:, 4])
    assert any("is not used" in sentence for sentence in session.warnings)
    index.unlink()
    np.testing.assert_array_equal(session.column("gene5").values, adata.X.toarray()[:, 5])
    assert not any("index" in sentence for sentence in session.warnings)


def test_labels_merged_into_the_file_leave_the_index_good(tmp_path, open_session):
    for suffix in (".h5ad", ".zarr"):
        path = written(made(), tmp_path / f"data{suffix}")
        cxw.write_gene_index(path)
        session = open_session(path, name="mine")
        session.create_category("cell_type")
        session.label("B", cells=[1, 2])
        session.merge(inplace=True)
        session.column("gene3")
        assert session.parts.table.genes.is_quick
        session.close()


def test_markers_of_data_on_disk_have_auc_at_once_with_an_index(tmp_path, open_session):
    path = written(made(), tmp_path / "data.zarr")
    session = open_session(path)
    session.select(range(50))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before = session.markers()
        assert session.parts.markers.of_selection(quick=True)["auc"].isna().all()
        cxw.write_gene_index(path)
        after = session.parts.markers.of_selection(quick=True)
        session.close()
        session = open_session(path)  # which has no totals yet: they are those of the index
        session.select(range(50))
        again = session.markers()
    np.testing.assert_allclose(after["auc"], before["auc"])
    np.testing.assert_allclose(after["scores"], before["scores"], rtol=1e-9)
    pd.testing.assert_frame_equal(again, before, rtol=1e-9)
    assert again.attrs == before.attrs


def test_what_can_not_be_done_is_a_sentence_and_leaves_nothing(tmp_path, monkeypatch):
    path = written(made(sp.csc_matrix), tmp_path / "columns.h5ad")
    with pytest.raises(DataError, match="stored by genes"):
        cxw.write_gene_index(path)
    with pytest.raises(DataError, match="There is no file"):
        cxw.write_gene_index(tmp_path / "nothing.h5ad")
    with pytest.raises(DataError, match=r"no \.h5ad file"):
        cxw.write_gene_index(tmp_path / "data.csv")
    (tmp_path / "bad.h5ad").write_bytes(b"x" * 100)
    with pytest.raises(DataError, match="could not be written"):
        cxw.write_gene_index(tmp_path / "bad.h5ad")
    path = written(made(), tmp_path / "data.h5ad")
    with pytest.raises(DataError, match="no folder"):
        cxw.write_gene_index(path, out=tmp_path / "no")
    before = sorted(tmp_path.iterdir())

    def stop(part):
        if part > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cxw.write_gene_index(path, progress=stop)
    assert sorted(tmp_path.iterdir()) == before

    def second(part):
        with pytest.raises(DataError, match="another program"):
            cxw.write_gene_index(path)

    cxw.write_gene_index(path, progress=second).unlink()

    def changed(part):
        if part == 1:
            path.touch()

    with pytest.raises(DataError, match="changed meanwhile"):
        cxw.write_gene_index(path, progress=changed)
    monkeypatch.setattr(gene_index_writer.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 10, 10))
    with pytest.raises(DataError, match="Make room"):
        cxw.write_gene_index(path)
    monkeypatch.undo()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(gene_index_writer, "_put_together", full)
    with pytest.raises(DataError, match="No space left on device"):
        cxw.write_gene_index(path)
    assert sorted(tmp_path.iterdir()) == before


def test_another_folder(tmp_path, monkeypatch):
    path = written(made(), tmp_path / "data.h5ad")
    other = tmp_path / "elsewhere"
    other.mkdir()
    index = cxw.write_gene_index(path, out=other)
    assert index == other / index_name(path, None)
    assert not CellTable(path).genes.is_quick
    monkeypatch.setenv(PLACE_VARIABLE, str(other))
    assert CellTable(path).genes.is_quick
    monkeypatch.delenv(PLACE_VARIABLE)
    monkeypatch.chdir(other)
    assert CellTable(path).genes.is_quick
    # another file of this name: not meant
    (tmp_path / "b").mkdir()
    namesake = written(made(seed=2), tmp_path / "b" / "data.h5ad")
    table = CellTable(namesake).genes
    assert not table.is_quick
    assert table.note is None


def test_an_index_is_offered_where_genes_are_slow(tmp_path, open_session, monkeypatch):
    path = written(made(), tmp_path / "my data.zarr")
    session = open_session(path)
    monkeypatch.setattr(genes, "SLOW_SECONDS", 600)
    session.column("gene1")
    assert not session.warnings
    monkeypatch.setattr(genes, "SLOW_SECONDS", 0)
    session.column("gene2")
    (offer,) = session.warnings
    assert offer.endswith(f"`cellxgene-widget index '{path}'`")
    by_genes = open_session(written(made(sp.csc_matrix), tmp_path / "columns.zarr"))
    by_genes.column("gene2")
    assert not by_genes.warnings


def test_the_command(tmp_path, capsys):
    path = written(made(), tmp_path / "data.h5ad")
    assert cli.main(["index", str(path)]) == 0
    said = capsys.readouterr().err
    assert "data.h5ad: 100 %" in said
    assert "The gene index is" in said
    assert cli.main(["index", str(path), "--layer", "three"]) == 2
    assert "no layer 'three'" in capsys.readouterr().err
