"""The lines of an answer: each has a check over itself and the check of the line before, so that none is changed alone.

The checks tell damage and tampering by hand; they are no signature: who writes a whole file anew can make them again.
So nothing in a line is believed for its check.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from ...core.counted import counted
from ...core.trusted_files import open_file, parse_json
from ...errors import DataError

#: Larger is no answer: one about every cell of a million, in ten categories, is smaller.
MOST_BYTES = 1 << 28
#: Edits, comments and categories together.
MOST_LINES = 100_000
#: What the first line begins with.
BEGINNING = b'{"kind":"answer"'

#: What editors and mail programs put before and after lines: it is none of what is checked.
_BOM = b"\xef\xbb\xbf"
_CR = "\r"
#: So many bytes tell whether a file begins as an answer.
MOST_BEGINNING = len(_BOM) + len(BEGINNING)

_CHECK = re.compile(r',"check":"([0-9a-f]{64})"\}\Z')


def begins_as_answer(data: bytes) -> bool:
    """Tell whether this is how an answer begins; a byte order mark before it is no matter."""
    return data.removeprefix(_BOM).startswith(BEGINNING)


def bytes_of(path: Path, source: str) -> bytes:
    """Return what is in the file of an answer.

    Raises
    ------
    DataError
        There is none, it can't be read, or it is too large.
    """
    try:
        with open_file(path) as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise DataError(f"There is no file {str(path)!r}.") from None
    except OSError as error:
        raise DataError(f"{source} can't be read: {error.strerror or error}.") from error
    return data


def records_of(data: bytes, source: str) -> list[dict[str, Any]]:
    """Return the records of an answer, in order, without their checks.

    Parameters
    ----------
    data
        What is in the file.
    source
        What to call it: ``"The answer 'ana.jsonl'"``.

    Raises
    ------
    DataError
        It is no answer, damaged, cut short, or too large.
    """
    if len(data) > MOST_BYTES:
        raise DataError(f"{source} has more than {MOST_BYTES >> 20} MB: no page writes so much.")
    if not begins_as_answer(data):
        raise DataError(f"{source} is no answer of a page: it does not begin as one.")
    if (n := data.count(b"\n")) > MOST_LINES:
        raise DataError(f"{source} has {n:,} lines: at most {counted(MOST_LINES, 'line')} are read.")
    try:
        text = data.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError:
        raise DataError(f"{source} is damaged: it is no text in UTF-8.") from None
    if not text.endswith("\n"):
        raise _cut_short(source)
    records, check = [], ""
    for number, line in enumerate(text[:-1].split("\n"), start=1):
        damaged = f"{source} is damaged or was changed by hand: line {number:,}"
        record, check = _record(line.removesuffix(_CR), check, damaged)
        records.append(record)
    if records[-1].get("kind") != "end":
        raise _cut_short(source)
    return records


def _record(line: str, before: str, damaged: str) -> tuple[dict[str, Any], str]:
    found = _CHECK.search(line)
    if found is None:
        raise DataError(f"{damaged} has no check at its end. Ask for the file again.")
    said = line[: found.start()]
    if hashlib.sha256(f"{before}{said}".encode()).hexdigest() != found[1]:
        raise DataError(f"{damaged} does not fit its check. Ask for the file again.")
    try:
        record = parse_json(f"{said}}}")
    except (ValueError, RecursionError):
        raise DataError(f"{damaged} can't be read.") from None
    if not isinstance(record, dict):
        raise DataError(f"{damaged} is no record.")
    return record, found[1]


def _cut_short(source: str) -> DataError:
    return DataError(f"{source} is cut short: its end is missing. Ask for the file again.")
