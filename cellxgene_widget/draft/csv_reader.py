r"""The CSV of a draft, read: what cellxgene writes and reads, and one comment line more.

Format (cellxgene 1.x, ``server/common/annotations/local_file_csv.py``): UTF-8, ``\n``, two lines that begin with ``#``,
a header whose first field names the cells, then a line for every cell with its label in each category, ``unassigned``
where it has none. A third comment line of ours says as JSON what a table can't: order, colors, notes, evidence, terms,
nesting, confidence and outline of labels, labels without cells, revision, fingerprint of the cell names. Other readers
pass it over.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import numpy as np
import pandas as pd

from ..core.names import UNASSIGNED, composed
from ..core.readable import readable
from ..core.trusted_files import open_file, parse_json
from ..errors import AnnotationError, DraftError, some
from ..labels.about import About, about_from_json
from ..labels.confidence import clean_confidence
from ..labels.evidence import evidence_from_json
from ..labels.regions.reading import sound_region_from_json
from ..labels.terms import term_from_json
from .csv_writer import META
from .left_columns import ColumnRule, LeftColumn, are_numbers, n_too_many
from .other_formats import BOM, explain, require_commas, require_text, table_begin, with_line_feeds
from .table import DraftCategory, DraftLabel, DraftTable
from .text_columns import Column, Names, UnreadableError
from .text_engine import engine

T = TypeVar("T")

#: More edits than anybody makes.
_MAX_COUNT = 1 << 53
#: Bytes of a block that one thread reads; a row does not go over two blocks' ends.
_BLOCK = 1 << 22
#: Bytes of comment lines that are read of a file that may be none of ours.
_MAX_HEAD = 1 << 26
#: Bytes that are compared at a time.
_PIECE = 1 << 20
_EVERY_FILE = ColumnRule()


def read_meta(path: Path) -> dict[str, Any]:
    """Return what the third comment line of a draft says, without reading its cells; empty for other files."""
    head = bytearray()
    with open_file(path) as file:
        while len(head) < _MAX_HEAD and (line := file.readline(_MAX_HEAD)).startswith((b"#", b'"#')):
            head += line
    return _read_comments(bytes(head))[1]


def parse_csv(
    data: bytes,
    source: str,
    expected: pd.Index[Any] | None = None,
    *,
    rule: ColumnRule = _EVERY_FILE,
    block_size: int = _BLOCK,
) -> DraftTable:
    """Read a draft: one of ours, of cellxgene, or made by hand.

    Every field stays the text it is (``NA``, ``001``, ``True``); an empty field means unassigned.

    Parameters
    ----------
    data
        The file's bytes.
    source
        What to call the file in messages.
    expected
        Cell names, all different, that the rows probably have: if they do, much of the work can be left out.
    rule
        Which columns are categories; those that our comment line names are in any case.
    block_size
        Bytes that are read at a time, by as many threads as there are.

    Raises
    ------
    DraftError
        Not UTF-8, not a table, a cell or a category that occurs twice.
    """
    require_text(data, source)
    data = with_line_feeds(data)
    begin, meta = _read_comments(data)
    begin = begin if meta else table_begin(data, begin, source)
    header, said_cells, columns = _parse_table(data, begin, source, block_size)
    if not meta:
        _require_table_of_others(data, begin, header, said_cells, source, expected)
    cells = _cells(said_cells, source, expected)
    without_outline: list[tuple[str, str]] = []
    known, about = _known_labels(meta, without_outline), _known_about(meta)
    names = [composed(name) for name in header[1:]]
    spelling: dict[str, str] = {name: said for name, said in zip(names, header[1:], strict=True) if name != said}
    categories, left = list[DraftCategory](), list[LeftColumn]()
    for place, (name, column) in enumerate(zip(names, columns, strict=True)):
        alone = None if name in known else _left_alone(name, header[place + 1], place, column, rule)
        if alone is not None:
            left.append(alone)
        else:
            category = _category(name, column, known.get(name, ()), spelling)
            categories.append(replace(category, about=about.get(name, {})))
    revision = meta.get("revision")
    fingerprint, author = meta.get("fingerprint"), meta.get("author")
    return DraftTable(
        cells,
        tuple(categories),
        header[0] or "index",
        revision if type(revision) is int and 0 <= revision < _MAX_COUNT else 0,
        fingerprint if isinstance(fingerprint, str) else None,
        author=author if isinstance(author, str) else None,
        spelling=spelling,
        left=tuple(left),
        without_outline=tuple(each for each in without_outline if each[0] in names),
    )


def _require_table_of_others(
    data: bytes, begin: int, header: list[str], cells: Names, source: str, expected: pd.Index[Any] | None
) -> None:
    """Check that a table of another program is one, also where it could be read as one."""
    if len(header) == 1:
        require_commas(data, begin, source)
    if expected is None or not len(expected):
        return
    if header[0] in expected and header[0] not in cells.to_pylist():
        raise DraftError(
            f"{source} has no header line: its first line names the cell {header[0]!r}. Begin it with a line such as "
            "index,cell_type."
        )
    if data.find(b"\n" + BOM, begin) >= 0 and not any(str(name).startswith("\ufeff") for name in expected):
        raise DraftError(
            f"{source} has a byte order mark within it, as where files were put one after the other: join them as "
            "tables, or write each without one."
        )


def _cells(column: Names, source: str, expected: pd.Index[Any] | None) -> pd.Index[Any]:
    """Return the names of the cells: the very index that was expected, if it holds them."""
    if expected is not None and column.are(expected):
        return expected
    cells: pd.Index[Any] = pd.Index(column.to_numpy(), dtype=object)
    if not cells.is_unique:
        twice = cells[cells.duplicated()].unique()
        raise DraftError(
            f"{source} has {len(twice):,} cells more than once ({some(twice, 3)}): it can't be told which row counts."
        )
    return cells


def same_labels(one: Path, other: Path) -> bool:
    """Tell whether two drafts say the same: the table, the order of labels, and what is said of them.

    They are read side by side, and no further than to the first difference.

    Raises
    ------
    OSError
        One can't be read.
    """
    with open_file(one) as first, open_file(other) as second:
        metas, sizes = list[dict[str, Any]](), list[int]()
        for file in (first, second):
            begin, meta = _read_comments(_head_of(file))
            metas.append(meta)
            sizes.append(file.seek(0, io.SEEK_END) - begin)
            file.seek(begin)
        if sizes[0] != sizes[1] or metas[0].get("categories") != metas[1].get("categories"):
            return False
        while piece := first.read(_PIECE):
            if piece != second.read(len(piece)):
                return False
        return not second.read(1)


def _head_of(file: BinaryIO) -> bytes:
    """Return the lines of comments at the beginning of a file, and the byte order mark."""
    head = bytearray(file.read(len(BOM)))
    if head != BOM:
        head.clear()
        file.seek(0)
    while len(head) < _MAX_HEAD and (line := file.readline(_MAX_HEAD)).startswith((b"#", b'"#')):
        head += line
    return bytes(head)


def _read_comments(data: bytes) -> tuple[int, dict[str, Any]]:
    """Return where the table begins, and what our comment line says."""
    meta: dict[str, Any] = {}
    begin = len(BOM) if data.startswith(BOM) else 0
    marks: tuple[bytes, ...] = (b"#", b'"#')  # a spreadsheet puts a comment with commas or quotes into quotes
    while data.startswith(marks, begin):
        end = data.find(b"\n", begin)
        line, begin = (data[begin:], len(data)) if end < 0 else (data[begin:end], end + 1)
        text = line.decode("utf-8", "replace").rstrip("\r")
        if text.startswith(META):
            marks = (b"#",)  # no spreadsheet was here: what is in quotes now is a header
            try:
                value = parse_json(text.removeprefix(META))
            except ValueError:
                continue  # damaged by hand: the table itself says all that matters
            meta = value if isinstance(value, dict) else {}
    return begin, meta


def _parse_table(data: bytes, begin: int, source: str, block_size: int) -> tuple[list[str], Names, list[Column]]:
    """Return the header, the names of the cells, and the other columns."""
    # Most files have none, which is seen in a tenth of the time; one too many, and readers take the rest for a field
    if data.find(b'"', begin) >= 0 and data.count(b'"', begin) % 2:
        raise DraftError(f"{source} ends within quotes: it is cut short, or a quote in it was not doubled.")
    text = io.BytesIO(data)
    text.seek(begin)
    try:
        header = next(csv.reader(io.TextIOWrapper(text, "utf-8", newline=""), strict=True), [])
        n = len(header)
        if n == 0:
            raise DraftError(f"{source} is empty: there is no header line with the names of categories.")
        cells, columns = engine().read_rows(data, begin, n, block_size)
    except (UnreadableError, csv.Error) as error:
        raise explain(data, begin, source, str(error)) from None
    names = [composed(name) for name in header[1:]]
    if "" in names:
        n, or_else = names.count(""), ", or take the commas at the ends of its lines away" * (names[-1] == "")
        which = "a column without a name: give it one" if n == 1 else f"{n} columns without a name: give them names"
        raise DraftError(f"{source} has {which}{or_else}.")
    if twice := {name for name in names if names.count(name) > 1}:
        raise DraftError(f"{source} has columns with the same name ({some(sorted(twice))}): give each its own.")
    return header, cells, columns


def _known_labels(meta: dict[str, Any], without_outline: list[tuple[str, str]]) -> dict[str, tuple[DraftLabel, ...]]:
    """Read the labels of each category out of the comment line; what is not as we write it is passed over."""
    out: dict[str, tuple[DraftLabel, ...]] = {}
    said = meta.get("categories")
    for category in said if isinstance(said, list) else ():
        try:
            labels = [
                DraftLabel(
                    composed(readable(str(x["name"]))),
                    str(x["color"]) if x.get("color") else None,
                    readable(str(x.get("note", ""))),
                    _said(evidence_from_json, x.get("evidence", []), ()),
                    _said(term_from_json, x.get("term"), None),
                    composed(readable(x["parent"])) if isinstance(x.get("parent"), str) else None,
                    _said(clean_confidence, x.get("confidence"), None),
                    _said(sound_region_from_json, x.get("region"), None),
                )
                for x in category["labels"]
            ]
            name = composed(readable(str(category["name"])))
            out[name] = tuple({label.name: label for label in labels}.values())
            without_outline += [
                (name, label.name)
                for said_of_it, label in zip(category["labels"], labels, strict=True)
                if said_of_it.get("region") is not None and label.region is None
            ]
        except (AttributeError, KeyError, TypeError):
            continue
    return out


def _known_about(meta: dict[str, Any]) -> dict[str, About]:
    """Read what the comment line says of each category as a whole."""
    said = meta.get("categories")
    records = [each for each in (said if isinstance(said, list) else ()) if isinstance(each, dict)]
    return {composed(readable(str(each.get("name")))): about_from_json(each.get("about")) for each in records}


def _said(read: Callable[[Any], T], value: Any, otherwise: T) -> T:
    try:
        return read(value)
    except AnnotationError:
        return otherwise  # changed by hand: the label itself is not less true


def _left_alone(name: str, header: str, place: int, column: Column, rule: ColumnRule) -> LeftColumn | None:
    """Return a column as one that is no category; None if it is one."""
    if name in rule.categories:
        return None
    values = column.levels
    n = n_too_many(values, rule.max_items, len(column))
    has_numbers = n is None and are_numbers(values)
    if n is None and not has_numbers and name not in rule.left:
        return None
    return LeftColumn(name, header, place, n, column.texts(), has_numbers)


def _category(name: str, column: Column, known: tuple[DraftLabel, ...], spelling: dict[str, str]) -> DraftCategory:
    said = column.levels
    levels = [composed(level) for level in said]
    spelling.update({level: first for level, first in zip(levels, said, strict=True) if level != first})
    names = {label.name for label in known}
    found = sorted(level for level in set(levels) if level not in names and level not in ("", UNASSIGNED))
    labels = (*(label for label in known if label.name not in ("", UNASSIGNED)), *map(DraftLabel, found))
    code = {label.name: position for position, label in enumerate(labels, start=1)}
    lookup = np.array([code.get(level, 0) for level in levels], dtype=np.min_scalar_type(len(labels)))
    return DraftCategory(name, labels, column.recoded(lookup))
