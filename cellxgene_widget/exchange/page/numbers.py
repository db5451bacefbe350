"""Numbers of cells, packed for a page; the mirror of ``js/src/page/unpack.ts``."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

#: How many bits a number may have where it is made coarser; None: it stays what it is.
Bits = Literal[8, 16] | None
#: From the most faithful to the shortest.
PRECISIONS: tuple[Bits, ...] = (None, 16, 8)

#: Codes of steps: no value, zero, and from here on the lowest value and those above it.
_FIRST = 2


class Packed(NamedTuple):
    """Numbers as they travel.

    Attributes
    ----------
    how
        ``float32``; ``levels``: codes of the few different ``values``; ``steps``: codes of equal steps.
    data
        The bytes.
    about
        What is said beside them: ``dtype``, ``low``, ``step``.
    values
        Of levels, the bytes of the values.
    seen
        The numbers as a page has them.
    """

    how: Literal["float32", "levels", "steps"]
    data: bytes
    about: dict[str, Any]
    values: bytes | None
    seen: npt.NDArray[np.float32]


def planes(values: npt.NDArray[np.float32]) -> bytes:
    """Return the bytes of floats, the first bytes of all before the second ones: they are shorter compressed."""
    little = np.ascontiguousarray(values, dtype="<f4").reshape(-1)
    return little.view(np.uint8).reshape(-1, 4).T.tobytes()


def pack(values: npt.NDArray[np.float32], bits: Bits) -> Packed:
    """Pack one number a cell.

    Few different values stay exact, and so does zero, whatever ``bits`` says; so do all where one is infinite.
    """
    values = np.ascontiguousarray(values, dtype=np.float32)
    different = np.unique(values)
    if different.size <= 256 or (different.size <= 65_536 and bits != 8):
        codes = np.searchsorted(different, values)  # NaN is the last, once
        dtype = "uint8" if different.size <= 256 else "uint16"
        return Packed("levels", _little(codes, dtype), {"dtype": dtype}, planes(different), values)
    if bits is None or np.isinf(different[[0]]).any() or np.isinf(different).any():
        return Packed("float32", planes(values), {}, None, values)
    return _in_steps(values, bits)


def _in_steps(values: npt.NDArray[np.float32], bits: Literal[8, 16]) -> Packed:
    known = ~np.isnan(values)
    others = known & (values != 0)
    low, high = float(values[others].min()), float(values[others].max())
    step = (high - low) / (2**bits - 1 - _FIRST)
    codes = np.zeros(values.size, dtype=np.uint16)
    codes[known] = 1
    codes[others] = _FIRST + np.rint((values[others].astype(np.float64) - low) / step).astype(np.uint16)
    seen = np.full(values.size, np.nan, dtype=np.float32)
    seen[known] = 0
    seen[others] = (low + (codes[others].astype(np.float64) - _FIRST) * step).astype(np.float32)
    dtype = f"uint{bits}"
    return Packed("steps", _little(codes, dtype), {"dtype": dtype, "low": low, "step": step}, None, seen)


def _little(codes: npt.NDArray[Any], dtype: str) -> bytes:
    return codes.astype(np.dtype(dtype).newbyteorder("<")).tobytes()


def in_words(bits: Bits) -> str:
    """Say how faithful numbers are."""
    if bits is None:
        return "Numbers and values of genes are exact."
    n = 2**bits - _FIRST
    return (
        f"To keep the file small, numbers and values of genes are in {n:,} steps of their range, which is off by "
        f"{50 / (n - 1):.2g} % of it at most; zero is exact, and so are columns of few different numbers."
    )
