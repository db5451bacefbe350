"""Answers to what the front end asks: a table of handlers over a session. No Jupyter in here, and no logic."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import Any

import pandas as pd

from .._version import __version__
from ..data.columns import CategoryColumn
from ..data.embeddings import embedding_title
from ..data.pairs import pair_of
from ..errors import AnnotationError, DataError, SelectionError
from ..labels.annotations import Category
from ..session.session import Session
from . import wire
from .answers import SUPERSEDED, Answer, Buffers, Look
from .handlers import dots, genes

#: These look at the session now and then, and are answered on a thread of their own; only the newest of a page is.
_ON_A_THREAD: dict[str, Callable[[Session, Mapping[str, Any], Look], Answer]] = {
    "markers": genes.markers,
    "dots": dots.dots,
}
ONLY_NEWEST = frozenset(_ON_A_THREAD)


def in_background(session: Session, message: Mapping[str, Any]) -> bool:
    """Tell whether a request takes its time: then it is answered on a thread of its own."""
    if message.get("kind") not in ("column", "coordinates"):
        return message.get("kind") in _ON_A_THREAD
    try:
        return not session.closed and any(session.is_slow(str(name)) for name in _columns_meant(message))
    except (KeyError, TypeError, AnnotationError):  # no such request: `answer` says so
        return False


def answer(
    session: Session,
    message: Mapping[str, Any],
    buffers: Buffers,
    superseded: Callable[[], bool] = lambda: False,
    progress: Callable[[float], None] = lambda _: None,
) -> Answer:
    """Do what a request asks.

    Of a kind in background ``superseded`` tells whether nobody waits for the answer any more, and ``progress`` is told
    the part that is done.

    Raises
    ------
    AnnotationError
        It can't be done, and why.
    """
    # These take the session's lock themselves, after that of the thread that saves.
    if message.get("kind") == "save":
        session.save()
        return Answer({})
    if message.get("kind") == "take_over":
        session.take_over()
        return Answer({"revision": session.revision})
    kind = str(message.get("kind"))
    if kind not in _HANDLERS and kind not in _WITHOUT_LOCK and kind not in _ON_A_THREAD:
        raise AnnotationError(f"The view asked for {kind!r}, which this version does not know: reload the page.")

    def look(done: float) -> None:
        if superseded():
            raise AnnotationError(SUPERSEDED)
        progress(done)

    try:
        if kind in _ON_A_THREAD:
            return _ON_A_THREAD[kind](session, message, look)
        # a filter is refused in another layer than the session's: nothing is read there
        layer = message.get("layer") if kind == "select" else None
        session.read_ahead(_columns_meant(message), layer, look)
        if kind in _WITHOUT_LOCK and (kind != "column" or session.is_of_genes(str(message["name"]))):
            session.require_open()
            return _WITHOUT_LOCK[kind](session, message, buffers)
        with session.lock:
            session.require_open()
            with session.asked_by(str(message.get("id"))):
                return (_HANDLERS.get(kind) or _WITHOUT_LOCK[kind])(session, message, buffers)
    except (KeyError, TypeError) as error:
        raise AnnotationError(
            f"The view sent a request that does not fit this version ({error!r}): reload the page."
        ) from error


def _columns_meant(message: Mapping[str, Any]) -> Iterable[object]:
    """Return the names of what a request will read: genes on disk are read before the lock is taken."""
    match message.get("kind"):
        case "column":
            return [message["name"]]
        case "filter":
            return [message["column"]]
        case "coordinates":
            return pair_of(message["embedding"]) or ()
        case "select":
            where, basis = message.get("where"), message.get("basis")
            return [*(where if isinstance(where, Mapping) else ()), *((basis and pair_of(basis)) or ())]
    return ()


def _hello(session: Session, _: Mapping[str, Any], __: Buffers) -> Answer:
    cells = session.cells
    columns, left_out = session.describe_columns()
    body = {
        "protocol": wire.PROTOCOL,
        "version": __version__,
        "session": session.token,
        "dataset": {"name": cells.title, "n_cells": cells.n_cells, "fingerprint": cells.fingerprint},
        "embeddings": [
            {"key": key, "name": embedding_title(key), "n_missing": cells.n_without_coordinates(key)}
            for key in cells.embeddings
        ],
        "columns": [asdict(column) for column in columns],
        "left_out": [{"name": name, "why": why} for name, why in left_out.items()],
        **genes.layer_state(session),
        "layers": session.layers,
    }
    selection, payload = selection_state(session)
    return Answer({**body, "selection": selection}, payload)


def _coordinates(session: Session, message: Mapping[str, Any], _: Buffers) -> Answer:
    points = session.coordinates(message["embedding"])
    return Answer({"n": len(points)}, wire.array_bytes(points))


def _column(session: Session, message: Mapping[str, Any], _: Buffers) -> Answer:
    column = session.column(message["name"])
    if isinstance(column, CategoryColumn):
        body = {"kind": "category", "dtype": str(column.codes.dtype), "levels": column.levels}
        return Answer(body, wire.array_bytes(column.codes))
    return Answer({"kind": "number", **column.summary()}, wire.array_bytes(column.values))


def _codes(session: Session, message: Mapping[str, Any], _: Buffers) -> Answer:
    for category in session.categories:
        if category.id == message["category"]:
            codes = category.codes[: session.cells.n_cells]
            # A copy: the session's lock is not held while the parts are sent.
            return Answer({"dtype": str(codes.dtype), "revision": session.revision}, wire.array_bytes(codes.copy()))
    raise DataError("This category is gone: it was deleted meanwhile.")


def _names(session: Session, message: Mapping[str, Any], _: Buffers) -> Answer:
    begin = int(message["block"]) * wire.NAMES_BLOCK
    return Answer({"names": session.cells.obs_names[begin : begin + wire.NAMES_BLOCK].tolist()})


def _select(session: Session, message: Mapping[str, Any], buffers: Buffers) -> Answer:
    asked = {key: message[key] for key in ("lasso", "where", "basis", "layer") if message.get(key) is not None}
    if "cells" in message:
        asked["cells"] = wire.unpack_cells(message["cells"], buffers, session.cells.n_cells)
    return Answer({"n": session.select(mode=message["mode"], keep_filters=True, **asked)})


def _select_all(session: Session, _: Mapping[str, Any], __: Buffers) -> Answer:
    return Answer({"n": session.select_all()})


def _clear_selection(session: Session, message: Mapping[str, Any], _: Buffers) -> Answer:
    session.clear_selection(keep_filters=message.get("keep_filters") is True)
    return Answer({"n": session.n_selected})


def _invert_selection(session: Session, _: Mapping[str, Any], __: Buffers) -> Answer:
    return Answer({"n": session.invert_selection()})


def _drop_step(session: Session, message: Mapping[str, Any], _: Buffers) -> Answer:
    if message["serial"] != session.chooser.serial:
        raise SelectionError("The selection changed meanwhile: look again which step to take out.")
    return Answer({"n": session.drop_step(message["index"])})


def _filter(session: Session, message: Mapping[str, Any], _: Buffers) -> Answer:
    column, seen = message["column"], message.get("layer")
    if seen is not None and seen != session.layer and session.is_of_genes(str(column)):
        raise SelectionError(f"Values of genes come from {session.layer} now: look again, and set the range there.")
    return Answer({"n": session.set_filter(column, message["wanted"])})


def _undo_selection(session: Session, _: Mapping[str, Any], __: Buffers) -> Answer:
    return Answer({"went": session.undo_selection()})


def _redo_selection(session: Session, _: Mapping[str, Any], __: Buffers) -> Answer:
    return Answer({"went": session.redo_selection()})


def _code(session: Session, _: Mapping[str, Any], __: Buffers) -> Answer:
    return Answer({"code": session.code})


#: The verbs that the front end may call by name; ``label`` and ``unlabel`` come with their cells.
_EDITS = frozenset(
    {
        "create_category", "rename_category", "delete_category", "add_label", "rename_label", "delete_label",
        "merge_labels", "recolor_label", "recolor_labels", "reorder_labels", "set_note", "label", "unlabel",
        "keep_evidence", "drop_evidence",
    }
)  # fmt: skip


def _edit(session: Session, message: Mapping[str, Any], buffers: Buffers) -> Answer:
    operation, arguments = message["op"], dict(message["args"])
    if operation not in _EDITS:
        raise AnnotationError(
            f"The view asked for the edit {operation!r}, which this version does not know: reload the page."
        )
    if operation in ("label", "unlabel", "keep_evidence"):
        # The cells the person saw selected, whatever became of the selection since.
        arguments["cells"] = wire.unpack_cells(message.get("cells"), buffers, session.cells.n_cells)
    if isinstance(arguments.get("against"), list):
        arguments["against"] = tuple(arguments["against"])
    before = session.revision
    if session.knows(str(message.get("id"))):  # sent again by a page that did not hear our answer
        return Answer({"revision": before, "changed": 0, "message": None, "former": []})
    changed = getattr(session, operation)(**arguments)
    return _edited(session, before, changed or 0)


def _edited(session: Session, before: int, changed: int) -> Answer:
    change = session.last_change if session.revision != before else None
    return Answer(
        {
            "revision": session.revision,
            "changed": changed,
            "message": None if change is None else change.entry.text,
            # which labels the cells had before, the most frequent first
            "former": [] if change is None else sorted(change.former.items(), key=lambda item: -item[1]),
        }
    )


def _undo(session: Session, message: Mapping[str, Any], _: Buffers) -> Answer:
    return _stepped(session, message, session.undo)


def _redo(session: Session, message: Mapping[str, Any], _: Buffers) -> Answer:
    return _stepped(session, message, session.redo)


def _stepped(session: Session, message: Mapping[str, Any], step: Callable[[], str | None]) -> Answer:
    text = None if session.knows(str(message.get("id"))) else step()
    return Answer({"revision": session.revision, "message": text})


def _known(session: Session, message: Mapping[str, Any], _: Buffers) -> Answer:
    """Tell which requests of an earlier page or kernel have arrived: their edits are in the draft."""
    return Answer({"known": [request for request in message["requests"] if session.knows(str(request))]})


def _versions(session: Session, _: Mapping[str, Any], __: Buffers) -> Answer:
    rows = session.versions().to_dict("records")
    return Answer(
        {
            "versions": [
                {
                    "version": row["version"],
                    "saved_at": row["saved_at"].isoformat(),
                    "n_labelled": None if pd.isna(row["n_labelled"]) else int(row["n_labelled"]),
                }
                for row in rows
            ]
        }
    )


def _restore(session: Session, message: Mapping[str, Any], _: Buffers) -> Answer:
    before = session.revision
    session.restore(message["version"])
    return _edited(session, before, 0)


def _name_draft(session: Session, message: Mapping[str, Any], _: Buffers) -> Answer:
    session.name_draft(message["name"])
    return Answer({"path": str(session.draft.path)})


_HANDLERS: dict[str, Callable[[Session, Mapping[str, Any], Buffers], Answer]] = {
    "hello": _hello,
    "coordinates": _coordinates,
    "codes": _codes,
    "names": _names,
    "remember_selection": genes.remember_selection,
    "gene_sets": genes.gene_sets,
    "edit_gene_sets": genes.edit_gene_sets,
    "use_layer": genes.use_layer,
    "select": _select,
    "clear_selection": _clear_selection,
    "invert_selection": _invert_selection,
    "select_all": _select_all,
    "drop_step": _drop_step,
    "filter": _filter,
    "undo_selection": _undo_selection,
    "redo_selection": _redo_selection,
    "code": _code,
    "edit": _edit,
    "undo": _undo,
    "redo": _redo,
    "known": _known,
    "name_draft": _name_draft,
    "versions": _versions,
    "restore": _restore,
}


#: These only read, and reading a gene may take long: labelling goes on meanwhile.
_WITHOUT_LOCK: dict[str, Callable[[Session, Mapping[str, Any], Buffers], Answer]] = {
    "column": _column,
    "genes": genes.genes,
}


def selection_state(session: Session) -> tuple[dict[str, Any], bytes]:
    """Return what the view knows of the selection: how it was made, and the cells.

    The bytes are those selected as a bitset, if any; where both steps and filters made them, those that the steps alone
    would select follow.
    """
    chooser = session.chooser
    steps = [{"mode": pick.mode, **_step_state(pick.step)} for pick in chooser.how.picks]
    state = {
        "n": chooser.n,
        "serial": chooser.serial,
        "request": session.selected_by,
        "steps": steps,
        "filters": dict(chooser.how.filters),
        **chooser.can_go,
    }
    payload = wire.pack_mask(chooser.mask)
    if chooser.picked is not None and chooser.how.filters:
        return state, payload + wire.pack_mask(chooser.picked)
    return state, payload if chooser.how.picks or chooser.how.filters else b""


def _step_state(step: Mapping[str, Any]) -> dict[str, Any]:
    """Return a step without the names of cells, which the view does not show."""
    cells = step.get("cells")
    if cells is None:
        return dict(step)
    n = cells["n"] if isinstance(cells, Mapping) else len(cells)
    return {**{key: value for key, value in step.items() if key != "cells"}, "n_cells": n}


def category_state(category: Category, counts: Mapping[int, int]) -> dict[str, Any]:
    """Return what the view shows of a category: its labels in order, with the number of cells of each code."""
    labels = [
        {"code": x.code, "name": x.name, "color": x.color, "count": counts.get(x.code, 0), "note": x.note}
        | {"evidence": [one.gene for one in x.evidence]}
        for x in category.labels
    ]
    return {"id": category.id, "name": category.name, "labels": labels, "unassigned": counts[0]}
