"""Places on tissue: y downwards and equal scales, told by the key; a lasso is in data coordinates all the same."""

from __future__ import annotations

import io

import comm
import numpy as np
import pytest
from PIL import Image

import cellxgene_widget as cxw
from cellxgene_widget.data.tissue_keys import is_tissue
from cellxgene_widget.selection.polygons import in_polygons
from tests.page.data import on_tissue

from .test_widget import Page, Recorder

TOP = [[0, 0], [9000, 0], [9000, 1000], [0, 1000]]


@pytest.mark.parametrize(
    "key",
    ["spatial", "X_spatial", "Spatial", "spatial_um", "spatial_fov", "spatial_3D", "spatial.px",
     "aligned_spatial", "X_spatial_coords", "spatial-hires"],
)  # fmt: skip
def test_places_on_tissue_are_known_by_their_key(key):
    assert is_tissue(key)


@pytest.mark.parametrize(
    "key",
    ["X_umap", "X_pca", "spatial_pca", "X_spatial_umap", "spatial_lag", "umap_spatial_neighbors", "nonspatial",
     "spatially_variable", "", "X_", '["spatial","n_genes"]', "um", "X_fov"],
)  # fmt: skip
def test_other_embeddings_are_not(key):
    assert not is_tissue(key)


def test_the_page_is_told_and_gets_data_coordinates(tmp_path, monkeypatch):
    monkeypatch.setattr(comm, "create_comm", Recorder)
    widget = cxw.show(on_tissue(), annotations_dir=tmp_path, basis="spatial")
    widget.adata.obsm["words"] = np.full((700, 2), "x")
    page = Page(widget)
    hello, _ = page.ask("hello")
    assert {each["key"]: each["y_down"] for each in hello["embeddings"]} == {
        "X_umap": False, "X_pca": False, "spatial": True,
    }  # fmt: skip
    assert {"name": "obsm['words']", "why": "it does not hold numbers"} in hello["left_out"]
    _, payload = page.ask("coordinates", embedding="spatial")
    places = np.frombuffer(b"".join(payload) if isinstance(payload, list) else payload, np.float32).reshape(-1, 2)
    np.testing.assert_array_equal(places, widget.adata.obsm["spatial"].astype(np.float32))
    body, _ = page.ask("select", mode="replace", lasso=[TOP], basis="spatial")
    y = widget.adata.obsm["spatial"][:, 1]
    np.testing.assert_array_equal(widget.selected, y < 1000)
    assert body["n"] == (y < 1000).sum() > 100
    recipe, code = widget.recipe, widget.code
    widget.clear_selection()
    for step in recipe:
        widget.select(**step)
    np.testing.assert_array_equal(widget.selected, y < 1000)
    widget.clear_selection()
    exec(code, {"w": widget})
    np.testing.assert_array_equal(widget.selected, y < 1000)
    widget.close()


@pytest.mark.parametrize("color", ["louvain", "n_genes", None])
@pytest.mark.parametrize("size", [(8.0, 6.0), (5.0, 9.0), (12.0, 3.0)])
def test_the_figure_has_the_smallest_y_at_the_top_and_equal_scales(tmp_path, color, size):
    widget = cxw.show(on_tissue(), annotations_dir=tmp_path)
    out = widget.figure(basis="spatial", color=color, size=size)
    axes = out.axes[0]
    assert axes.yaxis_inverted()
    assert not axes.xaxis_inverted()
    out.draw_without_rendering()
    (x0, y0), (x1, y1) = axes.transData.transform([[500, 500], [1500, 1500]])
    assert x1 > x0
    assert y1 < y0  # of matplotlib y is upwards on screen
    assert x1 - x0 == pytest.approx(y0 - y1)
    for basis in ("umap", ("CD79A", "n_genes")):
        other = widget.figure(basis=basis, color=color).axes[0]
        assert not other.yaxis_inverted()
        assert other.get_aspect() == (1 if basis == "umap" else "auto")
    widget.close()


def test_the_picture_of_a_saved_notebook_is_the_figure(tmp_path):
    """The cells of the top of the section are at the top of the picture."""
    adata = on_tissue()
    y = adata.obsm["spatial"][:, 1]
    adata.obs["half"] = np.where(y < np.median(y), "upper", "lower")
    adata.obs["half"] = adata.obs["half"].astype("category").cat.set_categories(["upper", "lower"])
    adata.uns["half_colors"] = ["#ff0000", "#0000ff"]
    widget = cxw.show(adata, annotations_dir=tmp_path, basis="spatial", color="half")
    buffer = io.BytesIO()
    widget.figure().savefig(buffer, format="png")
    pixels = np.asarray(Image.open(buffer).convert("RGB")).astype(int)[:, : 8 * 60]
    rows = [np.median(np.nonzero(np.abs(pixels - color).max(axis=2) < 30)[0]) for color in ([255, 0, 0], [0, 0, 255])]
    assert rows[0] < rows[1]
    widget.close()


def test_a_split_of_the_same_lasso_in_code(open_session):
    session = open_session(on_tissue(), basis="spatial")
    points = session.coordinates()
    triangle = [[400, 300], [2000, 300], [400, 2500]]
    assert session.select(lasso=triangle) == in_polygons(points, [np.array(triangle)]).sum() > 50
    assert session.recipe[0]["basis"] == "spatial"
