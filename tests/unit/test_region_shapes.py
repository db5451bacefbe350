"""The rules of regions, whatever is drawn: an outline has the cells of its lassos, and files hold it as it is."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cellxgene_widget.errors import AnnotationError
from cellxgene_widget.exchange.geojson.outlines import Outline
from cellxgene_widget.exchange.geojson.reading import outlines_of_bytes
from cellxgene_widget.exchange.geojson.writing import geojson_text
from cellxgene_widget.exchange.geojson.xenium import selections_of, selections_text
from cellxgene_widget.labels.regions import shapes
from cellxgene_widget.labels.regions.region import Region, region_from_json, region_to_json
from cellxgene_widget.selection.region_cells import cells_in, drawn_by

#: Corners on whole numbers, points between them: none is on an edge by rounding alone.
corners = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(lambda at: [float(at[0]), float(at[1])])
lassos = st.lists(corners, min_size=3, max_size=7)
modes = st.sampled_from(["add", "subtract", "intersect"])
recipes = st.lists(st.tuples(lassos, modes), min_size=1, max_size=4).map(
    lambda steps: [
        {"lasso": [lasso], "basis": "spatial", **({"mode": mode} if n else {})} for n, (lasso, mode) in enumerate(steps)
    ]
)
#: Irrational steps apart.
GRID = np.stack(np.meshgrid(*[np.arange(-1, 21, np.sqrt(2) / 3)] * 2), axis=-1).reshape(-1, 2).astype(np.float32)
GRID = np.vstack([GRID, [[np.nan, np.nan]]]).astype(np.float32)


def drawn(recipe):
    try:
        return drawn_by(recipe, lambda _: "spatial", lambda _: GRID)
    except AnnotationError:
        return None


def away_from_edges(region, by=1e-6):
    """Tell which points no rounding of a crossing can have put on the other side."""
    import shapely

    edges = shapes.shape_of(region.polygons).boundary
    return shapely.distance(shapely.points(np.nan_to_num(GRID, nan=-1e6).astype(float)), edges) > by


@settings(max_examples=120)
@given(recipes)
def test_the_cells_of_the_outline_are_those_that_the_lassos_take(recipe):
    found = drawn(recipe)
    assume(found is not None)
    region = Region("spatial", None, found.polygons)
    shapes.check_outline(region, "It")
    sure = away_from_edges(region)
    np.testing.assert_array_equal(cells_in(GRID, region)[sure], found.cells[sure])
    assert not cells_in(GRID, region)[-1]


@given(lassos)
def test_one_sound_lasso_is_kept_corner_by_corner(lasso):
    import shapely

    lasso = [place for place, after in zip(lasso, [*lasso[1:], lasso[0]], strict=True) if place != after]
    assume(len(lasso) > 2 and shapely.Polygon(lasso).is_valid)
    found = drawn([{"lasso": [lasso], "basis": "spatial"}])
    assert [list(place) for place in found.polygons[0][0]] == lasso
    np.testing.assert_array_equal(cells_in(GRID, Region("spatial", None, found.polygons)), found.cells)


@given(recipes, st.floats(1e-3, 1e3))
def test_what_is_written_is_read_as_it_was(recipe, scale):
    found = drawn(recipe)
    assume(found is not None)
    polygons = tuple(
        tuple(tuple((x * scale, y / 3) for x, y in ring) for ring in polygon) for polygon in found.polygons
    )
    # corners that scaling makes one are one in a file, the last and the first too
    rings = [(*ring, ring[0]) for polygon in polygons for ring in polygon]
    assume(not any(after == before for ring in rings for before, after in pairwise(ring)))
    region = Region("spatial", "S 1", polygons)
    assert region_from_json(json.loads(json.dumps(region_to_json(region)))) == region
    outline = Outline('a, "b" – ç', "#12ab9f", polygons, "spatial", "S 1")
    assert outlines_of_bytes(geojson_text([outline]).encode(), "It").found == [outline]
    without_holes = tuple(polygon[:1] for polygon in polygons)
    written = selections_text(selections_of([Outline("a, b", None, without_holes)]))
    read = outlines_of_bytes(written.encode(), "It").found
    assert tuple(polygon for each in read for polygon in each.polygons) == without_holes


@given(recipes)
def test_areas_are_those_of_a_direct_sum(recipe):
    found = drawn(recipe)
    assume(found is not None)

    def shoelace(ring):
        x, y = np.array(ring).T
        return abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2

    direct = sum(shoelace(polygon[0]) - sum(map(shoelace, polygon[1:])) for polygon in found.polygons)
    assert shapes.area_of(Region("spatial", None, found.polygons)) == pytest.approx(direct)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inside: (
        st.lists(inside, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["type", "features", "geometry", "geometries", "coordinates", "properties", "classification"]
            ),
            inside | st.sampled_from(["Feature", "FeatureCollection", "Polygon", "MultiPolygon", "GeometryCollection"]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


def said_of(data):
    """Give the outlines of a file, or the sentence that refuses it."""
    try:
        return outlines_of_bytes(data, "The file 'x'").found
    except AnnotationError as error:
        return str(error)


@settings(max_examples=200)
@given(json_values)
def test_whatever_json_it_is_it_is_read_or_refused_in_a_sentence(value):
    said = said_of(json.dumps(value).encode())
    assert said
    assert isinstance(said, list) or said.endswith((".", "?"))


@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: f"Selection,X,Y\n{text}".encode()))
def test_whatever_bytes_they_are(data):
    said = said_of(data)
    assert isinstance(said, list) or "\n" not in said
