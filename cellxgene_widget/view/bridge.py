"""Between a session and the pages that show it: these are told what happens, and what they ask is answered."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any

from ..core.later import Appointment, later
from ..data.watch import DataChange
from ..labels.history import Change
from ..session.events import (
    ClusteringsChanged,
    DataChanged,
    Edited,
    Event,
    GeneSetsChanged,
    LayerChanged,
    PartChanged,
    Reopened,
    Selected,
    SetsChanged,
)
from ..session.session import Session
from . import wire
from .answering import Answering
from .cluster_replies import ClusteringsEvent
from .handlers.clusters import clusterings_state
from .handlers.genes import layer_state
from .handlers.part import part_state
from .handlers.selection import selection_state
from .pages import Pages
from .replies import CodesEvent, CodesPart, DataEvent, GeneSetsEvent, LayerEvent, PartEvent, SelectionEvent
from .set_replies import SetsEvent
from .traits import ALL, TraitReader, changed_by

#: A base that no page can have: it will pull all codes again.
_UNKNOWN_BASE = -1


class Bridge:
    """Listens to a session and tells the pages; answers their requests.

    Parameters
    ----------
    session
        The truth.
    pages
        Where to tell it.
    interval
        Seconds between two broadcasts; the notebook server drops messages beyond 1,000 a second without a word.
    progress_interval, max_part
        As for :class:`Answering`.
    """

    def __init__(
        self,
        session: Session,
        pages: Pages,
        *,
        interval: float = 0.05,
        progress_interval: float = 0.2,
        max_part: int = wire.MAX_PART,
    ) -> None:
        self._parts = session.parts
        self._pages = pages
        self._interval = interval
        self._lock = threading.RLock()
        self._traits = TraitReader(self._parts)
        self._events: list[Event] = []
        self._n_heard = 0
        self._last = 0.0
        self._timer: Appointment | None = None
        #: Whether the status was told from a thread of its own, as after a save: some hosts (Shiny) lose that.
        self._status_may_be_lost = False
        self._answering = Answering(
            session,
            pages,
            flush=self.flush,
            changes=self._state_of_changes,
            progress_interval=progress_interval,
            max_part=max_part,
        )

    # -- down: what happened

    def listen(self) -> None:
        """Hear of all that happens from now on."""
        self._parts.events.subscribe(self.heard)

    def heard(self, event: Event) -> None:
        """Tell the pages of an event now, or soon if they were told just now."""
        with self._lock:
            self._n_heard += 1
            self._events.append(event)
            self._traits.forget_counts(event)
            if self._timer is not None:
                return
            wait = self._last + self._interval - time.monotonic()
            if wait > 0 and (timer := later(wait, self.flush)) is not None:
                self._timer = timer
                return
        self.flush()

    def catch_up(self) -> None:
        """Tell now what waits to be told, if anything does: whoever reads a trait gets what is so."""
        if self._events:
            self.flush()

    def flush(self) -> None:
        """Tell the pages everything they do not know yet."""
        # The gate first: a verb holds its lock when it gets here.
        with self._parts.gate.lock, self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            self._last = time.monotonic()
            if self._parts.gate.closed:
                return
            events, self._events = self._events, []
            changed = {name for event in events for name in changed_by(event)}
            if self._traits.has_new_warnings:
                changed.add("status")
            if changed:
                if "status" in changed and threading.current_thread() is not threading.main_thread():
                    self._status_may_be_lost = True
                self._pages.update(self._traits.read(changed))
            self._send(events)

    def state(self) -> dict[str, Any]:
        """Return the traits as they should be."""
        return self._traits.read(ALL)

    def _send(self, events: Sequence[Event]) -> None:
        """Send what goes beside the traits: in this order, however often and in which order it happened."""
        kinds = {type(event) for event in events}
        changed = [event.what for event in events if isinstance(event, DataChanged)]
        if changed:
            self._pages.send(self._data_event(changed))
        changes = [event.change for event in events if isinstance(event, Edited)]
        if Reopened in kinds:
            self._pages.send(_pull_again(self._parts.history.revision))
        elif changes:
            self._pages.send(*self._codes_event(changes))
        if PartChanged in kinds:
            part, payload = part_state(self._parts.part)
            told: PartEvent = {"event": "part", **part}
            self._pages.send(told, [payload] if payload else [])
        for browser in self._browsers_of(events):
            self._pages.send(*self._selection_event(browser))
        if LayerChanged in kinds:
            layer: LayerEvent = {"event": "layer", **layer_state(self._parts)}
            self._pages.send(layer)
        if GeneSetsChanged in kinds or Reopened in kinds:
            gene_sets: GeneSetsEvent = {"event": "gene_sets"}
            self._pages.send(gene_sets)
        if {SetsChanged, Reopened} & kinds:
            sets: SetsEvent = {"event": "sets", "sets": self._parts.sets.table()}
            self._pages.send(sets)
        if ClusteringsChanged in kinds:
            clusterings: ClusteringsEvent = {"event": "clusterings", **clusterings_state(self._parts)}
            self._pages.send(clusterings)

    def _codes_event(self, changes: Sequence[Change]) -> tuple[CodesEvent, list[bytes]]:
        if len(changes) > 1:
            # Edits by a program, faster than anyone looks: the pages fetch the result.
            return _pull_again(changes[-1].revision), []
        (change,) = changes
        n_cells = self._parts.table.n_cells
        parts: list[CodesPart] = []
        buffers = []
        for patch in change.patches:
            cells = patch.cells[patch.cells < n_cells]  # without those that only the draft has
            if cells.size:
                packed, buffer = wire.pack_cells(cells, n_cells)
                parts.append({"category": patch.category, "code": patch.code, "cells": packed})
                buffers.append(buffer)
        return {"event": "codes", "base": change.base, "revision": change.revision, "parts": parts}, buffers

    def _data_event(self, changed: Sequence[DataChange]) -> DataEvent:
        table, columns = self._parts.table, {name for what in changed for name in what.columns}
        return {
            "event": "data",
            "seen": table.n_changes,
            "n_cells": table.n_cells if any(what.cells for what in changed) else None,
            "embeddings": sorted({key for what in changed for key in what.embeddings}),
            "columns": sorted(columns),
            "genes": any(what.genes for what in changed),
        }

    def _browsers_of(self, events: Sequence[Event]) -> tuple[str | None, ...]:
        """Return the browsers in which other cells are selected since; None: all, for they have the same."""
        chosen = [event.browser for event in events if isinstance(event, Selected)]
        anywhere = any(
            isinstance(event, DataChanged) or (isinstance(event, Edited) and event.narrowed) for event in events
        )
        known = self._parts.selector.browsers
        if anywhere or None in chosen or (chosen and None in known):
            return known
        return tuple(dict.fromkeys(chosen))

    def _selection_event(self, browser: str | None) -> tuple[SelectionEvent, list[bytes]]:
        state, payload = selection_state(self._parts.selector.of(browser))
        return {"event": "selection", "browser": browser, **state}, [payload] if payload else []

    # -- up: what is asked

    def asked(self, message: object, buffers: Sequence[Any] | None) -> None:
        """Answer a request: always once, with a result or a sentence."""
        if self._status_may_be_lost:
            self._status_may_be_lost = False
            self._pages.send_state(["status"])
        self._answering.asked(message, buffers)

    def _state_of_changes(self) -> object:
        return self._n_heard, self._parts.history.revision, self._parts.selector.serial


def _pull_again(revision: int) -> CodesEvent:
    return {"event": "codes", "base": _UNKNOWN_BASE, "revision": revision, "parts": []}
