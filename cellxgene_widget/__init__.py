"""Label single cells in a notebook: ``show(adata)``, lasso, label, ``merge()``.

The import itself is cheap: what reads data or draws is imported when it is first asked for.
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

from ._version import __version__
from .errors import (
    AnnotationError,
    DataError,
    DraftError,
    ExportError,
    LabelError,
    MergeError,
    SelectionError,
    UnsavedWarning,
)

if TYPE_CHECKING:
    from anndata import AnnData

    from .data.gene_index_writer import write_gene_index
    from .data.pairs import Basis
    from .exchange.annotators.comparison import Comparison
    from .session.annotators.sources import Sources
    from .session.session import Session
    from .view.options import Theme
    from .widget import AnnotationWidget

__all__ = [
    "AnnotationError",
    "AnnotationWidget",
    "Comparison",
    "DataError",
    "DraftError",
    "ExportError",
    "LabelError",
    "MergeError",
    "SelectionError",
    "Session",
    "UnsavedWarning",
    "__version__",
    "compare",
    "open_session",
    "show",
    "write_gene_index",
]

#: Where each name is that is not imported with the package.
_LAZY = {
    "AnnotationWidget": ".widget",
    "Comparison": ".exchange.annotators.comparison",
    "Session": ".session.session",
    "write_gene_index": ".data.gene_index_writer",
}


def show(
    data: AnnData | str | os.PathLike[str],
    *,
    basis: Basis | None = None,
    color: str | None = None,
    layer: str | None = None,
    gene_symbols: str | None = None,
    modality: str | None = None,
    library_id: str | None = None,
    annotations_file: str | os.PathLike[str] | None = None,
    annotations_dir: str | os.PathLike[str] | None = None,
    name: str | None = None,
    user: str | None = None,
    dataset: str | None = None,
    max_category_items: int = 1000,
    autosave: float | None = 3.0,
    backups: int = 10,
    theme: Theme = "auto",
    height: int = 640,
) -> AnnotationWidget:
    """Show cells, to be labelled by lasso and by code; the draft of this user and dataset is opened again.

    Parameters
    ----------
    data
        An AnnData or a MuData, or the path of an .h5ad or .h5mu file or a .zarr store (opened for reading only).
    basis
        The embedding, as in scanpy (``"umap"`` or ``"X_umap"``); by default umap, tsne, pca, or the first there is.
        Two genes, columns of numbers or gene sets, as in ``("CD3E", "CD8A")``: their plot.
    color
        A column of ``obs``, a category of labels, or a gene.
    layer
        The layer that values of genes are taken from, in place of ``X``; ``"raw"``: ``adata.raw``. By default ``X``, or
        the first layer where there is none. A gene that it has not is shown from where it is, with a note.
    gene_symbols
        A column of ``var`` or ``raw.var`` with the names of genes; by default ``var_names``, or a usual column when
        they are ids.
    modality
        Of a MuData, the modality whose genes are meant where none is named (``CD3E`` for ``rna:CD3E``), and that
        markers are of; by default the first.
    library_id
        The section of tissue to show where ``uns["spatial"]`` has several: cells of the others have no place in
        ``obsm["spatial"]`` then. Which cells are whose ``obs["library_id"]``, ``"sample"`` or the like tells. Set
        ``library_id`` later for another one, or None for all.
    annotations_file, annotations_dir
        The draft's exact CSV, or the directory of drafts; by default the data file's directory, or the working one.
    name
        The draft's name, the first part of its file name, if it has none yet.
    user
        Whose draft, in place of the id in the profile file.
    dataset
        The dataset's name, by which the draft is found again.
    max_category_items
        Categories of ``obs`` with more levels are not offered; nor are columns of the draft that other programs wrote.
    autosave
        Seconds from an edit to the save; None: only when asked, on merge, on close and at exit.
    backups
        Earlier versions of the draft to keep.
    theme
        ``"light"``, ``"dark"``, or as the notebook is.
    height
        In CSS pixels.

    Returns
    -------
    AnnotationWidget
        Leave it as the last line of a cell to see it. It has all the verbs of :class:`Session`.

    Raises
    ------
    AnnotationError
        A sentence that says what was wrong; nothing was changed.

    Examples
    --------
    >>> import cellxgene_widget as cxw
    >>> w = cxw.show(adata)
    >>> w
    >>> w.merge()
    """
    from .widget import AnnotationWidget, check_view

    check_view(theme, height)
    session = open_session(
        data,
        basis=basis,
        color=color,
        layer=layer,
        gene_symbols=gene_symbols,
        modality=modality,
        library_id=library_id,
        annotations_file=annotations_file,
        annotations_dir=annotations_dir,
        name=name,
        user=user,
        dataset=dataset,
        max_category_items=max_category_items,
        autosave=autosave,
        backups=backups,
    )
    return AnnotationWidget(session, theme=theme, height=height)


def open_session(
    data: AnnData | str | os.PathLike[str],
    *,
    basis: Basis | None = None,
    color: str | None = None,
    layer: str | None = None,
    gene_symbols: str | None = None,
    modality: str | None = None,
    library_id: str | None = None,
    annotations_file: str | os.PathLike[str] | None = None,
    annotations_dir: str | os.PathLike[str] | None = None,
    name: str | None = None,
    user: str | None = None,
    dataset: str | None = None,
    max_category_items: int = 1000,
    autosave: float | None = 3.0,
    backups: int = 10,
) -> Session:
    """Open the same labels without a view: for scripts, tests and batch work.

    Parameters
    ----------
    data
        An AnnData or a MuData, or the path of an .h5ad or .h5mu file or a .zarr store.
    basis, color, layer, gene_symbols, modality, library_id, annotations_file, annotations_dir, name, user, dataset
        As for :func:`show`.
    max_category_items, autosave, backups
        As for :func:`show`.

    Returns
    -------
    Session
        It has all the verbs of the widget, and no view.

    Raises
    ------
    AnnotationError
        A sentence that says what was wrong; nothing was changed.
    """
    from .session.session import Session

    return Session(
        data,
        basis=basis,
        color=color,
        layer=layer,
        gene_symbols=gene_symbols,
        modality=modality,
        library_id=library_id,
        annotations_file=annotations_file,
        annotations_dir=annotations_dir,
        name=name,
        user=user,
        dataset=dataset,
        max_category_items=max_category_items,
        autosave=autosave,
        backups=backups,
    )


def compare(*sources: Sources, category: str | None = None) -> Comparison:
    """Compare what several annotators call the same cells, without a session.

    Parameters
    ----------
    sources
        Two or more of: the path of a draft (ours or cellxgene's), or ``(path, "its category")``; a Series of labels
        with the names of cells as index, such as ``adata.obs["louvain"]``; a mapping that names these, as
        ``{"Ana": path, "Ben": series}``.
    category
        Which one of drafts that have several.

    Returns
    -------
    Comparison
        Of the cells that any of them knows, by name; prints as a few lines.

    Raises
    ------
    AnnotationError
        A sentence that says what was wrong.

    Examples
    --------
    >>> cxw.compare("ana-7QK2M4XA.csv", adata.obs["louvain"], category="cell_type")
    """
    from .session.comparisons import compared

    return compared(sources, category)


def __getattr__(name: str) -> Any:
    """Import a name when it is first asked for (PEP 562)."""
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(importlib.import_module(_LAZY[name], __name__), name)
    return found


def __dir__() -> list[str]:
    """List what there is, also what is not imported yet."""
    return sorted({*globals(), *__all__})
