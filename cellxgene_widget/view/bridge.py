"""Between a session and the pages that show it: these are told what happens, and what they ask is answered."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from ..errors import AnnotationError
from ..labels.history import Change
from ..session.session import Session
from . import wire
from .handlers.genes import layer_state
from .requests import ONLY_NEWEST, answer, category_state, in_background, selection_state

#: Seconds between two broadcasts; the notebook server drops messages beyond 1,000 a second without a word.
_INTERVAL = 0.05
#: Seconds between two words on how far a request is that takes its time.
_PROGRESS_INTERVAL = 0.2

#: A base that no page can have: it will pull all codes again.
_UNKNOWN_BASE = -1

_log = logging.getLogger(__name__)


class Pages(Protocol):
    """The pages on one widget, as the bridge needs them."""

    def update(self, state: Mapping[str, Any]) -> None:
        """Set traits, in one message."""

    def send(self, content: dict[str, Any], buffers: Sequence[bytes] | None = None) -> None:
        """Send a message to every page."""


class Bridge:
    """Listens to a session and tells the pages; answers their requests.

    Parameters
    ----------
    session
        The truth.
    pages
        Where to tell it.
    """

    def __init__(self, session: Session, pages: Pages) -> None:
        self._session = session
        self._pages = pages
        self._lock = threading.RLock()
        self._changes: list[Change] = []
        self._selection_changed = False
        self._reopened = False
        self._layer_changed = False
        self._sets_changed = False
        self._counts: dict[int, dict[int, int]] = {}
        self._last = 0.0
        self._timer: threading.Timer | None = None
        #: Requests under way on threads of their own; of each page and kind of which only the newest counts, that one.
        self._running: set[str] = set()
        self._newest: dict[tuple[str, str], str] = {}

    # -- down: what happened

    def edited(self, change: Change, narrowed: bool) -> None:  # noqa: FBT001
        """Tell of an edit, and whether other cells are selected since."""
        with self._lock:
            self._selection_changed |= narrowed
            self._changes.append(change)
            for patch in change.patches:
                self._counts.pop(patch.category, None)
        self._tell()

    def selected(self) -> None:
        """Tell of another selection."""
        with self._lock:
            self._selection_changed = True
        self._tell()

    def shown(self) -> None:
        """Tell of another embedding, colour or category in use."""
        self._tell()

    def reopened(self) -> None:
        """Tell that all labels may have changed."""
        with self._lock:
            self._counts.clear()
            self._reopened = True
        self._tell()

    def layer_changed(self) -> None:
        """Tell that the values of genes come from another layer: what the pages have of them is out of date."""
        with self._lock:
            self._layer_changed = True
        self._tell()

    def gene_sets_changed(self) -> None:
        """Tell that there are other gene sets to ask for."""
        with self._lock:
            self._sets_changed = True
        self._tell()

    def kept(self) -> None:
        """Tell of another state of the draft."""
        self._tell()

    def _tell(self) -> None:
        """Tell the pages now, or soon if they were told just now."""
        with self._lock:
            if self._timer is not None:
                return
            wait = self._last + _INTERVAL - time.monotonic()
            if wait > 0:
                self._timer = threading.Timer(wait, self.flush)
                self._timer.daemon = True
                self._timer.start()
                return
        self.flush()

    def flush(self) -> None:
        """Tell the pages everything they do not know yet."""
        # The session first: a verb holds its lock when it gets here.
        with self._session.lock, self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            self._last = time.monotonic()
            if self._session.closed:
                return
            changes, self._changes = self._changes, []
            selection, self._selection_changed = self._selection_changed, False
            reopened, self._reopened = self._reopened, False
            layer, self._layer_changed = self._layer_changed, False
            sets, self._sets_changed = self._sets_changed or reopened, False
            self._pages.update(self.state())
            if reopened:
                self._pages.send(_pull_again(self._session.revision))
            elif changes:
                self._pages.send(*self._codes_event(changes))
            if selection:
                self._pages.send(*self._selection_event())
            if layer:
                self._pages.send({"event": "layer", **layer_state(self._session)})
            if sets:
                self._pages.send({"event": "gene_sets"})

    def state(self) -> dict[str, Any]:
        """Return the traits as they should be."""
        session = self._session
        return {
            "embedding": session.embedding,
            "color": session.color,
            "category": session.category,
            "categories": self._categories(),
            "n_selected": session.n_selected,
            "revision": session.revision,
            "status": status(session),
        }

    def _categories(self) -> list[dict[str, Any]]:
        n_cells = self._session.cells.n_cells
        for category in self._session.categories:
            if category.id not in self._counts:
                self._counts[category.id] = category.counts(n_cells)
        return [category_state(category, self._counts[category.id]) for category in self._session.categories]

    def _codes_event(self, changes: Sequence[Change]) -> tuple[dict[str, Any], list[bytes]]:
        head = {"event": "codes", "base": changes[0].base, "revision": changes[-1].revision}
        if len(changes) > 1:
            # Edits by a program, faster than anyone looks: the pages fetch the result.
            return _pull_again(changes[-1].revision), []
        n_cells = self._session.cells.n_cells
        parts, buffers = [], []
        for patch in changes[0].patches:
            cells = patch.cells[patch.cells < n_cells]  # without those that only the draft has
            if cells.size:
                packed, buffer = wire.pack_cells(cells, n_cells)
                parts.append({"category": patch.category, "code": patch.code, "cells": packed})
                buffers.append(buffer)
        return {**head, "parts": parts}, buffers

    def _selection_event(self) -> tuple[dict[str, Any], list[bytes]]:
        state, payload = selection_state(self._session)
        return {"event": "selection", **state}, [payload] if payload else []

    # -- up: what is asked

    def asked(self, message: object, buffers: Sequence[Any] | None) -> None:
        """Answer a request: always once, with a result or a sentence."""
        if not isinstance(message, Mapping) or "id" not in message:
            return
        if in_background(self._session, message):
            self._later(message, buffers or ())
        elif message.get("kind") == "cancel":
            self._running.discard(str(message.get("request")))
            self._pages.send({"id": message["id"], "part": 0, "parts": 1, "body": {}})
        else:
            self._answer(message, buffers or (), lambda: False)

    def _later(self, message: Mapping[str, Any], buffers: Sequence[Any]) -> None:
        """Answer a request on a thread of its own, and let the one before it go where only the newest counts."""
        kind, request = str(message.get("kind")), str(message["id"])
        self._running.add(request)
        one = (request.rpartition("-")[0], kind)  # the ids of a page begin alike
        if kind in ONLY_NEWEST:
            self._newest[one] = request
        told = time.monotonic()

        def superseded() -> bool:
            replaced = kind in ONLY_NEWEST and self._newest.get(one) != request
            return replaced or request not in self._running or self._session.closed

        def progress(done: float) -> None:
            nonlocal told
            if time.monotonic() - told > _PROGRESS_INTERVAL:
                told = time.monotonic()
                self._pages.send({"event": "progress", "request": message["id"], "done": round(done, 3)})

        threading.Thread(target=self._answer, args=(message, buffers, superseded, progress), daemon=True).start()

    def _answer(
        self,
        message: Mapping[str, Any],
        buffers: Sequence[Any],
        superseded: Callable[[], bool],
        progress: Callable[[float], None] = lambda _: None,
    ) -> None:
        request = message["id"]
        try:
            body, payload = answer(self._session, message, buffers, superseded, progress)
        except AnnotationError as error:
            self.flush()
            self._pages.send(*wire.reply_error(request, str(error)))
        except Exception as error:  # noqa: BLE001 - a fault of ours: the page must still hear of it, and the log has the trace
            _log.exception("request %r failed", message.get("kind"))
            sentence = f"Something went wrong in the kernel ({type(error).__name__}: {error}). Nothing was changed."
            self._pages.send(*wire.reply_error(request, sentence))
        else:
            # What the request changed comes before its answer.
            self.flush()
            for head, chunks in wire.reply(request, body, payload):
                self._pages.send(head, chunks)
        finally:
            self._running.discard(str(request))


def _pull_again(revision: int) -> dict[str, Any]:
    return {"event": "codes", "base": _UNKNOWN_BASE, "revision": revision, "parts": []}


def status(session: Session) -> dict[str, Any]:
    """Return the state of the draft for the view."""
    draft = session.draft
    path: Path | None = draft.path
    if draft.read_only:
        state = "read-only"
    elif draft.error is not None:
        state = "error"
    elif path is None:
        state = "unnamed"
    else:
        state = "saved" if draft.saved else "unsaved"
    return {
        "state": state,
        "path": None if path is None else str(path),
        "file": None if path is None else path.name,
        "folder": str(session.draft_folder),
        "suggested_name": session.suggested_name,
        "saved_at": None if draft.saved_at is None else draft.saved_at.isoformat(timespec="milliseconds"),
        "message": draft.holder or draft.error,
        "id": draft.id,
        "place": session.draft_place,
        "others": [other.name for other in draft.others],
        "warnings": session.warnings,
        "undo": session.undo_text,
        "redo": session.redo_text,
    }
