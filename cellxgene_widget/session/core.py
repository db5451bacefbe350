"""What a session holds and how an edit reaches everyone concerned; the verbs are built on it."""

from __future__ import annotations

import functools
import logging
import threading
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from ..core.names import suggested_draft_name
from ..core.recipe_step import Step
from ..data.cells import CellTable
from ..draft.state import DraftState, table_of_state
from ..draft.store import DraftKeeper
from ..draft.table import DraftTable
from ..draft.user import Profile
from ..errors import AnnotationError
from ..labels.annotations import Annotations, Category
from ..labels.commands import Wish
from ..labels.history import Change, Ledger
from ..selection.code import code_of_edit, code_of_selection
from ..selection.selector import Chooser

_log = logging.getLogger(__name__)

C = TypeVar("C", bound="SessionCore")
P = ParamSpec("P")
R = TypeVar("R")


class Listener(Protocol):
    """Who wants to know what happens in a session; called on the thread of the verb, or of the save."""

    def edited(self, change: Change, narrowed: bool) -> None:  # noqa: FBT001
        """Tell of an edit, and whether other cells are selected since, by a filter on labels."""

    def selected(self) -> None:
        """Tell of another selection."""

    def shown(self) -> None:
        """Tell of another embedding, colour or category in use."""

    def reopened(self) -> None:
        """Tell that all labels may have changed."""

    def layer_changed(self) -> None:
        """Tell that the values of genes come from another layer."""

    def gene_sets_changed(self) -> None:
        """Tell of other gene sets."""

    def kept(self) -> None:
        """Tell of another state of the draft."""


def verb(method: Callable[Concatenate[C, P], R]) -> Callable[Concatenate[C, P], R]:
    """Let one verb run at a time: handlers of a notebook may run beside its cells, on another thread."""

    def locked(self: C, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with self.lock:
            self.require_open()
            return method(self, *args, **kwargs)

    functools.update_wrapper(locked, method)
    return locked


class SessionCore:
    """State of a session.

    Attributes
    ----------
    cells
        The data.
    embedding, color, category
        What is shown: an embedding, a column or category or gene to colour by, and the category that gets the labels.
    lock
        Held while a verb runs. Re-entrant.
    last_change
        The edit made last in this session, if any.
    token
        Tells this session from others, also from one of another kernel on the same draft.
    """

    cells: CellTable
    embedding: str
    color: str | None
    category: str | None
    max_category_items: int
    _profile: Profile
    _state: DraftState
    _ledger: Ledger
    _keeper: DraftKeeper
    _chooser: Chooser
    _index_name: str
    _request: str | None = None
    last_change: Change | None = None
    _last_was_selection: bool = False
    _selected_by: str | None = None

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.token = uuid.uuid4().hex
        self._closed = False
        self._listeners: list[Listener] = []

    # -- reading

    @property
    def _annotations(self) -> Annotations:
        return self._state.annotations

    @property
    def categories(self) -> list[Category]:
        """The categories of labels, in order."""
        return self._annotations.categories

    @property
    def revision(self) -> int:
        """Number of edits made to the draft so far."""
        return self._ledger.revision

    def find_category(self, name: str) -> Category:
        """Return a category of labels by name."""
        return self._annotations.find(name)

    @property
    def suggested_name(self) -> str:
        """A name for the draft: the one chosen before for this dataset, the data file's stem, or ``my-labels``."""
        remembered = self._profile.names.get(self._keeper.draft.id)
        stem = self.cells.path.stem if self.cells.path else self.cells.adata.uns.get("title")
        return suggested_draft_name(remembered or (stem if isinstance(stem, str) else None))

    def _name_draft(self, name: str) -> None:
        self._keeper.name(name)
        self._profile.remember(self._keeper.draft.id, str(self._keeper.draft.name))
        self.kept()

    def _reserved(self) -> Collection[str]:
        return set(self.cells.obs_columns) - self.cells.merged_from(self._keeper.draft.id)

    @property
    def code(self) -> str:
        """The last change of labels or selection as Python, for a cell of the notebook."""
        if self._last_was_selection or self.last_change is None:
            return code_of_selection(self._chooser.how.recipe)
        return code_of_edit(self.last_change.entry.about)

    # -- changing

    def listen(self, listener: Listener) -> None:
        """Tell someone of all that happens from now on."""
        self._listeners.append(listener)

    @contextmanager
    def asked_by(self, request: str) -> Iterator[None]:
        """Note in the journal by which request of a page the edits made meanwhile were asked for."""
        before, self._request = self._request, request
        try:
            yield
        finally:
            self._request = before

    @property
    def selected_by(self) -> str | None:
        """The request of a page that the last change of the selection answered, if it was one."""
        return self._selected_by

    def knows(self, request: str) -> bool:
        """Tell whether the draft has an edit that this request asked for."""
        return request in self._ledger.requests

    def require_open(self) -> None:
        """Raise an :class:`AnnotationError` after :meth:`close`."""
        if self._closed:
            raise AnnotationError("This session is closed: call show() again to go on.")

    def _do(self, wish: Wish | None, recipe: Sequence[Step] = ()) -> Change | None:
        """Make an edit, and let everyone know; None stands for nothing to do."""
        if wish is None:
            return None
        edit, operation, text, category, label, call = wish
        request = self._request
        return self._change(lambda: self._ledger.do(edit, operation, text, category, label, recipe, request, call))

    def _change(self, step: Callable[[], Change | None]) -> Change | None:
        # What is shown follows the category through a rename, also when that is undone: by its id.
        shown = {attribute: self._category_id(getattr(self, attribute)) for attribute in ("category", "color")}
        known = self._chooser.known_labels(self.categories)
        self._keeper.require_writable()
        change = step()
        if change is None:
            return None
        self.last_change, self._last_was_selection = change, False
        names = {category.id: category.name for category in self.categories}
        for attribute, id_shown in shown.items():
            if id_shown is not None:
                setattr(self, attribute, names.get(id_shown))
        if self.category is None and names:
            self.category = self.categories[-1].name
        self.color = self.color or self.category
        try:
            self._keeper.record(change.entry)
        finally:
            narrowed = self._chooser.labels_changed(known, self.categories)
            self._tell(lambda listener: listener.edited(change, narrowed))
        return change

    def _category_id(self, name: str | None) -> int | None:
        return next((category.id for category in self.categories if category.name == name), None)

    def _tell(self, what: Callable[[Listener], None]) -> None:
        """Tell every listener; one that fails (a callback of the user's, say) must not stop an edit or a save."""
        for listener in tuple(self._listeners):
            try:
                what(listener)
            except Exception:  # noqa: BLE001 - see above; the log has the trace
                _log.exception("a listener failed")

    def _tell_selected(self) -> None:
        self._tell(lambda listener: listener.selected())

    def _tell_shown(self) -> None:
        self._tell(lambda listener: listener.shown())

    def kept(self) -> None:
        """Hear from the keeper that the state of the draft changed."""
        self._tell(lambda listener: listener.kept())

    def snapshot(self) -> DraftTable:
        """Return the table to write, for the keeper."""
        with self.lock:
            index_name = self._index_name
            while index_name in self._annotations.names:  # pandas would give the category another name
                index_name += "_"
            return table_of_state(
                self._annotations,
                self._state.names,
                index_name=index_name,
                revision=self.revision,
                fingerprint=self.cells.fingerprint,
                meta={"dataset": self._keeper.draft.dataset},
            )
