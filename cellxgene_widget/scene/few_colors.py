"""A picture in 256 colors, for a small file: those that mean something are kept as they are, the others are near."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

_MOST = 256
#: Colors kept at the most: the others need some, too.
_KEPT = 100
#: Bits of a channel by which colors are told apart before the nearest is looked for.
_BITS = 5


def in_few_colors(image: Image.Image, kept: npt.NDArray[np.intp]) -> Image.Image:
    """Return a picture with a palette.

    Parameters
    ----------
    image
        In RGB.
    kept
        Colors that stay what they are, the most important ones first; shape (n, 3), 0 to 255.
    """
    exact = kept[:_KEPT]
    small = image.resize((image.width // 2, image.height // 2), Image.Resampling.NEAREST)
    usual = small.quantize(_MOST - len(exact), method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).getpalette()
    palette = np.vstack([exact, np.array(usual or [], dtype=np.intp).reshape(-1, 3)])[:_MOST]

    channels = np.asarray(image) >> (8 - _BITS)
    bins = (channels[:, :, 0].astype(np.uint16) << (2 * _BITS)) | (channels[:, :, 1].astype(np.uint16) << _BITS)
    bins |= channels[:, :, 2]
    there = np.zeros(1 << (3 * _BITS), dtype=bool)
    there[bins.ravel()] = True
    occupied = np.flatnonzero(there)
    parts = np.column_stack([occupied >> (2 * _BITS), occupied >> _BITS, occupied]) & ((1 << _BITS) - 1)
    middles = ((parts << (8 - _BITS)) + (1 << (7 - _BITS))).astype(np.float32)
    colors = palette.astype(np.float32)
    away = (colors**2).sum(axis=1) - 2 * middles @ colors.T
    nearest = np.zeros(len(there), dtype=np.uint8)
    nearest[occupied] = away.argmin(axis=1)
    if len(exact):
        own = exact >> (8 - _BITS)
        # the first of two that share a bin has it
        nearest[((own[:, 0] << (2 * _BITS)) | (own[:, 1] << _BITS) | own[:, 2])[::-1]] = np.arange(len(exact))[::-1]
    out = Image.fromarray(nearest[bins])
    out.putpalette(palette.astype(np.uint8).tobytes())
    return out
