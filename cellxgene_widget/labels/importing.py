"""From labels that a tool predicted to the edit that makes a category of them, or replaces those of before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from ..core.cell_sets import Codes, cells_by_code
from ..core.counted import counted
from ..core.palettes import next_colors
from .about import Predicted
from .annotations import Annotations
from .category import NO_LABEL, Category
from .commands import Command, free_category_name
from .edits import AddLabel, Assign, Batch, CreateCategory, DeleteLabel, Edit, ReorderLabels, SetAbout, SetTerm
from .reserved import color_of_reserved
from .terms import LabelTerm


def import_labels(
    annotations: Annotations,
    reserved: Collection[str],
    name: str,
    labels: Sequence[str],
    codes: Codes,
    *,
    colors: Mapping[str, str],
    terms: Mapping[str, LabelTerm],
    predicted: Predicted,
    call: Mapping[str, Any],
) -> Command:
    """Make a category of labels that came from elsewhere; one of this name gets them in place of its own.

    Of a label that is there already all that was said stays: its color, its note, its term.

    Parameters
    ----------
    annotations, reserved
        The labels as they are; names that no new category can have.
    name
        Of the category.
    labels
        In the order in which they are to be shown.
    codes
        For each cell of the data 0 for no label, ``k`` for ``labels[k - 1]``.
    colors, terms
        By label, where they are known.
    predicted
        What to say of the category.
    call
        The arguments of the verb, for the history.
    """
    former = annotations.find(name) if annotations.has(name) else None
    text = free_category_name(annotations, reserved, name) if former is None else former.name
    groups = cells_by_code(codes, len(labels) + 1)
    edits: list[Edit] = [CreateCategory(text)] if former is None else []
    there = {} if former is None else {label.name: label for label in former.labels}
    given = [color_of_reserved(label) or colors.get(label) for label in labels]
    taken = [color for color in given if color] + [label.color for label in there.values()]
    fresh = next_colors(taken)
    for label, color in zip(labels, given, strict=True):
        if label not in there:
            edits.append(AddLabel(text, label, color or next(fresh)))
    edits += _assigned(former, text, labels, groups)
    gone = [label for label in there if label not in labels]
    edits += [DeleteLabel(text, label) for label in gone]
    if former is not None and [label for label in there if label not in gone] != list(labels):
        edits.append(ReorderLabels(text, tuple(labels)))
    edits += [SetTerm(text, x, term) for x, term in terms.items() if x not in there or there[x].term is None]
    edits.append(SetAbout(text, "predicted", dict(predicted)))
    n = int(np.count_nonzero(codes))
    verb = "import" if former is None else "import again"
    words = f"{verb} {text} from {predicted['source']} ({counted(n)})"
    return Command(Batch(tuple(edits)), "import_labels", words, text, call=call)


def _assigned(former: Category | None, name: str, labels: Sequence[str], groups: Sequence[Any]) -> list[Edit]:
    """Return the edits that give each cell its label, but for cells that have it already."""
    edits: list[Edit] = []
    for label, cells in zip([None, *labels], groups, strict=True):
        changed = cells
        if former is None:
            changed = cells if label is not None else cells[:0]
        else:
            code = NO_LABEL if label is None else former.find(label).code if former.has(label) else -1
            changed = cells[former.codes[cells] != code]
        if changed.size:
            edits.append(Assign(name, label, changed))
    return edits
