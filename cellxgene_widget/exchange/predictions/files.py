"""Files of predictions: CSV and TSV, packed by gzip or not, and the folder that celltypist writes."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from ...errors import DataError, some
from .drafts import draft_choices
from .probabilities import is_of_celltypist, with_probabilities
from .tables import Table, table_of_frame

_LABELS, _MATRIX = "predicted_labels.csv", "probability_matrix.csv"
_AS_TABLE = "write it as CSV, in pandas by to_csv()"
#: How files begin that are no text.
_OTHERS: dict[bytes, str] = {
    b"PK\x03\x04": "an Excel workbook, or another file packed as zip: save its sheet as CSV",
    b"\xd0\xcf\x11\xe0": "an Excel workbook: save its sheet as CSV",
    b"\x89HDF": "an HDF5 file such as .h5ad: read it, and pass its obs",
    b"BZh": "packed as bzip2: unpack it first",
    b"\xfd7zXZ": "packed as xz: unpack it first",
    b"\x28\xb5\x2f\xfd": "packed as zstd: unpack it first",
    b"PAR1": f"a Parquet file: {_AS_TABLE}",
    b"ARROW1": f"an Arrow file: {_AS_TABLE}",
    b"{": "JSON: of what MapMyCells writes, the CSV is read",
}
_GZIP = b"\x1f\x8b"
_SEPARATORS = ",\t;"
#: Lines before the table, with a mark: MapMyCells has four, cellxgene two, we three.
_MARKS = ("#", '"#')


def table_of_path(path: Path, known: pd.Index[Any]) -> Table:
    """Return what is in a file, or in the folder that celltypist writes with ``to_table()``.

    Parameters
    ----------
    path
        The file or folder.
    known
        The names of the cells of the data.

    Raises
    ------
    DataError
        There is none, it can't be read, it is no table, or about none of these cells.
    """
    if path.is_dir():
        path = _of_folder(path)
    source = f"The file {str(path)!r}"
    table = table_of_bytes(_read(path), known, source, path.name)
    matrix = path.with_name(f"{path.name.removesuffix(_LABELS)}{_MATRIX}")
    if not (path.name.endswith(_LABELS) and is_of_celltypist(table) and matrix.is_file()):
        return table
    return with_probabilities(table, _frame(_unpacked(_read(matrix), matrix), str(matrix))[0], matrix.name, known)


def table_of_bytes(data: bytes, known: pd.Index[Any], source: str, origin: str) -> Table:
    """Return a table, given what is in its file. Raises as :func:`table_of_path` does.

    Parameters
    ----------
    data
        CSV or TSV in UTF-8, perhaps packed by gzip.
    known
        The names of the cells of the data.
    source, origin
        As in :class:`Table`.
    """
    frame, comments = _frame(_unpacked(data, source), source)
    table = table_of_frame(frame, known, source, origin)
    return draft_choices(table, comments)


def _of_folder(folder: Path) -> Path:
    found = sorted(each for each in folder.iterdir() if each.name.endswith(_LABELS))
    if len(found) == 1:
        return found[0]
    if found:
        raise DataError(f"The folder {str(folder)!r} has {some(each.name for each in found)}: name the one to read.")
    raise DataError(
        f"The folder {str(folder)!r} has no {_LABELS!r}, as celltypist writes it: name the file to read itself."
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise DataError(f"There is no file {str(path)!r}.") from None
    except OSError as error:
        raise DataError(f"The file {str(path)!r} can't be read: {error.strerror or error}.") from error


def _unpacked(data: bytes, source: object) -> bytes:
    if data.startswith(_GZIP):
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error) as error:
            raise DataError(f"{source} can't be unpacked: it is damaged, or cut short ({error}).") from error
    for beginning, what in _OTHERS.items():
        if data.startswith(beginning):
            raise DataError(f"{source} is {what}.")
    return data


def _frame(data: bytes, source: str) -> tuple[pd.DataFrame, list[str]]:
    """Return a table as text, each field as it stands there, and the lines with a mark before it."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(f"{source} is no text in UTF-8: write it as CSV in UTF-8.") from None
    comments, begin = [], 0
    while text.startswith(_MARKS, begin):
        end = text.find("\n", begin) + 1 or len(text)
        comments.append(text[begin:end].strip())
        begin = end
    text = text[begin:]
    line, _, row = text.partition("\n")
    # R leaves the field above the names of cells out: a header of one column has no separator
    separator = max(_SEPARATORS, key=lambda mark: (line.count(mark), row.partition("\n")[0].count(mark)))
    header = next(csv.reader(io.StringIO(line), delimiter=separator), [])
    if not any(header):
        raise DataError(f"{source} is no table: it has no header with the names of columns.")
    if twice := sorted({name for name in header if header.count(name) > 1}):
        raise DataError(f"{source} has several columns called {some(twice)}: give each a name of its own.")
    try:
        frame = pd.read_csv(
            io.StringIO(text), sep=separator, dtype=str, keep_default_na=False, na_filter=False, quoting=_quoting(text)
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, csv.Error, ValueError) as error:
        raise DataError(f"{source} is no table: {str(error).strip()}.") from error
    if frame.index.nlevels > 1:
        raise DataError(f"{source} is no table: its rows have more fields than the {len(header)} of its header.")
    frame.columns = pd.Index(header[-frame.shape[1] :])  # pandas calls a column without a name otherwise
    if not len(frame):
        raise DataError(f"{source} has a header, but no row of a cell.")
    return frame, comments


def _quoting(text: str) -> Literal[0, 3]:
    """Return how fields are quoted: R writes tables with tabs without quotes, so that an odd one is a character."""
    return 0 if text.count('"') % 2 == 0 else 3  # csv.QUOTE_MINIMAL, csv.QUOTE_NONE
