"""Serves another library's anywidget on a page, with its kernel's side in this process; runs in the peers' environment.

``python peer_server.py NAME FILE.npz`` prints JSON with the address and the bundle's size; then obeys lines on standard
input: ``make`` makes the widget anew, ``color`` recolours by the number, and after any line it prints the bytes sent so
far, and what went wrong. The end of input ends it.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import sys
import threading
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


class Shown:
    """The widget that a page is given, and what recolours it."""

    def __init__(self, name: str, frame: pd.DataFrame) -> None:
        self._name, self._frame = name, frame
        self.widget: Any = None
        self._scatter: Any = None

    def make(self) -> None:
        """Make the widget as its documentation does, with all cells."""
        if self.widget is not None:
            self.widget.close()
        if self._name == "jupyter-scatter":
            self._scatter = importlib.import_module("jscatter").Scatter(
                data=self._frame, x="x", y="y", color_by="label", height=560, width=860
            )
            self.widget = self._scatter.widget
        elif self._name == "embedding-atlas":
            self.widget = importlib.import_module("embedding_atlas.widget").EmbeddingAtlasWidget(
                self._frame, x="x", y="y"
            )
        else:
            self.widget = self._plot("label")

    def _plot(self, column: str) -> Any:
        return importlib.import_module("reglscatterpy").scatterplot(
            self._frame, x="x", y="y", color_by=column, max_points=None
        )

    def recolour(self) -> None:
        """Colour by the number."""
        if self._name == "jupyter-scatter":
            self._scatter.color(by="number")
        elif self._name == "reglscatterpy":
            self.widget.update(self._plot("number")._spec)  # noqa: SLF001 - there is no other call
        else:
            raise NotImplementedError("it has no call for this")


def main() -> None:
    """Serve, and obey."""
    modules = {"jupyter-scatter": "jscatter", "embedding-atlas": "embedding_atlas.widget"}
    importlib.import_module(modules.get(sys.argv[1], sys.argv[1]))
    data = np.load(sys.argv[2])
    frame = pd.DataFrame({"x": data["xy"][:, 0], "y": data["xy"][:, 1], "number": data["number"]})
    levels = pd.Index([str(k) for k in range(int(data["codes"].max()) + 1)])
    frame["label"] = pd.Categorical.from_codes(data["codes"].astype(int), levels)
    shown = Shown(sys.argv[1], frame)
    shown.make()
    esm = shown.widget._esm  # noqa: SLF001 - what travels to the page
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
                {k: v for k, v in shown.widget.get_state().items() if k not in ("_esm", "layout")}
            )
            sends[:] = [self.send]
            self.send(pack({"method": "update", "state": state, "buffer_paths": paths}, [bytes(b) for b in buffers]))

        def send(self, frame: bytes) -> None:
            sent[0] += len(frame)
            loop.call_soon_threadsafe(lambda: self.write_message(frame, binary=True))

        def on_message(self, message: str | bytes) -> None:
            assert isinstance(message, bytes)
            content, buffers = unpack(message)
            shown.widget.comm.handle_msg({"content": {"data": content}, "buffers": buffers})

    (socket,) = netutil.bind_sockets(0, "127.0.0.1")

    def run() -> None:
        asyncio.set_event_loop(loop)
        routes: list[Any] = [("/", Page), ("/bundle.js", Bundle), ("/comm.js", Script, {"path": COMM})]
        application = web.Application([*routes, ("/comm", Socket)], websocket_max_message_size=2**31)
        httpserver.HTTPServer(application).add_socket(socket)
        loop.run_forever()

    threading.Thread(target=run, daemon=True).start()
    print(json.dumps({"bundle": len(source), "url": f"http://127.0.0.1:{socket.getsockname()[1]}/"}), flush=True)
    for line in sys.stdin:
        answer: dict[str, Any] = {}
        try:
            if line.strip() == "make":
                shown.make()
            elif line.strip() == "color":
                shown.recolour()
        except Exception as error:  # noqa: BLE001 - told to who asked
            answer["error"] = str(error) or type(error).__name__
        print(json.dumps({"sent": sent[0], **answer}), flush=True)


main()
