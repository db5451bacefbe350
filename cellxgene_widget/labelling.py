"""From what a person asks for to the edits that do it: names are checked here, colours chosen, batches put together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from .annotations import Annotations, Category
from .cellsets import Cells, cells_of_mask
from .columns import CategoryColumn, Column
from .edits import (
    AddLabel,
    Assign,
    Batch,
    CreateCategory,
    DeleteCategory,
    DeleteLabel,
    Edit,
    MergeLabels,
    RecolorLabel,
    RenameCategory,
    RenameLabel,
    ReorderLabels,
)
from .errors import LabelError, some
from .names import UNASSIGNED, clean_name
from .palettes import clean_color, next_color


class Wish(NamedTuple):
    """An edit, and for the history which verb it is of, on what, and in words: ``label 214 cells as NK cell``."""

    edit: Edit
    operation: str
    text: str
    category: str | None
    label: str | None = None


def create_category(
    annotations: Annotations, reserved: Collection[str], name: object, like: Category | Column | None
) -> Wish:
    """Make a category: empty, or a copy of another one or of a column of ``obs``."""
    text = _free_category_name(annotations, reserved, name)
    parts: list[Edit] = [CreateCategory(text)]
    if like is not None:
        for label, color, cells in _groups(like):
            parts.append(AddLabel(text, label, color))
            if cells.size:
                parts.append(Assign(text, label, cells))
    what = f"create category {text}" if like is None else f"create category {text} from {like.name}"
    return Wish(Batch(tuple(parts)) if like is not None else parts[0], "create_category", what, text)


def rename_category(annotations: Annotations, reserved: Collection[str], old: str, new: object) -> Wish | None:
    """Give a category another name; None if it is the same."""
    annotations.find(old)
    text = clean_name(new, "category")
    if text == old:
        return None
    _free_category_name(annotations, reserved, text)
    return Wish(RenameCategory(old, text), "rename_category", f"rename category {old} to {text}", text)


def delete_category(annotations: Annotations, name: str) -> Wish:
    """Take a category away."""
    annotations.find(name)
    return Wish(DeleteCategory(name), "delete_category", f"delete category {name}", name)


def add_label(annotations: Annotations, category: str, label: object, color: object = None) -> Wish:
    """Make a label without cells."""
    found, text = annotations.find(category), clean_name(label, "label")
    if found.has(text):
        raise LabelError(f"The category {category!r} has a label {text!r} already.")
    return Wish(_new_label(found, text, color), "add_label", f"add label {text}", category, text)


def rename_label(annotations: Annotations, category: str, old: str, new: object) -> Wish | None:
    """Give a label another name; None if it is the same."""
    _not_unassigned(old, "renamed")
    annotations.find(category).find(old)
    text = clean_name(new, "label")
    if text == old:
        return None
    return Wish(RenameLabel(category, old, text), "rename_label", f"rename label {old} to {text}", category, text)


def delete_label(annotations: Annotations, category: str, label: str) -> Wish:
    """Take a label away; its cells become unassigned."""
    _not_unassigned(label, "deleted")
    annotations.find(category).find(label)
    return Wish(DeleteLabel(category, label), "delete_label", f"delete label {label}", category, label)


def merge_labels(annotations: Annotations, category: str, labels: Sequence[str], into: object) -> Wish | None:
    """Make one label of several; ``into`` may be one of them, another, or new. None if there is nothing to merge."""
    if isinstance(labels, str) or not all(isinstance(label, str) for label in labels) or not labels:
        raise LabelError("merge_labels needs a list of labels, such as ['NK 1', 'NK 2'].")
    found = annotations.find(category)
    gone = tuple(found.find(label).name for label in dict.fromkeys(labels) if label != into)
    if not gone:
        return None
    text = into if isinstance(into, str) and found.has(into) else clean_name(into, "label")
    merge = MergeLabels(category, gone, text)
    edit: Edit = merge if found.has(text) else Batch((_new_label(found, text, found.find(gone[0]).color), merge))
    return Wish(edit, "merge_labels", f"merge {', '.join(gone)} into {text}", category, text)


def recolor_label(annotations: Annotations, category: str, label: str, color: object) -> Wish | None:
    """Give a label another colour; None if it is the same."""
    _not_unassigned(label, "recoloured")
    before, after = annotations.find(category).find(label).color, clean_color(color)
    if before == after:
        return None
    return Wish(RecolorLabel(category, label, after), "recolor_label", f"recolour {label}", category, label)


def reorder_labels(annotations: Annotations, category: str, labels: Sequence[str]) -> Wish | None:
    """Show labels in another order; None if it is the same."""
    before = [label.name for label in annotations.find(category).labels]
    if isinstance(labels, str):
        raise LabelError(f"To reorder {category!r}, name each of its labels once: {some(before, 20)}.")
    if list(labels) == before:
        return None
    return Wish(ReorderLabels(category, tuple(labels)), "reorder_labels", f"reorder the labels of {category}", category)


def assign(annotations: Annotations, category: str, label: object, cells: Cells) -> Wish | None:
    """Give cells a label, made if new; None if nothing would change."""
    found = annotations.find(category)
    text = label if isinstance(label, str) and found.has(label) else clean_name(label, "label")
    edit: Edit = Assign(category, text, cells)
    if not found.has(text):
        edit = Batch((_new_label(found, text), edit))
    elif not np.any(found.codes[cells] != found.find(text).code):
        return None
    return Wish(edit, "label", f"label {_cells(cells)} as {text}", category, text)


def unassign(annotations: Annotations, category: str, cells: Cells) -> Wish | None:
    """Take the label of cells away; None if they have none."""
    if not np.any(annotations.find(category).codes[cells]):
        return None
    return Wish(Assign(category, None, cells), "unlabel", f"remove the label of {_cells(cells)}", category)


def _cells(cells: Cells) -> str:
    return "1 cell" if cells.size == 1 else f"{cells.size:,} cells"


def _new_label(category: Category, label: str, color: object = None) -> AddLabel:
    chosen = clean_color(color) if color is not None else next_color(item.color for item in category.labels)
    return AddLabel(category.name, label, chosen)


def _free_category_name(annotations: Annotations, reserved: Collection[str], name: object) -> str:
    text = clean_name(name, "category")
    if text in reserved:
        raise LabelError(
            f"adata.obs has a column {text!r}, which a merge would have to overwrite: choose another name, "
            f"such as {text + '_labels'!r}."
        )
    if text in annotations.names:
        raise LabelError(f"There is a category {text!r} already: choose another name.")
    return text


def _not_unassigned(label: str, done: str) -> None:
    if label == UNASSIGNED:
        raise LabelError(f"{UNASSIGNED!r} stands for cells without a label: it can't be {done}.")


def _groups(source: Category | Column) -> list[tuple[str, str, Cells]]:
    """Return name, colour and cells of each label of a category, or each level of a column."""
    if isinstance(source, Category):
        return [(label.name, label.color, cells_of_mask(source.codes == label.code)) for label in source.labels]
    if not isinstance(source, CategoryColumn):
        raise LabelError(f"The column {source.name!r} holds numbers: labels can be copied from categories only.")
    groups = []
    for code, (level, color) in enumerate(zip(source.levels, source.colors, strict=True), start=1):
        if level and level != UNASSIGNED:
            groups.append((level, color, cells_of_mask(source.codes == code)))
    return groups
