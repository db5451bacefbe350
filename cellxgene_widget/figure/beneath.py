"""The image of tissue beneath cells, where its scale factor puts it."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from PIL import Image


@dataclass(frozen=True)
class Beneath:
    """An image to lie beneath cells.

    Attributes
    ----------
    data
        A file that Pillow reads.
    scale
        Its pixels to one unit of the coordinates; its first row is at the top, where y is 0.
    opacity
        0 to 1.
    """

    data: bytes
    scale: float
    opacity: float


def draw_beneath(axes: Axes, image: Beneath) -> None:
    """Draw an image; the limits of the axes stay as they are."""
    pixels = np.asarray(Image.open(io.BytesIO(image.data)))
    height, width = pixels.shape[:2]
    axes.imshow(
        pixels,
        extent=(0, width / image.scale, height / image.scale, 0),
        alpha=image.opacity,
        cmap="gray" if pixels.ndim == 2 else None,
        aspect="auto",
        zorder=0,
    )
