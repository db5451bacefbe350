"""Where cells are on the page: places of the 700 cells' UMAP, pixels of a cell, and the color drawn there."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.view import View

#: Outlines around clusters, as fractions of the plot.
B_CELLS = [(0.1, 0.35), (0.33, 0.35), (0.33, 0.9), (0.1, 0.9)]
MONOCYTES = [(0.4, 0.02), (0.6, 0.02), (0.6, 0.35), (0.4, 0.35)]
DENDRITIC = [(0.6, 0.4), (0.8, 0.4), (0.8, 0.72), (0.6, 0.72)]
#: Nothing is there.
NOWHERE = {"x": 8, "y": 8}

_PADDING = 28


def pixels_of(xy: np.ndarray, view: View, *, down: bool = False, plot: Locator | None = None) -> np.ndarray:
    """Pixels of all cells from the plot's upper left corner, while all are in view as at the start.

    ``down``: y grows downwards, as on tissue; ``plot``: one of two.
    """
    box = (plot or view.plot).bounding_box()
    assert box is not None
    size = np.array([box["width"], box["height"]])
    low, high = np.nanmin(xy, axis=0), np.nanmax(xy, axis=0)
    scale = ((size - 2 * _PADDING) / (high - low)).min()
    return size / 2 + (xy - (low + high) / 2) * scale * np.array([1, 1 if down else -1])


def outline_of(cells: np.ndarray, widget, view: View, *, plot: Locator | None = None) -> list[tuple[float, float]]:
    """Return the corners of a box round most of some cells of the UMAP, as fractions of the plot."""
    plot = plot or view.plot
    pixels = pixels_of(np.asarray(widget.adata.obsm["X_umap"], dtype=float), view, plot=plot)[cells]
    box = plot.bounding_box()
    assert box is not None
    low, high = np.percentile(pixels, [4, 96], axis=0) + np.array([[-8], [8]])
    (left, top), (right, bottom) = np.array([low, high]) / [box["width"], box["height"]]
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def lonely_cell(xy: np.ndarray) -> int:
    """Return the cell farthest from its nearest neighbour: what is drawn there is it alone."""
    distances = np.hypot(*(xy[:, None] - xy[None]).T)
    np.fill_diagonal(distances, np.inf)
    return int(np.argmax(distances.min(axis=0)))


def with_company(widget, cell: int) -> list[int]:
    """Return a cell and many elsewhere: the name of a label of them all does not stand over the one."""
    monocytes = np.flatnonzero(widget.adata.obs["bulk_labels"] == "CD14+ Monocyte")
    return [cell, *monocytes[monocytes != cell].tolist()]


def position_of(widget, view: View, cell: int) -> dict[str, float]:
    """Return where a cell is, as Playwright's ``position``."""
    xy = np.asarray(widget.adata.obsm[widget.embedding], dtype=float)[:, :2]
    x, y = pixels_of(xy, view, down=widget.embedding == "spatial")[cell]
    return {"x": float(x), "y": float(y)}


def color_at(view: View, position: dict[str, float]) -> tuple[int, int, int]:
    """Return the color on screen at a place of the plot."""
    box = view.plot.bounding_box()
    assert box is not None
    clip = {"x": round(box["x"] + position["x"]), "y": round(box["y"] + position["y"]), "width": 1, "height": 1}
    picture = Image.open(io.BytesIO(view.page.screenshot(clip=clip))).convert("RGB")
    return picture.getpixel((0, 0))


def near(color: tuple[int, int, int], hex_color: str, *, within: int = 40) -> bool:
    """Tell whether a color on screen is a label's, give or take the opacity of points."""
    wanted = tuple(int(hex_color[i : i + 2], 16) for i in (1, 3, 5))
    return max(abs(a - b) for a, b in zip(color, wanted, strict=True)) <= within
