"""The image of tissue beneath cells, where its scale factor puts it."""

from __future__ import annotations

import io

import numpy as np
from matplotlib.axes import Axes
from PIL import Image

from ..scene.cells import Beneath


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
