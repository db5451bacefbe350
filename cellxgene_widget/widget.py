"""AnnotationWidget: a session with a view. Traits and the session's verbs, no logic."""

from __future__ import annotations

import functools
import logging
import os
import uuid
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import anywidget
import pandas as pd
import traitlets.traitlets as t

from .core.cell_sets import Mask
from .data.pairs import Basis, key_of, pair_of
from .draft.status import DraftStatus
from .errors import AnnotationError
from .merge.into_obs import MergeReport
from .session.session import Session
from .view.bridge import Bridge
from .view.picture import figure, picture

if TYPE_CHECKING:
    from anndata import AnnData
    from matplotlib.figure import Figure

P = ParamSpec("P")
R = TypeVar("R")

MIN_HEIGHT, MAX_HEIGHT = 320, 4000
_THEMES = ("auto", "light", "dark")

_log = logging.getLogger(__name__)


class ViewError(AnnotationError, t.TraitError):
    """A trait of the widget was given a value that it can't have."""


def check_view(theme: object, height: object) -> None:
    """Check the options of the view before anything is opened.

    Raises
    ------
    ViewError
        An unknown theme, or a height that is no number of pixels.
    """
    if theme not in _THEMES:
        raise ViewError(f"theme= is one of {', '.join(map(repr, _THEMES))}, not {theme!r}.")
    if not isinstance(height, int) or isinstance(height, bool) or not MIN_HEIGHT <= height <= MAX_HEIGHT:
        raise ViewError(f"height= takes {MIN_HEIGHT} to {MAX_HEIGHT} pixels, not {height!r}.")


def _front_end() -> str:
    """Return the front end's source.

    As text: a path would be watched for changes by a thread that keeps every widget, and its data, alive after close().
    """
    bundle = resources.files(__package__).joinpath("static", "widget.js")
    if not bundle.is_file():
        raise AnnotationError(
            "The front end is missing from this installation. In a source tree, build it with 'make build'."
        )
    return bundle.read_text("utf-8")


def _verb(method: Callable[Concatenate[Session, P], R]) -> Callable[Concatenate[AnnotationWidget, P], R]:
    """Make a verb of the session one of the widget."""
    name = method.__name__

    def call(self: AnnotationWidget, /, *args: P.args, **kwargs: P.kwargs) -> R:
        result: R = getattr(self.session, name)(*args, **kwargs)
        return result

    functools.update_wrapper(call, method)
    return call


class BasisTrait(t.Unicode[str, str | Sequence[str]]):
    """The key of an embedding; two names, as in ``w.embedding = ("CD3E", "CD8A")``, become the key of their plot."""

    def validate(self, obj: Any, value: Any) -> str:
        """Take two names for their key."""
        try:
            return super().validate(obj, key_of(pair_of(value) or ()) if isinstance(value, list | tuple) else value)
        except AnnotationError as error:
            raise ViewError(str(error)) from None


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

    _esm = _front_end()

    embedding = BasisTrait(help="Key of the embedding shown, such as 'X_umap'; of a pair, the JSON of both names.").tag(
        sync=True
    )
    color = t.Unicode(None, allow_none=True, help="Category, obs column or gene that cells are coloured by.").tag(
        sync=True
    )
    category = t.Unicode(None, allow_none=True, help="Category that gets the labels.").tag(sync=True)
    categories = t.List(t.Dict(), help="Each category with its labels, colours and counts.").tag(sync=True)
    n_selected = t.Int(0, help="Number of cells selected.").tag(sync=True)
    revision = t.Int(0, help="Number of edits made to the draft.").tag(sync=True)
    status = t.Dict(help="State of the draft: path, saved or not, the last error, warnings.").tag(sync=True)
    theme = t.Enum(_THEMES, "auto", help="'auto', 'light' or 'dark'.").tag(sync=True)
    height = t.Int(640, min=MIN_HEIGHT, max=MAX_HEIGHT, help="Height in CSS pixels.").tag(sync=True)

    def __init__(self, session: Session, *, theme: str = "auto", height: int = 640) -> None:
        check_view(theme, height)
        self._session: Session | None = session
        self._told = False
        self._display_id = uuid.uuid4().hex
        self._bridge = Bridge(session, self)
        super().__init__(theme=theme, height=height, **self._bridge.state())
        self._told = True
        self.on_msg(lambda _, message, buffers: self._bridge.asked(message, buffers))
        session.listen(self._bridge)

    @property
    def session(self) -> Session:
        """The session behind the view."""
        if self._session is None:
            raise AnnotationError("This widget is closed: call show() again to go on.")
        return self._session

    @property
    def adata(self) -> AnnData:
        """The data, the very object given to ``show``."""
        return self.session.cells.adata

    # -- the session's verbs

    create_category = _verb(Session.create_category)
    rename_category = _verb(Session.rename_category)
    delete_category = _verb(Session.delete_category)
    add_label = _verb(Session.add_label)
    rename_label = _verb(Session.rename_label)
    delete_label = _verb(Session.delete_label)
    merge_labels = _verb(Session.merge_labels)
    recolor_label = _verb(Session.recolor_label)
    recolor_labels = _verb(Session.recolor_labels)
    set_note = _verb(Session.set_note)
    reorder_labels = _verb(Session.reorder_labels)
    select = _verb(Session.select)
    clear_selection = _verb(Session.clear_selection)
    invert_selection = _verb(Session.invert_selection)
    select_all = _verb(Session.select_all)
    drop_step = _verb(Session.drop_step)
    set_filter = _verb(Session.set_filter)
    clear_filters = _verb(Session.clear_filters)
    undo_selection = _verb(Session.undo_selection)
    redo_selection = _verb(Session.redo_selection)
    label = _verb(Session.label)
    label_rest = _verb(Session.label_rest)
    unlabel = _verb(Session.unlabel)
    markers = _verb(Session.markers)
    keep_evidence = _verb(Session.keep_evidence)
    drop_evidence = _verb(Session.drop_evidence)
    composition = _verb(Session.composition)
    remember_selection = _verb(Session.remember_selection)
    rank_genes = _verb(Session.rank_genes)
    dotplot = _verb(Session.dotplot)
    create_gene_set = _verb(Session.create_gene_set)
    change_gene_set = _verb(Session.change_gene_set)
    delete_gene_set = _verb(Session.delete_gene_set)
    read_gene_sets = _verb(Session.read_gene_sets)
    use_layer = _verb(Session.use_layer)
    undo = _verb(Session.undo)
    redo = _verb(Session.redo)
    name_draft = _verb(Session.name_draft)
    save = _verb(Session.save)
    versions = _verb(Session.versions)
    restore = _verb(Session.restore)
    take_over = _verb(Session.take_over)

    @property
    def selected(self) -> Mask:
        """Which cells are selected, in ``obs`` order."""
        return self.session.selected

    @property
    def selected_names(self) -> pd.Index[Any]:
        """Names of the selected cells."""
        return self.session.selected_names

    @property
    def recipe(self) -> list[dict[str, Any]]:
        """How the selection was made; run it again with ``for step in recipe: w.select(**step)``."""
        return self.session.recipe

    @property
    def filters(self) -> dict[str, Any]:
        """The filters: by column the values, ``{"not": [...]}`` or the range that cells must have to be meant."""
        return self.session.filters

    @property
    def code(self) -> str:
        """The last change of labels or selection as Python."""
        return self.session.code

    @property
    def layer(self) -> str:
        """Where the values of genes are taken from; :meth:`use_layer` takes another of :attr:`layers`."""
        return self.session.layer

    @property
    def layers(self) -> list[str]:
        """Where the values of genes can be taken from: ``"X"``, layers, ``"raw"``."""
        return self.session.layers

    @property
    def gene_sets(self) -> dict[str, list[str]]:
        """The genes of each gene set, by name; ``color="set: NAME"`` shows the mean of one."""
        return self.session.gene_sets

    @property
    def annotations(self) -> pd.DataFrame:
        """The labels as a new DataFrame: names of cells as index, a categorical a category, levels in label order."""
        return self.session.annotations

    @property
    def evidence(self) -> pd.DataFrame:
        """The genes kept as evidence for labels, one row a gene."""
        return self.session.evidence

    @property
    def history(self) -> pd.DataFrame:
        """One row an edit of the draft, oldest first, also of earlier sessions."""
        return self.session.history

    @property
    def draft(self) -> DraftStatus:
        """Where the draft is, and whether all edits are in it."""
        return self.session.draft

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
        """Put the labels into ``adata.obs`` and their colours into ``adata.uns``; see :meth:`Session.merge`."""
        report = self.session.merge(
            categories, key_added=key_added, unassigned=unassigned, overwrite=overwrite, into=into, inplace=inplace
        )
        self._show_again()
        return report

    def figure(
        self, *, basis: Basis | None = None, color: str | None = None, size: Sequence[float] = (8.0, 6.0)
    ) -> Figure:
        """Draw the current picture as a matplotlib Figure; ``size`` is in inches."""
        return figure(self.session, basis=basis, color=color, size=size)

    def close(self) -> None:
        """Save, take the view away and let go of the data. The picture of the last state stays in the notebook.

        Raises
        ------
        DraftError
            The draft could not be saved; everything stays open then.
        """
        session = self.__dict__.get("_session")
        if session is not None and not session.closed:
            last = self._picture()
            session.close()
            self._session = None
            self._show_again({"text/plain": "<AnnotationWidget: closed>", **last})
        super().close()

    # -- the front end sets a trait, or user code does

    @t.validate("embedding", "color", "category")
    def _check_shown(self, proposal: Any) -> Any:
        name, value = proposal["trait"].name, proposal["value"]
        if self._told and not self._holding_sync and not self._cross_validation_lock:
            # A category made a moment ago goes to the pages before its name does: it would stand for a gene there.
            self._bridge.flush()
        if not self._told or value == getattr(self.session, name):
            return value
        try:
            if name == "embedding":
                return self.session.find_basis(value)
            if value is not None:
                (self.session.check_column if name == "color" else self.session.find_category)(value)
        except AnnotationError as error:
            raise ViewError(str(error)) from None
        if value == self._trait_values.get(name) and not self._cross_validation_lock:
            # A verb called a moment ago does not show in the traits yet: nobody would be told of this as a change.
            # (With the lock several traits are being set, and all of them are told of when it ends.)
            self._show({"name": name, "new": value})
        return value

    @t.observe("embedding", "color", "category")
    def _show(self, change: Any) -> None:
        if not self._told or change["new"] == getattr(self.session, change["name"]):
            return
        match change["name"]:
            case "embedding":
                self.session.show_embedding(change["new"])
            case "color":
                self.session.color_by(change["new"])
            case "category":
                self.session.use_category(change["new"])

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take traits from a page; what can't be is set back there."""
        try:
            super().set_state(sync_data)
        except t.TraitError:
            self.send_state(list(sync_data))

    def update(self, state: Mapping[str, Any]) -> None:
        """Set traits, in one message to the pages."""
        with self.hold_sync():
            for name, value in state.items():
                setattr(self, name, value)

    # -- in the notebook

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """Return the view, and for places without one the picture."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None or self._session is None:
            return None
        data, metadata = bundle
        return {**data, **self._picture()}, metadata

    def _ipython_display_(self) -> None:
        """Display with an id, so that the picture in the notebook can be brought up to date."""
        self._show_again(update=False)

    def _show_again(self, data: dict[str, Any] | None = None, *, update: bool = True) -> None:
        from IPython.core.getipython import get_ipython
        from IPython.display import publish_display_data

        if get_ipython() is None:
            return
        metadata: dict[str, Any] = {}
        if data is None:
            bundle = self._repr_mimebundle_()
            if bundle is None:
                return
            data, metadata = bundle
        publish_display_data(  # type: ignore[no-untyped-call]
            data, metadata, transient={"display_id": self._display_id}, update=update
        )

    def _picture(self) -> dict[str, str]:
        try:
            return {"image/png": picture(self.session)}
        except Exception:  # noqa: BLE001 - whatever a plotting library stumbles over must not take the live view away
            _log.warning("no static picture could be drawn", exc_info=True)
            return {}

    def __repr__(self) -> str:
        """Return one line."""
        if self._session is None:
            return "<AnnotationWidget: closed>"
        return f"<AnnotationWidget: {self.session.cells.title}, {self.session.cells.n_cells:,} cells>"
