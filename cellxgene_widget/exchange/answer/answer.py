"""An answer as it is said in its file: who, to which page, what the page was given, and what was done there. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from ...core.colors import clean_color
from ...core.names import UNASSIGNED, clean_name, clean_note, composed
from ...errors import AnnotationError, DataError, LabelError
from .checked_lines import records_of
from .pasted import pasted_name, pasted_note
from .scripts import name_without_script

FORMAT = 1
_MOST_CATEGORIES = 200
_HEX = 128


@dataclass(frozen=True)
class BaseLabel:
    """A label as the page was given it."""

    name: str
    color: str | None
    term: str | None
    parent: str | None


@dataclass(frozen=True)
class Base:
    """A category as the page was given it.

    ``is_new``: it was made there; ``cells``: by label the names of its cells.
    """

    category: str
    is_new: bool
    labels: tuple[BaseLabel, ...]
    cells: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class PageEdit:
    """Cells were given a label (None: it was taken away), of which so many changed, and had these labels before.

    ``former``: by label how many; None: none.
    """

    category: str
    label: str | None
    cells: Sequence[str]
    n_changed: int
    former: Mapping[str | None, int]


@dataclass(frozen=True)
class Comment:
    """What was noted on a label; empty: the note was taken away."""

    category: str
    label: str
    text: str


@dataclass(frozen=True)
class Answer:
    """What is in the file, in forms that are ours.

    Attributes
    ----------
    page, dataset, draft, fingerprint, n_cells, revision
        The page, and what it was made of.
    author, saved
        Who answered, and when it was saved.
    bases
        By name, the categories that were answered.
    steps
        Edits and comments, in order.
    """

    page: str
    dataset: str
    draft: str
    fingerprint: str
    n_cells: int
    revision: int
    author: str
    saved: datetime
    bases: Mapping[str, Base]
    steps: Sequence[PageEdit | Comment]


def read_answer(data: bytes, source: str, *, most_labels: int) -> Answer:
    """Read an answer.

    Parameters
    ----------
    data
        What is in the file.
    source
        What to call it: ``"The answer 'ana.jsonl'"``.
    most_labels
        A category with more is refused.

    Raises
    ------
    DataError
        It is no answer, damaged, of another version, or says something that can't be: the message names the line.
    """
    head, *records, end = records_of(data, source)
    if head.get("format") != FORMAT:
        raise DataError(
            f"{source} is of format {head.get('format')!r}, which this version does not read: it reads {FORMAT}."
        )
    bases: dict[str, Base] = {}
    steps: list[PageEdit | Comment] = []
    n_edits = 0
    for number, record in enumerate([head, *records, end], start=1):
        try:
            match record.get("kind"):
                case "answer" if number == 1:
                    about = _about(record)
                case "base" if not steps:
                    base = _base(record, most_labels)
                    _require(base.category not in bases, "a category is there twice")
                    _require(len(bases) < _MOST_CATEGORIES, f"there are more than {_MOST_CATEGORIES} categories")
                    bases[base.category] = base
                case "edit":
                    steps.append(_edit(record, bases))
                    n_edits += 1
                case "comment":
                    steps.append(_comment(record, bases))
                case "end" if record is end:
                    _require(_number(record, "edits") == n_edits, f"it counts other edits than the {n_edits:,} there")
                case _:
                    _refuse("it is not what follows there")
        except (_WrongError, LabelError) as error:
            raise DataError(f"{source} can't be taken: line {number:,}: {str(error).removesuffix('.')}.") from None
    return Answer(**about, bases=bases, steps=steps)


class _WrongError(AnnotationError):
    """What is wrong with a line."""


def _require(holds: object, otherwise: str) -> None:
    if not holds:
        raise _WrongError(otherwise)


def _refuse(why: str) -> NoReturn:
    raise _WrongError(why)


def _about(record: Mapping[str, Any]) -> dict[str, Any]:
    try:
        saved = datetime.fromisoformat(_text(record, "saved"))
    except ValueError:
        raise _WrongError("its time is none") from None
    return {
        **{key: _short(record, key) for key in ("page", "draft", "fingerprint")},
        "dataset": _text(record, "dataset"),
        **{key: _number(record, key) for key in ("n_cells", "revision")},
        "author": name_without_script(pasted_name(_text(record, "author")), "colleague"),
        "saved": saved,
    }


def _base(record: Mapping[str, Any], most_labels: int) -> Base:
    given, cells = record.get("labels"), record.get("cells")
    if not isinstance(given, list) or not isinstance(cells, dict):
        raise _WrongError("it has no labels")
    _require(len(given) <= most_labels, f"it has {len(given):,} labels, more than {most_labels:,}")
    labels = tuple(map(_label, given))
    names = {label.name for label in labels}
    _require(len(names) == len(labels), "a label is there twice")
    _require(all(x.parent is None or x.parent in names for x in labels), "a label is nested under none of them")
    named = {composed(label): _cells(listed) for label, listed in cells.items()}
    _require(len(named) == len(cells) and named.keys() <= names, "it has cells of no label")
    n = sum(map(len, named.values()))
    _require(len(set().union(*named.values())) == n, "a cell has two labels")
    is_new = record.get("new")
    _require(isinstance(is_new, bool), "it does not say whether it is new")
    _require(not (is_new and n), "a new category has cells")
    name_of = name_without_script if is_new else clean_name  # what the draft itself has is no reason to refuse
    return Base(name_of(record.get("category"), "category"), bool(is_new), labels, named)


def _label(value: object) -> BaseLabel:
    _require(isinstance(value, dict), "a label is no record")
    given: Mapping[str, Any] = value  # type: ignore[assignment]
    color = given.get("color")
    return BaseLabel(
        clean_name(given.get("name"), "label"),
        None if color is None else clean_color(color),
        _text_or_none(given, "term"),
        composed(_text_or_none(given, "parent")),
    )


def _edit(record: Mapping[str, Any], bases: Mapping[str, Base]) -> PageEdit:
    label, former = record.get("label"), record.get("former")
    if not isinstance(former, dict) or not all(_is_number(n) for n in former.values()):
        raise _WrongError("it does not say what its cells were")
    cells = _cells(record.get("cells"))
    _require(cells or label is not None, "it is about no cell")  # a label may be made without cells
    category = _category(record, bases)
    if label is not None and composed(label) not in {each.name for each in bases[category].labels}:
        label = name_without_script(label, "label")
    return PageEdit(
        category,
        None if label is None else clean_name(label, "label"),
        cells,
        _number(record, "changed"),
        {composed(name) if name not in ("", UNASSIGNED) else None: n for name, n in former.items() if n},
    )


def _comment(record: Mapping[str, Any], bases: Mapping[str, Base]) -> Comment:
    text = pasted_note(_text(record, "text"))  # pages take any text: what can't be kept of it costs nobody the rest
    return Comment(_category(record, bases), clean_name(record.get("label"), "label"), clean_note(text))


def _category(record: Mapping[str, Any], bases: Mapping[str, Base]) -> str:
    name = composed(_text(record, "category").strip())
    _require(name in bases, "it is about a category that it does not begin with")
    return name


def _cells(value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise _WrongError("cells are no list of names")
    _require(len(set(value)) == len(value), "a cell is named twice")
    return value


def _text(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    if not isinstance(value, str):
        raise _WrongError(f"{key!r} is no text")
    return value


def _text_or_none(record: Mapping[str, Any], key: str) -> str | None:
    return None if record.get(key) is None else _text(record, key)


def _short(record: Mapping[str, Any], key: str) -> str:
    text = _text(record, key)
    _require(len(text) <= _HEX, f"{key!r} is too long")
    return text


def _number(record: Mapping[str, Any], key: str) -> int:
    value = record.get(key)
    if not _is_number(value):
        raise _WrongError(f"{key!r} is no number")
    return int(value)  # type: ignore[arg-type]


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 53
