"""AnnotationWidget: a session with a view. Traits, the session's verbs and properties, and display: no logic."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets.traitlets as t

from .core.counted import counted
from .core.readable import readable_within
from .errors import AnnotationError
from .session.events import Left
from .session.session import Session
from .view.after_cells import AfterCells
from .view.bridge import Bridge
from .view.choices import BasisTrait, Choices
from .view.forwarding import session_property, session_verb
from .view.front_end import loader
from .view.options import MAX_HEIGHT, MIN_HEIGHT, THEMES, Theme, ViewError, check_view
from .view.output import Output
from .view.picture import Still, still
from .view.sent_categories import sent_categories
from .view.told import ToldDict, ToldInt, ToldList, ToldText, only_told

if TYPE_CHECKING:
    from anndata import AnnData

_log = logging.getLogger(__name__)

__all__ = ["AnnotationWidget", "ViewError", "check_view"]


class AnnotationWidget(anywidget.AnyWidget):
    """Cells in a notebook, labelled by lasso and by code; made by :func:`cellxgene_widget.show`.

    A verb called in a cell and a click in the view do the same thing and show in both. The traits below may be observed
    with ``w.observe``; ``embedding``, ``color``, ``category``, ``theme`` and ``height`` may be set.

    Parameters
    ----------
    session
        The labels, cells and draft.
    theme
        ``"auto"``, ``"light"`` or ``"dark"``.
    height
        In CSS pixels.
    """

    _esm = loader()
    _still = t.Unicode(help="Of the picture in the page, for places where no kernel answers.").tag(sync=True)

    embedding = BasisTrait(help="Key of the embedding shown, such as 'X_umap'; of a pair, the JSON of both names.").tag(
        sync=True
    )
    color = ToldText(None, allow_none=True, help="Category, obs column or gene that cells are colored by.").tag(
        sync=True
    )
    category = ToldText(None, allow_none=True, help="Category that gets the labels.").tag(sync=True)
    categories = ToldList(t.Dict(), help="Each category with its labels, colors and counts.").tag(
        sync=True, to_json=sent_categories, **only_told("categories")
    )
    n_selected = ToldInt(0, help="Number of cells selected.").tag(sync=True, **only_told("n_selected"))
    revision = ToldInt(0, help="Number of edits made to the draft.").tag(sync=True, **only_told("revision"))
    status = ToldDict(help="State of the draft: path, saved or not, the last error, warnings.").tag(
        sync=True, **only_told("status")
    )
    theme = t.Enum(THEMES, "auto", help="'auto', 'light' or 'dark'.").tag(sync=True)
    height = t.Int(640, min=MIN_HEIGHT, max=MAX_HEIGHT, help="Height in CSS pixels.").tag(sync=True)

    def __init__(self, session: Session, *, theme: Theme = "auto", height: int = 640) -> None:
        check_view(theme, height)
        self._session: Session | None = session
        self._told = False
        #: A page sets traits: what waits to be told of them is older.
        self._is_set = False
        self._output = Output()
        self._choices = Choices(session)
        self._bridge = Bridge(session, self)
        super().__init__(theme=theme, height=height, _still=self._output.still_id, **self._bridge.state())
        self._told = True
        self.on_msg(lambda _, message, buffers: self._bridge.asked(message, buffers))
        self._bridge.listen()
        session.parts.events.subscribe(lambda event: self.close() if isinstance(event, Left) else None)
        self._after_cells = AfterCells(session.parts)

    @property
    def session(self) -> Session:
        """The session behind the view."""
        if self._session is None:
            raise AnnotationError("This widget is closed: call show() again to go on.")
        return self._session

    @property
    def adata(self) -> AnnData:
        """The data, the very object given to ``show``."""
        return self.session.adata

    # -- the session's verbs and properties

    create_category = session_verb(Session.create_category)
    rename_category = session_verb(Session.rename_category)
    delete_category = session_verb(Session.delete_category)
    use_category = session_verb(Session.use_category)
    find_category = session_verb(Session.find_category)
    describe = session_verb(Session.describe)
    values = session_verb(Session.values)
    search_genes = session_verb(Session.search_genes)
    import_labels = session_verb(Session.import_labels)
    take_answer = session_verb(Session.take_answer)
    replay = session_verb(Session.replay)
    carry_labels = session_verb(Session.carry_labels)
    add_label = session_verb(Session.add_label)
    rename_label = session_verb(Session.rename_label)
    delete_label = session_verb(Session.delete_label)
    merge_labels = session_verb(Session.merge_labels)
    recolor_label = session_verb(Session.recolor_label)
    recolor_labels = session_verb(Session.recolor_labels)
    set_note = session_verb(Session.set_note)
    reorder_labels = session_verb(Session.reorder_labels)
    export = session_verb(Session.export)
    report = session_verb(Session.report)
    to_html = session_verb(Session.to_html)
    set_parent = session_verb(Session.set_parent)
    set_parents = session_verb(Session.set_parents)
    propose_parents = session_verb(Session.propose_parents)
    set_confidence = session_verb(Session.set_confidence)
    labels = session_verb(Session.labels)
    search_terms = session_verb(Session.search_terms)
    set_term = session_verb(Session.set_term)
    set_terms = session_verb(Session.set_terms)
    propose_terms = session_verb(Session.propose_terms)
    propose = session_verb(Session.propose)
    keep_region = session_verb(Session.keep_region)
    regions = session_verb(Session.regions)
    read_regions = session_verb(Session.read_regions)
    write_regions = session_verb(Session.write_regions)
    review = session_verb(Session.review)
    review_table = session_verb(Session.review_table)
    review_next = session_verb(Session.review_next)
    review_group = session_verb(Session.review_group)
    accept = session_verb(Session.accept)
    relabel = session_verb(Session.relabel)
    unsure = session_verb(Session.unsure)
    skip = session_verb(Session.skip)
    review_back = session_verb(Session.review_back)
    select = session_verb(Session.select)
    select_neighbors = session_verb(Session.select_neighbors)
    shrink_selection = session_verb(Session.shrink_selection)
    clear_selection = session_verb(Session.clear_selection)
    invert_selection = session_verb(Session.invert_selection)
    select_all = session_verb(Session.select_all)
    drop_step = session_verb(Session.drop_step)
    set_filter = session_verb(Session.set_filter)
    clear_filters = session_verb(Session.clear_filters)
    undo_selection = session_verb(Session.undo_selection)
    redo_selection = session_verb(Session.redo_selection)
    label = session_verb(Session.label)
    compute_neighbors = session_verb(Session.compute_neighbors)
    doubt = session_verb(Session.doubt)
    smooth = session_verb(Session.smooth)
    smooth_preview = session_verb(Session.smooth_preview)
    label_rest = session_verb(Session.label_rest)
    unlabel = session_verb(Session.unlabel)
    markers = session_verb(Session.markers)
    keep_evidence = session_verb(Session.keep_evidence)
    drop_evidence = session_verb(Session.drop_evidence)
    composition = session_verb(Session.composition)
    compare = session_verb(Session.compare)
    colleagues = session_verb(Session.colleagues)
    reconcile = session_verb(Session.reconcile)
    blame = session_verb(Session.blame)
    cluster = session_verb(Session.cluster)
    recluster = session_verb(Session.recluster)
    cancel_clustering = session_verb(Session.cancel_clustering)
    clusters = session_verb(Session.clusters)
    cluster_markers = session_verb(Session.cluster_markers)
    label_clusters = session_verb(Session.label_clusters)
    keep_clusters = session_verb(Session.keep_clusters, then=lambda self: self._show_again())
    drop_clusters = session_verb(Session.drop_clusters)
    remember_selection = session_verb(Session.remember_selection)
    forget_selection = session_verb(Session.forget_selection)
    rename_selection = session_verb(Session.rename_selection)
    recall_selection = session_verb(Session.recall_selection)
    isolate = session_verb(Session.isolate)
    show_all = session_verb(Session.show_all)
    rank_genes = session_verb(Session.rank_genes)
    dotplot = session_verb(Session.dotplot)
    distributions = session_verb(Session.distributions)
    violin = session_verb(Session.violin)
    confusion = session_verb(Session.confusion)
    figure = session_verb(Session.figure)
    dot_figure = session_verb(Session.dot_figure)
    create_gene_set = session_verb(Session.create_gene_set)
    change_gene_set = session_verb(Session.change_gene_set)
    delete_gene_set = session_verb(Session.delete_gene_set)
    read_gene_sets = session_verb(Session.read_gene_sets)
    show_embedding = session_verb(Session.show_embedding)
    show_library = session_verb(Session.show_library)
    color_by = session_verb(Session.color_by)
    use_layer = session_verb(Session.use_layer)
    column = session_verb(Session.column)
    coordinates = session_verb(Session.coordinates)
    describe_columns = session_verb(Session.describe_columns)
    undo = session_verb(Session.undo)
    redo = session_verb(Session.redo)
    name_draft = session_verb(Session.name_draft)
    rename_draft = session_verb(Session.rename_draft)
    save = session_verb(Session.save)
    versions = session_verb(Session.versions)
    version_changes = session_verb(Session.version_changes)
    version_annotations = session_verb(Session.version_annotations)
    restore = session_verb(Session.restore)
    restore_to = session_verb(Session.restore_to)
    select_edit = session_verb(Session.select_edit)
    take_over = session_verb(Session.take_over)
    merge = session_verb(Session.merge, then=lambda self: self._show_again())

    selected = session_property(Session.selected)
    selected_names = session_property(Session.selected_names)
    recipe = session_property(Session.recipe)
    filters = session_property(Session.filters)
    remembered = session_property(Session.remembered)
    code = session_property(Session.code)
    layer = session_property(Session.layer)
    layers = session_property(Session.layers)
    libraries = session_property(Session.libraries)
    library_id = session_property(Session.library_id)
    gene_sets = session_property(Session.gene_sets)
    unknown_genes = session_property(Session.unknown_genes)
    annotations = session_property(Session.annotations)
    evidence = session_property(Session.evidence)
    history = session_property(Session.history)
    undo_text = session_property(Session.undo_text)
    redo_text = session_property(Session.redo_text)
    draft = session_property(Session.draft)
    warnings = session_property(Session.warnings)

    # -- display

    def close(self) -> None:
        """Save, take the view away and let go of the data. The picture of the last state stays in the notebook.

        Raises
        ------
        DraftError
            The labels could be kept nowhere; everything stays open then. Called once more, it is closed all the same.
        """
        session = self.__dict__.get("_session")
        if session is not None and not session.closed:
            last = still(session) if self._output.is_possible else None
            session.close()
            self._after_cells.stop()
            self._session = None
            self._output.publish(*_beside({"text/plain": repr(self)}, last), update=True)
            self._output.publish_still(None, update=True)
        super().close()

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """Return the view, and for places without one the picture."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None or self._session is None:
            return None
        return _beside(bundle[0], still(self._session), bundle[1])

    def _ipython_display_(self) -> None:
        self._show_again(update=False)

    def _show_again(self, *, update: bool = True) -> None:
        """Bring the picture in the notebook up to date."""
        if not self._output.is_possible or self._session is None:
            return
        bundle = super()._repr_mimebundle_()
        if bundle is not None:
            now = still(self._session)
            self._output.publish(*_beside(bundle[0], now, bundle[1]), update=update)
            self._output.publish_still(now, update=update)

    def __repr__(self) -> str:
        """Tell the data and how many cells it has."""
        if self._session is None:
            return "<AnnotationWidget: closed>"
        table = self.session.parts.table
        return f"<AnnotationWidget: {table.title}, {counted(table.n_cells)}>"

    # -- a page sets a trait, or user code does

    @t.validate("embedding", "color", "category")
    def _check_shown(self, proposal: Any) -> Any:
        if not self._told:
            return proposal["value"]
        several = self._cross_validation_lock
        if not self._holding_sync and not several:
            # A category made a moment ago goes to the pages before its name does: it would stand for a gene there.
            self._bridge.flush()
        return self._choices.checked(
            proposal["trait"].name, proposal["value"], traits=None if several else self._trait_values
        )

    @t.observe("embedding", "color", "category")
    def _show(self, change: Any) -> None:
        if self._told:
            self._choices.choose(change["name"], change["new"])

    # -- what leaves for the pages can be written in UTF-8: a folder may have a name that can't

    def get_state(self, *args: Any, **kwargs: Any) -> Any:
        """Return traits as they are sent to the pages."""
        return readable_within(super().get_state(*args, **kwargs))

    def send(self, content: Mapping[str, Any], buffers: Sequence[bytes] | None = None) -> None:
        """Send a message to every page."""
        super().send(readable_within(content), buffers)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take traits from a page; what can't be is set back there, and so is what the session alone sets."""
        self._is_set = True
        try:
            super().set_state(sync_data)
        except t.TraitError:
            self.send_state(list(sync_data))
        finally:
            self._is_set = False
        if told := set(sync_data).intersection(self.trait_names(only_told=True)):
            now = self.get_state(told)
            # only what differs: with a host that sends back all it hears this would never come to an end
            self.send_state([name for name in told if now[name] != sync_data[name]])

    def _catch_up(self) -> None:
        """Let traits say what the session is now; it is done whenever one is read."""
        if self._told and not self._is_set and not self._cross_validation_lock:
            self._bridge.catch_up()

    def update(self, state: Mapping[str, Any]) -> None:
        """Set traits, in one message to the pages; an observer that fails keeps the rest from nobody."""
        with self.hold_sync():
            for name, value in state.items():
                try:
                    setattr(self, name, value)
                except Exception:  # noqa: BLE001 - a callback of the user's; the log has the trace
                    _log.exception("an observer of %r failed", name)


def _beside(
    data: Mapping[str, Any], picture: Still | None, metadata: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return an output with the picture beside what is in it."""
    if picture is None or not picture.png:
        return dict(data), dict(metadata or {})
    return {**data, "image/png": picture.png}, {**(metadata or {}), "image/png": {"alt": picture.alt}}
