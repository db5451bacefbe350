"""What was done in a page, made again by our own commands on what the page was given: the page's numbers must agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ...core.cell_sets import Cells, Codes
from ...core.counted import counted
from ...core.palettes import next_colors
from ...errors import DataError, LabelError, some
from ...labels import commands, describing
from ...labels.annotations import Annotations
from ...labels.category import NO_LABEL, Category, Label
from ...labels.nesting import sound
from .answer import Answer, Base, Comment, PageEdit


@dataclass(frozen=True)
class Answered:
    """A category as a colleague has it, over the cells that were named.

    Attributes
    ----------
    base
        As the page was given it.
    before
        The code of each cell then.
    now
        The category as it is with all edits and comments.
    """

    base: Base
    before: Codes
    now: Category

    @property
    def n_changed(self) -> Mapping[str | None, int]:
        """By label (None: none) how many cells have it that had another one in the page as it was given."""
        changed = self.now.codes[self.now.codes != self.before]
        counts = np.bincount(changed, minlength=1)
        codes: list[tuple[str | None, int]] = [(None, NO_LABEL), *((x.name, x.code) for x in self.now.labels)]
        return {name: int(counts[code]) if code < len(counts) else 0 for name, code in codes}


def made_again(answer: Answer, names: pd.Index[Any], source: str, *, most_labels: int) -> dict[str, Answered]:
    """Return the categories of an answer, by name, each as the colleague has it.

    Parameters
    ----------
    answer
        What is in the file.
    names
        The cells that are known.
    source
        What to call the answer.
    most_labels
        A category that comes to more is refused.

    Raises
    ------
    DataError
        A cell is none of these, an edit can't be made, or does another thing than the page says.
    """
    annotations = Annotations(len(names))
    before = {}
    for base in answer.bases.values():
        category = annotations.load(base.category, _labels_of(base))
        codes = np.zeros(len(names), dtype=np.min_scalar_type(len(category.labels)))
        for label in category.labels:
            codes[_positions(base.cells.get(label.name, ()), names, source)] = label.code
        category.codes, before[base.category] = codes, codes.copy()
    for number, step in enumerate(answer.steps, start=1):
        try:
            if isinstance(step, Comment):
                _comment(annotations, step)
            else:
                _edit(annotations, step, _positions(step.cells, names, source))
            _require_few(annotations.find(step.category), most_labels)
        except LabelError as error:
            raise DataError(f"{source} can't be taken: step {number:,}: {str(error).removesuffix('.')}.") from None
    return {name: Answered(base, before[name], annotations.find(name)) for name, base in answer.bases.items()}


def _edit(annotations: Annotations, edit: PageEdit, cells: Cells) -> None:
    category = annotations.find(edit.category)
    codes = category.codes[cells]
    target = NO_LABEL if edit.label is None else -1
    if edit.label is not None and category.has(edit.label):
        target = category.find(edit.label).code
    changed = codes[codes != target]
    known = {label.code: label.name for label in category.labels}
    counts = np.bincount(changed, minlength=1)
    former = {known.get(int(code)): int(counts[code]) for code in np.flatnonzero(counts)}
    if changed.size != edit.n_changed or former != edit.former:
        raise LabelError(
            f"the page says that it changed {counted(edit.n_changed)}, but it changes {changed.size:,}"
            if changed.size != edit.n_changed
            else "the page says that its cells had other labels before than they have"
        )
    if edit.label is None:
        command = commands.unassign(annotations, edit.category, cells)
    else:
        command = commands.assign(annotations, edit.category, edit.label, cells)
    if command is not None:
        annotations.apply(command.edit)


def _comment(annotations: Annotations, comment: Comment) -> None:
    if not annotations.find(comment.category).has(comment.label):  # made in the page, and given to no cell yet
        annotations.apply(commands.add_label(annotations, comment.category, comment.label).edit)
    command = describing.set_note(annotations, comment.category, comment.label, comment.text)
    if command is not None:
        annotations.apply(command.edit)


def _require_few(category: Category, most: int) -> None:
    if len(category.labels) > most:
        raise LabelError(f"{category.name!r} would have more than {most:,} labels")


def _labels_of(base: Base) -> list[Label]:
    """Return the labels of a base, nested as far as that makes sense."""
    fresh = next_colors(label.color for label in base.labels if label.color is not None)
    said = {label.name: label.parent for label in base.labels if label.parent is not None}
    parents = sound(said, [label.name for label in base.labels])
    return [
        Label(label.name, label.color or next(fresh), code, parent=parents.get(label.name))
        for code, label in enumerate(base.labels, start=1)
    ]


def _positions(cells: Any, names: pd.Index[Any], source: str) -> Cells:
    places = names.get_indexer(pd.Index(cells, dtype=object))
    if (places < 0).any():
        unknown = [name for name, place in zip(cells, places, strict=True) if place < 0]
        raise DataError(
            f"{source} is to a page of other data: it names cells that are not known here, {some(unknown, 3)}. "
            "compare() takes its path, too, and goes by the names of cells."
        )
    return np.sort(places).astype(np.uint32)
