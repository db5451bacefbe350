"""Sections of tissue in one object: ``library_id=`` shows one, the cells of others have no place then."""

from __future__ import annotations

import anndata as ad
import numpy as np
import pandas as pd
import pytest

import cellxgene_widget as cxw
from cellxgene_widget.data.cells import CellTable
from cellxgene_widget.errors import DataError
from tests.page.data import on_tissue

EVERYWHERE = [[-1e6, -1e6], [1e6, -1e6], [1e6, 1e6], [-1e6, 1e6]]
#: Cells of the first of two sections.
OF_A = np.arange(700) % 3 == 0


def two_sections(column="library_id", names=("A", "B"), *, beside=False):
    """Give real cells of two sections, over each other unless they lie ``beside`` each other."""
    adata = on_tissue()
    adata.obs[column] = pd.Categorical(np.where(OF_A, *names))
    adata.uns["spatial"] = {str(name): {"images": {}, "scalefactors": {}} for name in names}
    if beside:
        adata.obsm["spatial"] = adata.obsm["spatial"] + np.where(OF_A, 0, 5000)[:, None]
    return adata


@pytest.mark.parametrize("column", ["library_id", "sample", "batch", "slide_id", "fov", "the spatialdata one"])
def test_only_the_section_named_has_places_on_tissue(column, open_session):
    adata = two_sections(column)
    adata.obs["batch"] = adata.obs["batch"] if column == "batch" else "1"
    if column == "the spatialdata one":
        adata.uns["spatialdata_attrs"] = {"region": ["A", "B"], "region_key": column, "instance_key": "id"}
    session = open_session(adata, library_id="A", basis="spatial")
    assert session.libraries == ["A", "B"]
    np.testing.assert_array_equal(~np.isnan(session.coordinates()[:, 0]), OF_A)
    assert not np.isnan(session.coordinates("umap")).any()
    session.select(lasso=EVERYWHERE)
    np.testing.assert_array_equal(session.selected, OF_A)
    assert session.parts.table.obsm.n_missing("spatial") == (~OF_A).sum()
    assert not [said for said in session.warnings if "over each other" in said]


@pytest.mark.parametrize("kind", ["whole numbers", "words", "with missing ones"])
def test_libraries_are_told_by_values_of_any_kind(kind):
    adata = two_sections()
    if kind == "whole numbers":
        adata.obs["library_id"] = np.where(OF_A, 1, 2)
        adata.uns["spatial"] = {"1": {}, "2": {}}
    elif kind == "words":
        adata.obs["library_id"] = np.where(OF_A, "A", "B")
    else:
        adata.obs["library_id"] = pd.array(np.where(OF_A, "A", None), dtype="string")
    points = CellTable(adata, library_id="1" if kind == "whole numbers" else "A").coordinates("spatial")
    np.testing.assert_array_equal(~np.isnan(points[:, 0]), OF_A)


@pytest.mark.parametrize(
    ("kind", "names"),
    [(kind, names) for kind in ("float64", "Float64", "Int64", "object", "category") for names in ("12", ("1.0", "2.0"))
     if (kind, names[0]) != ("Int64", "1.0")],
)  # fmt: skip
def test_whole_numbers_where_some_are_missing_name_libraries(kind, names):
    adata = two_sections()
    numbers = pd.Series(np.where(OF_A, 1.0, 2.0), adata.obs_names)
    numbers.iloc[[0, 1]] = np.nan
    adata.obs["library_id"] = numbers.astype(kind)
    adata.uns["spatial"] = {name: {} for name in names}
    table = CellTable(adata, library_id=names[0])
    np.testing.assert_array_equal(~np.isnan(table.coordinates("spatial")[:, 0]), OF_A & (np.arange(700) > 1))


def test_numbers_that_are_not_whole_name_libraries_as_they_are():
    adata = two_sections()
    adata.obs["library_id"] = np.where(OF_A, 1.5, np.inf)
    adata.uns["spatial"] = {"1.5": {}, "inf": {}}
    points = CellTable(adata, library_id="1.5").coordinates("spatial")
    np.testing.assert_array_equal(~np.isnan(points[:, 0]), OF_A)


@pytest.mark.parametrize("suffix", ["h5ad", "zarr"])
def test_sections_of_a_file(suffix, tmp_path):
    adata = two_sections()
    getattr(adata, f"write_{suffix}")(tmp_path / f"a.{suffix}")
    points = CellTable(tmp_path / f"a.{suffix}", library_id="B").coordinates("spatial")
    np.testing.assert_array_equal(~np.isnan(points[:, 0]), ~OF_A)


def test_sections_without_pictures_are_told_by_their_column(open_session):
    adata = two_sections()
    del adata.uns["spatial"]
    session = open_session(adata, library_id="B")
    assert session.libraries == ["A", "B"]
    np.testing.assert_array_equal(~np.isnan(session.coordinates("spatial")[:, 0]), ~OF_A)


def test_one_library_needs_no_choice(open_session):
    adata = on_tissue()
    adata.uns["spatial"] = {"V1": {}}
    for options in ({}, {"library_id": "V1"}):
        session = open_session(adata, **options)
        assert session.libraries == ["V1"]
        assert not np.isnan(session.coordinates("spatial")).any()
        assert not session.warnings
    assert open_session(on_tissue(), dataset="none").libraries == []


@pytest.mark.parametrize(
    ("change", "library_id", "said"),
    [
        (lambda adata: None, "C", r"no library 'C' in adata.uns\['spatial'\]. Libraries: 'A', 'B'"),
        (lambda adata: None, 1, "no library 1 "),
        (lambda adata: None, ["A"], "no library"),
        (lambda adata: adata.obs.pop("library_id"), "A", "Nothing tells which cells are of the library 'A'.*'A', 'B'"),
        (lambda adata: adata.obs.__setitem__("library_id", "B"), "A", "No cell is of the library 'A'.*'B'"),
        (lambda adata: adata.obsm.pop("spatial"), "A", r"there is no adata.obsm\['spatial'\].*'X_umap'"),
        (lambda adata: (adata.uns.pop("spatial"), adata.obs.pop("library_id")), "A", "It names none"),
    ],
)
def test_a_section_that_can_not_be_shown(change, library_id, said, open_session, tmp_path):
    adata = two_sections()
    change(adata)
    with pytest.raises(DataError, match=said) as caught:
        open_session(adata, library_id=library_id)
    assert str(caught.value).endswith(".")
    assert not (tmp_path / "drafts").exists()


def test_sections_over_each_other_are_told_of(open_session):
    (said,) = open_session(two_sections(), dataset="over").warnings
    assert "The sections 'A', 'B' lie over each other in 'spatial'" in said
    assert "library_id='A'" in said
    assert open_session(two_sections(beside=True), dataset="beside").warnings == []
    # what a notebook mends is told no more
    adata = two_sections()
    session = open_session(adata, dataset="mended")
    assert session.warnings
    adata.obsm["spatial"] = two_sections(beside=True).obsm["spatial"]
    session.select(cells=[1])
    assert session.warnings == []


def test_many_sections_of_which_two_overlap(open_session):
    adata = on_tissue()
    part = np.arange(700) // 7
    adata.obs["fov"] = part
    adata.uns["spatial"] = {str(i): {} for i in range(100)}
    adata.obsm["spatial"] = np.c_[part * 100 + np.arange(700) % 7, np.arange(700) % 5]
    assert open_session(adata, dataset="apart").warnings == []
    adata.obsm["spatial"][part == 40, 0] -= 100
    (said,) = open_session(adata, dataset="two").warnings
    assert "sections '39', '40' lie" in said


def test_labels_fall_only_on_the_section_shown_and_other_columns_follow(open_session):
    adata = two_sections()
    session = open_session(adata, library_id="A", basis="spatial")
    session.create_category("region")
    session.select(lasso=EVERYWHERE)
    assert session.label("cortex") == OF_A.sum()
    assert (session.annotations["region"] == "cortex").to_numpy().tolist() == OF_A.tolist()
    # the notebook gives a cell to the other section: what is drawn is drawn anew
    seen = session.parts.table.n_changes
    adata.obs["library_id"] = pd.Categorical(np.where(np.arange(700) < 3, "A", "B"))
    session.select(lasso=EVERYWHERE)
    assert session.n_selected == 3
    assert not session.parts.table.has_coordinates_of(seen, "spatial")
    assert session.parts.table.has_coordinates_of(seen, "X_umap")
    # a single cell among many, in place
    seen = session.parts.table.n_changes
    adata.obs.iloc[611, list(adata.obs.columns).index("library_id")] = "A"
    session.select(lasso=EVERYWHERE)
    assert session.n_selected == 4
    assert not session.parts.table.has_coordinates_of(seen, "spatial")
    # and takes the column away: nothing is selected rather than the wrong cells
    del adata.obs["library_id"]
    with pytest.raises(cxw.SelectionError, match=r"This lasso was for 'spatial\[A\]'"):
        session.select(lasso=EVERYWHERE)
    assert session.library_id is None


def test_cells_taken_out_stay_in_their_sections(open_session):
    adata = two_sections()
    session = open_session(adata, library_id="A", basis="spatial")
    session.create_category("region")
    adata._inplace_subset_obs(np.arange(700) % 2 == 0)
    session.select(lasso=EVERYWHERE)
    np.testing.assert_array_equal(session.selected, OF_A[::2])
    assert session.label("cortex") == OF_A[::2].sum()


def test_show_takes_it_too(tmp_path):
    widget = cxw.show(two_sections(), library_id="B", basis="spatial", annotations_dir=tmp_path)
    assert widget.libraries == ["A", "B"]
    np.testing.assert_array_equal(~np.isnan(widget.coordinates()[:, 0]), ~OF_A)
    widget.close()


def test_two_columns_of_one_name_and_a_column_of_lists_tell_nothing():
    adata = ad.AnnData(np.ones((4, 2), np.float32), obsm={"spatial": np.arange(8.0).reshape(4, 2)})
    adata.uns["spatial"] = {"A": {}, "B": {}}
    adata.obs = pd.DataFrame(
        [["A", "A", ["A"], "A"]] * 4, columns=["sample", "sample", "library_id", "batch"], index=adata.obs_names
    )
    assert not np.isnan(CellTable(adata, library_id="A").coordinates("spatial")).any()
