"""From what a person asks for to the edits that do it: names are checked here, colors chosen, batches put together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..core.cell_sets import Cells, cells_by_code, distinct
from ..core.colors import clean_color
from ..core.counted import counted
from ..core.names import UNASSIGNED, as_name, clean_name, composed
from ..core.palettes import next_color, palette
from ..data.columns import CategoryColumn
from ..errors import LabelError, some
from .annotations import Annotations, made
from .category import Category
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
    SetConfidence,
    SetParent,
    SetRegion,
    SetTerm,
)
from .levels import level_named
from .nesting import above, check_depth, parents_of, without
from .regions.shapes import merged
from .reserved import color_of_reserved
from .terms import LabelTerm


class Command(NamedTuple):
    """An edit, and for the history which verb it is of, on what, and in words: ``label 214 cells as NK cell``.

    ``call``: the arguments of the verb, so that the history can be written as code.
    """

    edit: Edit
    operation: str
    text: str
    category: str | None
    label: str | None = None
    call: Mapping[str, Any] = {}


def create_category(
    annotations: Annotations, reserved: Collection[str], name: object, like: Category | CategoryColumn | None
) -> Command:
    """Make a category: empty, or a copy of another one or of a column of ``obs``."""
    text = free_category_name(annotations, reserved, name)
    parts: list[Edit] = [CreateCategory(text)]
    if like is not None:
        labels, groups = _copied(like, text)
        parts += labels
        parts += [Assign(text, label, cells) for label, cells in groups.items() if cells.size]
    what = f"create category {text}" if like is None else f"create category {text} from {like.name}"
    edit = parts[0] if like is None else Batch(tuple(parts))
    call = {"name": text} if like is None else {"name": text, "like": like.name}
    return Command(edit, "create_category", what, text, call=call)


def rename_category(annotations: Annotations, reserved: Collection[str], old: str, new: object) -> Command | None:
    """Give a category another name; None if it is the same."""
    old, text = annotations.find(old).name, clean_name(new, "category")
    if text == old:
        return None
    free_category_name(annotations, reserved, text)
    call = {"old": old, "new": text}
    return Command(RenameCategory(old, text), "rename_category", f"rename category {old} to {text}", text, call=call)


def delete_category(annotations: Annotations, name: str) -> Command:
    """Take a category away."""
    annotations.find(name)
    return Command(DeleteCategory(name), "delete_category", f"delete category {name}", name, call={"name": name})


def add_label(
    annotations: Annotations, category: str, label: object, color: object = None, term: LabelTerm | None = None
) -> Command:
    """Make a label without cells."""
    found, text = annotations.find(category), clean_name(label, "label")
    if found.has(text):
        raise LabelError(f"The category {category!r} has a label {text!r} already.")
    new = _new_label(found, text, color)
    call = {"category": category, "label": text, "color": new.color} | _call_of(term)
    edit = new if term is None else Batch((new, SetTerm(found.name, text, term)))
    return Command(edit, "add_label", f"add label {text}", category, text, call)


def rename_label(annotations: Annotations, category: str, old: str, new: object) -> Command | None:
    """Give a label another name; None if it is the same."""
    not_unassigned(old, "renamed")
    old, text = annotations.find(category).find(old).name, clean_name(new, "label")
    if text == old:
        return None
    call = {"category": category, "old": old, "new": text}
    edit: Edit = RenameLabel(category, old, text)
    color = _color_renamed(annotations.find(category), old, text)
    if color is not None:
        edit = Batch((edit, RecolorLabel(category, text, color)))
    return Command(edit, "rename_label", f"rename label {old} to {text}", category, text, call)


def _color_renamed(category: Category, old: str, new: str) -> str | None:
    """Return the color that a label gets with another name: words for no cell type are grey, others are not."""
    grey, now = color_of_reserved(new), category.find(old).color
    if grey is None and now == color_of_reserved(old):
        return next_color(label.color for label in category.labels)
    return grey if grey != now else None


def delete_label(annotations: Annotations, category: str, label: str) -> Command:
    """Take a label away; its cells become unassigned."""
    not_unassigned(label, "deleted")
    annotations.find(category).find(label)
    call = {"category": category, "label": label}
    return Command(DeleteLabel(category, label), "delete_label", f"delete label {label}", category, label, call)


def merge_labels(annotations: Annotations, category: str, labels: Sequence[str], into: object) -> Command | None:
    """Make one label of several; ``into`` may be one of them, another, or new. None if there is nothing to merge."""
    if isinstance(labels, str) or not all(isinstance(label, str) for label in labels) or not labels:
        raise LabelError("merge_labels needs a list of labels, such as ['NK 1', 'NK 2'].")
    found = annotations.find(category)
    target = as_name(into)
    gone = tuple(dict.fromkeys(name for label in labels if (name := found.find(label).name) != target))
    if not gone:
        return None
    text = target if target is not None and found.has(target) else clean_name(into, "label")
    is_there = found.has(text)
    parents = parents_of(found.labels)
    after = {**parents, **without(gone, text, parents)}
    check_depth({name: parent for name, parent in after.items() if parent is not None and name not in gone})
    parts: list[Edit] = [] if is_there else [_new_label(found, text, found.find(gone[0]).color)]
    parts.append(MergeLabels(category, gone, text))
    parts += [] if is_there else _in_common(found, gone, text)
    outlines = {name: region for name in ([text] if is_there else []) + [*gone] if (region := found.find(name).region)}
    region, lost = merged(outlines)
    parts += [] if region is None else [SetRegion(category, text, region)]
    edit = parts[0] if len(parts) == 1 else Batch(tuple(parts))
    call = {"category": category, "labels": list(gone), "into": text}
    without_it = f", without the outline of {', '.join(lost)}, which is elsewhere" if lost else ""
    return Command(edit, "merge_labels", f"merge {', '.join(gone)} into {text}{without_it}", category, text, call)


def recolor_label(annotations: Annotations, category: str, label: str, color: object) -> Command | None:
    """Give a label another color; None if it is the same."""
    not_unassigned(label, "recoloured")
    before, after = annotations.find(category).find(label).color, clean_color(color)
    if before == after:
        return None
    call = {"category": category, "label": label, "color": after}
    return Command(RecolorLabel(category, label, after), "recolor_label", f"recolour {label}", category, label, call)


def recolor_labels(annotations: Annotations, category: str, scheme: object) -> Command | None:
    """Give all labels of a category the colors of a scheme, in their order; None if they have them."""
    labels = annotations.find(category).labels
    wanted = palette(len(labels), scheme)
    edits = tuple(
        RecolorLabel(category, label.name, color)
        for label, color in zip(labels, wanted, strict=True)
        if label.color != color
    )
    if not edits:
        return None
    text = f"recolour the labels of {category}"
    return Command(Batch(edits), "recolor_labels", text, category, call={"category": category, "scheme": scheme})


def reorder_labels(annotations: Annotations, category: str, labels: Sequence[str]) -> Command | None:
    """Show labels in another order; None if it is the same."""
    before = [label.name for label in annotations.find(category).labels]
    if isinstance(labels, str) or not all(isinstance(label, str) for label in labels):
        raise LabelError(f"To reorder {category!r}, name each of its labels once: {some(before, 20)}.")
    if list(labels) == before:
        return None
    call = {"category": category, "labels": list(labels)}
    text = f"reorder the labels of {category}"
    return Command(ReorderLabels(category, tuple(labels)), "reorder_labels", text, category, call=call)


def assign(
    annotations: Annotations, category: str, label: object, cells: Cells, term: LabelTerm | None = None
) -> Command | None:
    """Give cells a label, made if new, and called as ``term`` if it has none yet; None if nothing would change."""
    found = annotations.find(category)
    text = composed(label) if isinstance(label, str) and found.has(label) else clean_name(label, "label")
    known = found.find(text) if found.has(text) else None
    if known is not None and known.term is not None and term is not None and term.id != known.term.id:
        raise LabelError(
            f"{text!r} is {known.term.name} ({known.term.id}) already: set_term() says so if it is {term.name} "
            f"({term.id}), or give these cells another label."
        )
    named = term if known is None or known.term is None else None
    if known is not None and named is None and not np.any(found.codes[cells] != known.code):
        return None
    parts: list[Edit] = [] if known is not None else [_new_label(found, text)]
    parts.append(Assign(category, text, cells))
    parts += [] if named is None else [SetTerm(found.name, text, named)]
    edit = parts[0] if len(parts) == 1 else Batch(tuple(parts))
    call = {"label": text, "category": category} | _call_of(named)
    return Command(edit, "label", f"label {counted(cells.size)} as {text}", category, text, call)


def unassign(annotations: Annotations, category: str, cells: Cells) -> Command | None:
    """Take the label of cells away; None if they have none."""
    if not np.any(annotations.find(category).codes[cells]):
        return None
    text = f"remove the label of {counted(cells.size)}"
    return Command(Assign(category, None, cells), "unlabel", text, category, call={"category": category})


def smooth(category: Category, groups: Mapping[str, Cells], call: Mapping[str, Any]) -> Command | None:
    """Give cells by label the labels of their neighbours; None if there are none."""
    given = [Assign(category.name, label, cells) for label, cells in groups.items() if cells.size]
    if not given:
        return None
    n = sum(part.cells.size for part in given)
    text = f"give {counted(n)} of {category.name} the label of their neighbours"
    edit = given[0] if len(given) == 1 else Batch(tuple(given))
    return Command(edit, "smooth", text, category.name, call={"category": category.name, **call})


def _in_common(category: Category, gone: Sequence[str], label: str) -> list[Edit]:
    """Return the edits that say of a new label what was said of all those that it is made of."""
    labels, parents = [category.find(name) for name in gone], parents_of(category.labels)
    terms = [each.term for each in labels]
    sure = {each.confidence for each in labels}
    tops = {next((name for name in above(each, parents) if name not in gone), None) for each in gone}
    parts: list[Edit] = []
    if terms[0] is not None and all(term is not None and term.id == terms[0].id for term in terms):
        parts.append(SetTerm(category.name, label, terms[0]))
    if len(sure) == 1 and (confidence := sure.pop()) is not None:
        parts.append(SetConfidence(category.name, label, confidence))
    if len(tops) == 1 and (parent := tops.pop()) is not None:
        parts.append(SetParent(category.name, label, parent))
    return parts


def _call_of(term: LabelTerm | None) -> dict[str, str]:
    return {} if term is None else {"term": term.id}


def _new_label(category: Category, label: str, color: object = None) -> AddLabel:
    chosen = None if color is None else clean_color(color)
    usual = color_of_reserved(label) or next_color(item.color for item in category.labels)
    return AddLabel(category.name, label, chosen or usual)


def free_category_name(annotations: Annotations, reserved: Collection[str], name: object) -> str:
    """Return a name as that of a new category; raises a :class:`LabelError` where it is taken, or can't be one."""
    text = clean_name(name, "category")
    if level_named(text) is not None:
        raise LabelError(f"{text!r} is what a level of nested labels is called: choose another name.")
    if text in reserved:
        raise LabelError(
            f"adata.obs has a column {text!r}, which a merge would have to overwrite: choose another name, "
            f"such as {text + '_labels'!r}."
        )
    if text in annotations.names:
        raise LabelError(f"There is a category {text!r} already: choose another name.")
    return text


def not_unassigned(label: object, done: str) -> None:
    """Raise a :class:`LabelError` for the word that stands for no label."""
    if as_name(label) == UNASSIGNED:
        raise LabelError(f"{UNASSIGNED!r} stands for cells without a label: it can't be {done}.")


def _copied(source: Category | CategoryColumn, name: str) -> tuple[list[Edit], dict[str, Cells]]:
    """Return what makes the labels of another category or the levels of a column in the category ``name``.

    And the cells of each.
    """
    if isinstance(source, Category):
        return made(name, source.labels), {label.name: cells for label, cells in source.cells_of(source.labels)}
    labels: dict[str, AddLabel] = {}
    groups: dict[str, Cells] = {}
    of_code = cells_by_code(source.codes, len(source.levels) + 2)
    for code, (level, color) in enumerate(zip(source.levels, source.colors, strict=True), start=1):
        if level.strip() and level.strip() != UNASSIGNED:
            label, cells = AddLabel(name, level, color), of_code[code]
            first = labels.setdefault(label.label, label)  # two forms of one name are one label
            groups[first.label] = distinct(np.r_[groups[first.label], cells]) if first.label in groups else cells
    return [*labels.values()], groups
