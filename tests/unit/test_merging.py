"""Merging: equal to the recipe people know, repeatable, and never over a column that is not ours."""

from __future__ import annotations

import anndata as ad
import numpy as np
import pandas as pd
import pytest

from cellxgene_widget import LabelError, MergeError


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata)
    session.create_category("cell_type", like="louvain")
    session.rename_label("cell_type", "3", "NA")
    session.delete_label("cell_type", "5")
    session.add_label("cell_type", "without cells")
    session.create_category("quality")
    session.label("low", cells=[0, 1])
    return session


def test_equal_to_reading_the_draft_and_joining_it(session):
    adata = session.adata
    before = adata.obs.copy()
    report = session.merge()
    recipe = {"comment": "#", "dtype": "category", "index_col": 0, "keep_default_na": False}
    expected = before.join(pd.read_csv(session.draft.path, **recipe))
    assert adata.obs.equals(expected), "also the set of levels is the same"
    assert adata.obs["cell_type"].cat.categories.tolist() == [
        "0",
        "1",
        "2",
        "NA",
        "4",
        "6",
        "7",
        "8",
        "9",
        "10",
        "unassigned",
    ]
    assert not adata.obs["cell_type"].cat.ordered
    assert len(adata.uns["cell_type_colors"]) == 11
    assert adata.uns["quality_colors"][-1] == "#c4c8ce"
    assert "obs['quality']: 1 label on 2 of 700 cells" in repr(report)


def test_colours_are_those_of_the_labels(session):
    session.merge()
    colors = dict(
        zip(
            session.adata.obs["cell_type"].cat.categories,
            session.adata.uns["cell_type_colors"],
            strict=True,
        )
    )
    for label in session.find_category("cell_type").labels:
        if label.name in colors:
            assert colors[label.name] == label.color


def test_again_after_more_labels(session, open_session):
    adata = session.adata
    session.merge()
    session.label("high", category="quality", cells=[5])
    session.merge()
    assert adata.obs["quality"].tolist()[5] == "high"
    session.close()
    again = open_session(adata)
    assert again.annotations["quality"].tolist()[5] == "high", "show() after merge opens the same draft"
    assert "quality" not in [info.name for info in again.describe_columns()[0]], "and lists the category once"
    again.merge()
    assert adata.obs["quality"].tolist()[5] == "high"


def test_other_keys_and_missing_values(session):
    adata = session.adata
    session.merge("quality", key_added="qc", unassigned=None)
    assert adata.obs["qc"].isna().sum() == 698
    assert adata.obs["qc"].cat.categories.tolist() == ["low"]
    session.merge(key_added={"cell_type": "ct"}, unassigned="unknown")
    assert {"ct", "quality"} <= set(adata.obs.columns)
    assert adata.obs["ct"].cat.categories[-1] == "unknown"


def test_it_survives_a_file(session, tmp_path):
    session.merge()
    session.adata.write_h5ad(tmp_path / "labelled.h5ad")
    read = ad.read_h5ad(tmp_path / "labelled.h5ad")
    assert read.obs["cell_type"].astype(str).tolist() == session.annotations["cell_type"].astype(str).tolist()
    assert list(read.uns["cell_type_colors"]) == list(session.adata.uns["cell_type_colors"])


def test_a_view_gets_the_labels_too(adata, open_session):
    view = adata[adata.obs["louvain"] == "1"]
    session = open_session(view)
    session.create_category("cell_type")
    session.label("B", cells=np.arange(3))
    session.merge()
    assert view.obs["cell_type"].tolist()[:3] == ["B"] * 3
    assert "cell_type" not in adata.obs


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"key_added": "louvain", "categories": "quality"}, "has 'louvain' already"),
        ({"key_added": "x"}, "one column for 2 categories"),
        ({"key_added": {"cell_type": "quality"}}, "two categories one column"),
        ({"key_added": {"nope": "x"}}, "names 'nope'"),
        ({"key_added": 3}, "takes a name"),
        ({"key_added": {"quality": " "}}, "needs a name"),
        ({"unassigned": "low"}, "is a label of 'quality'"),
        ({"unassigned": ""}, "takes the text"),
    ],
)
def test_what_is_refused_changes_nothing(session, options, said):
    adata = session.adata
    before, keys = adata.obs.copy(), set(adata.uns)
    with pytest.raises(MergeError, match=said):
        session.merge(**options)
    pd.testing.assert_frame_equal(adata.obs, before)
    assert set(adata.uns) == keys


def test_an_unknown_category(session):
    with pytest.raises(LabelError, match="no category 'nope'"):
        session.merge(["quality", "nope"])


def test_a_column_of_someone_else_is_overwritten_only_when_told(session, open_session):
    adata = session.adata
    session.merge()
    other = open_session(adata, user="someone else")
    with pytest.raises(LabelError, match="has a column 'quality'"):
        other.create_category("quality")
    other.create_category("mine")
    other.label("x", cells=[0])
    with pytest.raises(MergeError, match="not written by this draft"):
        other.merge(key_added="quality")
    other.merge(key_added="quality", overwrite=True)
    assert adata.obs["quality"].cat.categories.tolist() == ["x", "unassigned"]
    with pytest.raises(MergeError, match="not written by this draft"):
        session.merge("quality")


def test_nothing_to_merge(adata, open_session):
    session = open_session(adata)
    assert "Nothing to merge" in repr(session.merge())
    assert "cellxgene_widget" not in adata.uns


# -- into files


def digest(path):
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def data_file(adata, tmp_path):
    adata.write_h5ad(tmp_path / "pbmc.h5ad")
    return tmp_path / "pbmc.h5ad"


def labelled(open_session, data):
    session = open_session(data)
    session.create_category("cell_type", like="louvain")
    session.label("B cell", cells=[0, 1])
    return session


def test_into_a_copy_of_the_file(open_session, data_file, tmp_path):
    session = labelled(open_session, data_file)
    before = digest(data_file)
    report = session.merge(into=tmp_path / "out.h5ad")
    assert "obs['cell_type']" in repr(report)
    assert digest(data_file) == before
    assert "cell_type" not in session.adata.obs
    original, merged = ad.read_h5ad(data_file), ad.read_h5ad(tmp_path / "out.h5ad")
    assert merged.obs["cell_type"].astype(str).tolist() == session.annotations["cell_type"].astype(str).tolist()
    assert merged.obs.columns.tolist() == [*original.obs.columns, "cell_type"]
    assert len(merged.uns["cell_type_colors"]) == len(merged.obs["cell_type"].cat.categories)
    np.testing.assert_array_equal(merged.X, original.X)
    with pytest.raises(MergeError, match="There is a file"):
        session.merge(into=tmp_path / "out.h5ad")
    session.merge(into=tmp_path / "out.h5ad", overwrite=True)
    with pytest.raises(MergeError, match="pass inplace=True"):
        session.merge(into=data_file, overwrite=True)
    assert {p.name for p in tmp_path.iterdir()} == {"pbmc.h5ad", "out.h5ad", "drafts"}


def test_into_the_file_itself_again_and_again(open_session, data_file):
    session = labelled(open_session, data_file)
    original = ad.read_h5ad(data_file)
    session.merge(inplace=True)
    session.label("T cell", cells=[2])
    session.merge(inplace=True)
    merged = ad.read_h5ad(data_file)
    assert merged.obs["cell_type"].tolist()[:3] == ["B cell", "B cell", "T cell"]
    pd.testing.assert_frame_equal(merged.obs.drop(columns="cell_type"), original.obs)
    np.testing.assert_array_equal(merged.X, original.X)
    session.close()
    again = open_session(data_file)
    assert again.annotations["cell_type"].tolist()[:3] == ["B cell", "B cell", "T cell"]
    assert again.parts.table.column("CD79A").values.size == 700, "the matrix can still be read"


def extents(path):
    """Return where in an HDF5 file the data of each dataset lie, and their bytes; but not of what a merge writes."""
    import h5py

    found, raw = {}, path.read_bytes()

    def visit(name, item):
        if not isinstance(item, h5py.Dataset):
            return
        if item.chunks is None:
            places = [(item.id.get_offset(), item.id.get_storage_size())]
        else:
            chunks = [item.id.get_chunk_info(k) for k in range(item.id.get_num_chunks())]
            places = [(chunk.byte_offset, chunk.size) for chunk in chunks]
        found[name] = [(begin, raw[begin : begin + size]) for begin, size in places if begin is not None]

    with h5py.File(path) as file:
        file.visititems(visit)
    return found


@pytest.mark.parametrize("kind", ["dense", "sparse", "compressed"])
def test_in_place_not_a_byte_of_the_matrix_is_written_again(kind, adata, open_session, tmp_path):
    from scipy import sparse

    path = tmp_path / "pbmc.h5ad"
    if kind == "sparse":
        adata.X = sparse.csr_matrix(adata.X)
    adata.write_h5ad(path, compression="gzip" if kind == "compressed" else None)
    before = extents(path)
    session = labelled(open_session, path)
    for label in ("T cell", "NK cell"):
        session.label(label, cells=[2])
        session.merge(inplace=True)
    after = extents(path)
    assert set(before) <= set(after)
    moved = [name for name in before if before[name] != after[name]]
    assert moved == [], "all that was there is at its place, byte by byte"
    assert {name.split("/")[1] for name in set(after) - set(before)} <= {
        "cell_type",
        "cell_type_colors",
        "cellxgene_widget",
    }
    assert any(name.split("/")[0] == "X" and extent for name, extent in after.items())


def test_in_a_zarr_store_only_new_columns_are_written(adata, open_session, tmp_path):
    store = tmp_path / "pbmc.zarr"
    adata.write_zarr(store)

    def files():
        return {
            str(p.relative_to(store)): (p.read_bytes(), p.stat().st_mtime_ns) for p in store.rglob("*") if p.is_file()
        }

    before = files()
    session = labelled(open_session, adata)
    session.merge(into=store, inplace=True)
    after = files()
    assert set(before) <= set(after)
    assert {name: after[name] for name in before if name.startswith(("X/", "obsm/"))} == {
        name: at for name, at in before.items() if name.startswith(("X/", "obsm/"))
    }, "not touched at all"
    metadata = {"zarr.json", "obs/zarr.json", "uns/zarr.json", ".zmetadata", "obs/.zattrs", "uns/.zattrs"}
    for name in {name for name in after if name not in before or before[name][0] != after[name][0]} - metadata:
        assert "cell_type" in name or "cellxgene_widget" in name, name
    assert ad.read_zarr(store).obs["cell_type"].tolist()[:2] == ["B cell", "B cell"]


def test_into_subset_and_reordered_files_by_name(adata, open_session, tmp_path):
    session = labelled(open_session, adata)
    expected = session.annotations["cell_type"].astype(str)
    shuffled = adata[np.random.default_rng(0).permutation(700)[:300]].copy()
    path = tmp_path / "part.h5ad"
    shuffled.write_h5ad(path)
    report = session.merge(into=path, inplace=True)
    assert "300 cells" in repr(report)
    merged = ad.read_h5ad(path)
    pd.testing.assert_series_equal(
        merged.obs["cell_type"].astype(str), expected[shuffled.obs_names], check_index_type=False, check_names=False
    )


def test_a_backed_object_gets_the_labels_and_its_file_is_as_it_was(open_session, data_file):
    before = digest(data_file)
    backed = ad.read_h5ad(data_file, backed="r")
    session = labelled(open_session, backed)
    session.merge()
    assert backed.obs["cell_type"].tolist()[:2] == ["B cell", "B cell"]
    assert backed.isbacked
    assert digest(data_file) == before
    session.close()
    again = open_session(backed)
    assert again.annotations["cell_type"].tolist()[:2] == ["B cell", "B cell"], "show() after merge opens it again"


def test_an_object_that_was_subset_and_reordered_meanwhile(adata, open_session):
    first = open_session(adata, dataset="pbmc")
    first.create_category("cell_type")
    first.label("B", cells=adata.obs_names[::2])
    expected = first.annotations["cell_type"].astype(str)
    first.close()
    part = adata[adata.obs_names[::-3]]
    session = open_session(part, dataset="pbmc")
    session.merge()
    assert part.obs["cell_type"].astype(str).tolist() == expected[part.obs_names].tolist()
    assert part.obs_names.tolist() == adata.obs_names[::-3].tolist()


def test_into_a_zarr_store(adata, open_session, tmp_path):
    adata.write_zarr(tmp_path / "pbmc.zarr")
    session = labelled(open_session, adata)
    session.merge(into=tmp_path / "pbmc.zarr", inplace=True)
    merged = ad.read_zarr(tmp_path / "pbmc.zarr")
    assert merged.obs["cell_type"].tolist()[:2] == ["B cell", "B cell"]
    assert merged.obs.columns[-1] == "cell_type"


def test_names_with_a_slash_are_for_memory_only(open_session, data_file, tmp_path):
    session = open_session(data_file)
    session.create_category("Tfh/Th1")
    session.label("x", cells=[0])
    before = digest(data_file)
    for options in ({"into": tmp_path / "out.h5ad"}, {"inplace": True}):
        with pytest.raises(MergeError, match="can't have a slash"):
            session.merge(**options)
    assert digest(data_file) == before
    assert "can't be written to a file: choose another (key_added=)" in repr(session.merge())
    session.merge(key_added="Tfh", into=tmp_path / "out.h5ad")
    assert ad.read_h5ad(tmp_path / "out.h5ad").obs["Tfh"].tolist()[:2] == ["x", "unassigned"]


def test_a_backslash_is_a_slash_in_the_paths_of_a_store(adata, open_session, tmp_path):
    """The column was written, and not known for the draft's own any more: the draft could not be opened."""
    store = tmp_path / "pbmc.zarr"
    adata.write_zarr(store)
    session = open_session(store)
    session.create_category("a\\b")
    session.label("x", cells=[0])
    with pytest.raises(MergeError, match="can't have a slash"):
        session.merge(inplace=True)
    session.merge(key_added="ab", inplace=True)
    session.close()
    assert open_session(store).annotations.columns.tolist() == ["a\\b"]
    adata.write_h5ad(tmp_path / "pbmc.h5ad")
    session = open_session(tmp_path / "pbmc.h5ad")
    session.create_category("a\\b")
    session.merge(inplace=True)
    session.close()
    assert open_session(tmp_path / "pbmc.h5ad").annotations.columns.tolist() == ["a\\b"]


def test_a_view_of_an_object_on_disk_is_refused(open_session, data_file):
    view = ad.read_h5ad(data_file, backed="r")[:50]
    session = open_session(view)
    session.create_category("mine")
    with pytest.raises(MergeError, match="view of one on disk"):
        session.merge()


def test_files_that_can_not_be_merged_into(adata, open_session, data_file, tmp_path):
    session = labelled(open_session, data_file)
    before = digest(data_file)
    for options, said in [
        ({"into": tmp_path / "no such folder" / "x.h5ad"}, "There is no directory"),
        ({"into": tmp_path / "x.zarr"}, r"ends in \.h5ad"),
        ({"into": tmp_path / "x.h5ad", "categories": "cell_type", "key_added": "louvain"}, "has 'louvain' already"),
        ({"inplace": True, "categories": "cell_type", "key_added": "louvain"}, "has 'louvain' already"),
        ({"inplace": True, "into": tmp_path / "gone.h5ad"}, "needs the data file"),
    ]:
        with pytest.raises(MergeError, match=said):
            session.merge(**options)
    assert digest(data_file) == before
    assert not (tmp_path / "x.h5ad").exists()
    with pytest.raises(MergeError, match="is in memory"):
        open_session(adata).merge(into=tmp_path / "x.h5ad")


def test_a_column_called_as_the_index_is_refused(adata, open_session):
    adata.obs_names.name = "barcode"
    session = open_session(adata)
    session.create_category("barcode")
    with pytest.raises(MergeError, match=r"index of adata.obs is called 'barcode'.*key_added="):
        session.merge()
    session.merge(key_added="cell_barcode")
    assert "cell_barcode" in adata.obs
