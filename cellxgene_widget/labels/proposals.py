"""What tools and colleagues propose to call cells, read from the tables they give; never labels by itself."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..core.counted import counted
from ..core.names import clean_name, clean_note, composed
from ..core.plain_numbers import is_number
from ..errors import LabelError, some
from .about import Proposal
from .annotations import Annotations
from .beside import require_labels
from .category import Category
from .commands import Command
from .confidence import CONFIDENCES, Confidence, clean_confidence
from .edits import SetAbout

_FORMS = (
    "propose() takes a table from a label or cluster to the label proposed: {'3': 'B cell'}, {'3': ('B cell', 'high', "
    "'MS4A1 up')}, {'3': {'label': 'B cell', 'confidence': 'high', 'reason': 'MS4A1 up'}}, or a DataFrame of these."
)
_FIELDS = ("label", "confidence", "reason")
#: What the column with the clusters may be called in a DataFrame; else they are its index.
_LEVEL_COLUMNS = ("level", "cluster")


def propose(
    annotations: Annotations,
    category: str,
    mapping: object,
    *,
    by: object,
    of: str | None,
    levels: Mapping[str, str | None],
    time: str,
) -> Command:
    """Note what somebody proposes, in place of what they proposed before for the same column.

    Parameters
    ----------
    annotations, category
        The labels, and what it is for.
    mapping, by
        What is proposed, and the author.
    of, levels
        The column that the proposals are for the levels of (None: for labels of the category), and what stands for the
        cells of each of its levels; None for a label, whose cells change.
    time
        In UTC, as ISO 8601.

    Raises
    ------
    LabelError
        It is no such table, a name in it can't be, or there is no such label or level: nothing is noted.
    """
    found, author = annotations.find(category), clean_author(by)
    require_labels(found)
    new = [
        Proposal(
            by=author, time=time, of=of, level=level, label=name, confidence=sure, reason=why, cells=levels.get(level)
        )
        for level, name, sure, why in _rows(mapping)
    ]
    if not new:
        raise LabelError(f"{author} proposes nothing: the table is empty. {_FORMS}")
    unknown = [each["level"] for each in new if each["level"] not in levels]
    if unknown:
        where = f"The category {found.name!r} has no label" if of is None else f"{of!r} has no level"
        raise LabelError(f"{where} {some(unknown)}: there are {some(levels, 12)}. Nothing was noted.")
    kept = [each for each in proposals_of(found) if (each["by"], each["of"]) != (author, of)]
    text = f"note {counted(len(new), 'proposal')} of {author} for {found.name}"
    call = {"category": found.name, "by": author, "of": of}
    return Command(SetAbout(found.name, "proposals", [*kept, *new]), "propose", text, found.name, call=call)


def withdraw(annotations: Annotations, category: str, by: object) -> Command:
    """Take away all that somebody proposed for a category.

    Raises
    ------
    LabelError
        They have proposed nothing.
    """
    found, author = annotations.find(category), clean_author(by)
    kept = [each for each in proposals_of(found) if each["by"] != author]
    n_gone = len(proposals_of(found)) - len(kept)
    if not n_gone:
        raise LabelError(f"{author} has proposed nothing for {found.name!r}.")
    text = f"drop {counted(n_gone, 'proposal')} of {author} for {found.name}"
    call = {"category": found.name, "by": author}
    return Command(SetAbout(found.name, "proposals", kept or None), "propose", text, found.name, call=call)


def proposals_of(category: Category) -> list[Proposal]:
    """Return what is proposed for a category."""
    return list(category.about.get("proposals") or ())


def surest_first(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Return proposals in the order of confidence; of those alike the older first."""
    rank: dict[Confidence | None, int] = {word: place for place, word in enumerate(CONFIDENCES)}
    return sorted(proposals, key=lambda each: rank.get(each["confidence"], len(rank)))


def clean_author(by: object) -> str:
    """Return who proposes; a tool or a person."""
    try:
        return clean_name(by, "author")
    except LabelError as error:
        raise LabelError(f"by= takes the name of the tool or person that proposes. {error}") from None


def _rows(mapping: object) -> list[tuple[str, str, Confidence | None, str]]:
    pairs = _pairs(mapping)
    out: dict[str, tuple[str, str, Confidence | None, str]] = {}
    for level, given in pairs:
        name = composed(_plain(level))
        if name in out:
            raise LabelError(f"{name!r} is in the table twice: each label or cluster has one proposal by an author.")
        label, confidence, reason = _fields(name, given)
        sure, more = _sure(confidence)
        words = "" if _missing(reason) else clean_note(reason)
        told = "; ".join(part for part in (words, more) if part)
        out[name] = (name, clean_name(label, "label"), sure, told)
    return list(out.values())


def _pairs(mapping: object) -> list[tuple[object, object]]:
    if isinstance(mapping, pd.DataFrame):
        if "label" not in mapping.columns:
            raise LabelError(f"The DataFrame has no column 'label' with the labels proposed. {_FORMS}")
        column = next((name for name in _LEVEL_COLUMNS if name in mapping.columns), None)
        levels = mapping.index if column is None else mapping[column]
        fields = [name for name in _FIELDS if name in mapping.columns]
        rows = mapping[fields].to_dict("records")
        return list(zip(levels.tolist(), rows, strict=True))
    if isinstance(mapping, pd.Series):
        return list(zip(mapping.index.tolist(), mapping.tolist(), strict=True))
    if isinstance(mapping, Mapping):
        return list(mapping.items())
    raise LabelError(_FORMS)


def _fields(name: str, given: object) -> tuple[object, object, object]:
    if isinstance(given, str):
        return given, None, ""
    if isinstance(given, Mapping):
        unknown = set(given) - set(_FIELDS)
        if "label" not in given or unknown:
            raise LabelError(f"What is proposed for {name!r} needs a 'label', and may have a confidence and a reason.")
        return given["label"], given.get("confidence"), given.get("reason")
    if isinstance(given, list | tuple) and 1 <= len(given) <= 3:
        label, confidence, reason = (*given, None, None)[:3]
        return label, confidence, reason
    raise LabelError(f"What is proposed for {name!r} is no label: {given!r}. {_FORMS}")


def _sure(value: object) -> tuple[Confidence | None, str]:
    """Return a confidence in our words; a number is told as it is, for nobody knows what the tool means by it."""
    if _missing(value):
        return None, ""
    if is_number(value) or isinstance(value, float | np.floating):
        return None, f"confidence {float(value):.3g}"
    return clean_confidence(value), ""


def _missing(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value))


def _plain(level: object) -> str:
    """Return a level as text: cluster 3 is ``"3"``, also out of a table that has made it 3.0."""
    if isinstance(level, float) and level.is_integer():
        return str(int(level))
    return level if isinstance(level, str) else str(level)
