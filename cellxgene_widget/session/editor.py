"""The one way of an edit: may write? -> labels -> what is shown -> the selection -> the journal -> everyone is told.

All that is in memory is changed first and the disk last, so that whatever stops an edit before it is in the journal (an
error, the stop button) finds a state that can be put back whole. After the journal nothing can fail any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ..core.recipe_step import Step
from ..core.uninterrupted import uninterrupted
from ..draft.store import DraftStore
from ..errors import DraftError
from ..labels.beside import require_allowed
from ..labels.category import Category
from ..labels.commands import Command
from ..labels.history import Change, History
from ..labels.reviewing import reopened
from ..selection.selector import Selector
from . import origin
from .events import DraftChanged, Edited, Events
from .last_action import LastAction
from .shown import Shown


class Editor:
    """Makes edits, whole or not at all.

    Parameters
    ----------
    history, store
        The labels, and the draft on disk.
    shown, selector
        What follows the labels.
    last
        Is told what was done.
    events
        Tells everyone else.
    """

    def __init__(
        self, history: History, store: DraftStore, shown: Shown, selector: Selector, last: LastAction, events: Events
    ) -> None:
        self._history = history
        self._store = store
        self._shown = shown
        self._selector = selector
        self._last = last
        self._events = events
        #: Requests that a page has given up waiting for.
        self._forgone: set[str] = set()

    def do(self, command: Command | None, recipe: Sequence[Step] = (), *, use: str | None = None) -> Change | None:
        """Make an edit; None stands for nothing to do.

        Parameters
        ----------
        command
            What to do.
        recipe
            How its cells were selected.
        use
            The category to use and to color by from then on.

        Raises
        ------
        DraftError
            The draft is open elsewhere.
        LabelError
            The edit does not fit the labels.
        BaseException
            Whatever stopped it: the labels, the undo stack, what is shown and the selection are as before.
        """
        if command is None:
            return None
        return self._make(lambda: self._history.do(self._whole_of(command), recipe, origin.request.get()), use)

    def undo(self) -> Change | None:
        """Take the last edit back; None if there is none. Raises as :meth:`do` does."""
        return self._make(lambda: self._history.undo(origin.request.get()))

    def redo(self) -> Change | None:
        """Make the edit last taken back again; None if there is none. Raises as :meth:`do` does."""
        return self._make(lambda: self._history.redo(origin.request.get()))

    def knows(self, request: str) -> bool:
        """Tell whether the draft has an edit that this request of a page asked for."""
        return request in self._history.requests

    def forgo(self, requests: Iterable[str]) -> None:
        """Refuse these requests of a page, should they come later, but for those that have come."""
        self._forgone.update(request for request in requests if not self.knows(request))

    def require_wanted(self, request: str) -> None:
        """Raise if a page has given a request up, and told so.

        Raises
        ------
        DraftError
            It has.
        """
        if request in self._forgone:
            raise DraftError("This came too late: the page has given it up and said so. Nothing was changed.")

    @property
    def last_change(self) -> Change | None:
        """The edit made last in this session, if any."""
        return self._last.change

    def _make(self, step: Callable[[], Change | None], use: str | None = None) -> Change | None:
        self._store.require_writable()
        request = origin.request.get()
        if request is not None:  # of one that is answered on a thread it is known only now
            self.require_wanted(request)
        made: Edited | None = None
        try:
            # The store's lock first: whoever waits for a disk that hangs can press the stop button.
            with self._store.journaling, uninterrupted():
                made = self._whole(step, use)
        except DraftError:  # someone took the draft over: said only now that the edit is taken back
            self._events.publish(DraftChanged())
            raise
        finally:
            # also when the stop button was pressed meanwhile: the edit is made, and whoever shows it must know
            if made is not None:
                self._last.edited(made.change)
                self._events.publish(made)
        return None if made is None else made.change

    def _whole(self, step: Callable[[], Change | None], use: str | None) -> Edited | None:
        put_back = [part.checkpoint() for part in (self._history, self._shown, self._selector)]
        try:
            # What is shown follows the category through a rename, also when that is undone: by its id.
            ids, known = self._shown.ids(), self._selector.known_labels(self._categories)
            change = step()
            if change is None:
                return None
            self._shown.follow(ids, self._categories)
            if use is not None:
                self._shown.category = self._shown.color = use
            narrowed = self._selector.labels_changed(known, self._categories)
            self._store.record(change.entry)
        except BaseException:
            for restore in put_back:
                restore()
            raise
        return Edited(change, narrowed)

    def _whole_of(self, command: Command) -> Command:
        """Return an edit with what goes with it: cells whose label changes are open to a review again."""
        require_allowed(self._categories, command.category, command.operation)
        return reopened(self._history.annotations, command)

    @property
    def _categories(self) -> list[Category]:
        return self._history.annotations.categories
