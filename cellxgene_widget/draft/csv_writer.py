"""The CSV of a draft, written: see :mod:`.csv_reader` for the format."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypedDict, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..core.made_ahead import made_ahead
from ..core.names import UNASSIGNED
from ..core.readable import SPELLED_OUT, is_readable
from ..labels.evidence import evidence_to_json
from ..labels.regions.region import region_to_json
from ..labels.terms import term_to_json
from .left_columns import LeftColumn, in_file_order
from .table import DraftCategory, DraftLabel, DraftTable
from .text_columns import MARKS, quoted
from .text_engine import engine

#: How the comment line begins that says what a table can't.
META = "# cellxgene_widget "
#: Rows put together at a time while writing.
_CHUNK = 100_000
#: Line ends prepared at the most for categories taken together; more categories make a second such group.
_MAX_ENDS = 65_536


class RowNames:
    """The first field of each row as it is written; only which stretches of names need no quotes is remembered.

    Parameters
    ----------
    cells
        The names.
    """

    def __init__(self, cells: pd.Index[Any]) -> None:
        self.cells = cells
        self._plain = [
            _is_plain(cells[begin : begin + _CHUNK].tolist()) for begin in range(0, max(1, len(cells)), _CHUNK)
        ]

    def fields(self, begin: int) -> Any:
        """Return the fields of the :data:`_CHUNK` rows from ``begin`` on, as a part of rows."""
        names = self.cells[begin : begin + _CHUNK]
        if self._plain[begin // _CHUNK]:
            return engine().part_of_names(names)
        return engine().part([quoted(name).encode("utf-8", SPELLED_OUT) for name in names])


def _is_plain(names: list[str]) -> bool:
    """Tell whether no name needs quotes, and all are text that can be written as it is."""
    joined = "\0".join(names)
    if any(mark in joined for mark in MARKS) or joined.split(None, 1) != [joined]:
        return False
    return is_readable(joined)


def csv_parts(
    table: DraftTable, comments: Sequence[str], names: RowNames | None = None
) -> Generator[bytes | memoryview]:
    """Write a draft, in parts; who does not take all of them closes it.

    Parameters
    ----------
    table
        What to write.
    comments
        The first lines, without ``#``.
    names
        Of ``table.cells``, if at hand: made once a session.
    """
    names = RowNames(table.cells) if names is None else names
    lines = [f"# {' '.join(comment.splitlines())}\n" for comment in comments]
    lines.append(f"{META}{json.dumps(_meta(table), separators=(',', ':'))}\n")
    columns = in_file_order(table.categories, table.left)
    header = (table.index_name, *(x.header if isinstance(x, LeftColumn) else table.spelled(x.name) for x in columns))
    lines.append(",".join(map(quoted, header)) + "\n")
    yield "".join(lines).encode("utf-8", SPELLED_OUT)
    parts = _row_parts(table, columns)

    def rows(begin: int) -> bytes | memoryview:
        return engine().joined([names.fields(begin), *(field for part in parts for field in part.fields(begin))])

    # the next rows are put together while these are written
    with contextlib.closing(made_ahead(rows, range(0, len(table.cells), _CHUNK))) as made:
        yield from made


@dataclass
class _Labels:
    """A part of each row, of few different texts: the labels of some categories, numbered by their codes together.

    ``sizes``: of each category how many codes.
    """

    sizes: list[int] = field(default_factory=list)
    categories: list[DraftCategory] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=lambda: [b""])

    def fields(self, begin: int) -> list[Any]:
        """Return the texts of the :data:`_CHUNK` rows from ``begin`` on, as a part of rows."""
        if not self.categories:
            return [engine().constant(self.texts[0])]
        codes = [category.codes[begin : begin + _CHUNK] for category in self.categories]
        combination: npt.NDArray[np.uint32] = np.zeros(len(codes[0]), dtype=np.uint32)
        for size, code in zip(self.sizes, codes, strict=True):
            combination = combination * np.uint32(size) + code
        return [engine().picked(self._known, combination)]

    @cached_property
    def _known(self) -> Any:
        return engine().part(self.texts)


@dataclass
class _Texts:
    """A part of each row that is no category: its text as it was."""

    column: LeftColumn

    def fields(self, begin: int) -> list[Any]:
        """Return the fields of the :data:`_CHUNK` rows from ``begin`` on, with the comma before them."""
        return [engine().constant(b","), self.column.texts.fields(begin, _CHUNK)]


def _row_parts(table: DraftTable, columns: Sequence[DraftCategory | LeftColumn]) -> list[_Labels | _Texts]:
    """Return what follows the name in a row: categories taken together as long as their combinations stay few."""
    parts: list[_Labels | _Texts] = [_Labels()]
    for column in columns:
        if isinstance(column, LeftColumn):
            parts.append(_Texts(column))
            continue
        texts = [quoted(text) for text in (UNASSIGNED, *(table.spelled(label.name) for label in column.labels))]
        fields = [f",{text}".encode("utf-8", SPELLED_OUT) for text in texts]
        last = parts[-1]
        if not isinstance(last, _Labels) or len(last.texts) * len(fields) > _MAX_ENDS:
            parts.append(last := _Labels())
        last.sizes.append(len(fields))
        last.categories.append(column)
        last.texts = [end + text for end in last.texts for text in fields]
    last = parts.pop()
    ending = last if isinstance(last, _Labels) else _Labels()
    ending.texts = [text + b"\n" for text in ending.texts]
    return [*parts, ending] if last is ending else [*parts, last, ending]


class LabelMeta(TypedDict, total=False):
    """What the comment line says of a label; what would be empty is left out."""

    name: str
    color: str
    note: str
    evidence: list[dict[str, Any]]
    term: dict[str, str]
    parent: str
    confidence: str
    region: dict[str, Any]


class CategoryMeta(TypedDict, total=False):
    """What the comment line says of a category: its labels, in order; what is said of it as a whole, if anything."""

    name: str
    labels: list[LabelMeta]
    about: dict[str, Any]


class TableMeta(TypedDict, total=False):
    """What the comment line says."""

    dataset: str
    author: str
    format: int
    revision: int
    fingerprint: str | None
    categories: list[CategoryMeta]


def _meta(table: DraftTable) -> TableMeta:
    categories: list[CategoryMeta] = [
        {
            "name": category.name,
            "labels": [_meta_of_label(label) for label in category.labels],
            **({"about": {str(key): said for key, said in category.about.items()}} if category.about else {}),
        }
        for category in table.categories
    ]
    own: TableMeta = {
        "format": 1,
        "revision": table.revision,
        "fingerprint": table.fingerprint,
        "categories": categories,
    }
    return cast("TableMeta", {**table.meta, **own})


def _meta_of_label(label: DraftLabel) -> LabelMeta:
    said = {
        **vars(label),
        "evidence": evidence_to_json(label.evidence),
        "term": term_to_json(label.term),
        "region": region_to_json(label.region),
    }
    return cast("LabelMeta", {key: value for key, value in said.items() if value})
