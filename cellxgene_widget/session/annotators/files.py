"""The file of somebody else's labels as annotators: a draft of ours or of cellxgene, an answer, any table as CSV."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...core.colors import clean_color
from ...core.missing_words import MISSING_WORDS
from ...core.names import made_name
from ...core.trusted_files import open_file, read_file
from ...draft.checked_lines import parse_checked_line
from ...draft.csv_reader import parse_csv
from ...draft.file_names import BACKUPS, ID_LENGTH, has_id, name_in
from ...draft.table import DraftCategory
from ...errors import DataError, LabelError
from ...exchange.annotators.annotator import Annotator
from ...exchange.answer.as_annotators import annotators_of_answer, is_answer
from ...labels.beside import is_beside
from ...labels.nesting import sound

#: Bytes of a file that are read: ten million cells with a dozen categories.
_MOST_BYTES = 1 << 32
#: Bytes at the end of a journal in which the last edit is looked for.
_TAIL = 1 << 18
_MOST_NAME = 200


def annotators_of_file(path: Path, known: pd.Index[Any] | None = None) -> dict[str, Annotator]:
    """Return the categories of labels in a file, by name, each as an annotator; named as :func:`names_of_draft` does.

    What stands beside a category (what was decided in its review) is none.

    Parameters
    ----------
    path
        The file.
    known
        The names of the cells of the data; that of a draft of the same cells is this very index then.

    Raises
    ------
    DataError
        There is none, it can't be read, or is too large.
    DraftError
        It is no table of labels, or names a cell twice.
    """
    if is_answer(path):
        return {each.category: each for each in annotators_of_answer(path)}
    table = parse_csv(_read(path), f"The file {str(path)!r}", known)
    name = names_of_draft(path)[0]
    return {
        each.name: _annotator(each, name, path, table.cells) for each in table.categories if not is_beside(each.about)
    }


def names_of_draft(path: Path) -> tuple[str, ...]:
    """Return what the annotator of a draft may be called: who edited it last, its name, its file's name."""
    if is_answer(path):
        return (*dict.fromkeys(each.name for each in annotators_of_answer(path)), made_name(path.stem))
    stem = path.name.removesuffix(".gz").removesuffix(".csv")
    name = name_in(stem) if has_id(stem) else stem
    who = last_user(path)
    names = ([] if who is None else [who]) + [name, stem]
    return tuple(dict.fromkeys(map(made_name, names)))


def named_apart(possible: Sequence[Sequence[str]], taken: Collection[str] = ()) -> list[str]:
    """Return a name for each of several drafts, of one kind for all, so that they are all different if that can be.

    Parameters
    ----------
    possible
        What each may be called, the best first.
    taken
        What others are called.
    """
    for level in range(max(map(len, possible), default=0)):
        names = [each[min(level, len(each) - 1)] for each in possible]
        if len({*names, *taken}) == len(names) + len(set(taken)):
            return names
    return [each[-1] for each in possible]


def last_user(path: Path) -> str | None:
    """Return who made the last edit of a draft, by the name of the account, as its journal tells; None: it does not."""
    stem = path.stem
    folders = [path.parent / f"{stem}{BACKUPS}"]
    if has_id(stem):
        folders.append(path.parent / f"{stem[: -ID_LENGTH - 1]}{BACKUPS}")
    for folder in folders:
        for line in reversed(_tail(folder / f"{stem}.journal")):
            value = parse_checked_line(line)
            about = None if value is None else value.get("about")
            user = about.get("user") if isinstance(about, dict) else None
            if isinstance(user, str) and 0 < len(user.strip()) <= _MOST_NAME and user.isprintable():
                return user.strip()
    return None


def _tail(path: Path) -> list[bytes]:
    """Return the last lines of a file; none where there is none that may be opened."""
    try:
        with open_file(path) as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _TAIL))
            return file.read(_TAIL).split(b"\n")
    except OSError:
        return []


def _read(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > _MOST_BYTES:
            raise DataError(f"The file {str(path)!r} has {size:,} bytes: no draft is as large.")
        if path.is_dir():
            raise DataError(f"{str(path)!r} is a folder: name the file of the draft in it.")
        return read_file(path)
    except FileNotFoundError:
        raise DataError(f"There is no file {str(path)!r}.") from None
    except OSError as error:
        raise DataError(f"The file {str(path)!r} can't be read: {error.strerror or error}.") from error


def _annotator(category: DraftCategory, name: str, path: Path, cells: pd.Index[Any]) -> Annotator:
    # of a draft of ours each label has a color: what is called "NA" there a person calls so
    missing = [label.name in MISSING_WORDS and label.color is None for label in category.labels]
    labels = [label for label, none in zip(category.labels, missing, strict=True) if not none]
    table = np.concatenate(([0], np.where(missing, 0, np.cumsum(~np.array(missing, dtype=bool)))))
    said = {label.name: label.parent for label in labels if label.parent is not None}
    return Annotator(
        name,
        "draft",
        str(path),
        category.name,
        cells,
        table.astype(category.codes.dtype)[category.codes] if any(missing) else category.codes,
        tuple(label.name for label in labels),
        {label.name: label.term.id for label in labels if label.term is not None},
        sound(said, [label.name for label in labels]),
        {label.name: color for label in labels if (color := _color(label.color)) is not None},
    )


def _color(written: str | None) -> str | None:
    try:
        return clean_color(written)
    except LabelError:
        return None
