"""What a person may call a category, a label, a gene set."""

from __future__ import annotations

import unicodedata
from typing import TypeVar, cast

from ..errors import LabelError
from .readable import readable

T = TypeVar("T")

#: What a cell without a label is called, in files and in ``obs`` (cellxgene's word).
UNASSIGNED = "unassigned"

#: Under this name data files keep the names of the cells: a column called so would overwrite them.
INDEX_COLUMN = "_index"

MAX_NAME = 200
MAX_NOTE = 4000

#: Kinds of characters (Unicode's categories) that no name holds. Cc: line ends, tabs, NUL. Cs: halves of surrogate
#: pairs, which no file can hold. Zl, Zp: other line ends.
NOT_IN_NAMES = ("Cc", "Cs", "Zl", "Zp")
#: And no note, but for these.
NOT_IN_NOTES = ("Cc", "Cs")
ALL_THE_SAME_IN_NOTES = "\n\t"


def composed(name: T) -> T:
    """Return a name in the form in which names are compared: NFC. An ``ï`` in one piece or in two is one letter.

    What is no text is no name, and returned as it is: whoever looks it up finds nothing.
    """
    if isinstance(name, str) and not name.isascii():
        return cast("T", unicodedata.normalize("NFC", name))
    return name


def as_name(value: object) -> str | None:
    """Return a text in the form in which names are compared; None for what is no text: nothing is called so."""
    return composed(value) if isinstance(value, str) else None


def clean_name(name: object, what: str) -> str:
    """Trim a name and check that it can be one.

    Parameters
    ----------
    name
        What was typed.
    what
        What it names, for the message: ``"category"`` or ``"label"``.

    Returns
    -------
    str
        The name without surrounding blanks, in Unicode normal form C: an ``ï`` typed on two keyboards is one letter.

    Raises
    ------
    LabelError
        Not text, empty, longer than 200 characters, with control characters, or a name that means something else.
    """
    if not isinstance(name, str):
        raise LabelError(f"A {what} name must be text, not {type(name).__name__}: write it in quotes.")
    cleaned = composed(name.strip())
    if not cleaned:
        raise LabelError(f"A {what} needs a name: type at least one letter.")
    if len(cleaned) > MAX_NAME:
        raise LabelError(f"This {what} name has {len(cleaned):,} characters; use at most {MAX_NAME}.")
    if any(unicodedata.category(c) in NOT_IN_NAMES for c in cleaned):
        raise LabelError(f"The {what} name {cleaned!r} holds a control character: leave it out.")
    # Also in capitals: a .zarr store is a folder, and on many systems those are told apart by more than case.
    if what in {"category", "label", "column"} and cleaned.casefold() == INDEX_COLUMN:
        raise LabelError(f"{cleaned!r} is where data files keep the names of the cells: choose another {what} name.")
    if what == "label" and cleaned == UNASSIGNED:
        raise LabelError(
            f"{UNASSIGNED!r} means that a cell has no label: choose another name, or take labels away with unlabel()."
        )
    return cleaned


def made_name(text: str) -> str:
    """Make a name of a text that nobody typed as one, a file's or a column's: in one line, readable, not too long."""
    if any(unicodedata.category(c) in NOT_IN_NAMES for c in text):
        text = "".join(" " if unicodedata.category(c) in NOT_IN_NAMES else c for c in readable(text))
    name = composed(text.strip())
    return name if len(name) <= MAX_NAME else f"{name[: MAX_NAME - 1]}…"


def clean_note(text: object) -> str:
    """Check a note on a label: any text, also of several lines; surrounding blanks go.

    Raises
    ------
    LabelError
        Not text, or longer than 4,000 characters.
    """
    if not isinstance(text, str):
        raise LabelError(f"A note must be text, not {type(text).__name__}: write it in quotes.")
    cleaned = composed(text.strip()).replace("\r\n", "\n")
    if len(cleaned) > MAX_NOTE:
        raise LabelError(f"This note has {len(cleaned):,} characters; use at most {MAX_NOTE:,}.")
    if any(unicodedata.category(c) in NOT_IN_NOTES and c not in ALL_THE_SAME_IN_NOTES for c in cleaned):
        raise LabelError("The note holds a control character: leave it out.")
    return cleaned
