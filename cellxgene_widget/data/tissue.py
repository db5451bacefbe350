"""The pictures of tissue in ``uns["spatial"]``, as scanpy and squidpy write them: one library of images a section.

Nothing is read before it is asked for, and what is broken is passed over with a reason: cells are labelled without it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from anndata import AnnData

from ..errors import DataError, some
from .frames import computed
from .image_pixels import as_bytes, is_wide
from .modalities import Modalities

#: What CELLxGENE writes beside the library.
_NO_LIBRARIES = {"is_single"}
#: The image that coordinates are pixels of.
_FULL_RESOLUTION = "fullres"


@dataclass(frozen=True)
class Library:
    """The pictures of one section.

    Attributes
    ----------
    name
        Its key in ``uns["spatial"]``.
    scales
        Its images by name (``"hires"``, ``"lowres"`` ...): pixels of each to one unit of ``obsm["spatial"]``.
    spot_diameter
        In units of ``obsm["spatial"]``; None where it is not told.
    left_out
        What was passed over, by its place, and why.
    microns_per_unit
        Micrometres to one unit of ``obsm["spatial"]``; None where it is not told.
    """

    name: str
    scales: Mapping[str, float]
    spot_diameter: float | None
    left_out: Mapping[str, str]
    microns_per_unit: float | None = None


class Tissue:
    """The libraries of ``uns["spatial"]``.

    Parameters
    ----------
    adata
        In memory, backed or lazy. Looked at anew each time: a notebook may add a library.
    """

    def __init__(self, adata: AnnData | Modalities) -> None:
        self._adata = adata

    @property
    def names(self) -> list[str]:
        """Names of the libraries, as they stand there."""
        return list(self._entries()[0])

    @property
    def left_out(self) -> dict[str, str]:
        """What is no library, by its key, and why."""
        return self._entries()[1]

    def library(self, name: str) -> Library:
        """Return what is told of a library; no image is read.

        Raises
        ------
        DataError
            There is none of this name.
        """
        entry = self._entry(name)
        left_out: dict[str, str] = {}
        factors = entry.get("scalefactors")
        if not isinstance(factors, Mapping):
            left_out["scalefactors"] = "missing" if factors is None else "no table of numbers"
            factors = {}
        images = entry.get("images")
        if not isinstance(images, Mapping):
            left_out["images"] = "missing" if images is None else "no table of images"
            images = {}
        scales: dict[str, float] = {}
        for key, image in images.items():
            place = f"images[{str(key)!r}]"
            scale = 1.0 if key == _FULL_RESOLUTION else _positive(factors.get(f"tissue_{key}_scalef"))
            if scale is None:
                left_out[place] = f"no number scalefactors['tissue_{key}_scalef'] tells where it lies"
            elif (why := _why_no_image(image)) is not None:
                left_out[place] = why
            else:
                scales[str(key)] = scale
        spot, bin_size = _positive(factors.get("spot_diameter_fullres")), _positive(factors.get("bin_size_um"))
        microns = _positive(factors.get("microns_per_pixel"))
        if microns is None and spot is not None and bin_size is not None:
            microns = bin_size / spot
        return Library(name, scales, spot, left_out, microns)

    def stored(self, library: str, name: str) -> Any:
        """Return an image as it is stored, an array of any kind with numbers of any kind: nothing is read.

        Raises
        ------
        DataError
            There is no such library or image.
        """
        known = self.library(library)
        if name not in known.scales:
            why = known.left_out.get(f"images[{name!r}]")
            raise DataError(
                f"The library {library!r} has no image {name!r} to draw{f' ({why})' if why else ''}. "
                f"Images: {some(known.scales, 8)}."
            )
        images = self._entry(library)["images"]
        return next(image for key, image in images.items() if str(key) == name)

    def image(self, library: str, name: str) -> npt.NDArray[np.uint8]:
        """Read an image.

        Parameters
        ----------
        library
            One of :attr:`names`.
        name
            One of the ``scales`` of the library.

        Returns
        -------
        ndarray of uint8, shape (height, width, 3) or, with opacity, (height, width, 4)
            The first row is at the top, as y of ``obsm["spatial"]`` grows downwards.

        Raises
        ------
        DataError
            There is no such library or image, or it can't be read.
        """
        stored = self.stored(library, name)
        try:
            pixels = np.asarray(computed(stored))
        except Exception as error:
            # of a lazy store anything may be raised
            raise DataError(f"The image {name!r} of the library {library!r} can't be read ({error}).") from error
        return as_bytes(pixels, wide=is_wide(pixels))

    def _entry(self, name: str) -> Mapping[Any, Any]:
        entries = self._entries()[0]
        if name not in entries:
            raise DataError(f"There is no library {name!r} in adata.uns['spatial']. Libraries: {some(entries, 8)}.")
        return entries[name]

    def _entries(self) -> tuple[dict[str, Mapping[Any, Any]], dict[str, str]]:
        found = self._adata.uns.get("spatial")
        if found is None:
            return {}, {}
        if not isinstance(found, Mapping):
            return {}, {"spatial": "no table of libraries"}
        if isinstance(found.get("images"), Mapping) or isinstance(found.get("scalefactors"), Mapping):
            return {}, {"spatial": "images without a library around them"}
        entries: dict[str, Mapping[Any, Any]] = {}
        left_out: dict[str, str] = {}
        for key, entry in found.items():
            if isinstance(entry, Mapping):
                entries[str(key)] = entry
            elif key not in _NO_LIBRARIES:
                left_out[str(key)] = "no table of images and scale factors"
        return entries, left_out


def _positive(value: Any) -> float | None:
    """Return a number above 0, also one in an array of its own; None: it is none."""
    try:
        numbers = np.asarray(computed(value))
        number = float(numbers.reshape(())) if numbers.size == 1 and numbers.dtype.kind in "iuf" else math.nan
    except Exception:  # noqa: BLE001 - of a lazy store anything may be raised
        return None
    return number if math.isfinite(number) and number > 0 else None


def _why_no_image(image: Any) -> str | None:
    shape = getattr(image, "shape", None)
    dtype = getattr(image, "dtype", None)
    if not isinstance(shape, tuple) or dtype is None:
        return "no array"
    if not (len(shape) == 2 or (len(shape) == 3 and shape[2] in {1, 3, 4})) or 0 in shape:
        return f"its shape {shape} is not (height, width, 3 or 4 colours)"
    return None if np.dtype(dtype).kind in "biuf" else f"it holds {dtype}, no numbers"
