"""Columns of text without pyarrow, by Python alone: an engine of :mod:`.text_columns`.

Rows are read by Python's ``csv``, not by pandas, which fills up rows that are too short without a word.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..core.cell_sets import Codes, Mask
from .text_columns import Column, Names, UnreadableError, quoted

#: Letters of a field: Python's own limit is 131,072, Arrow has none.
_LONGEST = 2**31 - 1

_Objects = npt.NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class PlainTexts:
    """See :class:`.text_columns.Texts`; an array of objects."""

    array: _Objects

    def __len__(self) -> int:
        return len(self.array)

    def to_pylist(self) -> list[str]:
        """Return the texts."""
        texts: list[str] = self.array.tolist()
        return texts

    def at(self, places: npt.NDArray[np.intp]) -> PlainTexts:
        """Return those at some places, and an empty text for each place below 0."""
        return PlainTexts(_objects([*self.array, ""])[np.where(places < 0, len(self.array), places)])

    def where(self, told: Mask, others: PlainTexts) -> PlainTexts:
        """Return these where they are told, the others elsewhere."""
        return PlainTexts(np.where(told, self.array, others.array))

    def equals(self, others: PlainTexts) -> bool:
        """Tell whether both are the same."""
        return self.to_pylist() == others.to_pylist()

    def fields(self, begin: int, n: int) -> list[bytes]:
        """Return n of them as fields of rows, quoted where that is needed."""
        return [quoted(text).encode() for text in self.array[begin : begin + n].tolist()]


@dataclass(frozen=True, eq=False)
class _PlainNames:
    names: list[str]

    def to_pylist(self) -> list[str]:
        return self.names

    def to_numpy(self) -> npt.NDArray[Any]:
        return _objects(self.names)

    def are(self, names: pd.Index[Any]) -> bool:
        return self.names == names.tolist()


@dataclass(frozen=True, eq=False)
class _PlainColumn:
    levels: list[str]
    codes: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.codes)

    def recoded(self, codes: Codes) -> Codes:
        return codes[self.codes] if len(self.codes) else np.zeros(0, dtype=np.uint8)

    def texts(self) -> PlainTexts:
        return PlainTexts(_objects(self.levels)[self.codes])


class _Coder(dict[str, int]):
    """Numbers texts in the order in which they come."""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number


def read_rows(data: bytes, begin: int, n: int, block_size: int) -> tuple[Names, list[Column]]:  # noqa: ARG001
    """Read a table with a header and n columns: see :class:`.text_columns.Engine`."""
    file = io.BytesIO(data)
    file.seek(begin)
    names, coders, codes = list[str](), [_Coder() for _ in range(1, n)], [list[int]() for _ in range(1, n)]
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST))  # for all of Python: a higher limit harms nobody
    try:
        rows = csv.reader(io.TextIOWrapper(file, "utf-8", newline=""))
        next(rows, None)
        for row in rows:
            if len(row) != n:
                if not row:  # an empty line, as Arrow passes over it
                    continue
                raise UnreadableError(f"CSV parse error: Expected {n} columns, got {len(row)}: {','.join(row)}")
            names.append(row[0])
            for coder, own, text in zip(coders, codes, row[1:], strict=True):
                own.append(coder[text])
    except csv.Error as error:
        raise UnreadableError(str(error)) from None
    columns = zip(coders, codes, strict=True)
    return _PlainNames(names), [_PlainColumn(list(coder), np.array(own, dtype=np.int32)) for coder, own in columns]


def part_of_names(names: pd.Index[Any]) -> list[bytes]:
    """Return a part of names that need no quotes and can be written in UTF-8."""
    return [name.encode() for name in names]


def part(texts: Sequence[bytes]) -> list[bytes]:
    """Return a part, given the bytes of each row."""
    return list(texts)


def picked(part: list[bytes], places: npt.NDArray[np.uint32]) -> list[bytes]:
    """Return what a part has at some places, as a part."""
    return [part[place] for place in places.tolist()]


def constant(text: bytes) -> bytes:
    """Return a part that is alike in all rows."""
    return text


def joined(parts: Sequence[list[bytes] | bytes]) -> bytes:
    """Return the rows, one after the other."""
    columns = (repeat(each, len(parts[0])) if isinstance(each, bytes) else each for each in parts)
    return b"".join(chain.from_iterable(zip(*columns, strict=True)))


def _objects(texts: Sequence[str]) -> _Objects:
    """Return an array of objects, also of texts that numpy would take for something else."""
    array = np.empty(len(texts), dtype=object)
    array[:] = texts
    return array
