"""Sets of cells, as sorted ``uint32`` positions in memory and as small text in a journal or a file."""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import Any

import numpy as np
import numpy.typing as npt

from .errors import AnnotationError

#: Positions of cells: sorted, unique, ``uint32`` (4 billion cells).
Cells = npt.NDArray[np.uint32]
#: One truth value a cell.
Mask = npt.NDArray[np.bool_]
#: One code a cell, in the smallest unsigned type that holds them all.
Codes = npt.NDArray[np.unsignedinteger[Any]]


def cells_of_mask(mask: Mask) -> Cells:
    """Return the positions at which a boolean array is true."""
    return np.flatnonzero(mask).astype(np.uint32)


def mask_of_cells(cells: Cells, n_cells: int) -> Mask:
    """Return a boolean array of length ``n_cells`` that is true at the positions."""
    mask = np.zeros(n_cells, dtype=bool)
    mask[cells] = True
    return mask


def cells_to_json(cells: Cells) -> dict[str, Any]:
    """Write a cell set as text: differences of the positions, deflated, in base64.

    Neighbours in the file are often labelled together, so that most differences are small: 100,000 cells take about
    200 kB, one cell 12 characters.
    """
    steps = np.diff(cells, prepend=np.uint32(0)).astype("<u4")
    packed = zlib.compress(steps.tobytes(), 1)
    return {"n": int(cells.size), "delta": base64.b64encode(packed).decode("ascii")}


def cells_from_json(value: Any) -> Cells:
    """Read what :func:`cells_to_json` wrote.

    Raises
    ------
    AnnotationError
        The text is damaged.
    """
    try:
        steps = np.frombuffer(zlib.decompress(base64.b64decode(value["delta"], validate=True)), dtype="<u4")
        positions = np.cumsum(steps, dtype=np.uint64)
        damaged = steps.size != value["n"] or bool(np.any(steps[1:] == 0))
        damaged |= bool(positions.size) and int(positions[-1]) >= 2**32
    except (KeyError, TypeError, ValueError, zlib.error, binascii.Error):
        damaged = True
    if damaged:
        raise AnnotationError("A set of cells could not be read: its text is damaged.")
    return positions.astype(np.uint32)
