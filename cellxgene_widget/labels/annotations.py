"""The labels themselves: categories, their labels and one code a cell. What an edit means is written here, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from ..core.cell_sets import Cells
from ..core.counted import counted
from ..core.names import as_name
from ..errors import LabelError, some
from . import beside, opinions_follow, proposals_follow
from .about import About, AboutKey
from .category import NO_LABEL, Category, Label
from .checkpoint import kept
from .edits import (
    AddLabel,
    Assign,
    Batch,
    CreateCategory,
    DeleteCategory,
    DeleteLabel,
    Describe,
    Edit,
    MergeLabels,
    RecolorLabel,
    RenameCategory,
    RenameLabel,
    ReorderLabels,
    SetAbout,
    SetConfidence,
    SetEvidence,
    SetNote,
    SetParent,
    SetRegion,
    SetTerm,
    flatten,
)
from .nesting import check_not_above_itself, line_of, parents_of, without

#: By edit of what is said of a label the field that it changes, of itself and of the label.
_SAYS: dict[type[Describe], str] = {
    RecolorLabel: "color", SetNote: "note", SetEvidence: "evidence", SetTerm: "term", SetParent: "parent",
    SetConfidence: "confidence", SetRegion: "region",
}  # fmt: skip


class Patch(NamedTuple):
    """What changed in the plot: these cells of the category now have this code."""

    category: int
    code: int
    cells: Cells


class Applied(NamedTuple):
    """An edit that took place: the edit that takes it back exactly, and the cells it touched."""

    inverse: Edit
    patches: list[Patch]


class Annotations:
    """All categories over ``n_cells`` cells.

    The cells are those of the data object, in ``obs`` order, followed by those that only the draft knows (of an object
    that was subset since), so that an edit of a label means the same to both.
    """

    def __init__(self, n_cells: int) -> None:
        self.n_cells = n_cells
        self.categories: list[Category] = []
        self._next_id = 1

    def __eq__(self, other: object) -> bool:
        """Compare what a person would: names, order, what is said of labels, and each cell's label (not codes)."""
        if not isinstance(other, Annotations):
            return NotImplemented
        return self._meaning() == other._meaning()

    __hash__ = None  # type: ignore[assignment]

    def _meaning(self) -> list[Any]:
        return [
            (
                c.name,
                [replace(x, code=0) for x in c.labels],
                dict(c.about),
                c.in_label_order().astype(np.uint32).tobytes(),
            )
            for c in self.categories
        ]

    @property
    def names(self) -> list[str]:
        """Names of the categories, in order."""
        return [category.name for category in self.categories]

    def find(self, name: str) -> Category:
        """Return the category of this name; a :class:`LabelError` names those that exist."""
        wanted = as_name(name)
        for category in self.categories:
            if category.name == wanted:
                return category
        raise LabelError(f"There is no category {name!r}. Categories: {some(self.names)}.")

    def has(self, name: str) -> bool:
        """Tell whether there is a category of this name."""
        return as_name(name) in self.names

    def checkpoint(self) -> Callable[[], None]:
        """Return what brings back all categories as they are now; codes are copied by the first change of them."""
        put_back, next_id = kept(self.categories), self._next_id

        def restore() -> None:
            self._next_id = next_id
            put_back()

        return restore

    def copy(self) -> Annotations:
        """Return the same over the same cells, to be changed by itself; categories have other ids."""
        other = Annotations(self.n_cells)
        for category in self.categories:
            labels = [replace(label) for label in category.labels]
            other.load(category.name, labels, category.about).codes = category.codes.copy()
        return other

    def load(self, name: str, labels: list[Label], about: About | None = None) -> Category:
        """Add a category as a draft has it, without an edit; the caller fills in the codes."""
        category = Category(name, self._next_id, np.zeros(self.n_cells, dtype=np.uint8), labels, dict(about or {}))
        self._next_id += 1
        self.categories.append(category)
        return category

    def renumber(self, first_id: int) -> None:
        """Give the categories ids from ``first_id`` on, so that none is taken for one of another state."""
        for number, category in enumerate(self.categories, start=first_id):
            category.id = number
        self._next_id = first_id + len(self.categories)

    def move(self, places: npt.NDArray[np.intp]) -> None:
        """Be over other cells from now on: ``places[new]`` is where a cell was, or -1 for one that is new."""
        known = places >= 0
        for category in self.categories:
            codes = np.zeros(len(places), dtype=category.codes.dtype)
            codes[known] = category.codes[places[known]]
            category.codes, category.is_shared = codes, False
        self.n_cells = len(places)

    @property
    def next_id(self) -> int:
        """The id that the next category gets."""
        return self._next_id

    def apply(self, edit: Edit) -> Applied:
        """Make an edit.

        Returns
        -------
        Applied
            With the exact inverse: applying it gives back the state before.

        Raises
        ------
        LabelError
            The edit does not fit the state; nothing has changed then, also when a later part of a batch does not fit.
        """
        match edit:
            case Batch(edits):
                return self._batch(edits)
            case CreateCategory(name, position):
                return self._create_category(name, position)
            case RenameCategory(old, new):
                return self._rename_category(old, new)
            case DeleteCategory(name):
                return self._delete_category(name)
            case AddLabel() | Assign():
                return next(self._run((edit,)))
            case RenameLabel(category, old, new):
                return self._rename_label(self.find(category), old, new)
            case DeleteLabel(category, label):
                return self._dissolve(self.find(category), (label,), None)
            case MergeLabels(category, labels, into):
                return self._dissolve(self.find(category), labels, into)
            case RecolorLabel() | SetNote() | SetEvidence() | SetTerm() | SetParent() | SetConfidence() | SetRegion():
                return self._describe_label(edit)
            case SetAbout(category, key, value):
                return self._set_about(self.find(category), key, value)
            case ReorderLabels(category, labels):
                return self._reorder(self.find(category), labels)
        raise LabelError(f"There is no edit {edit.op!r}.")

    def _batch(self, edits: Sequence[Edit]) -> Applied:
        inverses: list[Edit] = []
        patches: list[Patch] = []
        numbers = {c.name: (c.id, {label.name: label.code for label in c.labels}) for c in self.categories}
        try:
            parts = (part for each in edits for part in flatten(each))  # an inverse has batches of one edit
            for _, run in groupby(parts, key=_kind_and_category):
                for applied in self._run(run):
                    inverses.append(applied.inverse)
                    patches.extend(applied.patches)
        except LabelError:
            for inverse in reversed(inverses):
                self.apply(inverse)
            self._number(numbers)
            raise
        return Applied(Batch(tuple(reversed(inverses))), patches)

    def _run(self, edits: Iterable[Edit]) -> Iterator[Applied]:
        """Make edits of one kind in one category one after the other, as thousands of labels are made and given."""
        run = list(edits)
        match run[0]:
            case AddLabel(category):
                yield from self._add_labels(self.find(category), cast("list[AddLabel]", run))
            case Assign(category):
                yield from self._assign(self.find(category), cast("list[Assign]", run))
            case _:
                yield from map(self.apply, run)

    def _number(self, numbers: dict[str, tuple[int, dict[str, int]]]) -> None:
        """Give categories and labels the ids and codes they had: who draws them heard of no change."""
        for category in self.categories:
            category.id, codes = numbers[category.name]
            highest = max((label.code for label in category.labels), default=0)
            table = np.zeros(highest + 1, dtype=np.min_scalar_type(max(codes.values(), default=0)))
            for label in category.labels:
                table[label.code] = codes[label.name]
                label.code = codes[label.name]
            category.codes = table[category.codes]

    def _create_category(self, name: str, position: int | None) -> Applied:
        if name in self.names:
            raise LabelError(f"There is a category {name!r} already: choose another name.")
        category = Category(name, self._next_id, np.zeros(self.n_cells, dtype=np.uint8))
        self.categories.insert(_place(position, self.categories), category)
        self._next_id += 1
        said = proposals_follow.deleted_category(self.categories, name)  # of one that was called so once
        return Applied(_with(DeleteCategory(name), said), [])

    def _rename_category(self, old: str, new: str) -> Applied:
        category = self.find(old)
        if new != old and new in self.names:
            raise LabelError(f"There is a category {new!r} already: choose another name.")
        said = beside.renamed(self.categories, category.name, new)
        said += proposals_follow.renamed_category(self.categories, category.name, new)
        category.name = new
        return Applied(_with(RenameCategory(new, old), said), [])

    def _set_about(self, category: Category, key: AboutKey, value: Any) -> Applied:
        inverse = SetAbout(category.name, key, category.about.get(key))
        rest = {name: said for name, said in category.about.items() if name != key}
        category.about = rest if value is None else {**rest, key: value}
        return Applied(inverse, [])

    def _delete_category(self, name: str) -> Applied:
        category = self.find(name)
        position = self.categories.index(category)
        parts: list[Edit] = [CreateCategory(name, position)]
        parts += made(name, category.labels)
        parts += said_of(category)
        parts += [Assign(name, label.name, cells) for label, cells in category.cells_of(category.labels) if cells.size]
        parts += proposals_follow.deleted_category(self.categories, category.name)
        self.categories.remove(category)
        return Applied(Batch(tuple(parts)), [])

    def _add_labels(self, category: Category, edits: Iterable[AddLabel]) -> Iterator[Applied]:
        names, codes = {label.name for label in category.labels}, {label.code for label in category.labels}
        code, proposed = 1, proposals_follow.levels_of(self.categories, category)
        for edit in edits:
            if edit.label in names:
                raise LabelError(f"The category {category.name!r} has a label {edit.label!r} already.")
            while code in codes:
                code += 1
            names.add(edit.label)
            codes.add(code)
            if code > np.iinfo(category.codes.dtype).max:
                category.codes = category.codes.astype(np.min_scalar_type(code))
            label = Label(edit.label, edit.color, code, edit.note, edit.evidence)
            category.labels.insert(_place(edit.position, category.labels), label)
            stale = edit.label in proposed
            said = proposals_follow.dissolved(self.categories, category, [edit.label], None) if stale else []
            yield Applied(_with(DeleteLabel(category.name, edit.label), said), [])

    def _rename_label(self, category: Category, old: str, new: str) -> Applied:
        label = category.find(old)
        if new != old and category.has(new):
            raise LabelError(
                f"The category {category.name!r} has a label {new!r} already: "
                "to make one label of both, use merge_labels."
            )
        for child in category.labels:
            if child.parent == label.name:
                child.parent = new
        said = proposals_follow.renamed_label(self.categories, category, label.name, new)
        said += opinions_follow.became(self.categories, category, [label.name], new)
        label.name = new
        return Applied(_with(RenameLabel(category.name, new, old), said), [])

    def _describe_label(self, edit: Describe) -> Applied:
        category = self.find(edit.category)
        label = category.find(edit.label)
        if isinstance(edit, SetParent) and edit.parent is not None:
            check_not_above_itself(
                label.name, {**line_of(category, edit.parent), label.name: category.find(edit.parent).name}
            )
        field = _SAYS[type(edit)]
        before = getattr(label, field)
        setattr(label, field, getattr(edit, field))
        return Applied(replace(edit, **{field: before}), [])

    def _dissolve(self, category: Category, names: Sequence[str], into: str | None) -> Applied:
        """Take labels away and give their cells to the label ``into``, or to none."""
        target = NO_LABEL if into is None else category.find(into).code
        gone = [category.find(name) for name in dict.fromkeys(names) if name != into]
        labels = category.labels
        order = {label.name: place for place, label in enumerate(labels)}
        inverse = made(category.name, sorted(gone, key=lambda label: order[label.name]), labels)
        moved = without([label.name for label in gone], into, parents_of(labels))
        for name, parent in moved.items():
            child = category.find(name)
            inverse.append(SetParent(category.name, name, child.parent))
            child.parent = parent
        patches: list[Patch] = []
        for label, cells in category.cells_of(gone):
            if cells.size:
                inverse.append(Assign(category.name, label.name, cells))
                patches.append(Patch(category.id, target, cells))
                category.give(cells, target)
        leaving = {label.name for label in gone}
        labels[:] = [label for label in labels if label.name not in leaving]
        inverse += proposals_follow.dissolved(self.categories, category, [label.name for label in gone], into)
        inverse += opinions_follow.became(self.categories, category, [label.name for label in gone], into)
        return Applied(Batch(tuple(inverse)), patches)

    def _reorder(self, category: Category, names: Sequence[str]) -> Applied:
        before = tuple(label.name for label in category.labels)
        if sorted(names) != sorted(before):
            raise LabelError(f"To reorder {category.name!r}, name each of its labels once: {some(before, 20)}.")
        category.labels = [category.find(name) for name in names]
        return Applied(ReorderLabels(category.name, before), [])

    def _assign(self, category: Category, edits: Iterable[Assign]) -> Iterator[Applied]:
        codes = {label.name: label.code for label in category.labels}
        names = {label.code: label.name for label in category.labels}
        for edit in edits:
            label, cells = edit.label, edit.cells
            code = NO_LABEL if label is None else codes[label] if label in codes else category.find(label).code
            if cells.size and int(cells[-1]) >= self.n_cells:
                raise LabelError(f"There is no cell number {int(cells[-1]):,}: the data has {counted(self.n_cells)}.")
            before = category.codes[cells]
            changed = cells[before != code]
            before = before[before != code]
            former = np.flatnonzero(np.bincount(before))
            inverse = [Assign(category.name, names.get(int(was)), changed[before == was]) for was in former]
            category.give(changed, code)
            patches = [Patch(category.id, code, changed)] if changed.size else []
            yield Applied(Batch(tuple(inverse)), patches)


def _kind_and_category(edit: Edit) -> tuple[type[Edit], str | None]:
    return type(edit), edit.category if isinstance(edit, AddLabel | Assign) else None


def _with(edit: Edit, said: Sequence[SetAbout]) -> Edit:
    return Batch((edit, *said)) if said else edit


def said_of(category: Category) -> list[Edit]:
    """Return the edits that say of a new category what is said of this one as a whole."""
    return [SetAbout(category.name, key, value) for key, value in category.about.items()]


def made(category: str, labels: Sequence[Label], among: Sequence[Label] | None = None) -> list[Edit]:
    """Return the edits that make labels with all that is said of them; ``among``: at the places they have there.

    Nesting comes last: a label may be above one that is made before it.
    """
    nested: list[Edit] = [SetParent(category, x.name, x.parent) for x in labels if x.parent is not None]
    return made_flat(category, labels, among) + nested


def made_flat(category: str, labels: Sequence[Label], among: Sequence[Label] | None = None) -> list[Edit]:
    """Return the edits of :func:`made` without the nesting: the labels above may not be there."""
    places = None if among is None else {label.name: place for place, label in enumerate(among)}
    parts: list[Edit] = [
        AddLabel(category, x.name, x.color, None if places is None else places[x.name], x.note, x.evidence)
        for x in labels
    ]
    parts += [SetTerm(category, x.name, x.term) for x in labels if x.term is not None]
    parts += [SetConfidence(category, x.name, x.confidence) for x in labels if x.confidence is not None]
    parts += [SetRegion(category, x.name, x.region) for x in labels if x.region is not None]
    return parts


def _place(position: int | None, items: Sequence[object]) -> int:
    return len(items) if position is None else min(position, len(items))
