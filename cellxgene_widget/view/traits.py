"""The traits of the widget that show the session: how each is read, and which an event can change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..session.events import (
    ClusteringsChanged,
    DataChanged,
    DraftChanged,
    Edited,
    Event,
    GeneSetsChanged,
    LayerChanged,
    Left,
    PartChanged,
    Reopened,
    Selected,
    SetsChanged,
    ShownChanged,
)
from ..session.parts import Parts
from .handlers.drafts import draft_state
from .handlers.labels import category_state
from .label_replies import CategoryState
from .label_states import LabelStates
from .replies import DraftState

SHOWN = ("embedding", "color", "category")
ALL = (*SHOWN, "categories", "n_selected", "revision", "status")

#: What each event can change; nothing else is read again. An edit that a filter on labels follows changes also
#: ``n_selected``: see :func:`changed_by`.
_CHANGED_BY: Mapping[type, tuple[str, ...]] = {
    Edited: ("color", "category", "categories", "revision", "status"),
    Selected: ("n_selected",),
    ShownChanged: SHOWN,
    PartChanged: (),
    Reopened: ALL,
    DataChanged: ALL,
    Left: (),
    LayerChanged: ("color",),  # of a gene that the layer does not have
    GeneSetsChanged: ("color", "status"),  # of a set that was renamed or deleted; what is said of their file
    DraftChanged: ("status",),
    ClusteringsChanged: (),
    SetsChanged: ("status",),  # what is said of their file
}


def changed_by(event: Event) -> tuple[str, ...]:
    """Return the names of the traits that an event can change."""
    narrowed = isinstance(event, Edited) and event.narrowed
    return (*_CHANGED_BY[type(event)], *(("n_selected",) if narrowed else ()))


class TraitReader:
    """Reads traits from a session.

    Parameters
    ----------
    parts
        Of the session.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        #: By category the number of cells of each code, as far as they are known.
        self._counts: dict[int, dict[int, int]] = {}
        self._labels = LabelStates()
        self._warnings: list[str] = []
        self._readers: Mapping[str, Callable[[], Any]] = {
            "embedding": lambda: parts.shown.embedding,
            "color": lambda: parts.shown.color,
            "category": lambda: parts.shown.category,
            "categories": self._categories,
            "n_selected": lambda: parts.selector.of(None).n,  # in whatever browser this is asked
            "revision": lambda: parts.history.revision,
            "status": self._status,
        }

    def forget_counts(self, event: Event) -> None:
        """Count the cells of those categories again whose codes an event changed."""
        if isinstance(event, Reopened | DataChanged):
            self._counts.clear()
        elif isinstance(event, Edited):
            for patch in event.change.patches:
                self._counts.pop(patch.category, None)

    def read(self, names: Iterable[str]) -> dict[str, Any]:
        """Return the values of some traits, always in the same order."""
        wanted = set(names)
        return {name: reader() for name, reader in self._readers.items() if name in wanted}

    @property
    def has_new_warnings(self) -> bool:
        """Whether there is another warning than when the status was read: of a gene that was read since, say."""
        return list(self._parts.draft.warnings) != self._warnings

    def _status(self) -> DraftState:
        state = draft_state(self._parts)
        self._warnings = list(state["warnings"])
        return state

    def _categories(self) -> list[CategoryState]:
        n_cells = self._parts.table.n_cells
        categories = self._parts.history.annotations.categories
        for category in categories:
            if category.id not in self._counts:
                self._counts[category.id] = category.counts(n_cells)
        doubts, comparisons = self._parts.doubts, self._parts.comparisons

        def outdated(number: int) -> dict[str, str]:
            return doubts.outdated(number) | comparisons.outdated(number)

        self._labels.forget_all_but(each.id for each in categories)
        return [
            category_state(each, self._labels.of(each, self._counts[each.id]), self._counts[each.id], outdated(each.id))
            for each in categories
        ]
