"""Regions in files: as QuPath and Xenium Explorer write them, as we do, and what is none."""

from __future__ import annotations

import json
import os

import numpy as np
import pytest

from cellxgene_widget.errors import AnnotationError, DataError, ExportError, LabelError
from tests.page.data import in_sections, on_tissue

from .test_regions import BESIDE, INNER, SQUARE, row, within


def closed(ring):
    return [*ring, ring[0]]


#: As QuPath 0.5 exports annotations: a class with its color, ids, holes, parts, detections with a nucleus beside them.
QUPATH = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "id": "7fc4c5f0-0fd3-4a7e-a6a0-0b9d1d3a2a10",
            "geometry": {"type": "Polygon", "coordinates": [closed(SQUARE), closed(INNER)]},
            "properties": {
                "objectType": "annotation",
                "classification": {"name": "Tumor", "color": [200, 0, 0]},
                "isLocked": True,
                "measurements": {"Area µm^2": 1.0},
            },
        },
        {
            "type": "Feature",
            "id": "5a1d1c86-6c5d-4d39-bf48-8b0b0e2b2a11",
            "geometry": {
                "type": "MultiPolygon",
                "plane": {"c": -1, "z": 0, "t": 0},
                "coordinates": [[closed(BESIDE)], [[[10, 10], [60, 10], [60, 60], [10, 10]]]],
            },
            "properties": {
                "objectType": "annotation",
                "name": "Stroma 1",
                "color": [0, 128, 255],
                "classification": {"names": ["Stroma", "positive"], "color": [1, 2, 3]},
            },
        },
        {
            "type": "Feature",
            "id": "0b9d1d3a-0fd3-4a7e-a6a0-7fc4c5f02a12",
            "geometry": {"type": "Polygon", "coordinates": [closed(INNER)]},
            "nucleusGeometry": {"type": "Polygon", "coordinates": [closed(INNER)]},
            "properties": {"objectType": "cell", "classification": {"name": "Tumor", "color": [200, 0, 0]}},
        },
        {
            "type": "Feature",
            "geometry": {"type": "LineString", "coordinates": [[0, 0], [9, 9]]},
            "properties": {"objectType": "annotation"},
        },
    ],
}
XENIUM = (
    "#Selection names: Cortex, White matter\n#Areas (µm^2): 1440000.00, 640000.00\nSelection,X,Y\n"
    + "".join(f"Cortex,{x},{y}\n" for x, y in closed(SQUARE))
    + "".join(f"White matter,{x},{y}\n" for x, y in closed(BESIDE))
)


@pytest.fixture
def session(open_session):
    return open_session(on_tissue(), basis="spatial")


@pytest.fixture
def read(session, tmp_path):
    """Read what a file says."""

    def read_it(said, name="a.geojson", **given):
        path = tmp_path / name
        path.write_bytes(
            said if isinstance(said, bytes) else (said if isinstance(said, str) else json.dumps(said)).encode()
        )
        return session.read_regions(path, **given)

    return read_it


@pytest.mark.parametrize("form", ["collection", "list", "with a mark"])
def test_a_file_as_qupath_writes_it(form, session, read):
    text = json.dumps(QUPATH["features"] if form == "list" else QUPATH)
    made = read(f"\ufeff{text}" if form == "with a mark" else text)
    assert list(made["region"]) == ["Tumor", "Stroma 1"]
    assert list(made["area"]) == [1200**2 - 400**2, 800**2 + 50 * 50 / 2]
    assert list(made["n_holes"]) == [1, 0]
    assert list(made["n_polygons"]) == [1, 2]
    assert made.attrs["notes"] == [
        "Passed over 1 of the file: cells.",
        "Passed over 1 of the file: LineStrings, which enclose nothing.",
    ]
    colors = {label.name: label.color for label in session.find_category("regions").labels}
    assert colors == {"Tumor": "#c80000", "Stroma 1": "#0080ff"}
    tumor = within(session.adata, SQUARE) & ~within(session.adata, INNER)
    assert row(session, "Tumor")["n_cells"] == tumor.sum()
    later = within(session.adata, BESIDE)
    np.testing.assert_array_equal(session.annotations["regions"] == "Tumor", tumor & ~later)
    np.testing.assert_array_equal(session.annotations["regions"] == "Stroma 1", later)
    assert session.history.iloc[-1]["text"] == "read 2 regions from a.geojson"
    session.undo()
    assert session.categories == []


def test_regions_read_beside_others_have_colours_of_their_own(session, read):
    read(QUPATH)
    again = json.loads(json.dumps(QUPATH).replace('"Tumor"', '"Edge"').replace("Stroma 1", "Core"))
    again["features"][1]["properties"]["color"] = [200, 0, 0]
    read(again, "b.geojson")
    colors = {label.name: label.color for label in session.find_category("regions").labels}
    assert (colors["Tumor"], colors["Stroma 1"]) == ("#c80000", "#0080ff")
    assert len(colors) == len(set(colors.values())) == 4


def test_outlines_of_one_class_are_one_region(session, read):
    feature = {
        "type": "Feature",
        "properties": {"objectType": "annotation", "classification": {"name": "Immune", "colorRGB": -377282}},
    }
    parts = [INNER, BESIDE, [[910, 910], [1310, 910], [1310, 1310]]]
    read([{**feature, "geometry": {"type": "Polygon", "coordinates": [closed(part)]}} for part in parts])
    found = row(session, "Immune")
    assert found["n_polygons"] == 2
    assert found["area"] == pytest.approx(400**2 + 800**2 + 400 * 400 / 2 - 45000, rel=0.2)
    assert session.find_category("regions").labels[0].color == "#fa3e3e"


def test_a_geometry_alone_and_features_without_a_name(session, read):
    read({"type": "Polygon", "coordinates": [closed(SQUARE)]})
    read({"type": "GeometryCollection", "geometries": [{"type": "Polygon", "coordinates": [closed(INNER)]}]}, "b.json",
         category="others")  # fmt: skip
    assert list(session.regions()["region"]) == ["region 1", "region 1"]


def test_selections_of_xenium_explorer(session, read):
    made = read(XENIUM, "selections.csv")
    assert list(made["region"]) == ["Cortex", "White matter"]
    assert list(made["area"]) == [1200**2, 800**2]
    single = "#Selection name: Only\n#Area (µm^2): 1.0\nX,Y\n" + "".join(f"{x},{y}\n" for x, y in closed(INNER))
    assert list(read(single, "one.csv")["region"]) == ["Only"]
    colored = "Selection,X,Y,Class,Color\n" + "".join(f"C,{x},{y},Z,#ff8800\n" for x, y in closed(INNER))
    read(colored.replace("\n", "\r\n"), "c.csv", category="c")
    assert session.find_category("c").labels[0].color == "#ff8800"


@pytest.mark.parametrize("name", ["out.geojson", "out.json"])
def test_drawn_saved_and_read_back_they_are_equal(name, session, read, tmp_path, open_session):
    read(QUPATH)
    session.select(lasso=BESIDE)
    session.select(lasso=[[1500.25, 1500], [1700, 1501], [1600, 1700.125]], mode="subtract")
    session.keep_region("ring, “drawn”")
    written = session.write_regions(tmp_path / name)
    path = written.path
    assert (written.n_regions, written.notes) == (3, ())
    other = open_session(on_tissue(), basis="umap", annotations_dir=tmp_path / "other")
    other.read_regions(written)
    labels = [(x.name, x.color, x.region) for x in session.find_category("regions").labels]
    assert [(x.name, x.color, x.region) for x in other.find_category("regions").labels] == labels
    assert other.regions().drop(columns="n_labelled").equals(session.regions().drop(columns="n_labelled"))
    said = json.loads(path.read_text("utf-8"))
    assert said["type"] == "FeatureCollection"
    first = said["features"][0]
    assert first["properties"]["objectType"] == "annotation"
    assert first["properties"]["classification"] == {"name": "Tumor", "color": [200, 0, 0]}
    assert first["geometry"]["coordinates"] == [closed(SQUARE), closed(INNER)]
    # the same regions make the same file
    again = session.write_regions(tmp_path / "again.geojson")
    assert again.path.read_bytes() == path.read_bytes()


def test_sections_and_scales_go_along(open_session, tmp_path):
    session = open_session(in_sections(images=False), basis="spatial[S2]")
    session.select(lasso=SQUARE)
    session.keep_region("two")
    session.embedding = "spatial[S1]"
    session.select(lasso=SQUARE)
    session.keep_region("one")
    all_of_them = session.write_regions(tmp_path / "all.geojson", scale=0.5)
    one = session.write_regions(tmp_path / "one.csv", basis="spatial[S1]")
    other = open_session(in_sections(images=False), basis="spatial[S1]", annotations_dir=tmp_path / "other")
    other.read_regions(all_of_them, scale=2)
    assert other.regions().equals(session.regions())
    other.read_regions(one, category="x")
    assert row(other, "one", category="x")["section"] == "S1"
    other.read_regions(one, category="y", basis="spatial[S2]")
    assert row(other, "one", category="y")["section"] == "S2"
    single = open_session(on_tissue(), annotations_dir=tmp_path / "single")
    with pytest.raises(DataError, match="on the section 'S2', which is not in this data"):
        single.read_regions(all_of_them, scale=2)
    with pytest.raises(DataError, match="There is no embedding 'nope'"):
        session.read_regions(one, category="z", basis="nope")
    assert single.revision == 0


def polygon(*rings, **properties):
    geometry = {"type": "Polygon", "coordinates": list(rings)}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


BOW = closed([[410, 410], [1610, 1610], [1610, 410], [410, 1610]])
REFUSED = {
    "no JSON": ("{", "is no JSON"),
    "no GeoJSON": ('{"a": 1}', "is no GeoJSON"),
    "a list of numbers": ("[1]", "is no GeoJSON"),
    "no features": ({"type": "FeatureCollection", "features": 3}, "no list of features"),
    "text": ("hello", "neither GeoJSON nor a CSV"),
    "bytes": (b"\xff\xfe\x00", "no text in UTF-8"),
    "nothing": ("", "neither GeoJSON"),
    "an empty collection": ({"type": "FeatureCollection", "features": []}, "holds no region"),
    "points": (
        [{"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}, "properties": None}],
        "holds no region: a region is a Polygon or MultiPolygon, and there is 1 Points",
    ),
    "cells alone": ([polygon(closed(SQUARE), objectType="detection")], "there is 1 detections"),
    "no place": ([{"type": "Feature", "geometry": None}], "holds no region"),
    "two corners": ([polygon([[1, 2], [3, 4], [1, 2]])], "three corners or more, and one of it has 2"),
    "corners of text": ([polygon([["1", "2"], [3, 4], [5, 6]])], "is no corner, which is two numbers"),
    "NaN": ('{"type": "Polygon", "coordinates": [[[NaN, 1], [500, 500], [900, 900]]]}', "no place on tissue"),
    "infinite": ('{"type": "Polygon", "coordinates": [[[1e999, 1], [500, 500], [900, 900]]]}', "no place on tissue"),
    "out of any reason": ([polygon([[1e12, 1], [500, 500], [900, 900]])], "no place on tissue"),
    "an endless number": (
        f"""{{"type": "Polygon", "coordinates": [[[{"9" * 400}, 1], [5, 5], [9, 9]]]}}""",
        "too large",
    ),
    "crossing itself": ([polygon(BOW, name="Bow")], "'Bow' crosses itself near 1010, 1010"),
    "a hole outside": ([polygon(closed(INNER), closed(BESIDE), name="H")], "'H' is not sound"),
    "on a line": ([polygon([[500, 500], [900, 900], [700, 700], [500, 500]])], "is not sound|crosses itself|nothing"),
    "elsewhere": ([polygon([[1, 1], [5, 1], [5, 5]])], "No region of x.geojson is where cells are"),
    "too many corners": (
        [polygon([[1000 + 500 * np.cos(a), 1000 + 500 * np.sin(a)] for a in np.linspace(0, 6.28, 20_001)])],
        "at most 20,000",
    ),
    "too many outlines": ([polygon(closed(SQUARE))] * 501, "has 501 outlines; at most 500"),
    "too deep": ("[" * 200 + "]" * 200, "is no JSON"),
    "no corners of Xenium": ("Selection,X,Y\nA,1,x\n", "no corner of a selection: 'A,1,x'"),
    "a control character": ([polygon(closed(SQUARE), name="a\nb")], "control character"),
    "no name of a label": ([polygon(closed(SQUARE), name="unassigned")], "no label"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_file_of_regions_is_refused_in_a_sentence(case, session, read):
    said, sentence = REFUSED[case]
    with pytest.raises(AnnotationError, match=sentence):
        read(said, "x.geojson")
    assert session.revision == 0
    assert session.categories == []


def test_a_name_that_is_taken_changes_nothing(session, read):
    read(QUPATH)
    revision = session.revision
    with pytest.raises(LabelError, match="There are regions 'Tumor', 'Stroma 1' in 'regions' already"):
        read(QUPATH)
    with pytest.raises(LabelError, match=r"adata\.obs has a column 'louvain'"):
        read(QUPATH, category="louvain")
    for scale in (0, -1, "1", None, float("inf")):
        with pytest.raises(AnnotationError, match="scale= takes a number above 0"):
            read(QUPATH, category="x", scale=scale)
    assert session.revision == revision


def test_files_that_are_not_there_or_none(session, tmp_path):
    for path, sentence in (
        (tmp_path / "none.geojson", "There is no file"),
        (tmp_path, "can't be read"),
        (3, "takes a path, not 3"),
    ):
        with pytest.raises(DataError, match=sentence):
            session.read_regions(path)
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(DataError, match="neither a file nor a folder"):
        session.read_regions(tmp_path / "fifo")
    with (tmp_path / "large.geojson").open("wb") as file:
        file.truncate(65 << 20)
    with pytest.raises(DataError, match="larger than 64 MB"):
        session.read_regions(tmp_path / "large.geojson")


def test_places_where_none_is_written(session, read, tmp_path):
    with pytest.raises(LabelError, match="There is no category 'regions'"):
        session.write_regions(tmp_path / "x.geojson")
    session.create_category("plain")
    with pytest.raises(LabelError, match="No label of 'plain' has an outline"):
        session.write_regions(tmp_path / "x.geojson", category="plain")
    read(QUPATH)
    with pytest.raises(ExportError, match="'Tumor' has a hole"):
        session.write_regions(tmp_path / "x.csv")
    with pytest.raises(ExportError, match=r"ends in \.geojson"):
        session.write_regions(tmp_path / "x.txt")
    path = session.write_regions(tmp_path / "x.geojson")
    with pytest.raises(ExportError, match="already"):
        session.write_regions(path)
    assert session.write_regions(path, overwrite=True).path == path.path
