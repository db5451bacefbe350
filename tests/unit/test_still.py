"""The picture that a display puts into the notebook: drawn quickly, of what `figure()` draws."""

from __future__ import annotations

import base64
import contextlib
import io
import logging
import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from anndata import AnnData
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

import cellxgene_widget as cxw
from cellxgene_widget.core.palettes import NO_COLOR
from cellxgene_widget.scene.cells import Labels, Outline, Pane, Values, codes_of, drawn_of
from cellxgene_widget.scene.look import LIGHT
from cellxgene_widget.scene.scale import ticks_of
from cellxgene_widget.scene.still import SIZE, still_of_cells
from cellxgene_widget.scene.viridis import VIRIDIS
from cellxgene_widget.view.picture import MAX_POINTS, still
from tests.page.data import cells

COLORS = ["#1f77b4", "#ff7f0e", "#2ca02c"]
#: Islands: lower left, lower right, upper right.
ISLANDS = np.array([[0, 0], [10, 0], [10, 10]], dtype=np.float32)


@pytest.fixture
def session(tmp_path):
    session = cxw.open_session(cells(), annotations_dir=tmp_path, color="louvain")
    yield session
    session.close()


@pytest.fixture(autouse=True)
def nothing_in_the_log(caplog):
    """A picture that can't be drawn is a line of the log, and no picture."""
    yield
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def rgb(color):
    return tuple(round(255 * part) for part in mpl.colors.to_rgb(color))


def pixels(image):
    return np.asarray(image.convert("RGB"))


def colors_in(image):
    return set(map(tuple, np.unique(pixels(image).reshape(-1, 3), axis=0).tolist()))


def middle_of(image, color, near=40):
    """Give the middle of what has about a color in the plot, for cells let some light through: column and row."""
    seen = pixels(image).astype(int)
    axis = (seen == rgb(LIGHT[2])).all(axis=2)
    right = np.flatnonzero(axis[axis.sum(axis=1).argmax()]).max()  # beyond it is the legend
    rows, columns = np.nonzero((np.abs(seen[:, :right] - rgb(color)) <= near).all(axis=2))
    assert len(rows), f"{color} is nowhere"
    return columns.mean(), rows.mean()


def islands(n=300, spread=0.3):
    codes = np.arange(n) % 3
    return ISLANDS[codes] + np.random.default_rng(0).normal(0, spread, (n, 2)).astype(np.float32), codes + 1


def opened(still):
    return Image.open(io.BytesIO(base64.b64decode(still.png)))


def test_cells_are_where_they_are_in_the_colors_of_their_labels():
    xy, codes = islands()
    pane = Pane(xy, "UMAP 1", "UMAP 2")
    image = still_of_cells(pane, Labels(["a", "b", "c"], COLORS, codes, "no value"), "three", 1000)
    assert image.size == SIZE
    (x1, y1), (x2, y2), (x3, y3) = (middle_of(image, color) for color in COLORS)
    assert x1 < x2 - 200
    assert abs(x2 - x3) < 15
    assert abs(y1 - y2) < 15
    assert y3 < y2 - 200
    assert tuple(pixels(image)[0, 0]) == (255, 255, 255)
    upside_down = still_of_cells(
        Pane(xy, "x", "y", y_down=True), Labels(["a", "b", "c"], COLORS, codes, "no value"), "three", 1000
    )
    assert middle_of(upside_down, COLORS[2])[1] > middle_of(upside_down, COLORS[1])[1] + 200


def test_the_legend_has_the_exact_colors_of_labels_that_have_cells():
    xy, _ = islands()
    colors = [f"#{17 * at % 256:02x}{(101 * at + 40) % 200:02x}{(59 * at) % 256:02x}" for at in range(60)]
    many = Labels([f"label {at}" for at in range(60)], colors, np.arange(300) % 40 + 1, "no value")
    right = pixels(still_of_cells(Pane(xy, "x", "y"), many, "", 1000))[:, 440:]
    found = set(map(tuple, right.reshape(-1, 3).tolist()))
    assert set(map(rgb, colors[:40])) <= found
    assert not set(map(rgb, colors[40:])) & found


def test_cells_without_a_label_are_grey_and_beneath_the_others():
    xy = np.repeat(ISLANDS, 200, axis=0)  # all at three places: the name stands on one of them
    codes = np.tile(np.repeat([0, 1], [190, 10]), 3)
    image = still_of_cells(Pane(xy, "x", "y"), Labels(["a"], COLORS[:1], codes, "unassigned"), "", 1000)
    assert rgb(NO_COLOR) in colors_in(image)  # in the legend
    middle_of(image, COLORS[0])
    alone = still_of_cells(Pane(xy, "x", "y"), Labels(["a"], COLORS[:1], codes * 0, "unassigned"), "", 1000)
    middle_of(alone, NO_COLOR, near=12)
    with pytest.raises(AssertionError, match="nowhere"):
        middle_of(alone, COLORS[0])


def test_numbers_have_the_colors_of_viridis_and_missing_ones_are_grey():
    assert np.abs(VIRIDIS / 255 - mpl.colormaps["viridis"](np.linspace(0, 1, 128))[:, :3]).max() < 0.003
    xy, codes = islands()
    values = np.array([np.nan, 0, 1], dtype=np.float32)[codes - 1]
    image = still_of_cells(Pane(xy, "x", "y"), Values(values, (0.0, 1.0)), "num", 1000)
    x0, y0 = middle_of(image, NO_COLOR, near=12)
    x1, _ = middle_of(image, "#440154")
    x2, y2 = middle_of(image, "#fde725")
    assert x0 < x1 - 200
    assert y0 > y2 + 200
    assert abs(x1 - x2) < 15


def test_a_sample_is_drawn_of_many_and_all_are_counted():
    n = 3 * MAX_POINTS
    points = np.random.default_rng(0).normal(size=(n, 2)).astype(np.float32)
    points[:10] = np.nan
    labels = Labels(["a", "b"], COLORS[:2], np.arange(n) % 2 + 1, "no value")
    drawn = drawn_of([Pane(points, "x", "y")], labels, None, MAX_POINTS)
    assert len(set(drawn.order.tolist())) == len(drawn.order) == MAX_POINTS
    assert drawn.order.min() >= 10
    assert drawn.counts == [0, n // 2 - 5, n // 2 - 5]
    assert drawn.note == "149,990 of 150,000 cells, 50,000 drawn"
    shares = np.bincount(drawn.order * 10 // n, minlength=10) / MAX_POINTS
    assert np.abs(shares - 0.1).max() < 0.01


def test_the_part_shown_alone_is_drawn(session):
    whole = still(session)
    only = np.flatnonzero(session.adata.obs["louvain"] == "0")
    session.isolate(cells=only)
    part = still(session)
    color = session.parts.columns.column("louvain").colors[1]
    assert rgb(color) in colors_in(opened(whole))
    assert rgb(color) not in colors_in(opened(part))
    assert part.alt == whole.alt


@pytest.mark.parametrize("color", ["louvain", "CD79A", "n_genes", None])
@pytest.mark.parametrize("basis", ["X_umap", ("n_genes", "CD79A"), "X_pca"])
def test_whatever_is_shown_gives_a_small_png_and_words(session, color, basis):
    session.show_embedding(basis)
    session.color = color
    shown = still(session)
    image = opened(shown)
    assert (image.format, image.size, image.mode) == ("PNG", SIZE, "P")
    assert len(shown.png) < 100_000
    assert shown.alt == session.parts.pictures.in_words()


def test_regions_on_tissue_have_their_outlines():
    xy, codes = islands()
    ring = [(2, 2), (8, 2), (8, 8), (2, 8)]
    pane = Pane(xy, "x", "y", y_down=True, outlines=[Outline("tumour", "#cc00cc", [ring])])
    image = still_of_cells(pane, Labels(["a", "b", "c"], COLORS, codes, "no value"), "", 1000)
    columns = np.nonzero((np.abs(pixels(image).astype(int) - rgb("#cc00cc")) < 60).all(axis=2))[1]
    assert np.ptp(columns) > 150


def test_the_first_picture_needs_no_matplotlib(tmp_path):
    cells().write_h5ad(tmp_path / "cells.h5ad")
    code = f"""
import sys
import anndata
import cellxgene_widget as cxw
from cellxgene_widget.view.picture import still
data = anndata.read_h5ad(r"{tmp_path / "cells.h5ad"}")
session = cxw.open_session(data, annotations_dir=r"{tmp_path}", color="louvain")
before = set(sys.modules)
assert len(still(session).png) > 1000
print("matplotlib" in set(sys.modules) - before)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split()[-1] == "False"


floats = st.floats(width=32, allow_nan=True, allow_infinity=True)


@settings(max_examples=40)
@given(
    points=hnp.arrays(np.float32, st.tuples(st.integers(0, 30), st.just(2)), elements=floats),
    values=st.data(),
    is_pair=st.booleans(),
    is_even=st.booleans(),
    y_down=st.booleans(),
)
def test_any_places_and_numbers_are_drawn(points, values, is_pair, is_even, y_down):
    pane = Pane(points, "x", "y", is_pair=is_pair, is_even=is_even, y_down=y_down)
    numbers = values.draw(hnp.arrays(np.float32, len(points), elements=floats))
    finite = numbers[np.isfinite(numbers)].astype(float)
    ends = (float(finite.min()), float(finite.max())) if len(finite) else None
    image = still_of_cells(pane, Values(numbers, ends), "", 20)
    assert image.size == SIZE
    codes = codes_of(Values(numbers, ends), np.arange(len(points)))
    assert ((codes == 0) == ~np.isfinite(numbers)).all()
    assert codes.max(initial=0) <= 128


@settings(max_examples=40)
@given(
    names=st.lists(st.text(max_size=60), min_size=1, max_size=12),
    title=st.text(max_size=200),
    axis=st.text(max_size=80),
)
def test_any_names_are_drawn(names, title, axis):
    xy, _ = islands(24)
    labels = Labels(names, [COLORS[at % 3] for at in range(len(names))], np.arange(24) % (len(names) + 1), "none")
    assert still_of_cells(Pane(xy, axis, axis), labels, title, 1000).size == SIZE


@pytest.mark.parametrize(
    "name", ["", " ", "خلية تائية", "תא", "T細胞", "\ud800", "\0\n\t", "_under", "$x^$", "😀", "W" * 3000, "細" * 300]
)
def test_odd_names_are_drawn(name):
    xy, codes = islands()
    image = still_of_cells(Pane(xy, name, name), Labels([name, "b", "c"], COLORS, codes, name), name, 1000)
    assert set(map(rgb, COLORS)) <= colors_in(image)


def test_two_thousand_labels_have_room():
    xy, _ = islands(4000)
    labels = Labels([f"label {at}" for at in range(2000)], COLORS * 666 + COLORS[:2], np.arange(4000) % 2000 + 1, "no")
    assert set(map(rgb, COLORS)) <= colors_in(still_of_cells(Pane(xy, "x", "y"), labels, "", 50_000))


def test_colors_of_any_notation_and_no_cell_at_all(tmp_path):
    obs = pd.DataFrame({"a": pd.Categorical(["x", "y", "z"])}, index=list("pqr"))
    data = AnnData(obs=obs, obsm={"X_umap": np.full((3, 2), np.nan)}, uns={"a_colors": ["red", "#abc", "#11223344"]})
    with contextlib.closing(cxw.open_session(data, annotations_dir=tmp_path, color="a")) as session:
        assert opened(still(session)).size == SIZE


@given(low=st.floats(-1e30, 1e30), span=st.floats(1e-30, 1e30))
def test_ticks_are_between_the_ends_and_few(low, span):
    ticks = ticks_of(low, low + span, 6)
    assert 1 <= len(ticks) <= 8
    room = 1e-6 * span + 1e-9 * abs(low)
    assert all(low - room <= value <= low + span + room for value, _ in ticks)
    assert len({text for _, text in ticks}) == len(ticks) or span < 1e-3 * abs(low)


def test_the_theme_is_the_light_one_of_the_view():
    assert LIGHT[0] == "#ffffff"
    assert LIGHT[3] == NO_COLOR
