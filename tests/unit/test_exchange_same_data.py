"""A copy holds the data that the labels were given on, as it is by now: never values of other cells."""

import anndata as ad
import numpy as np
import pytest
import scipy.sparse as sp

import cellxgene_widget as cxw
from cellxgene_widget.exchange.same_data import require_in_place
from cellxgene_widget.exchange.ways import export_labels

from ..labelled import subject_of

FORMATS = ("cap", "cellxgene")


@pytest.fixture
def data_file(adata, tmp_path):
    adata.layers["counts"] = adata.raw[:, adata.var_names].X
    adata.layers["dense"] = np.arange(adata.n_obs * adata.n_vars, dtype=np.float32).reshape(adata.shape)
    adata.write_h5ad(tmp_path / "data.h5ad")
    return tmp_path / "data.h5ad"


@pytest.fixture
def others(adata, data_file, tmp_path):
    """Return a function that puts the same cells in another order in the place of the data file."""

    def replace():
        adata[::-1].copy().write_h5ad(tmp_path / "new.h5ad")
        (tmp_path / "new.h5ad").replace(data_file)

    return replace


def left(folder):
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def labelled(session):
    session.create_category("ct")
    session.label("B", cells=range(10))
    return session


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_file_that_was_replaced_is_not_taken_for_the_data(data_file, others, open_session, tmp_path, format_name):
    session = labelled(open_session(data_file))
    others()
    with pytest.raises(cxw.DataError, match="was replaced since it was opened: call show"):
        session.export(tmp_path / "out.h5ad", format=format_name)
    assert left(tmp_path) == ["data.h5ad"]


@pytest.mark.parametrize("format_name", FORMATS)
def test_nor_the_file_of_an_object_that_a_person_opened(data_file, others, open_session, tmp_path, format_name):
    backed = ad.read_h5ad(data_file, backed="r")
    session = labelled(open_session(backed))
    others()
    with pytest.raises(cxw.ExportError, match="was replaced since the data was opened: open it again"):
        session.export(tmp_path / "out.h5ad", format=format_name)
    backed.file.close()
    with pytest.raises(cxw.ExportError, match="cells of the data are in another order than in its file"):
        session.export(tmp_path / "out.h5ad", format=format_name)
    assert left(tmp_path) == ["data.h5ad"]


def test_one_that_is_replaced_while_it_is_copied_is_seen(adata, data_file, others, tmp_path):
    checks = iter([lambda: None, others])

    def check():
        next(checks, lambda: None)()
        if data_file.stat().st_ino != before:
            raise cxw.DataError("It was replaced.")

    before = data_file.stat().st_ino
    backed = ad.read_h5ad(data_file, backed="r")
    with pytest.raises(cxw.DataError, match="It was replaced"):
        export_labels(subject_of(adata), tmp_path / "o.h5ad", format="cap", adata=backed, source=data_file, check=check)
    backed.file.close()
    assert left(tmp_path) == ["data.h5ad"]


@pytest.mark.parametrize("format_name", FORMATS)
def test_cells_put_in_another_order_meanwhile_get_no_labels_of_others(adata, tmp_path, format_name):
    subject = subject_of(adata)
    moved = adata[::-1].copy()
    with pytest.raises(cxw.ExportError, match="cells of the data changed while it was exported"):
        export_labels(subject, tmp_path / "out.h5ad", format=format_name, adata=moved, source=None)
    assert left(tmp_path) == []


def test_cells_put_in_another_order_while_they_are_written_are_seen(adata, tmp_path):
    subject, calls = subject_of(adata), []

    def check():  # is called again when all is written
        calls.append(1)
        if len(calls) == 2:
            adata._inplace_subset_obs(np.arange(adata.n_obs)[::-1])

    with pytest.raises(cxw.ExportError, match="cells of the data changed while it was exported"):
        export_labels(subject, tmp_path / "out.h5ad", format="cap", adata=adata, source=None, check=check)
    assert left(tmp_path) == []


@pytest.mark.parametrize("way", ["path", "object"])
def test_what_was_put_in_the_place_of_an_array_is_in_the_copy(data_file, open_session, tmp_path, way):
    saved = data_file.read_bytes()
    session = labelled(open_session(data_file if way == "path" else ad.read_h5ad(data_file, backed="r")))
    data = session.adata
    data.obsm["X_umap"] = data.obsm["X_umap"] * 0 + 7
    data.layers["dense"][-1, -1] = -1
    counts = data.layers["counts"].copy()
    counts.data[-1] += 1
    data.layers["counts"] = counts
    del data.obsm["X_pca"], data.raw
    session.export(tmp_path / "out.h5ad", format="cap")
    copy = ad.read_h5ad(tmp_path / "out.h5ad")
    assert (copy.obsm["X_umap"] == 7).all()
    assert "X_pca" not in copy.obsm
    assert copy.layers["dense"][-1, -1] == -1
    assert (copy.layers["counts"] != counts).nnz == 0
    assert copy.raw is None
    assert data_file.read_bytes() == saved
    del data.layers["counts"], data.layers["dense"]
    session.export(tmp_path / "out.h5ad", format="cellxgene", overwrite=True)
    assert [key for key in ad.read_h5ad(tmp_path / "out.h5ad").layers if key is not None] == []  # X of anndata 0.13
    session.close()
    data.file.close()


def test_arrays_that_are_as_in_the_file_are_not_written_again(data_file, open_session, tmp_path):
    ad.read_h5ad(data_file).write_h5ad(data_file, compression="gzip")
    session = labelled(open_session(data_file))
    session.export(tmp_path / "out.h5ad", format="cap")
    assert (tmp_path / "out.h5ad").stat().st_size < data_file.stat().st_size + 600_000


def test_names_given_in_the_object_are_those_of_the_copy(data_file, open_session, tmp_path):
    backed = ad.read_h5ad(data_file, backed="r")
    backed.obs_names = [f"sample-{name}" for name in backed.obs_names]
    backed.var_names = [f"ENSG{n:011d}" for n in range(backed.n_vars)]
    labelled(open_session(backed)).export(tmp_path / "out.h5ad", format="cap")
    copy, before = ad.read_h5ad(tmp_path / "out.h5ad"), ad.read_h5ad(data_file)
    assert list(copy.obs_names) == list(backed.obs_names)
    assert list(copy.var_names) == list(backed.var_names)
    np.testing.assert_array_equal(copy.X, before.X)
    backed.file.close()


def test_a_matrix_that_was_read_into_memory_is_the_one_of_the_copy(data_file, open_session, tmp_path):
    session = labelled(open_session(data_file))
    session.adata.filename = None
    session.adata.X = sp.csr_matrix(np.ones(session.adata.shape, dtype=np.float32))
    session.export(tmp_path / "out.h5ad", format="cap")
    assert (ad.read_h5ad(tmp_path / "out.h5ad").X.toarray() == 1).all()


def test_places_of_names(tmp_path):
    path = tmp_path / "data.h5ad"
    require_in_place(["a", "b"], ["a", "b"], "cells", path)
    require_in_place(["a", "b"], ["a", "c"], "cells", path)
    require_in_place([0, 1], ["0", "1"], "cells", path)
    with pytest.raises(cxw.ExportError, match="in another order than in its file"):
        require_in_place(["a", "b"], ["b", "a"], "cells", path)
    with pytest.raises(cxw.ExportError, match="has 1 cells by now, its file"):
        require_in_place(["a", "b"], ["a"], "cells", path)
