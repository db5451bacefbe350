"""How many modules a label and a lasso pass through: ``python -m tests.walk``.

A room is a module of the package. It is entered when a function of it is called from another room; entered again, that
is a return. A wing is a sub-package. Each request is made once before it is traced, so that no import is counted.
"""

from __future__ import annotations

import json
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path

import comm
import numpy as np
import scanpy as sc
from comm.base_comm import BaseComm

import cellxgene_widget as cxw

_ROOT = Path(cxw.__file__).parent
_TOP = f"{_ROOT}/"


class Recorder(BaseComm):
    """The pages: keeps what they are sent."""

    sent: list[dict]

    def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **_):
        self.__dict__.setdefault("sent", []).append(data or {})


def room_of(frame):
    """Return the nearest module of the package at or above a frame."""
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(_TOP):
            return name[len(_TOP) : -len(".py")]
        frame = frame.f_back
    return None


def walked(work):
    """Run something; return the rooms entered in order, one thread after the other."""
    entered = defaultdict(list)

    def heard(frame, event, _):
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(_TOP) and code.co_name != "<module>":
            room = room_of(frame)
            if room != room_of(frame.f_back):
                entered[threading.get_ident()].append(room)

    threading.setprofile(heard)
    sys.setprofile(heard)
    try:
        work()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return [room for rooms in entered.values() for room in rooms]


def told(title, places, names="rooms"):
    """Print one way, without a step from a place to itself."""
    way = [place for i, place in enumerate(places) if i == 0 or place != places[i - 1]]
    distinct = len(set(way))
    print(f"{title}: {distinct} {names}, {len(way) - distinct} returns")
    return way


def main() -> None:
    """Trace a label with its save, and a lasso."""
    comm.create_comm = Recorder
    with tempfile.TemporaryDirectory() as folder:
        widget = cxw.show(sc.datasets.pbmc68k_reduced(), annotations_dir=folder, dataset="walk", autosave=None)
        number = 0

        def ask(kind, buffers=(), **body):
            nonlocal number
            number += 1
            content = {"id": f"r{number}", "kind": kind, **body}
            data = json.loads(json.dumps({"method": "custom", "content": content}))
            widget.comm.handle_msg({"content": {"data": data}, "buffers": [memoryview(b) for b in buffers]})
            replies = [
                sent["content"] for sent in widget.comm.sent if sent.get("content", {}).get("id") == f"r{number}"
            ]
            if not replies or "error" in replies[0]:
                raise RuntimeError(f"{kind}: {replies}")
            # What the pages are told a moment later belongs to the request; the next one is told of at once again.
            for thread in threading.enumerate():
                if isinstance(thread, threading.Timer):
                    thread.join()
            time.sleep(0.1)

        def label(name):
            mask = np.zeros(700, dtype=bool)
            mask[100:300] = True
            bits = np.packbits(mask, bitorder="little").tobytes()
            args = {"label": name, "category": "cell_type"}
            ask("edit", [bits], op="label", args=args, cells={"encoding": "bitset", "n": 200})
            ask("save")

        at = widget.adata.obsm["X_umap"]

        def lasso(part):
            (left, low), (right, high) = at.min(axis=0).tolist(), np.quantile(at, part, axis=0).tolist()
            corners = [[left, low], [right, low], [right, high], [left, high]]
            ask("select", mode="replace", lasso=corners, basis=widget.embedding)

        ask("edit", op="create_category", args={"name": "cell_type"})
        label("before")
        lasso(0.4)
        for title, work in (("label", lambda: label("traced")), ("lasso", lambda: lasso(0.7))):
            rooms = walked(work)
            way = told(title, rooms)
            if any("/" in room for room in rooms):
                told(f"{title}, by wing", [room.split("/")[0] for room in rooms], "wings")
            print("  " + " > ".join(way))
        widget.close()


if __name__ == "__main__":
    main()
