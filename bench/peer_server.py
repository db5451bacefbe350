"""Serves another library's anywidget on a page, with its kernel's side in this process; runs in the peers' environment.

``python peer_server.py NAME FILE.npz`` prints JSON with the address, the seconds that the making of the widget took and
its bundle's size; then obeys lines on standard input: ``color`` recolors by the number, and after any line it prints
the bytes sent so far. The end of input ends it.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

import comm
import numpy as np
import pandas as pd
from comm.base_comm import BaseComm
from ipywidgets.widgets.widget import _remove_buffers
from tornado import httpserver, netutil, web, websocket

from tests.page.server import COMM, Script, pack, unpack

_HTML = (Path(__file__).parent / "peer.html").read_bytes()
sends: list[Any] = []
sent = [0]


class PageComm(BaseComm):
    """A comm whose other end is the page."""

    def publish_msg(self, msg_type: str, data: Any = None, metadata: Any = None, buffers: Any = None, **_: Any) -> None:  # noqa: ARG002
        """Send to the page."""
        if msg_type == "comm_msg":
            frame = pack(data, [bytes(buffer) for buffer in buffers or ()])
            for send in sends:
                send(frame)


comm.create_comm = PageComm


def make(name: str, frame: pd.DataFrame) -> Any:
    """Return the widget as its documentation makes it, and what recolors it."""
    if name == "jupyter-scatter":
        scatter = importlib.import_module("jscatter").Scatter(
            data=frame, x="x", y="y", color_by="label", height=560, width=860
        )
        return scatter, scatter.widget
    atlas = importlib.import_module("embedding_atlas.widget").EmbeddingAtlasWidget(frame, x="x", y="y")
    return None, atlas


def main() -> None:
    """Serve, and obey."""
    importlib.import_module({"jupyter-scatter": "jscatter"}.get(sys.argv[1], "embedding_atlas.widget"))
    data = np.load(sys.argv[2])
    frame = pd.DataFrame({"x": data["xy"][:, 0], "y": data["xy"][:, 1], "number": data["number"]})
    levels = [str(k) for k in range(int(data["codes"].max()) + 1)]
    frame["label"] = pd.Categorical.from_codes(data["codes"].astype(int), levels)
    begin = time.perf_counter()
    scatter, widget = make(sys.argv[1], frame)
    made = time.perf_counter() - begin
    esm = widget._esm  # noqa: SLF001 - what travels to the page
    source = esm.read_bytes() if isinstance(esm, Path) else str(esm).encode()
    loop = asyncio.new_event_loop()

    class Page(web.RequestHandler):
        def get(self) -> None:
            self.set_header("Content-Type", "text/html")
            self.finish(_HTML)

    class Bundle(web.RequestHandler):
        def get(self) -> None:
            self.set_header("Content-Type", "text/javascript")
            self.finish(source)

    class Socket(websocket.WebSocketHandler):
        def open(self) -> None:
            state, paths, buffers = _remove_buffers(
                {k: v for k, v in widget.get_state().items() if k not in ("_esm", "layout")}
            )
            sends.append(self.send)
            self.send(pack({"method": "update", "state": state, "buffer_paths": paths}, [bytes(b) for b in buffers]))

        def send(self, frame: bytes) -> None:
            sent[0] += len(frame)
            loop.call_soon_threadsafe(lambda: self.write_message(frame, binary=True))

        def on_message(self, message: str | bytes) -> None:
            content, buffers = unpack(bytes(message))  # type: ignore[arg-type]
            widget.comm.handle_msg({"content": {"data": content}, "buffers": buffers})

    (socket,) = netutil.bind_sockets(0, "127.0.0.1")

    def run() -> None:
        asyncio.set_event_loop(loop)
        routes = [("/", Page), ("/bundle.js", Bundle), ("/comm.js", Script, {"path": COMM}), ("/comm", Socket)]
        application = web.Application(routes, websocket_max_message_size=2**31)
        httpserver.HTTPServer(application).add_socket(socket)
        loop.run_forever()

    threading.Thread(target=run, daemon=True).start()
    about = {
        "made": made,
        "bundle": len(source),
        "url": f"http://127.0.0.1:{socket.getsockname()[1]}/",
    }
    print(json.dumps(about), flush=True)
    for line in sys.stdin:
        if line.strip() == "color" and scatter is not None:
            scatter.color(by="number")
        print(json.dumps({"sent": sent[0]}), flush=True)


main()
