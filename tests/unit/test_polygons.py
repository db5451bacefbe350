"""The lasso: exactly the cells inside, by the formula that the browser uses too."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cellxgene_widget.selection.polygons import in_polygons

small = st.integers(-4, 4).map(float)
anywhere = st.floats(-1e6, 1e6, allow_nan=False, width=32)


def naive(points, polygon):
    """Test every point against every edge, in plain Python."""
    inside = []
    for x, y in points.astype(float).tolist():
        odd = False
        for (xj, yj), (xi, yi) in zip([polygon[-1], *polygon[:-1]], polygon, strict=True):
            if (yi > y) != (yj > y) and x < (xj - xi) * (y - yi) / (yj - yi) + xi:
                odd = not odd
        inside.append(odd)
    return np.array(inside, dtype=bool)


@given(
    hnp.arrays(np.float32, st.tuples(st.integers(0, 30), st.just(2)), elements=small | anywhere | st.just(np.nan)),
    st.lists(st.tuples(small | anywhere, small | anywhere), min_size=3, max_size=12),
)
def test_agrees_with_the_plain_formula(points, polygon):
    expected = naive(points, polygon)
    np.testing.assert_array_equal(in_polygons(points, [np.array(polygon)]), expected)


@given(st.integers(0, 2**32 - 1), st.integers(3, 60), st.booleans(), st.sampled_from([1e-6, 1.0, 1e5]))
@settings(max_examples=40, deadline=None)
def test_agrees_with_the_plain_formula_where_the_grid_is_used(seed, n_vertices, on_a_lattice, scale):
    rng = np.random.default_rng(seed)
    points, polygon = rng.normal(size=(3000, 2)), rng.normal(size=(n_vertices, 2))
    if on_a_lattice:  # points on edges and vertices, edges along the axes
        points, polygon = np.round(points * 3) / 3, np.round(polygon * 3) / 3
    points = (points * scale).astype(np.float32)
    polygon = (polygon * scale).astype(np.float32).astype(float)
    np.testing.assert_array_equal(in_polygons(points, [polygon]), naive(points, polygon.tolist()))


def test_a_crossing_that_is_rounded_out_of_the_box_of_the_vertices_counts():
    points = np.array([[0.0, 0.0]] * 600, dtype=np.float32)
    polygon = [(1.0, 1.0), (1.0, 0.0), (3.0565493060961795e-25, 0.0)]
    assert naive(points, polygon).all()
    np.testing.assert_array_equal(in_polygons(points, [np.array(polygon)]), naive(points, polygon))


def test_several_polygons_are_a_union():
    points = np.array([[0.5, 0.5], [2.5, 0.5], [9, 9], [np.nan, 0.5]], dtype=np.float32)
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=float)
    assert in_polygons(points, [square, square + np.array([2, 0]), square]).tolist() == [True, True, False, False]


@pytest.mark.parametrize("polygon", [[(0, 0), (0, 0), (0, 0)], [(0, 0), (1, 1), (2, 2)], [(0, 0), (5, 0), (2, 0)]])
def test_flat_polygons_hold_nothing(polygon):
    points = np.random.default_rng(0).normal(size=(2000, 2)).astype(np.float32)
    assert not in_polygons(points, [np.array(polygon, dtype=float)]).any()


@pytest.mark.parametrize("jagged", [0.0, 0.3])
@pytest.mark.parametrize("n", [50, 700])
def test_an_outline_of_very_many_places(n, jagged):
    rng = np.random.default_rng(0)
    points = rng.normal(size=(n, 2)).astype(np.float32)
    angle = np.linspace(0, 2 * np.pi, 1000, endpoint=False)
    radius = 1 + jagged * rng.random(angle.size)
    polygon = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    np.testing.assert_array_equal(in_polygons(points, [polygon]), naive(points, polygon.tolist()))
