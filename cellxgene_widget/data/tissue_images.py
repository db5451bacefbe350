"""The image of a library as a page draws it: one of those there are, made small, encoded, and where it lies."""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ..core.optional import require
from ..errors import DataError
from .image_pixels import reduced
from .matrix import token_of
from .tissue import Library, Tissue

if TYPE_CHECKING:
    from PIL import Image

#: Pixels that the longest side has at most.
LONGEST = 2560
#: An image with a longest side from the first to the second is taken before others: sharp, and quickly read.
_GOOD = (1000, 2 * LONGEST)
#: Encoded images that are kept, of 1 to 3 MB each.
_KEPT = 4
_QUALITY = 88

Mime = Literal["image/jpeg", "image/webp", "image/png"]


@dataclass(frozen=True)
class DrawnImage:
    """An image to lie beneath cells.

    Attributes
    ----------
    name
        Of the image in the library.
    mime, data
        The kind of file, and its bytes.
    width, height
        In pixels.
    scale
        Pixels to one unit of ``obsm["spatial"]``: the pixel in column ``i`` covers x from ``i / scale`` to
        ``(i + 1) / scale``, and of rows y alike; the first row is at the top, where y is 0.
    """

    name: str
    mime: Mime
    data: bytes
    width: int
    height: int
    scale: float


class TissueImages:
    """Encodes the images of libraries, and keeps those asked for last.

    Parameters
    ----------
    tissue
        The libraries.
    """

    def __init__(self, tissue: Tissue) -> None:
        self._tissue = tissue
        self._lock = threading.Lock()
        #: by library the array that it was made of, its scale, a stamp of its values, and what was made
        self._kept: OrderedDict[str, tuple[Any, float, str, DrawnImage]] = OrderedDict()

    def drawn(self, library: str) -> DrawnImage | None:
        """Return the image of a library; None: it has none that can be drawn (``left_out`` of it tells why).

        Raises
        ------
        DataError
            There is no such library, or its image can't be read.
        """
        about = self._tissue.library(library)
        name = self._best(about)
        if name is None:
            return None
        stored, scale = self._tissue.stored(library, name), about.scales[name]
        # of what is in memory a sample of the values is looked at: it may have been written to
        stamp = token_of(stored) if isinstance(stored, np.ndarray) else ""
        with self._lock:
            source, at, its, known = self._kept.get(library, (None, 0.0, "", None))
            if known is None or source is not stored or (at, its) != (scale, stamp):
                known = _encoded(library, name, stored, scale)
                self._kept[library] = (stored, scale, stamp, known)
            self._kept.move_to_end(library)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return known

    def _best(self, about: Library) -> str | None:
        sizes = {name: max(self._tissue.stored(about.name, name).shape[:2]) for name in about.scales}
        good = {name: size for name, size in sizes.items() if _GOOD[0] <= size <= _GOOD[1]}
        if good:
            return max(good, key=good.__getitem__)
        larger = {name: size for name, size in sizes.items() if size > _GOOD[1]}
        if larger:
            return min(larger, key=larger.__getitem__)
        return max(sizes, key=sizes.__getitem__, default=None)


def _encoded(library: str, name: str, stored: Any, scale: float) -> DrawnImage:
    require("PIL", "The image of the tissue")
    try:
        image, factor = reduced(stored, LONGEST)
    except Exception as error:
        # of a lazy store anything may be raised
        raise DataError(f"The image {name!r} of the library {library!r} can't be read ({error}).") from error
    mime, data = _file_of(image)
    return DrawnImage(name, mime, data, image.width, image.height, scale / factor)


def _file_of(image: Image.Image) -> tuple[Mime, bytes]:
    from PIL import features

    buffer = io.BytesIO()
    if image.mode == "RGB":
        # colours as sharp as the rest: a spot's place is told by them too
        image.save(buffer, "JPEG", quality=_QUALITY, subsampling=0)
        return "image/jpeg", buffer.getvalue()
    if features.check("webp"):
        image.save(buffer, "WEBP", quality=_QUALITY, method=2)
        return "image/webp", buffer.getvalue()
    image.save(buffer, "PNG")
    return "image/png", buffer.getvalue()
