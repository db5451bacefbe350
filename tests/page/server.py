"""A page with the real front end on a real widget, without a notebook: for fast tests, and for looking at changes.

``python -m tests.page.server`` serves ``scanpy.datasets.pbmc68k_reduced()``; reload the page after a build. What a
notebook does between kernel and page (one comm over a websocket) is done here by a few lines; all else is the product.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import struct
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import comm
from comm.base_comm import BaseComm
from tornado import httpserver, netutil, web, websocket

if TYPE_CHECKING:
    from cellxgene_widget import AnnotationWidget

_HERE = Path(__file__).parent
_LOADER = _HERE.parents[1] / "cellxgene_widget" / "static" / "loader.js"
#: The page's end of a comm.
COMM = _HERE / "comm.js"

Send = Callable[[bytes], None]


class PageComm(BaseComm):
    """A comm whose other end is every page that is open."""

    pages: dict[str, list[Send]]

    def publish_msg(self, msg_type: str, data: Any = None, metadata: Any = None, buffers: Any = None, **_: Any) -> None:
        """Send to the pages on this comm."""
        if msg_type == "comm_msg":
            packed = pack(data, [bytes(buffer) for buffer in buffers or ()])
            for send in list(self.pages.get(self.comm_id, ())):
                send(packed)


def pack(data: Any, buffers: list[bytes]) -> bytes:
    """Pack JSON and buffers into one frame: length of the JSON, lengths of the buffers, then all of them."""
    head = json.dumps([data, [len(buffer) for buffer in buffers]]).encode()
    return struct.pack("<I", len(head)) + head + b"".join(buffers)


def unpack(frame: bytes) -> tuple[Any, list[memoryview]]:
    """Read what :func:`pack` wrote."""
    (length,) = struct.unpack_from("<I", frame)
    data, sizes = json.loads(frame[4 : 4 + length])
    buffers, at = [], 4 + length
    for size in sizes:
        buffers.append(memoryview(frame)[at : at + size])
        at += size
    return data, buffers


def public_state(widget: AnnotationWidget) -> dict[str, Any]:
    """Return the traits that a front end sees."""
    state = {key: value for key, value in widget.get_state().items() if not key.startswith("_") and key != "layout"}
    return {**state, "_still": widget._still}


class PageServer:
    """Serves widgets at ``/<model id>``, on a thread of its own; the widget's handlers run there too."""

    def __init__(self, port: int = 0) -> None:
        self.pages: dict[str, list[Send]] = {}
        #: While cleared, requests wait, as they do while a cell runs.
        self.idle = threading.Event()
        self.idle.set()
        self.widgets: dict[str, AnnotationWidget] = {}
        pages = self.pages

        class Comm(PageComm):
            def __init__(self, **kwargs: Any) -> None:
                self.pages = pages
                super().__init__(**kwargs)

        comm.create_comm = Comm
        self._loop = asyncio.new_event_loop()
        (socket,) = netutil.bind_sockets(port, "127.0.0.1")
        self.port = socket.getsockname()[1]
        started = threading.Event()

        def run() -> None:
            asyncio.set_event_loop(self._loop)
            routes = [
                (r"/loader\.js", Script, {"path": _LOADER}),
                (r"/comm\.js", Script, {"path": COMM}),
                (r"/comm/(\w+)", _Socket, {"server": self}),
                (r"/(\w+)", _Page, {"server": self}),
            ]
            httpserver.HTTPServer(web.Application(routes)).add_socket(socket)
            self._loop.call_soon(started.set)
            self._loop.run_forever()

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()
        started.wait()

    def add(self, widget: AnnotationWidget) -> str:
        """Serve a widget; return the address of its page."""
        self.widgets[widget.model_id] = widget
        return f"http://127.0.0.1:{self.port}/{widget.model_id}"

    def post(self, function: Callable[[], None]) -> None:
        """Run something on the server's thread."""
        self._loop.call_soon_threadsafe(function)

    def stop(self) -> None:
        """End the thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)


class Script(web.RequestHandler):
    """A file of JavaScript, as it is now."""

    def initialize(self, path: Path) -> None:
        self.path = path

    def get(self) -> None:
        self.set_header("Content-Type", "text/javascript")
        self.set_header("Cache-Control", "no-store")
        self.finish(self.path.read_bytes())


class _Page(web.RequestHandler):
    def initialize(self, server: PageServer) -> None:
        self.server = server

    def get(self, model_id: str) -> None:
        widget = self.server.widgets.get(model_id)
        if widget is None:
            raise web.HTTPError(404)
        state = json.dumps(public_state(widget))
        # "<" escaped, so that a label can't end the script element
        page = (
            (_HERE / "page.html")
            .read_text()
            .replace('"STATE"', state.replace("<", "\\u003c"))
            .replace("MODEL", model_id)
        )
        self.finish(page)


class _Socket(websocket.WebSocketHandler):
    def initialize(self, server: PageServer) -> None:
        self.server = server

    def open(self, model_id: str) -> None:
        self.model_id = model_id
        self.queue: asyncio.Queue[bytes] = asyncio.Queue()
        self.worker = asyncio.ensure_future(self.work())
        self.server.pages.setdefault(model_id, []).append(self.send)
        self.set_nodelay(True)
        # What changed since the page was served was told to nobody.
        self.send(pack({"method": "update", "state": public_state(self.server.widgets[model_id])}, []))

    def send(self, frame: bytes) -> None:
        def write() -> None:
            if self.ws_connection is not None and not self.ws_connection.is_closing():
                self.write_message(frame, binary=True)

        self.server.post(write)

    def on_message(self, message: str | bytes) -> None:
        assert isinstance(message, bytes)
        self.queue.put_nowait(message)

    async def work(self) -> None:
        """Handle messages one after the other on another thread, as a kernel does beside its io thread."""
        while True:
            frame = await self.queue.get()
            await asyncio.to_thread(self.handle, frame)

    def handle(self, frame: bytes) -> None:
        self.server.idle.wait()
        widget = self.server.widgets[self.model_id]
        data, buffers = unpack(frame)
        if widget.comm is not None:
            widget.comm.handle_msg({"content": {"data": data}, "buffers": buffers})

    def on_close(self) -> None:
        self.server.pages[self.model_id].remove(self.send)
        self.worker.cancel()


def main() -> None:
    """Serve the demonstration data until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8700)
    parser.add_argument("--cells", type=int, default=700)
    parser.add_argument("--directory", default=".", help="where the draft is")
    options = parser.parse_args()
    server = PageServer(options.port)
    import cellxgene_widget as cxw

    from .data import cells

    widget = cxw.show(cells(options.cells), annotations_dir=options.directory, dataset="demo")
    print(server.add(widget), flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
