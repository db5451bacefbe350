"""What is written of regions is read back: all of it from GeoJSON, from Xenium Explorer's CSV what it says it holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellxgene_widget.errors import AnnotationError
from cellxgene_widget.exchange.geojson.outlines import Outline
from cellxgene_widget.exchange.geojson.reading import outlines_of_bytes
from cellxgene_widget.exchange.geojson.writing import geojson_text
from cellxgene_widget.exchange.geojson.xenium import selections_of, selections_text
from cellxgene_widget.labels.regions.keeping import clean_names
from tests.page.data import in_sections, on_tissue

from .test_regions import BESIDE, INNER, SQUARE


def clean(text):
    try:
        return clean_names([text])[0]
    except AnnotationError:
        return None


names = st.text(min_size=1, max_size=12).map(clean).filter(lambda name: name is not None)
odd = st.sampled_from(
    ["#1", "# a", '"', '"#"', "a, b", "x", "selection", "X,Y", "a (1)", "a", "a (2)", "=1+1", "{", "é"]
)
coordinates = st.floats(-1e9, 1e9, allow_nan=False)
rings = st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=6, unique=True).map(tuple)
colors = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)


def regions(polygons):
    """Lists of outlines, each of another name."""
    made = st.builds(
        Outline, names | odd, colors, st.lists(polygons, min_size=1, max_size=3).map(tuple),
        st.sampled_from(["spatial", "spatial_um"]), st.none() | st.sampled_from(["S1", "a[b]"]),
    )  # fmt: skip
    return st.lists(made, min_size=1, max_size=5, unique_by=lambda outline: outline.name)


def read(text):
    return outlines_of_bytes(text.encode(), "The file").found


@given(regions(st.lists(rings, min_size=1, max_size=3).map(tuple)))
def test_geojson_read_back_is_what_was_written(outlines):
    assert read(geojson_text(outlines)) == outlines


@given(regions(rings.map(lambda ring: (ring,))))
def test_selections_read_back_are_the_names_and_the_outlines(outlines):
    selections = selections_of(outlines)
    assert [(each.name, each.polygons) for each in read(selections_text(selections))] == [
        (each.name, ((each.ring,),)) for each in selections
    ]
    assert len({each.name for each in selections}) == len(selections)
    whole = [each for each in outlines if len(each.polygons) == 1]
    assert [each.name for each in selections if each.region in whole] == [each.name for each in whole]


@pytest.fixture
def session(open_session):
    session = open_session(on_tissue(), basis="spatial")
    session.select(lasso=SQUARE)
    session.keep_region("#1")
    session.select(lasso=BESIDE)
    session.keep_region("a, b")
    return session


def outlines(session, category):
    return {label.name: label.region for label in session.find_category(category).labels}


def test_a_name_that_begins_with_the_mark_of_a_comment(session, tmp_path):
    session.read_regions(session.write_regions(tmp_path / "r.csv"), category="back")
    assert outlines(session, "back") == outlines(session, "regions")


def test_what_the_csv_can_not_hold_is_said(session, tmp_path):
    session.select(lasso=INNER)
    session.select(lasso=[[1500, 1500], [1700, 1500], [1700, 1700]], mode="add")
    session.keep_region("two")
    session.keep_region("two (1)", recipe=[{"lasso": SQUARE, "basis": "spatial"}])
    written = session.write_regions(tmp_path / "r.csv")
    assert written.notes == (
        "The CSV of Xenium Explorer holds names and outlines: the colors of regions are not in it.",
        "'two' has 2 parts, selections of their own there, 'two (2)', 'two (3)': read back they are as many regions.",
    )
    assert repr(written).startswith(f"Wrote 4 regions: {tmp_path / 'r.csv'}\nThe CSV of")
    made = session.read_regions(written, category="back")
    assert list(made["region"]) == ["#1", "a, b", "two (2)", "two (3)", "two (1)"]
    back, here = outlines(session, "back"), outlines(session, "regions")
    assert back["two (1)"] == here["two (1)"]
    assert back["two (2)"].polygons + back["two (3)"].polygons == here["two"].polygons


def test_sections_are_said_to_be_lost_and_a_region_of_all_of_them_stays_one(open_session, tmp_path):
    session = open_session(in_sections(images=False), basis="spatial")
    session.select(lasso=SQUARE)
    session.keep_region("everywhere")
    session.embedding = "spatial[S2]"
    session.select(lasso=SQUARE)
    session.keep_region("one")
    notes = session.write_regions(tmp_path / "r.csv").notes
    assert notes[1:] == (
        "It does not say that they are on 'spatial', 'spatial[S2]': basis= makes a file of one, and reads it.",
    )
    session.read_regions(session.write_regions(tmp_path / "r.geojson"), category="back")
    assert outlines(session, "back") == outlines(session, "regions")


def test_two_selections_of_one_name_are_one_region_of_two_parts(session, tmp_path):
    lines = ["Selection,X,Y"]
    for ring in (INNER, [[1500, 1500], [1700, 1500], [1700, 1700]]):
        lines += [f"T,{x},{y}" for x, y in [*ring, ring[0], ring[0]]]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(['"#Selection names: T, T"', *lines, ""]))
    made = session.read_regions(path, category="back")
    assert made[["region", "n_polygons", "area"]].to_numpy().tolist() == [["T", 2, 400**2 + 200**2 / 2]]


def test_selections_are_apart_where_another_one_lies_between(session, tmp_path):
    """Also where no ring is closed."""
    first, second = INNER, [[1500, 1500], [1700, 1500], [1700, 1700]]
    rows = [("T", first), ("U", SQUARE), ("T", second)]
    lines = [f"{name},{x},{y}" for name, ring in rows for x, y in ring]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(["Selection,X,Y", *lines]))
    assert list(session.read_regions(path, category="back")["n_polygons"]) == [2, 1]
