"""Columns of text as the file of a draft has them: kept by Arrow where pyarrow is installed, else by Python alone.

Arrow is several times faster, takes less memory and lets go of the interpreter's lock. What is read and written is the
same to the byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..core.cell_sets import Codes, Mask

#: What makes a field need quotes, besides blanks at either end.
MARKS = ',"#\n\r'


class UnreadableError(Exception):
    """The text is no table with commas: the message says why, in the words of the reader."""


class Texts(Protocol):
    """The text of each cell in a column."""

    def __len__(self) -> int:
        """Return how many there are."""

    def to_pylist(self) -> list[str]:
        """Return them."""

    def at(self, places: npt.NDArray[np.intp]) -> Self:
        """Return those at some places, and an empty text for each place below 0."""

    def where(self, told: Mask, others: Self) -> Self:
        """Return these where they are told, the others elsewhere."""

    def equals(self, others: Self) -> bool:
        """Tell whether both are the same."""

    def fields(self, begin: int, n: int) -> Any:
        """Return n of them as fields of rows, quoted where a reader of CSV would trip over them: see the engine."""


class Names(Protocol):
    """The first column of a file that was read: what the cells are called."""

    def to_pylist(self) -> list[str]:
        """Return the names."""

    def to_numpy(self) -> npt.NDArray[Any]:
        """Return the names as an array of objects."""

    def are(self, names: pd.Index[Any]) -> bool:
        """Tell whether they are these, in this order."""


class Column(Protocol):
    """Another column of a file that was read; mostly of few different texts."""

    @property
    def levels(self) -> list[str]:
        """The different texts, in the order in which they appear."""

    def __len__(self) -> int:
        """Return the number of rows."""

    def recoded(self, codes: Codes) -> Codes:
        """Return for each row the code of its text, given those of the levels."""

    def texts(self) -> Texts:
        """Return the text of each row."""


class Engine(Protocol):
    """What keeps texts and rows.

    A *part* of rows stands for some bytes of each of them; it is whatever the engine makes of it.
    """

    def read_rows(self, data: bytes, begin: int, n: int, block_size: int) -> tuple[Names, list[Column]]:
        """Read a table with a header and n columns, which begins somewhere in a file.

        Raises
        ------
        UnreadableError
            It is none, or a row has another number of fields.
        """

    def part_of_names(self, names: pd.Index[Any]) -> Any:
        """Return a part of names that need no quotes and can be written in UTF-8."""

    def part(self, texts: Sequence[bytes]) -> Any:
        """Return a part, given the bytes of each row."""

    def picked(self, part: Any, places: npt.NDArray[np.uint32]) -> Any:
        """Return what a part has at some places, as a part."""

    def constant(self, text: bytes) -> Any:
        """Return a part that is alike in all rows."""

    def joined(self, parts: Sequence[Any]) -> bytes | memoryview:
        """Return the rows, one after the other; the first part is not a constant."""


def quoted(text: str) -> str:
    """Quote a field if a reader of CSV, or one that takes ``#`` for a comment, would trip over it."""
    if any(mark in text for mark in MARKS) or text != text.strip():
        return '"' + text.replace('"', '""') + '"'
    return text
