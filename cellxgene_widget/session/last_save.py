"""The end of a session: its labels are saved, or kept where they can be, and nobody is kept from closing it."""

from __future__ import annotations

from collections.abc import Callable

from ..core.warn import warn
from ..draft.draft import Draft
from ..draft.rescue import rescue
from ..draft.store import DraftStore
from ..draft.table import DraftTable
from ..errors import DraftError, UnsavedWarning


class LastSave:
    """Saves as nothing can be done about it afterwards.

    Parameters
    ----------
    place, store
        The draft, and its files.
    save
        Saves it.
    snapshot
        Returns the labels as they are.
    """

    def __init__(
        self, place: Draft, store: DraftStore, save: Callable[[], None], snapshot: Callable[[], DraftTable]
    ) -> None:
        self._place = place
        self._store = store
        self._save = save
        self._snapshot = snapshot
        #: Whether it was told that the labels can be kept nowhere.
        self._was_told = False

    def __call__(self) -> None:
        """Save; what can't be is in the journal, or else is put into the user's own directory, and a warning says so.

        Raises
        ------
        DraftError
            Nor can it be there. Called again, this does nothing.
        """
        store, problem = self._store, ""
        if store.process.was_forked:
            return
        try:
            self._save()
        except DraftError as error:
            problem = str(error)
        if store.only_in_memory:
            self._rescue(problem or f"The draft is open in {store.holder}.")
        elif problem:
            warn(f"{problem} They will be there when the draft is opened again.", UnsavedWarning)

    def _rescue(self, problem: str) -> None:
        if self._was_told:
            return
        try:
            path = rescue(self._place, self._snapshot())
        except OSError as error:
            self._was_told = True
            raise DraftError(
                f"{problem} Nor could the labels be kept elsewhere ({error}), so this session stays open: write them "
                "to a file of your own, as with annotations.to_csv(), or call close() once more to let them go."
            ) from error
        warn(f"{problem} The labels are kept in {path}: annotations_file= opens it.", UnsavedWarning)
