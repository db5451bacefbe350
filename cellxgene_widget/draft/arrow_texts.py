"""Columns of text as pyarrow keeps them: an engine of :mod:`.text_columns`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from ..core.cell_sets import Codes, Mask
from .text_columns import Column, Names, UnreadableError, quoted

#: What makes a field need quotes, as a regular expression of RE2; blanks are those that Python's ``strip`` takes away.
_BLANK = r"[\s\v\x1c-\x1f\x{85}\p{Z}]"
_NEEDS_QUOTES = rf'[,"#\n\r]|^{_BLANK}|{_BLANK}$'


@dataclass(frozen=True, eq=False)
class ArrowTexts:
    """See :class:`.text_columns.Texts`; an array of Arrow's."""

    array: Any

    def __len__(self) -> int:
        return len(self.array)

    def to_pylist(self) -> list[str]:
        """Return the texts."""
        texts: list[str] = self.array.to_pylist()
        return texts

    def at(self, places: npt.NDArray[np.intp]) -> ArrowTexts:
        """Return those at some places, and an empty text for each place below 0."""
        return ArrowTexts(pc.fill_null(self.array.take(pa.array(places, mask=places < 0)), ""))

    def where(self, told: Mask, others: ArrowTexts) -> ArrowTexts:
        """Return these where they are told, the others elsewhere."""
        return ArrowTexts(pc.if_else(pa.array(told), self.array, others.array))

    def equals(self, others: ArrowTexts) -> bool:
        """Tell whether both are the same."""
        return bool(self.array.equals(others.array))

    def fields(self, begin: int, n: int) -> Any:
        """Return n of them as fields of rows, quoted where that is needed."""
        texts = self.array.slice(begin, n)
        if pc.any(pc.match_substring_regex(texts, _NEEDS_QUOTES)).as_py():
            texts = pa.array([quoted(text) for text in texts.to_pylist()], type=pa.string())
        return texts.cast(pa.binary())


@dataclass(frozen=True, eq=False)
class _ArrowNames:
    column: Any

    def to_pylist(self) -> list[str]:
        names: list[str] = self.column.to_pylist()
        return names

    def to_numpy(self) -> npt.NDArray[Any]:
        names: npt.NDArray[Any] = self.column.to_numpy(zero_copy_only=False)
        return names

    def are(self, names: pd.Index[Any]) -> bool:
        """Tell whether they are these, in this order, without making text of them."""
        if len(self.column) != len(names):
            return False
        texts, begin = names.to_numpy(dtype=object), 0
        for chunk in self.column.chunks:  # each stays in the processor's cache, and the first that differs is the last
            if not chunk.equals(pa.array(texts[begin : begin + len(chunk)], type=pa.string())):
                return False
            begin += len(chunk)
        return True


@dataclass(frozen=True, eq=False)
class _ArrowColumn:
    """A column that Arrow read as a dictionary, which is the same in all its chunks."""

    column: Any

    def __len__(self) -> int:
        return len(self.column)

    @property
    def levels(self) -> list[str]:
        levels: list[str] = self.column.chunk(0).dictionary.to_pylist() if self.column.num_chunks else []
        return levels

    def recoded(self, codes: Codes) -> Codes:
        parts = [codes[chunk.indices.to_numpy()] for chunk in self.column.chunks]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint8)

    def texts(self) -> ArrowTexts:
        return ArrowTexts(self.column.cast(pa.string()).combine_chunks())


def read_rows(data: bytes, begin: int, n: int, block_size: int) -> tuple[Names, list[Column]]:
    """Read a table with a header and n columns: see :class:`.text_columns.Engine`."""
    types = {"0": pa.string(), **{str(i): pa.dictionary(pa.int32(), pa.string()) for i in range(1, n)}}
    try:
        read = pa_csv.read_csv(
            pa.BufferReader(pa.py_buffer(data).slice(begin)),
            read_options=pa_csv.ReadOptions(column_names=list(types), skip_rows_after_names=1, block_size=block_size),
            parse_options=pa_csv.ParseOptions(newlines_in_values=data.find(b'"', begin) >= 0),
            convert_options=pa_csv.ConvertOptions(column_types=types, strings_can_be_null=False, check_utf8=False),
        ).unify_dictionaries()
    except pa.ArrowInvalid as error:
        raise UnreadableError(str(error).splitlines()[0]) from None
    return _ArrowNames(read.column(0)), [_ArrowColumn(read.column(i)) for i in range(1, n)]


def part_of_names(names: pd.Index[Any]) -> Any:
    """Return a part of names that need no quotes and can be written in UTF-8."""
    return pa.array(names, type=pa.string()).view(pa.binary())


def part(texts: Sequence[bytes]) -> Any:
    """Return a part, given the bytes of each row."""
    return pa.array(texts, type=pa.binary())


def picked(part: Any, places: npt.NDArray[np.uint32]) -> Any:
    """Return what a part has at some places, as a part."""
    return part.take(pa.array(places))


def constant(text: bytes) -> Any:
    """Return a part that is alike in all rows."""
    return pa.scalar(text, type=pa.binary())


def joined(parts: Sequence[Any]) -> memoryview:
    """Return the rows, one after the other, without a copy."""
    rows = pc.binary_join_element_wise(*parts, b"")
    _, offsets, text = rows.buffers()
    bounds = np.frombuffer(offsets, dtype=np.int32)[rows.offset : rows.offset + len(rows) + 1]
    return memoryview(b"" if text is None else text)[int(bounds[0]) : int(bounds[-1])]
