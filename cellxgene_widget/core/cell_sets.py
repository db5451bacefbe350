"""Sets of cells, as sorted ``uint32`` positions in memory and as small text in a journal."""

from __future__ import annotations

import base64
import binascii
import hashlib
import weakref
import zlib
from collections import deque
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..errors import AnnotationError

#: Positions of cells: sorted, unique, ``uint32`` (4 billion cells).
Cells = npt.NDArray[np.uint32]
#: One truth value a cell.
Mask = npt.NDArray[np.bool_]
#: One code a cell, in the smallest unsigned type that holds them all.
Codes = npt.NDArray[np.unsignedinteger[Any]]

#: Codes that are counted at a time: so many are in the cache of the processor as the numbers that numpy makes of them.
_COUNTED = 1 << 16

#: Fields of a set as JSON that hold base64.
_PACKED = frozenset({"steps", "bits"})
#: From one cell in so many on a truth value for each cell is made sooner than the cells are searched for.
_DENSE = 64

_DAMAGED = "A set of cells could not be read: its text is damaged."


#: Fingerprints of the last indexes, and what was in them then: opening a draft asks several times.
_known: deque[tuple[weakref.ref[Any], int, str]] = deque(maxlen=8)


def fingerprint(names: Iterable[str]) -> str:
    """Return 16 hex digits that stand for cell names and their order (blake2b)."""
    for known, content, told in tuple(_known):
        if known() is names and isinstance(names, pd.Index) and content == content_of(names):
            return told
    text = "\n".join(names.tolist() if isinstance(names, pd.Index) else names).encode("utf-8", "surrogatepass")
    return fingerprint_of_text(text, names if isinstance(names, pd.Index) else None)


def fingerprint_of_text(text: bytes, names: pd.Index[Any] | None) -> str:
    """Return the fingerprint of names that are joined already, by line feeds; it is known of this index from now on."""
    digest = hashlib.blake2b(text, digest_size=8).hexdigest()
    if names is not None:
        _known.append((weakref.ref(names), content_of(names), digest))
    return digest


def content_of(names: pd.Index[Any]) -> int:
    """Return what is another one when an index was changed in place, as numpy lets one do: in 3 ms of a million names.

    It is known by where its names are in memory, not by their text. It holds as long as the index is there.
    """
    values = names.to_numpy()
    if values.dtype != object or values is not names.to_numpy():  # made of something else each time
        return hash(tuple(values.tolist()))
    return hash(values.tobytes())


def cells_of_mask(mask: Mask) -> Cells:
    """Return the positions at which a boolean array is true."""
    return np.flatnonzero(mask).astype(np.uint32)


def cells_by_code(codes: Codes | npt.NDArray[np.int64], n_codes: int) -> list[Cells]:
    """Return the positions of each code from 0 to ``n_codes - 1``; in time that does not grow with their number."""
    order = np.argsort(codes, kind="stable").astype(np.uint32)
    return np.split(order, np.searchsorted(codes[order], np.arange(1, n_codes)))


def n_of_codes(codes: Codes, n_codes: int) -> npt.NDArray[np.intp]:
    """Return how often each code occurs, for at least ``n_codes`` of them, without a copy of 8 bytes a cell."""
    counts = np.bincount(codes[:_COUNTED], minlength=n_codes)
    for begin in range(_COUNTED, len(codes), _COUNTED):
        more = np.bincount(codes[begin : begin + _COUNTED], minlength=len(counts))
        if len(more) > len(counts):
            counts = np.pad(counts, (0, len(more) - len(counts)))
        counts += more
    return counts


def distinct(numbers: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return numbers in order, each once; the array itself where they are so, as a page sends cells.

    ``np.unique`` does the same with a hash table in newer numpy, which takes seconds for a few million.
    """
    if bool(np.all(numbers[1:] > numbers[:-1])):
        return numbers
    ordered = np.sort(numbers)
    return ordered[np.r_[True, ordered[1:] != ordered[:-1]]]


def mask_of_cells(cells: Cells, n_cells: int) -> Mask:
    """Return a boolean array of length ``n_cells`` that is true at the positions."""
    mask = np.zeros(n_cells, dtype=bool)
    mask[cells] = True
    return mask


def cells_to_json(cells: Cells, within: Cells | None = None) -> dict[str, Any]:
    """Write a cell set as text.

    Differences of neighbouring positions are small: they are kept in as few bytes as the largest needs, low bytes
    first, deflated, in base64; some 1.5 characters a cell for a lasso over 2 % of a million cells.

    Parameters
    ----------
    cells
        What to write.
    within
        A set that the reader will have. If it holds all of ``cells``, one bit says of each of its members whether it
        belongs: next to nothing when the sets are the same.
    """
    if within is not None and cells.size <= within.size:
        belongs = _members_of(cells, within)
        if belongs is not None:
            return {"n": int(cells.size), "of": int(within.size), "bits": _deflate(np.packbits(belongs))}
    steps = cells.astype(np.uint32)
    steps[1:] -= cells[:-1]  # np.diff does the same, and takes most of the time that thousands of small sets take
    width = next(width for width in (1, 2, 4) if not steps.size or int(steps.max()) < 256**width)
    planes = steps.astype(f"<u{width}").view(np.uint8).reshape(-1, width).T
    return {"n": int(cells.size), "width": width, "steps": _deflate(planes)}


def cells_from_json(value: Any, within: Cells | None = None) -> Cells:
    """Read what :func:`cells_to_json` wrote, given the same ``within``.

    Raises
    ------
    AnnotationError
        The text is damaged.
    """
    try:
        n = value["n"]
        cells = _members(value, within) if "bits" in value else _from_steps(value)
    except (KeyError, TypeError, ValueError, IndexError, zlib.error, binascii.Error):
        raise AnnotationError(_DAMAGED) from None
    if cells.size != n:
        raise AnnotationError(_DAMAGED)
    return cells


def _members_of(cells: Cells, within: Cells) -> Mask | None:
    """Return which members of ``within`` are in ``cells``; None: not all of these are members."""
    if cells.size == 0:
        return np.zeros(within.size, dtype=bool)
    if cells[-1] > within[-1]:
        return None
    if cells.size * _DENSE < int(within[-1]):
        place = np.searchsorted(within, cells)
        return mask_of_cells(place.astype(np.uint32), within.size) if np.array_equal(within[place], cells) else None
    belongs: Mask = mask_of_cells(cells, int(within[-1]) + 1)[within]
    return belongs if int(np.count_nonzero(belongs)) == cells.size else None


def _members(value: Any, within: Cells | None) -> Cells:
    if within is None or within.size != value["of"]:
        raise ValueError
    bits = np.unpackbits(np.frombuffer(_inflate(value["bits"]), dtype=np.uint8))
    if bits.size // 8 != -(-within.size // 8) or bits[within.size :].any():
        raise ValueError
    members: Cells = within[bits[: within.size].astype(bool)]
    return members


def _from_steps(value: Any) -> Cells:
    width = {1: 1, 2: 2, 4: 4}[value["width"]]
    planes = np.frombuffer(_inflate(value["steps"]), dtype=np.uint8).reshape(width, -1)
    steps = np.ascontiguousarray(planes.T).view(f"<u{width}").reshape(-1)
    positions = np.cumsum(steps, dtype=np.uint64)
    if np.any(steps[1:] == 0) or (positions.size and int(positions[-1]) >= 2**32):
        raise ValueError
    return positions.astype(np.uint32)


def kept_smaller(value: Any) -> Any:
    """Return a set that :func:`cells_to_json` wrote with bytes in place of base64, which is a third larger.

    For memory: :func:`cells_from_json` reads it as well, and :func:`as_json` makes text of it again.
    """
    if not isinstance(value, dict):  # damaged by hand: said when it is read
        return value
    return {key: _bytes_of(item) if key in _PACKED else item for key, item in value.items()}


def as_json(value: Any) -> Any:
    """Return plain JSON that may hold sets of :func:`kept_smaller`, with text in place of bytes."""
    if isinstance(value, list):
        return [as_json(item) for item in value]
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value


def _bytes_of(text: Any) -> Any:
    """Return the bytes that base64 stands for, if it is what would be written for them."""
    try:
        found = base64.b64decode(text, validate=True)
        return found if base64.b64encode(found) == text.encode("ascii") else text
    except (AttributeError, TypeError, ValueError):  # damaged by hand: said when it is read
        return text


def _deflate(array: npt.NDArray[np.uint8]) -> str:
    # runs alone are looked for: sooner done than a search for what came before, and less, for there is nothing to find
    packer = zlib.compressobj(1, strategy=zlib.Z_RLE)
    return base64.b64encode(packer.compress(array.tobytes()) + packer.flush()).decode("ascii")


def _inflate(packed: str | bytes) -> bytes:
    return zlib.decompress(packed if isinstance(packed, bytes) else base64.b64decode(packed, validate=True))
