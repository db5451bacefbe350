"""Session: everything a person does to label cells, headless. The widget and the command line are faces on it.

A session is put together in ``opening.py`` from parts that own one state each (the lock, the labels with their history,
the selection, what is shown, the files of the draft); the classes of ``verbs/`` do something with the parts they are
given; the table below makes each of their methods a verb of the session, and says there and nowhere else whether it is
locked as a whole and what is read before that. A verb that is not (``locked=False``) takes long, or takes the lock of
the saving first: it takes the session's own where it must.

An edit has one way, in ``editor.py``: may this session write? the labels change; what is shown and the selection
follow; the edit is appended to the journal and is on disk; everyone is told. Whatever stops it on the way leaves all as
it was.
The order of the locks stands in ``gate.py``.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import weakref
from typing import TYPE_CHECKING

from ..core.counted import counted
from ..data.pairs import Basis
from ..errors import AnnotationError
from . import earlier
from .opening import open_parts
from .parts import Parts
from .verb import graph_ahead, journal_ahead, reading, sets_ahead, setting, telling, unlocked, verb, whole_journal_ahead
from .verbs.answering import AnswerVerbs
from .verbs.categories import CategoryVerbs
from .verbs.clustering import ClusterVerbs
from .verbs.comparing import CompareVerbs
from .verbs.composition import CompositionVerbs
from .verbs.confusion import ConfusionVerbs
from .verbs.describing import DescribeVerbs
from .verbs.distributions import DistributionVerbs
from .verbs.drafts import DraftVerbs
from .verbs.exporting import ExportVerbs
from .verbs.gene_sets import GeneSetVerbs
from .verbs.history import HistoryVerbs
from .verbs.importing import ImportVerbs
from .verbs.labels import LabelVerbs
from .verbs.markers import MarkerVerbs
from .verbs.merging import MergeVerbs
from .verbs.named_sets import SetVerbs
from .verbs.neighbors import NeighborVerbs
from .verbs.nesting import NestingVerbs
from .verbs.page import PageVerbs
from .verbs.part import PartVerbs
from .verbs.past import PastVerbs
from .verbs.pictures import PictureVerbs
from .verbs.proposing import ProposalVerbs
from .verbs.regions import RegionVerbs
from .verbs.replaying import ReplayVerbs
from .verbs.reviewing import ReviewVerbs
from .verbs.scanpy_plots import ScanpyVerbs
from .verbs.selecting import SelectVerbs
from .verbs.showing import ShowVerbs
from .verbs.terms import TermVerbs
from .verbs.versions import VersionVerbs
from .working_draft import WorkingDraft

if TYPE_CHECKING:
    from anndata import AnnData


class Session:
    """Labels on the cells of one dataset, with a selection, a history and a draft on disk.

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
        The draft's exact file, or the directory of drafts; by default the data file's directory, or the working one.
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
    ) -> None:
        self._parts = open_parts(
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
            open_session=type(self),
        )
        # Weak, so that the interpreter's list of things to do at exit does not keep the data alive; and to the draft:
        # a save that is due holds it also when nobody holds the session any more.
        self._at_exit = functools.partial(_save_at_exit, weakref.ref(self._parts.draft))
        atexit.register(self._at_exit)
        earlier.opened(self)

    # -- categories and labels

    create_category = verb(CategoryVerbs.create_category)
    rename_category = verb(CategoryVerbs.rename_category)
    delete_category = verb(CategoryVerbs.delete_category)
    use_category = verb(ShowVerbs.use_category)
    import_labels = verb(ImportVerbs.import_labels, locked=False)
    take_answer = verb(AnswerVerbs.take_answer, locked=False)
    replay = verb(ReplayVerbs.replay, locked=False)
    carry_labels = verb(ReplayVerbs.carry_labels, locked=False)
    add_label = verb(LabelVerbs.add_label)
    rename_label = verb(LabelVerbs.rename_label)
    delete_label = verb(LabelVerbs.delete_label)
    merge_labels = verb(LabelVerbs.merge_labels)
    recolor_label = verb(LabelVerbs.recolor_label)
    recolor_labels = verb(LabelVerbs.recolor_labels)
    set_note = verb(LabelVerbs.set_note)
    reorder_labels = verb(LabelVerbs.reorder_labels)
    set_parent = verb(NestingVerbs.set_parent)
    set_parents = verb(NestingVerbs.set_parents)
    propose_parents = verb(NestingVerbs.propose_parents)
    set_confidence = verb(LabelVerbs.set_confidence)
    labels = verb(HistoryVerbs.labels)
    search_terms = verb(TermVerbs.search_terms)
    set_term = verb(TermVerbs.set_term)
    set_terms = verb(TermVerbs.set_terms)
    propose_terms = verb(TermVerbs.propose_terms)
    label = verb(LabelVerbs.label)
    compute_neighbors = verb(NeighborVerbs.compute_neighbors, locked=False)
    doubt = verb(NeighborVerbs.doubt, locked=False, ahead=graph_ahead)
    smooth = verb(NeighborVerbs.smooth, ahead=graph_ahead)
    smooth_preview = verb(NeighborVerbs.smooth_preview, ahead=graph_ahead)
    label_rest = verb(LabelVerbs.label_rest)
    unlabel = verb(LabelVerbs.unlabel)
    propose = verb(ProposalVerbs.propose)
    keep_region = verb(RegionVerbs.keep_region, locked=False)
    regions = verb(RegionVerbs.regions, locked=False)
    read_regions = verb(RegionVerbs.read_regions, locked=False)
    write_regions = verb(RegionVerbs.write_regions, locked=False)
    review = verb(ReviewVerbs.review, locked=False)
    review_table = verb(ReviewVerbs.review_table, locked=False)
    review_next = verb(ReviewVerbs.review_next, locked=False)
    review_group = verb(ReviewVerbs.review_group, locked=False)
    accept = verb(ReviewVerbs.accept)
    relabel = verb(ReviewVerbs.relabel)
    unsure = verb(ReviewVerbs.unsure)
    skip = verb(ReviewVerbs.skip)
    review_back = verb(ReviewVerbs.review_back)
    undo = verb(HistoryVerbs.undo)
    redo = verb(HistoryVerbs.redo)
    undo_text = telling(HistoryVerbs.undo_text)
    redo_text = telling(HistoryVerbs.redo_text)
    annotations = reading(HistoryVerbs.annotations)
    categories = telling(HistoryVerbs.categories)
    find_category = verb(HistoryVerbs.find_category, locked=False, after_close=True)
    history = reading(HistoryVerbs.history)
    select_edit = verb(PastVerbs.select_edit, ahead=journal_ahead)
    restore_to = verb(PastVerbs.restore_to, ahead=journal_ahead)
    revision = telling(HistoryVerbs.revision)
    code = telling(HistoryVerbs.code)

    # -- selection

    select = verb(SelectVerbs.select, prefetch=("where", "basis", "within"))
    select_neighbors = verb(SelectVerbs.select_neighbors, prefetch=("within",), ahead=graph_ahead)
    shrink_selection = verb(SelectVerbs.shrink_selection, prefetch=("within",), ahead=graph_ahead)
    select_all = verb(SelectVerbs.select_all)
    clear_selection = verb(SelectVerbs.clear_selection)
    invert_selection = verb(SelectVerbs.invert_selection)
    drop_step = verb(SelectVerbs.drop_step)
    set_filter = verb(SelectVerbs.set_filter, prefetch=("column",))
    clear_filters = verb(SelectVerbs.clear_filters)
    undo_selection = verb(SelectVerbs.undo_selection)
    redo_selection = verb(SelectVerbs.redo_selection)
    remember_selection = verb(SetVerbs.remember_selection, ahead=sets_ahead)
    forget_selection = verb(SetVerbs.forget_selection, ahead=sets_ahead)
    rename_selection = verb(SetVerbs.rename_selection, ahead=sets_ahead)
    recall_selection = verb(SetVerbs.recall_selection, ahead=sets_ahead)
    remembered = reading(SetVerbs.remembered, ahead=sets_ahead)
    selected = reading(SelectVerbs.selected)
    selected_names = reading(SelectVerbs.selected_names)
    n_selected = telling(SelectVerbs.n_selected)
    filters = telling(SelectVerbs.filters)
    recipe = telling(SelectVerbs.recipe)
    composition = verb(CompositionVerbs.composition)
    isolate = verb(PartVerbs.isolate)
    show_all = verb(PartVerbs.show_all)

    # -- what is shown

    show_embedding = verb(ShowVerbs.show_embedding, prefetch=("basis",))
    color_by = verb(ShowVerbs.color_by)
    use_layer = verb(ShowVerbs.use_layer)
    embedding = setting(ShowVerbs.embedding, by=show_embedding)
    color = setting(ShowVerbs.color, by=color_by)
    category = setting(ShowVerbs.category, by=use_category)
    layer = unlocked(ShowVerbs.layer)
    layers = unlocked(ShowVerbs.layers)
    libraries = reading(ShowVerbs.libraries)
    show_library = verb(ShowVerbs.show_library)
    library_id = setting(ShowVerbs.library_id, by=show_library)
    coordinates = verb(ShowVerbs.coordinates, prefetch=("basis",))
    column = verb(ShowVerbs.column, prefetch=("name",))
    describe_columns = verb(ShowVerbs.describe_columns, locked=False)

    # -- pictures to take away

    figure = verb(PictureVerbs.figure, locked=False)
    dot_figure = verb(PictureVerbs.dot_figure, locked=False)

    # -- reasons

    markers = verb(MarkerVerbs.markers, locked=False)
    keep_evidence = verb(MarkerVerbs.keep_evidence, locked=False)
    drop_evidence = verb(MarkerVerbs.drop_evidence)
    evidence = reading(MarkerVerbs.evidence)
    rank_genes = verb(ScanpyVerbs.rank_genes, locked=False)
    dotplot = verb(ScanpyVerbs.dotplot, locked=False)
    distributions = verb(DistributionVerbs.distributions, locked=False)
    violin = verb(DistributionVerbs.violin, locked=False)
    confusion = verb(ConfusionVerbs.confusion, locked=False)

    # -- several people, one truth

    compare = verb(CompareVerbs.compare, locked=False)
    colleagues = verb(CompareVerbs.colleagues, locked=False)
    reconcile = verb(CompareVerbs.reconcile, locked=False)
    blame = verb(CompareVerbs.blame, ahead=whole_journal_ahead)

    # -- clusters of a part of the cells

    cluster = verb(ClusterVerbs.cluster, locked=False)
    recluster = verb(ClusterVerbs.recluster, locked=False)
    cancel_clustering = verb(ClusterVerbs.cancel_clustering, locked=False, follows=False)
    clusters = verb(ClusterVerbs.clusters)
    cluster_markers = verb(ClusterVerbs.cluster_markers, locked=False)
    label_clusters = verb(ClusterVerbs.label_clusters)
    keep_clusters = verb(ClusterVerbs.keep_clusters)
    drop_clusters = verb(ClusterVerbs.drop_clusters)

    # -- gene sets

    create_gene_set = verb(GeneSetVerbs.create_gene_set)
    change_gene_set = verb(GeneSetVerbs.change_gene_set)
    delete_gene_set = verb(GeneSetVerbs.delete_gene_set)
    read_gene_sets = verb(GeneSetVerbs.read_gene_sets)
    gene_sets = telling(GeneSetVerbs.gene_sets)
    unknown_genes = reading(GeneSetVerbs.unknown_genes)

    # -- the draft; saving takes its own lock before that of the session

    draft = telling(DraftVerbs.draft)
    warnings = telling(DraftVerbs.warnings)
    name_draft = verb(DraftVerbs.name_draft, follows=False)
    rename_draft = verb(DraftVerbs.rename_draft, locked=False, follows=False)
    save = verb(DraftVerbs.save, locked=False, follows=False)
    versions = verb(DraftVerbs.versions, follows=False)
    version_changes = verb(VersionVerbs.version_changes, locked=False, follows=False)
    version_annotations = verb(VersionVerbs.version_annotations, locked=False)
    restore = verb(DraftVerbs.restore)
    take_over = verb(DraftVerbs.take_over, locked=False)
    merge = verb(MergeVerbs.merge, locked=False)
    export = verb(ExportVerbs.export, locked=False)
    report = verb(ExportVerbs.report, locked=False)
    to_html = verb(PageVerbs.to_html, locked=False)

    # -- for scripts and assistants

    describe = verb(DescribeVerbs.describe, ahead=sets_ahead)
    values = verb(DescribeVerbs.values, prefetch=("name",))
    search_genes = verb(DescribeVerbs.search_genes, locked=False)

    # -- the session itself

    @property
    def parts(self) -> Parts:
        """What the session is made of, for the faces on it."""
        return self._parts

    @property
    def adata(self) -> AnnData:
        """The data (an AnnData or a MuData), the very object that was given or that was read from the file.

        Raises
        ------
        AnnotationError
            The session is closed.
        """
        self._parts.gate.require_open()
        data: AnnData = self._parts.table.adata
        return data

    @property
    def closed(self) -> bool:
        """Whether :meth:`close` was called."""
        return self._parts.gate.closed

    def close(self) -> None:
        """Save, stop saving, and let go of the data. Closing again does nothing.

        Where the draft can't be saved, edits are in its journal, or else written to the user's own directory; a
        warning says so.

        Raises
        ------
        DraftError
            They could be written nowhere; the session stays open then. Called once more, it is closed all the same.
        """
        parts = self._parts
        if parts.gate.closed:
            return
        parts.draft.last_save()
        parts.draft.close()
        parts.clustering_runs.close()
        parts.table.release()
        atexit.unregister(self._at_exit)

    def __repr__(self) -> str:
        """Tell the data and the categories of labels."""
        if self.closed:
            return "<Session: closed>"
        categories = ", ".join(self._parts.history.annotations.names) or "no labels yet"
        return f"<Session: {self._parts.table.title}, {counted(self._parts.table.n_cells)}, {categories}>"


def _save_at_exit(reference: weakref.ref[WorkingDraft]) -> None:
    draft = reference()
    if draft is not None:
        try:
            with contextlib.suppress(AnnotationError):
                draft.last_save()
        finally:
            draft.close()
