"""The verb that puts the labels into ``adata``, or into a file."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ...data.cells import CellTable
from ...errors import MergeError
from ...labels.beside import labels_of
from ...labels.category import Category
from ...labels.history import History
from ...merge.into_file import merge_into_copy, merge_into_file, target_of
from ...merge.into_obs import MergeOptions, MergeReport, merge_into
from ...merge.levels import with_levels
from ..gate import Gate
from ..working_draft import WorkingDraft


def _in_memory_alone(file: Path) -> str:
    """Return what is to be known by who opened a path, and may take the report for the file's."""
    target = f"{file.stem}_labelled{file.suffix}"
    return (
        f"They are in w.adata, in memory: the file {file.name} is unchanged. "
        f"w.merge(into={target!r}) writes a copy of it with the labels."
    )


class MergeVerbs:
    """Labels where other programs find them."""

    def __init__(self, gate: Gate, table: CellTable, history: History, draft: WorkingDraft) -> None:
        self._gate = gate
        self._table = table
        self._history = history
        self._draft = draft

    def merge(
        self,
        categories: str | Sequence[str] | None = None,
        *,
        key_added: str | Mapping[str, str] | None = None,
        unassigned: str | None = "unassigned",
        overwrite: bool | str | Collection[str] = False,
        into: str | os.PathLike[str] | None = None,
        inplace: bool = False,
        levels: bool = False,
    ) -> MergeReport:
        """Put the labels into ``adata.obs``, the caller's own object, and their colors into ``adata.uns``.

        Parameters
        ----------
        categories
            Which ones; by default all but what was decided in reviews.
        key_added
            Another key: a name if one category is merged, or a mapping from category to key.
        unassigned
            What cells without a label get; None: a missing value.
        overwrite
            Write also over columns that no merge of this draft wrote, or that were changed since it did, and over a
            file ``into``. Names of columns: only over these.
        into
            A new file: a copy of the data file with the labels in it. The object stays as it is then.
        inplace
            Write the columns into the data file itself (or into the file named by ``into``), without touching the rest:
            into a copy beside it, which takes its place when it is whole. An .h5ad file needs its size in free space
            for that, where the file system can't share blocks between files; a .zarr store only what the columns need.
        levels
            Of categories with nested labels also a column a level, from the top: ``cell_type_level_1`` has the labels
            at the top, and those under them by the label they are nested under. Cells whose label is not so deep have
            it again. The columns of the categories themselves have the finest labels, as ever.

        Returns
        -------
        MergeReport
            What was written; prints well.

        Raises
        ------
        MergeError
            A column or a file is in the way, or there is too little room. Nothing is written then.
        """
        if not isinstance(levels, bool):
            raise MergeError(f"levels= takes True or False, not {levels!r}: all levels are written, or none.")
        self._draft.save_or_warn()
        wanted = [categories] if isinstance(categories, str) else categories
        options: MergeOptions = {
            "key_added": key_added, "unassigned": unassigned, "overwrite": overwrite, "draft_id": self._draft.id
        }  # fmt: skip
        with self._gate.lock:
            self._gate.require_open()
            annotations = self._history.annotations
            every = labels_of(annotations.categories)
            found = every if wanted is None else [*map(annotations.find, dict.fromkeys(wanted))]
            notes: tuple[str, ...] = ()
            if levels:
                columns = self._table.obs_columns
                found, options["key_added"], notes = with_levels(found, key_added, annotations.names, columns)
            if into is None and not inplace:
                report = merge_into(self._table.adata, found, self._draft.names, **options)
                file = self._table.data_file
                notes += () if file is None or not report.columns else (_in_memory_alone(file),)
            else:
                report = self._into_a_file(found, into, options, inplace=inplace)
        return replace(report, notes=(*report.notes, *notes))

    def _into_a_file(
        self,
        found: Sequence[Category],
        into: str | os.PathLike[str] | None,
        options: MergeOptions,
        *,
        inplace: bool,
    ) -> MergeReport:
        source, target = target_of(self._table.path, into, inplace=inplace)
        if not found:  # nobody wants a copy without labels
            return MergeReport(())
        names = self._draft.names
        with self._table.file_closed() as replaced:
            if inplace:
                return merge_into_file(target, found, names, replaced=replaced, **options)
            return merge_into_copy(source, target, found, names, replace=options["overwrite"] is True, **options)
