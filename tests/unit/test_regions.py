"""Regions on tissue: a lasso kept as a label with an outline, which goes wherever its label goes."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

import cellxgene_widget as cxw
from cellxgene_widget.errors import AnnotationError, DataError, LabelError, SelectionError
from tests.page.data import in_sections, on_tissue

#: Round some of the spots, and a part of it.
SQUARE = [[410.0, 410.0], [1610.0, 410.0], [1610.0, 1610.0], [410.0, 1610.0]]
INNER = [[810.0, 810.0], [1210.0, 810.0], [1210.0, 1210.0], [810.0, 1210.0]]
BESIDE = [[1410.0, 1410.0], [2210.0, 1410.0], [2210.0, 2210.0], [1410.0, 2210.0]]


def within(adata, box):
    (x0, y0), (x1, y1) = np.min(box, axis=0), np.max(box, axis=0)
    x, y = adata.obsm["spatial"].T
    return (x > x0) & (x < x1) & (y > y0) & (y < y1)


@pytest.fixture
def session(open_session):
    return open_session(on_tissue(), basis="spatial")


def keep(session, name="tumor", lasso=SQUARE, **given):
    session.select(lasso=lasso)
    return session.keep_region(name, **given)


def row(session, name="tumor", **given):
    return session.regions(**given).set_index("region").loc[name]


def test_a_lasso_is_kept_with_its_cells_and_its_area(session):
    inside = within(session.adata, SQUARE)
    assert keep(session) == inside.sum() > 100
    np.testing.assert_array_equal(session.annotations["regions"] == "tumor", inside)
    found = row(session)
    assert (found["category"], found["basis"], found["section"]) == ("regions", "spatial", None)
    assert found["n_cells"] == found["n_labelled"] == inside.sum()
    assert found["area"] == 1200**2
    assert found["density"] == inside.sum() / 1200**2
    assert np.isnan(found["area_mm2"])
    assert [list(place) for place in found["geometry"].exterior.coords[:-1]] == SQUARE
    assert session.history.iloc[-1]["text"] == f"keep region tumor ({inside.sum()} cells)"
    assert session.history.iloc[-1]["recipe"][0]["lasso"] == [SQUARE]


def test_it_is_undone_and_made_again_by_its_code(session):
    keep(session)
    code, before = session.code, session.regions()
    session.undo()
    assert session.categories == []
    assert session.regions().empty
    session.redo()
    assert session.regions().equals(before)
    session.undo()
    exec(code, {"w": session})
    assert session.regions().equals(before)


def test_lassos_are_added_taken_out_and_leave_holes(session):
    session.select(lasso=SQUARE)
    session.select(lasso=INNER, mode="subtract")
    session.select(lasso=BESIDE, mode="add")
    selected = session.selected.copy()
    session.keep_region("rim")
    found = row(session, "rim")
    assert found["area"] == 1200**2 - 400**2 + 800**2 - 200**2
    assert (found["n_polygons"], found["n_holes"]) == (1, 1)
    assert found["n_cells"] == selected.sum()
    np.testing.assert_array_equal(session.annotations["regions"] == "rim", selected)
    session.select(lasso=SQUARE)
    session.select(lasso=BESIDE, mode="intersect")
    session.keep_region("both")
    assert row(session, "both")["area"] == 200**2


def test_several_lassos_apart_are_one_region_of_several_polygons(session):
    session.select(lasso=[INNER, BESIDE])
    session.keep_region("islands")
    assert row(session, "islands")["n_polygons"] == 2
    assert row(session, "islands")["area"] == 400**2 + 800**2


def test_a_lasso_that_crosses_itself_encloses_what_it_takes(session):
    bow = [[410.0, 410.0], [1610.0, 1610.0], [1610.0, 410.0], [410.0, 1610.0]]
    session.select(lasso=bow)
    selected = session.selected.copy()
    session.keep_region("bow")
    found = row(session, "bow")
    assert found["geometry"].is_valid
    assert found["area"] == pytest.approx(1200**2 / 2)
    np.testing.assert_array_equal(session.annotations["regions"] == "bow", selected)


def test_where_regions_overlap_the_later_has_the_cell_and_both_count_it(session):
    first, both = within(session.adata, SQUARE), within(session.adata, SQUARE) & within(session.adata, BESIDE)
    keep(session, "first")
    keep(session, "second", BESIDE)
    assert both.any()
    assert row(session, "first")["n_cells"] == first.sum()
    assert row(session, "first")["n_labelled"] == (first & ~both).sum()
    assert row(session, "second")["n_labelled"] == row(session, "second")["n_cells"]


def test_regions_by_a_column_tell_counts_shares_and_densities(session):
    keep(session)
    inside = within(session.adata, SQUARE)
    table = session.regions(by="louvain").set_index("label")
    expected = session.adata.obs["louvain"][inside].value_counts()
    for level in session.adata.obs["louvain"].cat.categories:
        assert table.loc[level, "n_cells"] == expected[level]
        assert table.loc[level, "density"] == expected[level] / 1200**2
    assert table["share"].sum() == pytest.approx(1)
    with pytest.raises(DataError, match="holds numbers"):
        session.regions(by="n_genes")


def test_square_millimetres_where_the_scale_is_known(open_session):
    adata = on_tissue()
    adata.obsm["spatial_um"] = adata.obsm["spatial"]
    adata.uns["spatial"] = {"HD": {"images": {}, "scalefactors": {"microns_per_pixel": 0.5}}}
    session = open_session(adata, basis="spatial_um")
    keep(session, "by name")
    session.embedding = "spatial"
    keep(session, "by factors")
    assert row(session, "by name")["area_mm2"] == pytest.approx(1.44)
    assert row(session, "by factors")["area_mm2"] == pytest.approx(1.44 / 4)
    found = row(session, "by factors", microns_per_unit=2)
    assert found["area_mm2"] == pytest.approx(1.44 * 4)
    assert found["density_mm2"] == pytest.approx(found["n_cells"] / (1.44 * 4))
    for wrong in (0, -1, "2", float("nan"), True):
        with pytest.raises(AnnotationError, match="microns_per_unit= takes a number above 0"):
            session.regions(microns_per_unit=wrong)


def test_it_goes_with_its_label(session):
    keep(session)
    geometry = row(session)["geometry"]
    session.rename_label("regions", "tumor", "core")
    assert row(session, "core")["geometry"].equals(geometry)
    session.rename_category("regions", "places")
    assert row(session, "core", category="places")["geometry"].equals(geometry)
    session.delete_label("places", "core")
    assert session.regions().empty
    session.undo()
    assert row(session, "core")["geometry"].equals(geometry)
    session.create_category("copy", like="places")
    assert len(session.regions()) == 2
    session.delete_category("places")
    session.undo()
    assert row(session, "core", category="places")["geometry"].equals(geometry)


def test_labels_that_become_one_have_both_outlines(session):
    keep(session, "a")
    keep(session, "b", BESIDE)
    session.merge_labels("regions", ["a"], "b")
    assert row(session, "b")["area"] == 1200**2 + 800**2 - 200**2
    session.undo()
    assert set(session.regions()["region"]) == {"a", "b"}
    session.merge_labels("regions", ["a", "b"], "ab")
    assert row(session, "ab")["area"] == 1200**2 + 800**2 - 200**2
    session.add_label("regions", "drawn by nobody")
    session.merge_labels("regions", ["drawn by nobody"], "ab")
    assert row(session, "ab")["n_polygons"] == 1
    session.add_label("regions", "drawn by nobody")
    session.merge_labels("regions", ["ab"], "drawn by nobody")
    assert row(session, "drawn by nobody")["area"] == 1200**2 + 800**2 - 200**2


def test_of_outlines_on_two_sections_that_of_the_label_stays_and_the_history_says_so(open_session):
    session = open_session(in_sections(images=False), basis="spatial[S1]")
    keep(session, "a")
    session.embedding = "spatial[S2]"
    keep(session, "b", BESIDE)
    session.merge_labels("regions", ["a"], "b")
    assert row(session, "b")["section"] == "S2"
    assert session.history.iloc[-1]["text"] == "merge a into b, without the outline of a, which is elsewhere"
    session.undo()
    session.merge_labels("regions", ["a", "b"], "new")
    assert row(session, "new")["section"] == "S1"
    assert session.history.iloc[-1]["text"] == "merge a, b into new, without the outline of b, which is elsewhere"


def test_it_survives_a_restart_and_a_version_brings_it_back(open_session, tmp_path):
    session = open_session(on_tissue(), basis="spatial", name="one")
    keep(session)
    before = session.regions()
    session.save()
    path = session.draft.path
    assert "polygons" in path.read_text("utf-8").splitlines()[2]
    session.close()
    session = open_session(on_tissue(), basis="spatial")
    assert session.regions().equals(before)
    kept = session.revision
    session.delete_label("regions", "tumor")
    keep(session, "other", BESIDE)
    session.restore_to(kept)
    assert session.regions().equals(before)
    session.delete_label("regions", "tumor")
    session.save()
    session.restore(session.versions()["version"].iloc[0])
    assert session.regions().equals(before)
    # the journal alone, without the file
    session.rename_label("regions", "tumor", "core")
    shutil.copytree(path.parent, tmp_path / "copy")
    again = open_session(on_tissue(), basis="spatial", annotations_dir=tmp_path / "copy")
    assert list(again.regions()["region"]) == ["core"]


def test_of_a_part_of_the_data_in_another_order(open_session):
    adata = on_tissue()
    session = open_session(adata, basis="spatial", dataset="d", name="d")
    keep(session)
    session.close()
    part = adata[np.random.default_rng(0).permutation(700)[:500]].copy()
    session = open_session(part, basis="spatial", dataset="d")
    inside = within(part, SQUARE)
    assert row(session)["n_cells"] == row(session)["n_labelled"] == inside.sum()
    assert row(session)["area"] == 1200**2
    del session.adata.obsm["spatial"]
    assert row(session)["n_cells"] is not row(session)["n_labelled"]
    assert session.regions()["n_cells"].isna().all()


def test_two_people_keep_regions_in_one_draft(open_session, tmp_path):
    mine = open_session(on_tissue(), basis="spatial", name="one")
    keep(mine, "mine")
    mine.save()
    path = mine.draft.path
    (tmp_path / "theirs").mkdir()
    shutil.copy(path, tmp_path / "theirs")
    theirs = open_session(on_tissue(), basis="spatial", annotations_dir=tmp_path / "theirs")
    keep(theirs, "theirs", BESIDE)
    theirs.save()
    keep(mine, "mine too", INNER)
    shutil.copy(theirs.draft.path, path)
    mine.save()
    assert set(mine.regions()["region"]) == {"mine", "theirs", "mine too"}
    assert row(mine, "theirs")["area"] == 800**2


def test_on_a_section_it_is_of_its_cells_alone(open_session):
    session = open_session(in_sections(images=False), basis="spatial[S2]")
    keep(session)
    inside = within(session.adata, SQUARE) & (session.adata.obs["library_id"] == "S2").to_numpy()
    assert (row(session)["basis"], row(session)["section"]) == ("spatial", "S2")
    assert row(session)["n_cells"] == inside.sum()
    session.embedding = "spatial[S1]"
    assert row(session)["n_cells"] == inside.sum()


REFUSED = {
    "nothing is selected": (lambda s: s.clear_selection(), SelectionError, "Nothing is selected"),
    "by names": (lambda s: s.select(cells=[1, 2]), SelectionError, "cells were chosen otherwise"),
    "by a condition": (lambda s: s.select(where={"louvain": ["1"]}), SelectionError, "chosen by louvain too"),
    "a condition more": (
        lambda s: (s.select(lasso=SQUARE), s.select(where={"louvain": ["1"]}, mode="subtract")),
        SelectionError,
        "chosen by louvain too",
    ),
    "a filter": (
        lambda s: (s.select(lasso=SQUARE), s.set_filter("n_genes", (300, None))),
        SelectionError,
        "chosen by n_genes too",
    ),
    "inverted": (lambda s: (s.select(lasso=SQUARE), s.invert_selection()), SelectionError, "was inverted"),
    "all": (lambda s: s.select_all(), SelectionError, "all cells were selected"),
    "in a part": (
        lambda s: s.select(lasso=SQUARE, within=[{"where": {"louvain": ["1"]}}]),
        SelectionError,
        "while only some were shown",
    ),
    "in a UMAP": (
        lambda s: s.select(lasso=[[0, 0], [9, 0], [9, 9]], basis="umap"),
        SelectionError,
        "'X_umap' is none: show 'spatial'",
    ),
    "of two columns": (
        lambda s: s.select(lasso=[[0, 0], [9, 0], [9, 9]], basis=("n_genes", "n_counts")),
        SelectionError,
        "a plot of two",
    ),
    "on two embeddings": (
        lambda s: (s.select(lasso=SQUARE), s.select(lasso=SQUARE, basis="spatial_um", mode="add")),
        SelectionError,
        "'spatial' and on 'spatial_um'",
    ),
    "all taken out": (
        lambda s: (s.select(lasso=INNER), s.select(lasso=SQUARE, mode="subtract")),
        SelectionError,
        "leave nothing enclosed",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_has_no_outline_is_refused(case, open_session):
    adata = on_tissue()
    adata.obsm["spatial_um"] = adata.obsm["spatial"]
    session = open_session(adata, basis="spatial")
    do, error, sentence = REFUSED[case]
    do(session)
    with pytest.raises(error, match=sentence):
        session.keep_region("x")
    assert session.revision == 0


def test_names_that_are_taken_or_can_not_be(session):
    keep(session)
    revision = session.revision
    for name, given, sentence in (
        ("tumor", {}, "There is a region 'tumor' in 'regions' already"),
        ("", {}, "needs a name"),
        (3, {}, "must be text"),
        ("unassigned", {}, "means that a cell has no label"),
        ("x", {"category": "louvain"}, "adata.obs has a column 'louvain'"),
        ("x", {"category": 3}, "must be text"),
    ):
        with pytest.raises(LabelError, match=sentence):
            session.keep_region(name, **given)
    for recipe in (["x"], [{"lasso": "x"}], [{"lasso": [[0, 0]]}], [{"mode": "add"}]):
        with pytest.raises(SelectionError):
            session.keep_region("x", recipe=recipe)
    round_it = [[1000 + 500 * np.cos(a), 1000 + 500 * np.sin(a)] for a in np.linspace(0, 6.28, 20_001)]
    session.select(lasso=round_it)
    with pytest.raises(AnnotationError, match="20,000"):
        session.keep_region("x")
    assert session.revision == revision
    # a label that has no outline yet gets one
    session.add_label("regions", "stroma")
    keep(session, "stroma", BESIDE)
    assert row(session, "stroma")["area"] == 800**2


def test_without_tissue_it_says_so(adata, open_session):
    session = open_session(adata)
    session.select_all()
    with pytest.raises(DataError, match=r"There is no adata.obsm\['spatial'\]"):
        session.keep_region("x", recipe=[{"lasso": [[[0, 0], [1, 0], [1, 1]]]}])
    assert session.regions().empty


def test_the_widget_tells_the_page_of_an_outline_by_a_digest_alone(tmp_path):
    widget = cxw.show(on_tissue(), basis="spatial", annotations_dir=tmp_path)
    widget.select(lasso=SQUARE)
    widget.keep_region("tumor")
    (label,) = widget.categories[0]["labels"]
    assert set(label["region"]) == {"place", "digest"}
    assert label["region"]["place"] == "spatial"
    widget.close()


def test_the_picture_has_the_outlines_and_their_names(session):
    session.select(lasso=SQUARE)
    session.select(lasso=INNER, mode="subtract")
    session.keep_region("rim")
    colors = {each.get_edgecolor() for each in session.figure(color="louvain").axes[0].patches}
    assert len(colors) == 2
    (axes,) = session.figure(color="louvain").axes
    assert "rim" in [text.get_text() for text in axes.texts]
    assert "rim" in [text.get_text() for text in session.figure(color="regions").axes[0].texts]  # over its cells, once
    for given in ({"outlines": False}, {"basis": "umap"}):
        (axes,) = session.figure(color="louvain", **given).axes
        assert not axes.patches
        assert "rim" not in [text.get_text() for text in axes.texts]
