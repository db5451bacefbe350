"""The scores of predicted labels on disk, beside the journal: a number a cell, which no CSV of labels has room for.

A few checked lines: one with the names of the cells that the numbers are of, one for each column. Written whole, for
scores come rarely, and before the edit that speaks of them.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..core.cell_sets import fingerprint
from ..core.files import make_directory, write_atomically
from ..core.readable import readable
from ..core.trusted_files import read_file, require_own_directory
from .checked_lines import checked_line, parse_checked_line
from .draft import Draft
from .packed_names import packed, unpacked

_DTYPE = np.dtype("<f4")


@dataclass(frozen=True, eq=False)
class KeptScores:
    """The scores of one import.

    Attributes
    ----------
    column
        What the column of numbers is called.
    time
        Of the import: with the name of the column it tells these scores from others.
    names
        The cells.
    values
        One a cell, NaN where there is none.
    """

    column: str
    time: str
    names: pd.Index[Any]
    values: npt.NDArray[np.float32]


class ScoreFile:
    """``NAME-ID.scores`` in the folder of earlier versions.

    Parameters
    ----------
    draft
        Where it is: also after it was renamed.

    Attributes
    ----------
    problem
        What can't be read or written, as a sentence; None if all is well.
    is_unread
        Whether there is more in the file than was read.
    """

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self.problem: str | None = None
        self.is_unread = False

    @property
    def _path(self) -> Path | None:
        return None if self._draft.path is None else self._draft.scores_path

    def read(self) -> list[KeptScores]:
        """Return the scores in the file, the oldest first; those that can't be read are passed over, and said."""
        path = self._path
        if path is None:
            return []
        self.problem, self.is_unread = None, False
        try:
            lines = read_file(path).split(b"\n")
        except FileNotFoundError:
            return []
        except OSError as error:
            self.is_unread = True
            self.problem = f"The scores of predictions in {path} can't be read: {error.strerror or error}."
            return []
        found, names, is_damaged = [], dict[str, "pd.Index[Any] | None"](), False
        for line in filter(None, lines):
            record = parse_checked_line(line) or {}
            if "names" in record:
                told = unpacked(record["names"]) if isinstance(record["names"], str) else None
                names[str(record.get("frame"))] = None if told is None else pd.Index(told, dtype=object)
                continue
            scores = _scores(record, names.get(str(record.get("frame"))))
            if scores is None:
                is_damaged = True
            else:
                found.append(scores)
        if is_damaged:
            self.is_unread = True
            self.problem = f"A part of {path} can't be read: the scores of a prediction are missing."
        return found

    def write(self, scores: Sequence[KeptScores]) -> bool:
        """Write these in place of what there is; tell whether that went well. What was not read is kept aside."""
        path = self._path
        if path is None:
            return False
        try:
            require_own_directory(path.parent)
            make_directory(path.parent)
            if self.is_unread:
                stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S")
                with contextlib.suppress(FileNotFoundError):
                    path.rename(path.with_name(f"{path.name}.damaged-{stamp}"))
                self.is_unread = False
            write_atomically(path, _lines(scores))
        except OSError as error:
            self.problem = (
                f"The scores of a prediction could not be saved: {error.strerror or error} (trying again at the next "
                "save)."
            )
            return False
        self.problem = None
        return True


def _lines(scores: Sequence[KeptScores]) -> Iterator[bytes]:
    written = set()
    for each in scores:
        frame = fingerprint(each.names)
        if frame not in written:
            yield checked_line({"frame": frame, "names": packed(each.names)})
            written.add(frame)
        values = base64.b64encode(each.values.astype(_DTYPE).tobytes()).decode("ascii")
        yield checked_line({"scores": each.column, "time": each.time, "frame": frame, "values": values})


def _scores(record: dict[str, Any], names: pd.Index[Any] | None) -> KeptScores | None:
    column, time, text = record.get("scores"), record.get("time"), record.get("values")
    if names is None or not isinstance(column, str) or not isinstance(time, str) or not isinstance(text, str):
        return None
    try:
        data = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return None
    if len(data) != len(names) * _DTYPE.itemsize or not names.is_unique:
        return None
    return KeptScores(readable(column), readable(time), names, np.frombuffer(data, dtype=_DTYPE).astype(np.float32))
