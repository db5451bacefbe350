"""What a merge notes of a column that it wrote, so that the next one can tell whether somebody changed it since.

The note is kept in ``uns``: the number of cells, a sum over them that does not depend on their order, and a Bloom
filter of six bits a cell. As long as all cells are there the sum tells any change. Where cells were taken out since,
the filter is asked for each one that is left; it overlooks one relabelled cell of seventeen, hardly ever several.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..core.colors import hex_of
from ..data.colors import entries_of
from ..data.frames import computed

_BITS_PER_CELL = 6
_PROBES = 3
#: Cells that are looked at together: what is made of them stays in the processor's cache.
_BLOCK = 1 << 15
_MISSING = np.uint64(0x9E3779B97F4A7C15)

_Hashes = npt.NDArray[np.uint64]


class CellNames:
    """Names of cells, hashed once for all columns of a merge."""

    def __init__(self, names: pd.Index[Any]) -> None:
        self.names = names
        self._hashes: _Hashes | None = None

    @property
    def hashes(self) -> _Hashes:
        """A number a name."""
        if self._hashes is None:
            self._hashes = _hashed(self.names)
        return self._hashes


def note_of(cells: CellNames, values: pd.Categorical[str], colors: list[str]) -> dict[str, Any]:
    """Return the note on a column: plain values and arrays, which any file of AnnData can hold."""
    flags = np.zeros(_filter_size(len(values)), dtype=bool)
    total = 0
    for _, mixed in _mixed(cells, values.codes, values.categories):
        total += int(mixed.sum(dtype=np.uint64))
        for at in _probes(mixed, flags.size):
            flags[at] = True
    return {
        "n": len(values),
        "sum": _sum_text(total),
        "cells": np.packbits(flags),
        "levels": np.array(values.categories, dtype=object),
        "colors": np.array(colors, dtype=object),
    }


def changed_cell(note: object, cells: CellNames, column: pd.Series[Any]) -> str | None:
    """Return a cell whose label is another one than was written, or ``""`` if it is not known which; None: as written.

    A column without a note, from before there were notes, is taken as written.
    """
    if not isinstance(note, Mapping) or not {"n", "sum", "cells"} <= set(note):
        return None
    codes, levels = _coded(column)
    n = int(computed(note["n"]))
    total = sum(int(mixed.sum(dtype=np.uint64)) for _, mixed in _mixed(cells, codes, levels))
    if len(codes) >= n and _sum_text(total) == str(computed(note["sum"])):
        return None
    flags = np.unpackbits(np.asarray(computed(note["cells"]), dtype=np.uint8))
    for begin, mixed in _mixed(cells, codes, levels):
        known = np.ones(len(mixed), dtype=bool)
        for at in _probes(mixed, _filter_size(n)):
            known &= flags[at].astype(bool)
        if not known.all():
            return str(cells.names[begin + int(np.argmin(known))])
    return "" if len(codes) >= n else None


def colors_by_hand(note: object, column: pd.Series[Any], colors: object) -> dict[str, str]:
    """Return, by label, the colors that are others than were written: text as it is there, all else as ``#rrggbb``.

    Those of a column that is no categorical any more are not known: its labels have another order than they had.
    """
    if not isinstance(note, Mapping) or not {"levels", "colors"} <= set(note):
        return {}
    levels, entries = _texts(note["levels"]), _texts(note["colors"])
    written = dict(zip(levels, entries, strict=False))
    now = entries_of(colors)
    if not isinstance(column.dtype, pd.CategoricalDtype) or now is None:
        return {}
    there = [str(level) for level in column.cat.categories]
    if isinstance(now, dict):
        now = [now.get(level, written.get(level)) for level in there]
    if len(now) != len(there):  # cells were taken out without their colors: it is not known whose they are
        return {}
    found = [hex_of(color) for color in now]
    if found == [hex_of(color) for color in entries]:  # in the order that they were written in: nobody touched them
        return {}
    return {
        level: str(color) if isinstance(color, str) else shown
        for level, color, shown in zip(there, now, found, strict=True)
        if shown is not None and level in written and hex_of(written[level]) != shown
    }


def _texts(values: Any) -> list[str]:
    return [str(value) for value in np.asarray(computed(values)).ravel()]


def _coded(column: pd.Series[Any]) -> tuple[npt.NDArray[np.integer[Any]], pd.Index[Any]]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(), column.cat.categories
    codes, levels = pd.factorize(column)
    return codes, pd.Index(levels)


def _mixed(
    cells: CellNames, codes: npt.NDArray[np.integer[Any]], levels: pd.Index[Any]
) -> Iterator[tuple[int, _Hashes]]:
    """Yield a number for each cell with its label, for some cells at a time, and the position of the first of them."""
    of_levels = np.append(_hashed(levels), _MISSING)  # the code of a missing value is -1
    hashes = cells.hashes
    for begin in range(0, len(codes), _BLOCK):
        x = of_levels[codes[begin : begin + _BLOCK]]
        x += hashes[begin : begin + _BLOCK]
        x ^= x >> np.uint64(30)
        x *= np.uint64(0xBF58476D1CE4E5B9)
        x ^= x >> np.uint64(27)
        x *= np.uint64(0x94D049BB133111EB)
        x ^= x >> np.uint64(31)
        yield begin, x


def _sum_text(total: int) -> str:
    return f"{total & 0xFFFFFFFFFFFFFFFF:016x}"


def _hashed(values: pd.Index[Any]) -> _Hashes:
    texts = values.to_numpy(dtype=object)
    if pd.api.types.infer_dtype(texts, skipna=False) not in ("string", "empty"):
        texts = np.array([str(value) for value in texts], dtype=object)
    hashed: _Hashes = pd.util.hash_array(texts, categorize=False)
    return hashed


def _filter_size(n: int) -> int:
    return max(64, (_BITS_PER_CELL * n + 7) // 8 * 8)


def _probes(mixed: _Hashes, size: int) -> Iterator[npt.NDArray[np.intp]]:
    """Yield places in a filter, ``(first + k * step) % size`` of two halves of each number: with two divisions."""
    at, step = _remainder(mixed & np.uint64(0xFFFFFFFF), size), _remainder(mixed >> np.uint64(32), size)
    for k in range(_PROBES):
        if k:
            at = at + step
            at -= (at >= size) * np.int64(size)
        yield at


def _remainder(numbers: _Hashes, size: int) -> npt.NDArray[np.intp]:
    """Return numbers modulo another one, which numpy divides by several times as fast as it takes a remainder."""
    numbers -= numbers // np.uint64(size) * np.uint64(size)
    return numbers.view(np.int64)
