"""Putting labels into ``adata.obs``: into the caller's own object, by name of cell, with a report."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Required, TypedDict

import pandas as pd
from anndata import AnnData, ImplicitModificationWarning

from ..core.counted import counted
from ..core.names import clean_name
from ..core.uninterrupted import uninterrupted
from ..data.frames import series_of
from ..data.obs_columns import MERGED_KEY
from ..data.obs_names import as_text
from ..errors import LabelError, MergeError, some
from ..labels.categorical import labels_in_use
from ..labels.category import Category
from .written import CellNames, changed_cell, colors_by_hand, note_of


class ColumnInTheWayError(MergeError):
    """A merge would write over columns that are not as a merge of this draft wrote them.

    Attributes
    ----------
    keys
        All of them.
    """

    def __init__(self, sentence: str, keys: tuple[str, ...]) -> None:
        super().__init__(sentence)
        self.keys = keys


@dataclass(frozen=True)
class MergedColumn:
    """One column that a merge wrote: its key in ``obs``, the category it is from, how many cells have a label."""

    key: str
    category: str
    n_labels: int
    n_labelled: int
    n_cells: int

    def __str__(self) -> str:
        """Say what was written, for a person."""
        labels = "1 label" if self.n_labels == 1 else f"{self.n_labels:,} labels"
        return f"obs[{self.key!r}]: {labels} on {self.n_labelled:,} of {counted(self.n_cells)}"


@dataclass(frozen=True)
class MergeReport:
    """What a merge did; prints as a few lines."""

    columns: tuple[MergedColumn, ...]
    #: The file they were written to; None: into the object.
    path: Path | None = None
    #: What a person should know besides, a sentence each.
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Return the lines to print."""
        if not self.columns:
            return "Nothing to merge: there are no categories yet."
        lines = [f"Merged into {self.path or 'adata'}:", *(f"  {column}" for column in self.columns)]
        lines += [f"  {note}" for note in self.notes]
        return "\n".join(lines)


class MergeOptions(TypedDict, total=False):
    """What a merge takes besides the labels; see :func:`merge_into`."""

    draft_id: Required[str]
    key_added: str | Mapping[str, str] | None
    unassigned: str | None
    overwrite: bool | str | Collection[str]


def merge_into(
    adata: AnnData,
    categories: Sequence[Category],
    names: pd.Index[Any],
    *,
    draft_id: str,
    key_added: str | Mapping[str, str] | None = None,
    unassigned: str | None = "unassigned",
    overwrite: bool | str | Collection[str] = False,
) -> MergeReport:
    """Write categories as columns of ``adata.obs``, and their colors to ``adata.uns``.

    Each becomes an unordered categorical of str whose levels are the labels that have cells, in label order, then
    ``unassigned``: what reading the draft's CSV with pandas and joining it to ``obs`` gives. ``uns["<key>_colors"]``
    holds the colors in that order.

    Parameters
    ----------
    adata
        The object to write to. Columns that an earlier merge of the same draft wrote are updated, as long as they are
        as it wrote them: a column whose labels were changed since on any cell that is still there is not. Of columns
        that were written before this was noted nothing is known, and they are updated.
    categories
        What to write.
    names
        The names of the cells of the categories' codes.
    draft_id
        Noted in ``uns`` beside the keys written, so that a later merge knows its own columns.
    key_added
        Another key: a name if there is one category, or a mapping from category to key.
    unassigned
        What cells without a label get; None: a missing value.
    overwrite
        Write also over columns that no merge of ours wrote, or that somebody changed since; and over colors that
        somebody changed, which are kept else. Names: only over these.

    Raises
    ------
    MergeError
        A column is in the way, keys clash, or the object has none of the cells. Nothing is written then.
    """
    keys = _keys(categories, key_added)
    if adata.is_view and adata.isbacked:
        raise MergeError("This AnnData is a view of one on disk, which takes no columns: merge into the whole object.")
    if unassigned is not None:
        _check_unassigned(categories, unassigned)
    _require_single(adata, keys)
    noted = _mapping(adata.uns.get(MERGED_KEY))
    merged, written = dict(_mapping(noted.get("merged"))), dict(_mapping(noted.get("written")))
    cells = CellNames(as_text(adata.obs_names))
    free = _free_to_write(keys, overwrite=overwrite)
    if not free.issuperset(keys):
        guarded = [key for key in keys if key not in free]
        _require_ours(adata, guarded, {key for key, source in merged.items() if source == draft_id}, written, cells)
    if adata.obs_names.name in keys:
        raise MergeError(
            f"The index of adata.obs is called {adata.obs_names.name!r}: a column of that name can't be written to a "
            "file. Choose another with key_added=."
        )
    # the same cells by their places: to look names up, pandas makes a table of all of them
    rows = len(names) if cells.names.equals(names) else names.get_indexer(cells.names)
    if adata.n_obs and not isinstance(rows, int) and not (rows >= 0).any():
        raise MergeError("None of the cells of this AnnData is in the draft: it is about other cells.")
    columns = [labels_in_use(category, rows, unassigned) for category in categories]
    by_hand = {key: _colors_by_hand(adata, key, written) for key in keys if key not in free}
    report, notes, shown = [], [], []
    for key, category, (values, colors) in zip(keys, categories, columns, strict=True):
        kept = {level: color for level, color in by_hand.get(key, {}).items() if level in values.categories}
        shown.append([kept.get(level, color) for level, color in zip(values.categories, colors, strict=True)])
        merged[key], written[key] = draft_id, note_of(cells, values, colors)
        if kept:
            notes.append(
                f"uns['{key}_colors'] was changed since: the colours of {some(list(kept))} are kept as they are "
                "there; with overwrite=True they are those of the draft."
            )
        has_label = values.codes >= 0
        if unassigned is not None and unassigned in values.categories:
            has_label &= values.codes != values.categories.get_loc(unassigned)
        n_labels = len(values.categories) - (unassigned in values.categories)
        report.append(MergedColumn(key, category.name, n_labels, int(has_label.sum()), adata.n_obs))
    with uninterrupted(), warnings.catch_warnings():  # all columns with their colors and the note of them, or none
        # A view becomes an object of its own when written to: that is what the caller asked for.
        warnings.simplefilter("ignore", ImplicitModificationWarning)
        for key, (values, _), its_colors in zip(keys, columns, shown, strict=True):
            adata.obs[key] = pd.Series(values, index=adata.obs_names)
            adata.uns[f"{key}_colors"] = its_colors
        if report:
            adata.uns[MERGED_KEY] = {**noted, "merged": merged, "written": written}
    slashed = [key for key in keys if "/" in key]
    if slashed:
        notes.append(f"A name with a slash ({some(slashed)}) can't be written to a file: choose another (key_added=).")
    return MergeReport(tuple(report), notes=tuple(notes))


def _free_to_write(keys: Sequence[str], *, overwrite: bool | str | Collection[str]) -> frozenset[str]:
    if isinstance(overwrite, str):
        return frozenset([overwrite])
    if isinstance(overwrite, Collection):
        return frozenset(overwrite)
    return frozenset(keys) if overwrite else frozenset()


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _require_single(adata: AnnData, keys: Sequence[str]) -> None:
    """Raise a :class:`MergeError` where a key would not be one column."""
    columns: Any = adata.obs.columns
    if isinstance(columns, pd.MultiIndex):
        raise MergeError(
            "The names of adata.obs's columns have several levels (a MultiIndex), where a column of labels has no "
            "place: give them plain names first, as in adata.obs.columns = ['_'.join(name) for name in "
            "adata.obs.columns]."
        )
    several = [key for key in keys if list(columns).count(key) > 1]
    if several:
        raise MergeError(
            f"adata.obs has several columns called {some(several)}: give them different names first, or choose another "
            "with key_added=."
        )


def _require_ours(
    adata: AnnData, keys: Sequence[str], merged: set[str], written: Mapping[str, Any], cells: CellNames
) -> None:
    """Raise a :class:`MergeError` if a column is not ours, or not any more as it was written."""
    there = [key for key in keys if key in adata.obs.columns]
    blocked = [key for key in there if key not in merged]
    found = {key: changed_cell(written.get(key), cells, series_of(adata.obs, key)) for key in there if key in merged}
    changed = {key: cell for key, cell in found.items() if cell is not None}
    if blocked:
        raise ColumnInTheWayError(
            f"adata.obs has {some(blocked)} already, not written by this draft. "
            "Choose another name with key_added=, or pass overwrite=True.",
            (*blocked, *changed),
        )
    for key, cell in changed.items():
        example = f" (see the cell {cell!r})" if cell else ""
        raise ColumnInTheWayError(
            f"obs[{key!r}] was changed since this draft wrote it{example}: pass overwrite=True to write over it, "
            "or key_added= to write another column.",
            tuple(changed),
        )


def _colors_by_hand(adata: AnnData, key: str, written: Mapping[str, Any]) -> dict[str, str]:
    if key not in adata.obs.columns or key not in written:
        return {}
    return colors_by_hand(written[key], series_of(adata.obs, key), adata.uns.get(f"{key}_colors"))


def _keys(categories: Sequence[Category], key_added: str | Mapping[str, str] | None) -> list[str]:
    names = [category.name for category in categories]
    if key_added is None:
        return names
    if isinstance(key_added, str):
        if len(names) != 1:
            raise MergeError(
                f"key_added={key_added!r} names one column for {len(names)} categories: choose one with categories=."
            )
        mapping: Mapping[str, str] = {names[0]: key_added}
    elif isinstance(key_added, Mapping):
        mapping = key_added
        unknown = [name for name in mapping if name not in names]
        if unknown:
            raise MergeError(f"key_added= names {some(unknown)}, which is not merged. Categories: {some(names)}.")
    else:
        raise MergeError("key_added= takes a name, or a mapping such as {'cell_type': 'my_cell_type'}.")
    try:
        keys = [clean_name(mapping.get(name, name), "column") for name in names]
    except LabelError as error:
        raise MergeError(
            f"{str(error).removesuffix('.')}; the name of a column can be given with key_added=."
        ) from None
    if len(set(keys)) < len(keys):
        raise MergeError(f"key_added= gives two categories one column: {some(keys)}.")
    return keys


def _check_unassigned(categories: Sequence[Category], unassigned: object) -> None:
    if not isinstance(unassigned, str) or not unassigned:
        raise MergeError("unassigned= takes the text for cells without a label, or None for a missing value.")
    for category in categories:
        if category.has(unassigned):
            raise MergeError(f"unassigned={unassigned!r} is a label of {category.name!r}: choose a text that is none.")
