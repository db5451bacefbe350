"""What happens in a session, for whoever shows it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from ..data.watch import DataChange
from ..labels.history import Change

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Edited:
    """Labels were changed, undone or redone; ``narrowed``: other cells are selected since, by a filter on labels."""

    change: Change
    narrowed: bool


@dataclass(frozen=True)
class Selected:
    """Other cells are selected, or the same ones otherwise; in one browser, or (None) anywhere."""

    browser: str | None = None


@dataclass(frozen=True)
class ShownChanged:
    """Another embedding, color or category is in use."""


@dataclass(frozen=True)
class PartChanged:
    """Only a part of the cells is shown, another one, or all again."""


@dataclass(frozen=True)
class Reopened:
    """The draft was read again: all labels may have changed."""


@dataclass(frozen=True)
class LayerChanged:
    """The values of genes come from another layer."""


@dataclass(frozen=True)
class GeneSetsChanged:
    """There are other gene sets."""


@dataclass(frozen=True)
class SetsChanged:
    """There are other named sets of cells."""


@dataclass(frozen=True)
class ClusteringsChanged:
    """There are other clusterings, or the one under way has come to another step."""


@dataclass(frozen=True)
class DataChanged:
    """The notebook changed ``adata``: what is shown of it is read anew; ``what``: which parts."""

    what: DataChange


@dataclass(frozen=True)
class Left:
    """Later sessions have the draft, and this one is about to be closed: whatever shows it closes, too."""


@dataclass(frozen=True)
class DraftChanged:
    """The draft was saved, named or taken over, or could not be saved."""


Event = (
    Edited
    | Selected
    | ShownChanged
    | PartChanged
    | Reopened
    | LayerChanged
    | GeneSetsChanged
    | SetsChanged
    | ClusteringsChanged
    | DataChanged
    | Left
    | DraftChanged
)
Subscriber = Callable[[Event], None]


class Events:
    """Tells subscribers of events, on the thread of the verb or of the save."""

    def __init__(self) -> None:
        self._subscribers: list[Subscriber] = []

    def subscribe(self, subscriber: Subscriber) -> None:
        """Tell someone of all that happens from now on."""
        self._subscribers.append(subscriber)

    def clear(self) -> None:
        """Tell nobody any more."""
        self._subscribers.clear()

    def publish(self, event: Event) -> None:
        """Tell every subscriber; one that fails (a callback of the user's, say) must not stop an edit or a save."""
        for subscriber in tuple(self._subscribers):
            try:
                subscriber(event)
            except Exception:  # noqa: BLE001 - see above; the log has the trace
                _log.exception("a subscriber failed at %s", type(event).__name__)
