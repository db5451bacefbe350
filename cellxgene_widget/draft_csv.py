r"""The CSV of a draft, as text: what cellxgene writes and reads, and one comment line more.

Format (cellxgene 1.x, ``server/common/annotations/local_file_csv.py``): UTF-8, ``\n``, two lines that begin with ``#``,
a header whose first field names the cells, then a line for every cell with its label in each category, ``unassigned``
where it has none. A third comment line of ours keeps as JSON what a table can't: order, colours, notes and
evidence of labels, labels without cells, revision, fingerprint of the cell names. Other readers pass it over.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from .cellsets import Codes
from .errors import AnnotationError, DraftError, some
from .evidence import Evidence, evidence_from_json, evidence_to_json
from .names import UNASSIGNED

_META = "# cellxgene_widget "
_BOM = b"\xef\xbb\xbf"
#: Bytes that are read at a time, by as many threads as there are.
_BLOCK = 1 << 22
#: Rows put together at a time while writing.
_CHUNK = 100_000
#: Line ends prepared at the most for categories taken together; more categories make a second such group.
_MAX_ENDS = 65_536
#: What makes a field need quotes, besides blanks at either end.
_MARKS = ',"#\n\r'


@dataclass(frozen=True)
class DraftLabel:
    """A label as the draft keeps it; ``color`` is None where the file does not say."""

    name: str
    color: str | None = None
    note: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, eq=False)
class DraftCategory:
    """A category as the draft keeps it: ``codes`` is 0 for unassigned, ``k`` for ``labels[k - 1]``."""

    name: str
    labels: tuple[DraftLabel, ...]
    codes: Codes


@dataclass(frozen=True, eq=False)
class DraftTable:
    """All a draft's file says.

    Attributes
    ----------
    cells
        Names of the cells, in the order of the rows.
    categories
        One a column.
    index_name
        The header's first field.
    revision
        How many edits the file holds; 0 for a file of another program.
    fingerprint
        Of the cell names of the data it was made for, if known.
    """

    cells: pd.Index[Any]
    categories: tuple[DraftCategory, ...]
    index_name: str = "index"
    revision: int = 0
    fingerprint: str | None = None
    meta: dict[str, Any] = field(default_factory=dict)

    @property
    def n_labelled(self) -> int:
        """Number of cells that have a label in any category."""
        labelled = np.zeros(len(self.cells), dtype=bool)
        for category in self.categories:
            labelled |= category.codes != 0
        return int(np.count_nonzero(labelled))


def quoted(text: str) -> str:
    """Quote a field if a reader of CSV, or one that takes ``#`` for a comment, would trip over it."""
    if any(mark in text for mark in _MARKS) or text != text.strip():
        return '"' + text.replace('"', '""') + '"'
    return text


class RowNames:
    """The first field of each row as it is written; nothing is kept but which stretches of names need no quotes.

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
        """Return the fields of the :data:`_CHUNK` rows from ``begin`` on, as an array of Arrow's."""
        import pyarrow as pa

        names = self.cells[begin : begin + _CHUNK]
        if self._plain[begin // _CHUNK]:
            return pa.array(names, type=pa.string()).view(pa.binary())
        return pa.array([quoted(name).encode("utf-8", "surrogatepass") for name in names], type=pa.binary())


def _is_plain(names: list[str]) -> bool:
    """Tell whether no name needs quotes, and all are text that can be written as it is."""
    joined = "\0".join(names)
    if any(mark in joined for mark in _MARKS) or joined.split(None, 1) != [joined]:
        return False
    try:
        return joined.isascii() or joined.encode("utf-8") != b""
    except UnicodeEncodeError:
        return False


def csv_parts(
    table: DraftTable, comments: Sequence[str], names: RowNames | None = None
) -> Iterator[bytes | memoryview]:
    """Write a draft, in parts.

    Parameters
    ----------
    table
        What to write.
    comments
        The first lines, without ``#``.
    names
        Of ``table.cells``, if at hand: made once a session.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    names = RowNames(table.cells) if names is None else names
    lines = [f"# {' '.join(comment.splitlines())}\n" for comment in comments]
    lines.append(f"{_META}{json.dumps(_meta(table), separators=(',', ':'))}\n")
    lines.append(",".join(quoted(text) for text in (table.index_name, *(c.name for c in table.categories))) + "\n")
    yield "".join(lines).encode("utf-8", "surrogatepass")
    groups = [(sizes, categories, pa.array(ends, type=pa.binary())) for sizes, categories, ends in _line_ends(table)]
    for begin in range(0, len(table.cells), _CHUNK):
        rows = [names.fields(begin)]
        for sizes, categories, ends in groups:
            combination: npt.NDArray[np.uint32] = np.zeros(len(rows[0]), dtype=np.uint32)
            for size, category in zip(sizes, categories, strict=True):
                combination = combination * np.uint32(size) + category.codes[begin : begin + _CHUNK]
            rows.append(ends.take(pa.array(combination)))
        yield _text_of(pc.binary_join_element_wise(*rows, b""))


def _text_of(rows: Any) -> memoryview:
    """Return the bytes of an array of Arrow's, one value after the other, without a copy."""
    _, offsets, text = rows.buffers()
    bounds = np.frombuffer(offsets, dtype=np.int32)[rows.offset : rows.offset + len(rows) + 1]
    return memoryview(b"" if text is None else text)[int(bounds[0]) : int(bounds[-1])]


def _line_ends(table: DraftTable) -> list[tuple[list[int], list[DraftCategory], list[bytes]]]:
    """Return what can follow the name in a row: few different texts, numbered by the codes of some categories.

    Categories are taken together as long as the number of combinations stays small; ``sizes``: of each how many codes.
    """
    groups: list[tuple[list[int], list[DraftCategory], list[bytes]]] = []
    sizes, together, ends = list[int](), list[DraftCategory](), [b""]
    for category in table.categories:
        texts = [quoted(text) for text in (UNASSIGNED, *(label.name for label in category.labels))]
        fields = [f",{text}".encode("utf-8", "surrogatepass") for text in texts]
        if len(ends) * len(fields) > _MAX_ENDS:
            groups.append((sizes, together, ends))
            sizes, together, ends = [], [], [b""]
        sizes, together = [*sizes, len(fields)], [*together, category]
        ends = [end + field for end in ends for field in fields]
    return [*groups, (sizes, together, [end + b"\n" for end in ends])]


def _meta(table: DraftTable) -> dict[str, Any]:
    categories = [{"name": c.name, "labels": [_meta_of_label(label) for label in c.labels]} for c in table.categories]
    return {
        **table.meta,
        "format": 1,
        "revision": table.revision,
        "fingerprint": table.fingerprint,
        "categories": categories,
    }


def _meta_of_label(label: DraftLabel) -> dict[str, Any]:
    kept = {**vars(label), "evidence": evidence_to_json(label.evidence)}
    return {key: value for key, value in kept.items() if value}


def read_meta(path: Path) -> dict[str, Any]:
    """Return what the third comment line of a draft says, without reading its cells; empty for other files."""
    head = bytearray()
    with path.open("rb") as file:
        for line in file:
            if not line.startswith((b"#", b'"#')):
                break
            head += line
    return _read_comments(bytes(head))[1]


def parse_csv(data: bytes, source: str, expected: pd.Index[Any] | None = None) -> DraftTable:
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

    Raises
    ------
    DraftError
        Not UTF-8, not a table, a cell or a category that occurs twice.
    """
    try:
        if not data.isascii():
            data.decode("utf-8")
    except UnicodeDecodeError:
        raise DraftError(f"{source} is not in UTF-8, so names could be read wrongly: save it as CSV UTF-8.") from None
    begin, meta = _read_comments(data)
    n_quotes = data.count(b'"', begin)
    if n_quotes % 2:  # readers take the rest of the file for one field, without a word
        raise DraftError(f"{source} ends within quotes: it is cut short, or a quote in it was not doubled.")
    header, columns = _parse_table(data, begin, source, has_quotes=n_quotes > 0)
    if len(header) == 1 and not meta and any(mark in header[0] for mark in ";\t"):
        raise DraftError(f"{source} is not separated by commas: save it again as CSV with commas.")
    if expected is not None and _are(columns[0], expected):
        cells = expected
    else:
        cells = pd.Index(columns[0].to_numpy(zero_copy_only=False), dtype=object)
    if cells is not expected and not cells.is_unique:
        twice = cells[cells.duplicated()].unique()
        raise DraftError(
            f"{source} has {len(twice):,} cells more than once ({some(twice, 3)}): it can't be told which row counts."
        )
    kept = _kept(meta)
    categories = tuple(
        _category(name, column, kept.get(name, ())) for name, column in zip(header[1:], columns[1:], strict=True)
    )
    revision = meta.get("revision")
    fingerprint = meta.get("fingerprint")
    return DraftTable(
        cells,
        categories,
        header[0] or "index",
        revision if isinstance(revision, int) else 0,
        fingerprint if isinstance(fingerprint, str) else None,
    )


def _are(column: Any, names: pd.Index[Any]) -> bool:
    """Tell whether a column holds these names in this order, without making text of them."""
    import pyarrow as pa

    if len(column) != len(names):
        return False
    return bool(column.combine_chunks().equals(pa.array(names, type=pa.string())) if len(names) else True)


def with_labels_of(table: DraftTable, other: DraftTable) -> DraftTable:
    """Return a table whose categories have the labels that they have in another one too, and in its order."""
    known = {category.name: category.labels for category in other.categories}
    return replace(
        table, categories=tuple(_relabelled(category, known.get(category.name, ())) for category in table.categories)
    )


def _relabelled(category: DraftCategory, known: tuple[DraftLabel, ...]) -> DraftCategory:
    names = {label.name for label in known}
    labels = (*known, *(label for label in category.labels if label.name not in names))
    code = {label.name: position for position, label in enumerate(labels, start=1)}
    lookup = np.array([0, *(code[label.name] for label in category.labels)], dtype=np.min_scalar_type(len(labels)))
    return DraftCategory(category.name, labels, lookup[category.codes])


def same_labels(one: bytes, other: bytes) -> bool:
    """Tell whether two drafts say the same: the table, and the order, colours, notes and evidence of labels."""
    (first, meta), (second, other_meta) = _read_comments(one), _read_comments(other)
    return meta.get("categories") == other_meta.get("categories") and one[first:] == other[second:]


def _read_comments(data: bytes) -> tuple[int, dict[str, Any]]:
    """Return where the table begins, and what our comment line says."""
    meta: dict[str, Any] = {}
    begin = len(_BOM) if data.startswith(_BOM) else 0
    marks: tuple[bytes, ...] = (b"#", b'"#')  # a spreadsheet puts a comment with commas or quotes into quotes
    while data.startswith(marks, begin):
        end = data.find(b"\n", begin)
        line, begin = (data[begin:], len(data)) if end < 0 else (data[begin:end], end + 1)
        text = line.decode("utf-8", "replace").rstrip("\r")
        if text.startswith(_META):
            marks = (b"#",)  # no spreadsheet was here: what is in quotes now is a header
            try:
                value = json.loads(text.removeprefix(_META))
            except ValueError:
                continue  # damaged by hand: the table itself says all that matters
            meta = value if isinstance(value, dict) else {}
    return begin, meta


def _parse_table(data: bytes, begin: int, source: str, *, has_quotes: bool) -> tuple[list[str], list[Any]]:
    import pyarrow as pa
    import pyarrow.csv

    text = io.BytesIO(data)
    text.seek(begin)
    try:
        header = next(csv.reader(io.TextIOWrapper(text, "utf-8", newline=""), strict=True), [])
        n = len(header)
        if n == 0:
            raise DraftError(f"{source} is empty: there is no header line with the names of categories.")
        types = {"0": pa.string(), **{str(i): pa.dictionary(pa.int32(), pa.string()) for i in range(1, n)}}
        read = pa.csv.read_csv(
            pa.BufferReader(pa.py_buffer(data).slice(begin)),
            read_options=pa.csv.ReadOptions(column_names=list(types), skip_rows_after_names=1, block_size=_BLOCK),
            parse_options=pa.csv.ParseOptions(newlines_in_values=has_quotes),
            convert_options=pa.csv.ConvertOptions(column_types=types, strings_can_be_null=False, check_utf8=False),
        ).unify_dictionaries()
    except (pa.ArrowInvalid, csv.Error) as error:
        reason = str(error).splitlines()[0]
        raise DraftError(f"{source} is no table with commas ({reason}).") from None
    twice = {name for name in header[1:] if header[1:].count(name) > 1}
    if twice or "" in header[1:]:
        raise DraftError(f"{source} has columns without a name or with the same name ({some(sorted(twice))}).")
    return header, [read.column(i) for i in range(n)]


def _kept(meta: dict[str, Any]) -> dict[str, tuple[DraftLabel, ...]]:
    """Read the labels of each category out of the comment line; what is not as we write it is passed over."""
    out: dict[str, tuple[DraftLabel, ...]] = {}
    for category in meta.get("categories") or ():
        try:
            labels = [
                DraftLabel(
                    str(x["name"]),
                    str(x["color"]) if x.get("color") else None,
                    str(x.get("note", "")),
                    _evidence(x.get("evidence", [])),
                )
                for x in category["labels"]
            ]
            out[str(category["name"])] = tuple({label.name: label for label in labels}.values())
        except (AttributeError, KeyError, TypeError):
            continue
    return out


def _evidence(value: Any) -> tuple[Evidence, ...]:
    try:
        return evidence_from_json(value)
    except AnnotationError:
        return ()  # changed by hand: the label itself is not less true


def _category(name: str, column: Any, known: tuple[DraftLabel, ...]) -> DraftCategory:
    levels: list[str] = column.chunk(0).dictionary.to_pylist() if column.num_chunks else []
    names = {label.name for label in known}
    found = sorted(level for level in levels if level not in names and level not in ("", UNASSIGNED))
    labels = (*(label for label in known if label.name not in ("", UNASSIGNED)), *map(DraftLabel, found))
    code = {label.name: position for position, label in enumerate(labels, start=1)}
    lookup = np.array([code.get(level, 0) for level in levels], dtype=np.min_scalar_type(len(labels)))
    parts = [lookup[chunk.indices.to_numpy()] for chunk in column.chunks]
    codes = np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint8)
    return DraftCategory(name, labels, codes)
