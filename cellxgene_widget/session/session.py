"""Session: everything a person does to label cells, headless. The widget and the command line are faces on it."""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import weakref
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..data.cells import CellTable
from ..data.columns import ColumnInfo
from ..data.pairs import Basis, pair_of
from ..draft.place import place_draft
from ..draft.store import DraftKeeper
from ..draft.user import load_profile
from ..errors import AnnotationError, DraftError
from ..merge.into_file import merge_into_copy, merge_into_file, target_of
from ..merge.into_obs import MergeReport, merge_into
from ..selection.selector import Chooser
from .verbs.drafts import DraftVerbs

if TYPE_CHECKING:
    from anndata import AnnData

#: A column of ``obs`` with more levels than this is not what a first picture is coloured by.
_MAX_FIRST_COLORS = 60


class Session(DraftVerbs):
    """Labels on the cells of one dataset, with a selection, a history and a draft on disk.

    Parameters
    ----------
    data
        An AnnData, or the path of an .h5ad file or a .zarr store (opened for reading only).
    basis
        The embedding, as in scanpy (``"umap"`` or ``"X_umap"``); by default umap, tsne, pca, or the first there is.
        Two genes, columns of numbers or gene sets, as in ``("CD3E", "CD8A")``: their plot.
    color
        A column of ``obs``, a category of labels, or a gene.
    layer
        The layer that values of genes are taken from, in place of ``X``; ``"raw"``: ``adata.raw``.
    gene_symbols
        A column of ``var`` with the names of genes; by default ``var_names``, or a usual column when they are ids.
    annotations_file, annotations_dir
        The draft's exact file, or the directory of drafts; by default the data file's directory, or the working one.
    name
        The draft's name, the first part of its file name, if it has none yet.
    user
        Whose draft, in place of the id in the profile file.
    dataset
        The dataset's name, by which the draft is found again.
    max_category_items
        Categories of ``obs`` with more levels are not offered.
    autosave
        Seconds from an edit to the save; None: only when asked, on merge, on close and at exit.
    backups
        Earlier versions of the draft to keep.

    Raises
    ------
    DataError
        The data can't be shown.
    DraftError
        The draft can't be read, or its place is impossible.
    """

    def __init__(
        self,
        data: AnnData | str | os.PathLike[str],
        *,
        basis: Basis | None = None,
        color: str | None = None,
        layer: str | None = None,
        gene_symbols: str | None = None,
        annotations_file: str | os.PathLike[str] | None = None,
        annotations_dir: str | os.PathLike[str] | None = None,
        name: str | None = None,
        user: str | None = None,
        dataset: str | None = None,
        max_category_items: int = 1000,
        autosave: float | None = 3.0,
        backups: int = 10,
    ) -> None:
        super().__init__()
        _check_options(max_category_items, autosave, backups, dataset)
        self.max_category_items = max_category_items
        self.cells = CellTable(data, dataset=dataset, layer=layer, gene_symbols=gene_symbols)
        pair = None if basis is None else pair_of(basis)
        self.embedding = self.cells.find_embedding(basis if isinstance(basis, str) and not pair else None)
        self._profile = load_profile(user)
        draft = place_draft(
            user=self._profile.user,
            dataset=self.cells.name,
            data_file=self.cells.path,
            annotations_file=annotations_file,
            annotations_dir=annotations_dir,
            backups=backups,
            by_cells=None if self.cells.is_named else self.cells.obs_names,
        )
        if name is not None and draft.name is None:
            draft.choose_name(name)
        self._keeper = DraftKeeper(draft, self._profile.user, self, autosave)
        self._chooser = Chooser(self.cells.n_cells, self.mask_where)
        try:
            self._open()
            if pair is not None:  # of gene sets perhaps, which lie beside the draft
                self.embedding = self.find_basis(basis)
            if color is not None:
                self.column_or_category(color)
        except AnnotationError:
            self._keeper.close()
            raise
        names = self._annotations.names
        self.category = names[0] if names else None
        self.color = color or self.category or self._first_color()
        # Weak, so that the interpreter's list of things to do at exit does not keep the data alive.
        self._at_exit = functools.partial(_close_at_exit, weakref.ref(self))
        atexit.register(self._at_exit)

    def describe_columns(self) -> tuple[list[ColumnInfo], dict[str, str]]:
        """Return the columns of ``obs`` to offer besides the categories of labels, and why others are left out."""
        return self.cells.describe_columns(self.max_category_items, without=self._annotations.names)

    def merge(
        self,
        categories: str | Sequence[str] | None = None,
        *,
        key_added: str | Mapping[str, str] | None = None,
        unassigned: str | None = "unassigned",
        overwrite: bool = False,
        into: str | os.PathLike[str] | None = None,
        inplace: bool = False,
    ) -> MergeReport:
        """Put the labels into ``adata.obs``, the caller's own object, and their colours into ``adata.uns``.

        Parameters
        ----------
        categories
            Which ones; by default all.
        key_added
            Another key: a name if one category is merged, or a mapping from category to key.
        unassigned
            What cells without a label get; None: a missing value.
        overwrite
            Write also over columns that no merge of this draft wrote, and over a file ``into``.
        into
            A new file: a copy of the data file with the labels in it. The object stays as it is then.
        inplace
            Write the columns into the data file itself (or into the file named by ``into``), without touching the rest.

        Returns
        -------
        MergeReport
            What was written; prints well.

        Raises
        ------
        MergeError
            A column or a file is in the way. Nothing is written then.
        """
        self.save()
        wanted = [categories] if isinstance(categories, str) else categories
        options: dict[str, Any] = {"key_added": key_added, "unassigned": unassigned, "overwrite": overwrite}
        with self.lock:
            self.require_open()
            chosen = self._annotations.names if wanted is None else dict.fromkeys(wanted)
            found = [self._annotations.find(name) for name in chosen]
            names, options["draft_id"] = self._state.names, self._keeper.draft.id
            if into is None and not inplace:
                return merge_into(self.cells.adata, found, names, **options)
            source, target = target_of(self.cells.path, into, inplace=inplace)
            with self.cells.file_closed():
                if inplace:
                    return merge_into_file(target, found, names, **options)
                return merge_into_copy(source, target, replace=overwrite, categories=found, names=names, **options)

    @property
    def closed(self) -> bool:
        """Whether :meth:`close` was called."""
        return self._closed

    def close(self) -> None:
        """Save, stop saving, and let go of the data. Closing again does nothing.

        Raises
        ------
        DraftError
            The draft could not be saved; the session stays open then.
        """
        if self._closed:
            return
        self.save()
        with self.lock:
            self._closed = True
            self._listeners.clear()
        self._keeper.close()
        self.cells.release()
        atexit.unregister(self._at_exit)

    def __repr__(self) -> str:
        """Return one line."""
        if self._closed:
            return "<Session: closed>"
        categories = ", ".join(self._annotations.names) or "no labels yet"
        return f"<Session: {self.cells.title}, {self.cells.n_cells:,} cells, {categories}>"

    def _first_color(self) -> str | None:
        obs = self.cells.adata.obs
        for name in self.cells.obs_columns:
            dtype = obs[name].dtype
            if isinstance(dtype, pd.CategoricalDtype) and 1 < len(dtype.categories) <= _MAX_FIRST_COLORS:
                return name
        return None


def _close_at_exit(reference: weakref.ref[Session]) -> None:
    session = reference()
    if session is not None:
        with contextlib.suppress(AnnotationError):
            session.close()


def _check_options(max_category_items: object, autosave: object, backups: object, dataset: object) -> None:
    for option, value in (("max_category_items", max_category_items), ("backups", backups)):
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise AnnotationError(f"{option}= takes a whole number, 0 or more, not {value!r}.")
    if autosave is not None and (
        not isinstance(autosave, int | float) or isinstance(autosave, bool) or not autosave >= 0
    ):
        raise AnnotationError(f"autosave= takes seconds, or None for no autosave, not {autosave!r}.")
    if dataset is not None and not (isinstance(dataset, str) and dataset.strip()):
        raise DraftError("dataset= needs a name, such as dataset='pbmc'.")
