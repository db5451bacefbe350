"""Opening by path: names in large letters, old files, stores within stores, and what is no data."""

from __future__ import annotations

import warnings

import anndata as ad
import numpy as np
import pandas as pd
import pytest
import zarr

from cellxgene_widget import DataError, MergeError
from cellxgene_widget.data.opening import open_data

from .old_files import N_CELLS, values, write_0_6, write_0_7, write_0_7_zarr


def small(n=12, prefix="c"):
    adata = ad.AnnData(
        values()[:n],
        obs=pd.DataFrame(index=[f"{prefix}{i:02d}" for i in range(n)]),
        var=pd.DataFrame(index=[f"G{i}" for i in range(6)]),
    )
    adata.obsm["X_umap"] = np.c_[np.arange(n), np.arange(n) % 3].astype(np.float32)
    return adata


def spatial_store(path, zarr_format=3, **tables):
    """Make a store as spatialdata lays it out, with a table each."""
    root = zarr.open_group(str(path), mode="w", zarr_format=zarr_format)
    root.attrs["spatialdata_attrs"] = {"version": "0.2"}
    root.create_group("images")
    root.create_group("tables")
    with warnings.catch_warnings():  # on what anndata and zarr will do one day
        warnings.simplefilter("ignore", UserWarning)
        for name, adata in tables.items():
            ad.io.write_elem(root["tables"], name, adata)
        zarr.consolidate_metadata(str(path))
    return path


def labelled(session):
    session.create_category("cell_type")
    session.label("B cell", cells=[0, 1, 2])
    session.save()
    return session


@pytest.mark.parametrize("name", ["x.H5AD", "x.H5ad", "x.y.h5ad"])
def test_the_ending_may_be_in_large_letters(tmp_path, open_session, name):
    small().write_h5ad(tmp_path / "x")
    (tmp_path / "x").rename(tmp_path / name)
    session = labelled(open_session(tmp_path / name))
    session.merge(inplace=True)
    assert ad.read_h5ad(tmp_path / name).obs["cell_type"].tolist()[2:4] == ["B cell", "unassigned"]


def test_a_store_in_large_letters_or_without_an_ending(tmp_path, open_session):
    for name in ("x.ZARR", "store"):
        small().write_zarr(tmp_path / name)
        assert labelled(open_session(tmp_path / name, dataset=name)).n_selected == 0


@pytest.mark.parametrize("sparse", [False, True])
def test_a_file_of_anndata_0_6(tmp_path, open_session, sparse):
    path = tmp_path / "old.h5ad"
    write_0_6(path, sparse=sparse)
    session = labelled(open_session(path))
    column = session.describe_columns()[0][0]
    assert [(level.name, level.color) for level in column.levels] == list(
        zip("abc", ("#ff0000", "#00ff00", "#0000ff"), strict=True)
    )
    np.testing.assert_array_equal(session.column("G1").values, values()[:, 1])
    session.select(cells=[0, 1, 2])
    assert len(session.markers(n_genes=2)) == 2
    before = path.read_bytes()
    for options in ({"inplace": True}, {"into": tmp_path / "copy.h5ad"}):
        with pytest.raises(MergeError, match=r"anndata before 0\.7.*to_memory\(\)\.write_h5ad"):
            session.merge(**options)
    assert path.read_bytes() == before
    assert not (tmp_path / "copy.h5ad").exists()
    session.merge()  # the way out that the sentence names
    session.adata.to_memory().write_h5ad(tmp_path / "new.h5ad")
    assert (ad.read_h5ad(tmp_path / "new.h5ad").obs["cell_type"] == "B cell").sum() == 3


def test_a_file_of_anndata_0_7_takes_labels(tmp_path, open_session):
    path = tmp_path / "old.h5ad"
    write_0_7(path)
    session = labelled(open_session(path))
    assert [level.color for level in session.describe_columns()[0][0].levels] == ["#ff0000", "#00ff00", "#0000ff"]
    session.merge(inplace=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ad.OldFormatWarning)
        obs = ad.read_h5ad(path).obs
    assert obs["louvain"].tolist() == ["a", "b", "c"] * 4
    assert (obs["cell_type"] == "B cell").sum() == 3


def test_a_store_of_anndata_0_7_takes_labels(tmp_path, open_session):
    adata, path = small(), tmp_path / "old.zarr"
    adata.obs["louvain"] = pd.Categorical(list("abc") * 4)
    adata.uns["louvain_colors"] = ["#ff0000", "#00ff00", "#0000ff"]
    write_0_7_zarr(adata, path)
    session = labelled(open_session(path))
    assert [level.color for level in session.describe_columns()[0][0].levels] == ["#ff0000", "#00ff00", "#0000ff"]
    session.merge(inplace=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ad.OldFormatWarning)
        obs = ad.read_zarr(path).obs
    assert obs["louvain"].tolist() == list("abc") * 4
    assert (obs["cell_type"] == "B cell").sum() == 3


@pytest.mark.parametrize("zarr_format", [2, 3])
@pytest.mark.parametrize("inside", [False, True])
def test_the_table_of_a_spatialdata_store(tmp_path, open_session, zarr_format, inside):
    store = spatial_store(tmp_path / "tissue.zarr", zarr_format, table=small())
    session = labelled(open_session(store / "tables" / "table" if inside else store, annotations_dir=None))
    assert session.draft.path.parent == tmp_path, "beside the store, not in it"
    session.close()
    for path in (store, store / "tables" / "table"):
        again = open_session(path, annotations_dir=None)
        assert (again.annotations["cell_type"] == "B cell").sum() == 3, "both ways lead to one draft"
        again.close()


@pytest.mark.parametrize("zarr_format", [2, 3])
def test_labels_in_a_table_are_seen_through_the_store_around_it(tmp_path, open_session, zarr_format):
    store = spatial_store(tmp_path / "tissue.zarr", zarr_format, table=small())
    session = labelled(open_session(store))
    session.merge(inplace=True)
    session.label("T cell", cells=[3, 4])  # other levels: arrays of other lengths
    session.merge(inplace=True)
    table = zarr.open_group(str(store), mode="r", use_consolidated=True)["tables/table"]
    obs = ad.io.read_elem(table["obs"])
    assert obs["cell_type"].tolist() == ["B cell"] * 3 + ["T cell"] * 2 + ["unassigned"] * 7
    assert session.column("G1").values.tolist() == values()[:, 1].tolist()
    assert {path.name for path in (store / "tables").iterdir()} <= {"table", "zarr.json", ".zgroup", ".zattrs"}


def test_several_tables_are_named_and_each_has_its_draft(tmp_path, open_session):
    store = spatial_store(tmp_path / "tissue.zarr", cells=small(), nuclei=small(prefix="n"))
    with pytest.raises(DataError, match=r"SpatialData store with 2 tables.*tables/cells.*tables/nuclei"):
        open_session(store)
    cells, nuclei = (open_session(store / "tables" / name, annotations_dir=None) for name in ("cells", "nuclei"))
    assert cells.draft.id != nuclei.draft.id
    assert cells.parts.draft.suggested_name != nuclei.parts.draft.suggested_name


def test_stores_without_a_table(tmp_path):
    spatial_store(tmp_path / "empty.zarr")
    with pytest.raises(DataError, match="SpatialData store without an AnnData"):
        open_data(tmp_path / "empty.zarr")
    zarr.open_group(str(tmp_path / "other.zarr"), mode="w").create_group("something")
    with pytest.raises(DataError, match=r"a \.zarr store without an AnnData"):
        open_data(tmp_path / "other.zarr")


def test_anndata_anywhere_in_a_store(tmp_path):
    root = zarr.open_group(str(tmp_path / "x.zarr"), mode="w")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        ad.io.write_elem(root.create_group("mod"), "rna", small())
    found, path = open_data(tmp_path / "x.zarr")
    assert (found.n_obs, path.name) == (N_CELLS, "rna")


@pytest.mark.parametrize(
    ("name", "says"),
    [("x.h5ad.gz", "is packed: unpack it"), ("x.zarr.zip", "is packed"), ("x.loom", r"no \.h5ad or \.h5mu file")],
)
def test_other_files(tmp_path, name, says):
    (tmp_path / name).write_bytes(b"1234")
    with pytest.raises(DataError, match=says):
        open_data(tmp_path / name)


def test_folders_and_files_that_are_the_other_kind(tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(DataError, match=r"is a folder, but no \.zarr store"):
        open_data(tmp_path / "folder")
    (tmp_path / "x.zarr").write_bytes(b"1234")
    with pytest.raises(DataError, match=r"is a file, but a \.zarr is a folder"):
        open_data(tmp_path / "x.zarr")


@pytest.mark.parametrize("zarr_format", [2, 3])
def test_what_is_broken_beside_the_table_makes_no_failure_of_a_merge(tmp_path, open_session, zarr_format):
    store = spatial_store(tmp_path / "tissue.zarr", zarr_format, table=small())
    described = store / "images" / ("zarr.json" if zarr_format == 3 else ".zgroup")
    session = labelled(open_session(store))
    described.write_text("{ cut sho")
    report = session.merge(inplace=True)
    assert ["metadata of 'tissue.zarr' could not be made anew" in note for note in report.notes] == [True]
    assert "tissue.zarr" in repr(report)
    obs = ad.io.read_elem(zarr.open_group(str(store / "tables" / "table"), mode="r", use_consolidated=False)["obs"])
    assert (obs["cell_type"] == "B cell").sum() == 3
    with pytest.raises((FileNotFoundError, KeyError, ValueError)):  # nothing is left that says what is not so
        zarr.open_group(str(store), mode="r", use_consolidated=True)
