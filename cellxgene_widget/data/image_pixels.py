"""Images of any numbers as bytes, and smaller ones of huge ones: read in bands of rows, so that memory is bounded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from .frames import computed

if TYPE_CHECKING:
    from PIL import Image as Images

#: Numbers of an image that are read at a time.
_BAND = 8_000_000
#: Floats up to this are of an image to 1: filters and resizing leave some a little beyond it.
_TO_ONE = 2


def is_wide(pixels: npt.NDArray[Any]) -> bool:
    """Tell whether numbers of an image go beyond the usual range: floats clearly beyond 1, whole numbers beyond 255."""
    kind = pixels.dtype.kind
    if kind == "f":
        # nanmax of nothing but NaN warns
        return bool((pixels[np.isfinite(pixels)] > _TO_ONE).any())
    return kind in "iu" and pixels.dtype.itemsize > 1 and bool(pixels.max(initial=0) > np.iinfo(np.uint8).max)


def as_bytes(pixels: npt.NDArray[Any], *, wide: bool) -> npt.NDArray[np.uint8]:
    """Return an image of any kind as RGB or RGBA: numbers to 1 or to 255, of 16 bits, true and false, grey.

    Parameters
    ----------
    pixels
        Shape (height, width), or (height, width, 1, 3 or 4).
    wide
        What :func:`is_wide` says of the whole image, of which this may be a part.

    Returns
    -------
    ndarray of uint8, shape (height, width, 3) or, with opacity, (height, width, 4)
    """
    if pixels.ndim == 2:
        pixels = pixels[:, :, None]
    if pixels.shape[2] == 1:
        pixels = np.repeat(pixels, 3, axis=2)
    kind = pixels.dtype.kind
    if pixels.dtype == np.uint8:
        return np.ascontiguousarray(pixels)
    if kind == "b":
        return pixels.astype(np.uint8) * np.uint8(255)
    if kind == "f":
        # some write 0 to 255 as floats
        values = np.clip(np.nan_to_num(pixels, nan=0, posinf=0, neginf=0), 0, 255 if wide else 1).astype(np.float32)
        return np.asarray(np.rint(values if wide else values * 255), dtype=np.uint8)
    if wide:
        pixels = pixels >> 8  # of a camera with 16 bits
    return np.asarray(np.clip(pixels, 0, 255), dtype=np.uint8)


def reduced(stored: Any, longest: int) -> tuple[Images.Image, int]:
    """Return an image made smaller by a whole number, each pixel the mean of a square of them.

    Parameters
    ----------
    stored
        An array of any kind, also one on disk (of h5py, zarr or dask), of a shape and type that can be drawn.
    longest
        Pixels that its longest side has at most.

    Returns
    -------
    image
        RGB, or RGBA where some pixel is not opaque.
    factor
        Pixels of the stored image along one of it: pixel ``i`` covers those from ``i * factor`` on. The last ones may
        stand for fewer.
    """
    from PIL import Image

    height, width = stored.shape[:2]
    factor = -(-max(height, width) // longest)
    wide = np.dtype(stored.dtype) != np.uint8 and any(is_wide(band) for _, band in _bands(stored, factor))
    small: Images.Image | None = None
    for begin, band in _bands(stored, factor):
        pixels = as_bytes(band, wide=wide)
        part = Image.fromarray(pixels, "RGBA" if pixels.shape[2] == 4 else "RGB")
        if factor > 1:
            # with opacity taken in: what can't be seen has no part in a mean of colours
            part = part.convert("RGBa").reduce(factor) if part.mode == "RGBA" else part.reduce(factor)
            part = part.convert("RGBA") if part.mode == "RGBa" else part
        if small is None:
            small = Image.new(part.mode, (-(-width // factor), -(-height // factor)))
        small.paste(part, (0, begin // factor))
    assert small is not None, "an image has rows"  # noqa: S101 - its shape was looked at
    if small.mode == "RGBA" and small.getchannel("A").getextrema() == (255, 255):
        small = small.convert("RGB")
    return small, factor


def _bands(stored: Any, factor: int) -> Iterator[tuple[int, npt.NDArray[Any]]]:
    """Yield an image by bands of rows with the first row of each, which is a multiple of the factor."""
    height = stored.shape[0]
    a_row = max(1, int(np.prod(stored.shape[1:])))
    # what lies in chunks is read by them: a part of one takes as long as all of it
    wanted = max(_BAND // a_row, min(height, _rows_of_chunk(stored)))
    rows = max(1, wanted // factor) * factor
    for begin in range(0, height, rows):
        yield begin, np.asarray(computed(stored[begin : begin + rows]))


def _rows_of_chunk(stored: Any) -> int:
    chunks = getattr(stored, "chunks", None)
    first = chunks[0] if isinstance(chunks, tuple) and chunks else 1
    first = first[0] if isinstance(first, tuple) and first else first  # of dask those of each chunk
    return first if isinstance(first, int) else 1
