"""Each section of tissue is an embedding of its own: named, told to the page, and in the recipe of a lasso."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from anndata.experimental import read_lazy

import cellxgene_widget as cxw
from cellxgene_widget.data.cells import CellTable
from cellxgene_widget.errors import DataError, SelectionError

from .test_sections import EVERYWHERE, OF_A, two_sections


@pytest.mark.parametrize("basis", ["spatial[A]", "X_spatial[A]"])
def test_a_section_is_named_in_brackets(basis, open_session):
    adata = two_sections()
    if basis.startswith("X_"):
        adata.obsm["X_spatial"] = adata.obsm.pop("spatial")
    for name in (basis, "spatial[A]"):
        session = open_session(adata, basis=name)
        assert session.embedding == basis
        assert session.library_id == "A"
        np.testing.assert_array_equal(~np.isnan(session.coordinates()[:, 0]), OF_A)
        assert not np.isnan(session.coordinates("spatial")).any()
        session.close()


def test_names_with_brackets_in_them(open_session):
    adata = two_sections(names=("A[1]", "B]"))
    adata.obsm["spatial_um[B]"] = adata.obsm["spatial"]
    session = open_session(adata, basis="spatial[A[1]]")
    np.testing.assert_array_equal(~np.isnan(session.coordinates()[:, 0]), OF_A)
    session.embedding = "spatial[B]]"
    np.testing.assert_array_equal(~np.isnan(session.coordinates()[:, 0]), ~OF_A)
    session.embedding = "spatial_um[B]"  # an array of this very name
    assert not np.isnan(session.coordinates()).any()


def test_a_recipe_names_the_section_and_runs_again_when_another_is_shown(open_session):
    session = open_session(two_sections(), library_id="A", basis="spatial")
    assert session.embedding == "spatial[A]"
    for basis in (None, "spatial", "spatial[A]"):
        session.select(lasso=EVERYWHERE, basis=basis)
        (step,) = session.recipe
        assert step["basis"] == "spatial[A]"
    code = session.code
    session.library_id = "B"
    session.select(lasso=EVERYWHERE)
    np.testing.assert_array_equal(session.selected, ~OF_A)
    session.select(**step)
    np.testing.assert_array_equal(session.selected, OF_A)
    session.clear_selection()
    exec(code, {"w": session})
    np.testing.assert_array_equal(session.selected, OF_A)


def test_the_library_can_be_set(open_session, tmp_path):
    session = open_session(two_sections(), dataset="set")
    assert session.library_id is None
    session.library_id = "B"
    assert session.embedding == "spatial[B]"
    session.embedding = "umap"
    assert session.library_id is None
    session.show_library("A")
    assert session.embedding == "spatial[A]"
    session.library_id = None
    assert session.embedding == "spatial"
    assert not np.isnan(session.coordinates()).any()
    for wrong in ("C", 3, ["A"]):
        with pytest.raises(DataError, match=r"There is no library .*Libraries: 'A', 'B'"):
            session.library_id = wrong
        assert session.embedding == "spatial"
    widget = cxw.show(two_sections(), library_id="A", annotations_dir=tmp_path / "other")
    widget.library_id = "B"
    assert (widget.library_id, widget.embedding) == ("B", "spatial[B]")
    np.testing.assert_array_equal(~np.isnan(widget.coordinates("spatial")[:, 0]), ~OF_A)
    widget.close()


def test_pages_drawn_before_another_section_was_chosen_are_out_of_date(open_session):
    session = open_session(two_sections(), library_id="A", basis="spatial")
    table = session.parts.table
    seen = table.n_changes
    session.library_id = None
    assert not table.has_coordinates_of(seen, "spatial")
    assert not table.has_coordinates_of(seen, "spatial[A]")
    assert table.has_coordinates_of(seen, "X_umap")


def described(adata, **options):
    infos = CellTable(adata, **options).obsm.describe()
    return {i.key: (i.title, i.n_missing, i.n_elsewhere, i.section, i.library) for i in infos if i.y_down}


def test_pages_are_told_of_sections_and_whose_image_lies_beneath():
    adata = two_sections()
    adata.obsm["spatial"][:3] = np.nan
    n_a = int(OF_A.sum())
    sections = {
        "spatial[A]": ("spatial · A", 1, 700 - n_a, "A", "A"),
        "spatial[B]": ("spatial · B", 2, n_a, "B", "B"),
    }
    assert described(adata) == {"spatial": ("spatial · all sections", 3, 0, None, None), **sections}
    assert described(adata, library_id="B") == sections
    # scale factors are those of obsm["spatial"] alone
    adata.obsm["spatial_um"] = adata.obsm["spatial"]
    assert described(adata)["spatial_um[A]"][-1] is None
    del adata.obsm["spatial_um"], adata.uns["spatial"]
    assert described(adata)["spatial[A]"] == ("spatial · A", 1, 700 - n_a, "A", None)
    adata.obs["library_id"] = pd.Categorical(np.where(OF_A, "A", None))
    adata.uns["spatial"] = {"A": {}}
    assert list(described(adata)) == ["spatial", "spatial[A]"]


@pytest.mark.parametrize("libraries", [["V1"], ["V1", "V2"]])
def test_one_section_needs_no_choice(libraries):
    adata = two_sections()
    adata.uns["spatial"] = {name: {} for name in libraries}
    adata.obs["library_id"] = "V1"
    assert described(adata) == {"spatial": ("spatial", 0, 0, None, "V1")}
    del adata.obs["library_id"]
    assert described(adata) == {"spatial": ("spatial", 0, 0, None, "V1" if libraries == ["V1"] else None)}


def test_a_section_that_is_gone_shows_no_cells_rather_than_others(open_session):
    adata = two_sections()
    session = open_session(adata, basis="spatial[A]")
    del adata.obs["library_id"]
    with pytest.raises(SelectionError, match=r"This lasso was for 'spatial\[A\]'"):
        session.select(lasso=EVERYWHERE)
    with pytest.raises(DataError, match="Nothing tells which cells are of the library 'A'"):
        session.select(lasso=EVERYWHERE, basis="spatial[A]")
    with pytest.raises(DataError, match="Nothing tells which cells are of the library 'B'"):
        session.embedding = "spatial[B]"
    with pytest.raises(DataError, match=r"no embedding 'umap\[A\]'"):
        session.embedding = "umap[A]"


def test_a_column_that_can_not_be_read_names_no_sections(tmp_path):
    adata = two_sections()
    adata.obs["sample"] = adata.obs["library_id"]
    adata.write_zarr(tmp_path / "a.zarr")
    for file in (tmp_path / "a.zarr" / "obs" / "library_id").rglob("*"):
        if file.is_file() and "z" not in file.name:
            file.write_bytes(b"damaged")
    assert list(described(read_lazy(tmp_path / "a.zarr"))) == ["spatial", "spatial[A]", "spatial[B]"]
    for file in (tmp_path / "a.zarr" / "obs" / "sample").rglob("*"):
        if file.is_file() and "z" not in file.name:
            file.write_bytes(b"damaged")
    assert list(described(read_lazy(tmp_path / "a.zarr"))) == ["spatial"]


def test_all_sections_are_shown_when_none_is_told_any_more_and_it_is_said(open_session):
    for how in ({"basis": "spatial[A]"}, {"basis": "spatial", "library_id": "A"}):
        for change in (lambda obs: obs.pop("library_id"), lambda obs: obs.__setitem__("library_id", "B")):
            adata = two_sections()
            session = open_session(adata, **how)
            change(adata.obs)
            session.parts.following.look()
            assert session.embedding == "spatial"
            assert session.library_id is None
            assert not np.isnan(session.coordinates()).any()
            assert [said for said in session.warnings if "The section 'A' is not shown alone any more" in said]
            session.embedding = "spatial"
            assert session.select(lasso=EVERYWHERE) == 700
            assert not [said for said in session.warnings if "not shown alone" in said]
            session.close()


def test_cells_of_other_sections_only_are_left(open_session):
    adata = two_sections()
    session = open_session(adata, basis="spatial", library_id="A")
    adata._inplace_subset_obs(~OF_A)
    session.parts.following.look()
    assert session.embedding == "spatial"
    assert not np.isnan(session.coordinates()).any()


def test_a_section_goes_on_when_its_column_has_other_cells(open_session):
    adata = two_sections()
    session = open_session(adata, basis="spatial[A]")
    adata.obs["library_id"] = np.where(OF_A, "B", "A")
    assert session.select(lasso=EVERYWHERE) == (~OF_A).sum()
    assert session.embedding == "spatial[A]"
