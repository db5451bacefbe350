"""From a draft's table to annotations over the cells of an object, and back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple, TypedDict, Unpack

import numpy as np
import pandas as pd

from ..core.cell_names import respelled
from ..core.colors import clean_color
from ..core.palettes import next_colors
from ..errors import DraftError, LabelError, some
from ..labels.annotations import Annotations
from ..labels.category import Category, Label
from ..labels.nesting import sound
from .left_columns import LeftColumn, moved
from .table import DraftCategory, DraftLabel, DraftTable

#: A draft with a smaller share of cells in common (of its own or the data's, whichever are fewer) is about other data:
#: barcodes of different samples agree by chance.
MIN_SHARE = 0.5


class DraftState(NamedTuple):
    """Annotations over the object's cells followed by those that only the draft has.

    Attributes
    ----------
    annotations
        Over all cells of ``names``.
    names
        The object's cells, then the others.
    n_matched
        Cells of the object that have a row in the draft.
    n_foreign
        Cells that only the draft has.
    left
        Columns of the draft that are no categories, over the same cells.
    """

    annotations: Annotations
    names: pd.Index[Any]
    n_matched: int
    n_foreign: int
    left: tuple[LeftColumn, ...] = ()


def empty_state(obs_names: pd.Index[Any]) -> DraftState:
    """Return the state without a draft."""
    return DraftState(Annotations(len(obs_names)), obs_names, 0, 0)


def state_of_table(
    table: DraftTable,
    obs_names: pd.Index[Any],
    reserved: Collection[str],
    source: str,
    *,
    known_only: bool = False,
) -> DraftState:
    """Lay the rows of a draft on the cells of an object, by name.

    Parameters
    ----------
    table
        The draft.
    obs_names
        The object's cells.
    reserved
        Columns of ``obs`` that are no labels of ours.
    source
        What to call the draft in messages.
    known_only
        Leave cells out that only the draft has.

    Raises
    ------
    DraftError
        No cell of the draft is in the object, or a category has the name of a column of ``obs``.
    """
    clash = [category.name for category in table.categories if category.name in reserved]
    if clash:
        raise DraftError(
            f"{source} has a category {clash[0]!r}, but adata.obs has a column of that name "
            "which was not merged from this draft. "
            "Rename or drop the column, or choose another file."
        )
    if len(obs_names) and table.cells.equals(obs_names):
        return _as_it_is(table, obs_names)
    cells = respelled(table.cells, obs_names)
    rows = cells.get_indexer(obs_names)
    matched = rows >= 0
    n_matched, smaller = int(np.count_nonzero(matched)), min(len(table.cells), len(obs_names))
    if n_matched < smaller * MIN_SHARE or (smaller and not n_matched):
        raise DraftError(
            f"{source} is about other cells: of its {len(table.cells):,} only {n_matched:,} are in this data of "
            f"{len(obs_names):,} (it has {some(table.cells[:2])}, the data has {some(obs_names[:2])}). "
            "Pass another dataset= or annotations_file= to keep a draft of its own for this data."
        )
    is_foreign = np.ones(len(table.cells), dtype=bool)
    is_foreign[rows[matched]] = False
    foreign = np.flatnonzero(is_foreign & (not known_only))
    names = obs_names if not foreign.size else pd.Index([*obs_names, *cells[foreign]], dtype=object)
    annotations = Annotations(len(names))
    for draft_category in table.categories:
        category = annotations.load(draft_category.name, labels_of(draft_category), draft_category.about)
        codes = np.zeros(len(names), dtype=np.min_scalar_type(len(category.labels)))
        codes[: len(obs_names)][matched] = draft_category.codes[rows[matched]]
        codes[len(obs_names) :] = draft_category.codes[foreign]
        category.codes = codes
    left = moved(table.left, np.concatenate([rows, foreign])) if table.left else ()
    return DraftState(annotations, names, int(matched.sum()), int(foreign.size), left)


def _as_it_is(table: DraftTable, obs_names: pd.Index[Any]) -> DraftState:
    """Return the state of a table with the very cells of an object; the codes are those of the table until edited."""
    annotations = Annotations(len(obs_names))
    for each in table.categories:
        category = annotations.load(each.name, labels_of(each), each.about)
        category.codes, category.is_shared = each.codes, True
    return DraftState(annotations, obs_names, len(obs_names), 0, table.left)


class TableOptions(TypedDict, total=False):
    """What a table says besides the labels; see :class:`DraftTable`."""

    index_name: str
    revision: int
    fingerprint: str | None
    spelling: Mapping[str, str]
    meta: dict[str, Any]
    left: tuple[LeftColumn, ...]


def table_of_state(annotations: Annotations, names: pd.Index[Any], **about: Unpack[TableOptions]) -> DraftTable:
    """Return the table to write; edits may go on meanwhile: they copy the codes of the category that they change."""
    return DraftTable(names, tuple(_draft_category(category) for category in annotations.categories), **about)


def _draft_category(category: Category) -> DraftCategory:
    labels = tuple(
        DraftLabel(x.name, x.color, x.note, x.evidence, x.term, x.parent, x.confidence, x.region)
        for x in category.labels
    )
    return DraftCategory(category.name, labels, category.in_label_order(shared=True), category.about)


def labels_of(category: DraftCategory) -> list[Label]:
    """Return the labels of a category as a file says them: with a color each, nested as far as that makes sense."""
    given = [_color(label.color) for label in category.labels]
    fresh = next_colors(color for color in given if color is not None)
    said = {label.name: label.parent for label in category.labels if label.parent is not None}
    parents = sound(said, [label.name for label in category.labels])
    return [
        Label(
            x.name, color or next(fresh), code, x.note, x.evidence, x.term, parents.get(x.name), x.confidence, x.region
        )
        for code, (x, color) in enumerate(zip(category.labels, given, strict=True), start=1)
    ]


def _color(written: str | None) -> str | None:
    try:
        return clean_color(written)
    except LabelError:  # the file does not say, or says something that is no color
        return None
