"""Files that are no CSV as drafts are: what they are, in words, and how to write them as one."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from ..errors import DraftError

BOM = b"\xef\xbb\xbf"

_EXCEL = "save its sheet as 'CSV UTF-8 (Comma delimited)'"
_UNPACK = "unpack it first"
_WITH_COMMAS = "write it with commas, as Excel's 'CSV UTF-8 (Comma delimited)', R's write.csv() and pandas' to_csv() do"
_NO_LABELS = "show() takes data, and the labels come as a CSV"

#: How files begin that are no text.
_BEGINNINGS: dict[bytes, tuple[str, str]] = {
    b"PK\x03\x04": ("an Excel workbook, or another file packed as zip", f"{_EXCEL}, or {_UNPACK}"),
    b"\xd0\xcf\x11\xe0": ("an Excel workbook", _EXCEL),
    b"\x89HDF": ("an HDF5 file such as .h5ad", _NO_LABELS),
    b"\x1f\x8b": ("packed as gzip", _UNPACK),
    b"BZh": ("packed as bzip2", _UNPACK),
    b"\xfd7zXZ": ("packed as xz", _UNPACK),
    b"\x28\xb5\x2f\xfd": ("packed as zstd", _UNPACK),
    b"PAR1": ("a Parquet file", "write it as CSV, in pandas by to_csv()"),
    b"ARROW1": ("an Arrow file", "write it as CSV, in pandas by to_csv()"),
}
#: The same of text.
_FIRST_WORDS: dict[bytes, tuple[str, str]] = {
    b"version https://git-lfs": ("only a pointer of Git LFS to a file", "get the file itself with git lfs pull"),
    b"<!": ("a web page", "download the CSV itself"),
    b"<html": ("a web page", "download the CSV itself"),
    b"<?xml": ("XML", _WITH_COMMAS),
    **dict.fromkeys((b'{"', b"{\n", b'["', b"[{", b"[\n"), ("JSON", "write it as CSV, in pandas by to_csv()")),
}
#: The same by the ends of names.
_ENDINGS: dict[str, tuple[str, str]] = {
    **dict.fromkeys((".xlsx", ".xls", ".ods"), ("an Excel workbook", _EXCEL)),
    **dict.fromkeys((".h5ad", ".h5", ".h5mu", ".zarr", ".loom"), ("data", _NO_LABELS)),
    **dict.fromkeys((".gz", ".bz2", ".xz", ".zst", ".zip"), ("a packed file", _UNPACK)),
    **dict.fromkeys((".tsv", ".txt", ".tab"), ("a table that is probably not separated by commas", _WITH_COMMAS)),
    **dict.fromkeys((".rds", ".rda", ".rdata"), ("an object of R", "write it there by write.csv()")),
}
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars", " ": "blanks"}
#: Excel's own line that says what separates fields.
_EXCEL_SEPARATOR = re.compile(rb'"?sep=(.)"?\r?\n', re.IGNORECASE)
_FIRST_BYTES = 4096


def require_csv_name(file: Path) -> None:
    """Raise a :class:`DraftError` if a file's name is not that of a CSV."""
    suffix = file.suffix.lower()
    if suffix == ".csv":
        return
    what, instead = _ENDINGS.get(suffix, ("", ""))
    hint = f" This is {what}: {instead}." if what else ""
    raise DraftError(f"annotations_file= needs a name that ends in .csv, not {file.name!r}.{hint}")


def require_text(data: bytes, source: str) -> None:
    """Check that a file is text in UTF-8.

    Raises
    ------
    DraftError
        It is something else: the message says what, and what to do.
    """
    first, is_utf_8 = data[:_FIRST_BYTES], _is_utf_8(data)
    for beginning, (what, instead) in (_FIRST_WORDS if is_utf_8 and b"\0" not in first else _BEGINNINGS).items():
        if data.startswith((beginning, BOM + beginning)):
            raise DraftError(f"{source} is {what}: {instead}.")
    is_marked = first.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" in first  # each comma and line end has one
    if is_marked or _is_half_nul(first):
        raise DraftError(f"{source} is in UTF-16, as Excel's 'Unicode Text': save it as 'CSV UTF-8 (Comma delimited)'.")
    if not is_utf_8:
        raise DraftError(
            f"{source} is not in UTF-8, so names could be read wrongly: save it as CSV UTF-8, in R by "
            "write.csv(labels, file, fileEncoding = 'UTF-8')."
        )


def _is_utf_8(data: bytes) -> bool:
    try:
        if not data.isascii():
            data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_half_nul(data: bytes) -> bool:
    """Tell whether every second byte is mostly 0, and the others are not, as in UTF-16 of Latin letters."""
    if b"\0" not in data:  # nearly always, and seen at once
        return False
    few, many = sorted(data[at::2].count(0) for at in (0, 1))
    return len(data) > 3 and many > 0.4 * len(data) and few < 0.1 * len(data)


def with_line_feeds(data: bytes) -> bytes:
    """Return the text with usual line ends where it has only those of old Macs, and one after the last line."""
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    return data if data.endswith(b"\n") or not data else data + b"\n"


def table_begin(data: bytes, begin: int, source: str) -> int:
    """Return where the table of another program begins: behind empty lines, byte order marks and Excel's ``sep=,``.

    Raises
    ------
    DraftError
        Excel's line says that fields are not separated by commas.
    """
    while data.startswith((b"\n", b"\r\n", BOM), begin):
        begin += 1 if data.startswith(b"\n", begin) else 3 if data.startswith(BOM, begin) else 2
    said = _EXCEL_SEPARATOR.match(data, begin)
    if said is None:
        return begin
    if said[1] != b",":
        raise _separated_by(said[1].decode("latin-1"), source)
    return said.end()


def require_commas(data: bytes, begin: int, source: str) -> None:
    """Raise a :class:`DraftError` if a table of one column is one of several that something else separates."""
    if (separator := _other_separator(_first_lines(data, begin))) is not None:
        raise _separated_by(separator, source)


def _first_lines(data: bytes, begin: int) -> list[str]:
    return data[begin : begin + _FIRST_BYTES].decode("utf-8", "ignore").splitlines()


def explain(data: bytes, begin: int, source: str, reason: str) -> DraftError:
    """Return what to say of a table of another program that can't be read.

    Parameters
    ----------
    data, begin
        The file, and where the table begins.
    source
        What to call it.
    reason
        What the reader of CSV says.
    """
    lines = _first_lines(data, begin)
    if not lines:
        return DraftError(f"{source} is no table with commas ({reason}).")
    if (separator := _other_separator(lines)) is not None:
        return _separated_by(separator, source)
    wrong = re.search(r"Expected (\d+) columns, got (\d+): (.*)", reason)
    if wrong is None:
        return DraftError(f"{source} is no table with commas ({reason}).")
    expected, found, row = int(wrong[1]), int(wrong[2]), wrong[3]
    said = f"{source} is no table with commas: its header has {expected} fields, but the row {row[:60]!r} has {found}"
    if found < expected and not lines[0].endswith(","):
        return DraftError(f"{said}. Each row needs as many: an empty one is a cell without a label.")
    rows = lines[1:] if len(data) - begin <= _FIRST_BYTES else lines[1:-1]  # the last one may be cut
    if found == expected + 1 and not row.endswith(",") and set(map(_n_fields, rows)) == {found}:
        if all(re.search(r",[+-]?\d+,\d+$", line) for line in rows):
            return DraftError(f"{said}. Numbers with decimal commas need quotes, or write them with points.")
        return DraftError(
            f"{said}, as R's write.table() writes it: use write.csv(), or col.names = NA, so that the names of cells "
            "have a header."
        )
    if row.endswith(",") or lines[0].endswith(","):
        return DraftError(f"{said}: take the commas at the ends of lines away.")
    return DraftError(f"{said}. Fields with commas in them need quotes.")


def _other_separator(lines: list[str]) -> str | None:
    """Return what separates the fields of a table in place of commas; None if commas do, or nothing can be seen."""
    if len(lines) < 2:
        return None
    for separator in _SEPARATORS if _n_fields(lines[0]) == 1 else ";\t|":
        header, row = (_n_fields(line, separator) for line in lines[:2])
        # R leaves the field above the names of cells out; a name with a blank in it is no table
        if (header > 1 and row in (header, header + 1)) or (header == 1 and row == 2 and '" ' in lines[1]):
            return separator
    return None


def _n_fields(line: str, separator: str = ",") -> int:
    try:
        return len(next(csv.reader(io.StringIO(line), delimiter=separator), []))
    except csv.Error:  # a character that can be in no table
        return 1


def _separated_by(separator: str, source: str) -> DraftError:
    by = _SEPARATORS.get(separator, repr(separator))
    more = ", as R's write.table() writes it" if separator == " " else ""
    return DraftError(f"{source} is not separated by commas but by {by}{more}: {_WITH_COMMAS}.")
