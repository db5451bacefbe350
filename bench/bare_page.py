"""The least that shows the same cells: our renderer on a page of its own, with the arrays fetched by HTTP."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from tornado import httpserver, netutil, web

_HERE = Path(__file__).parent
_SCRIPT = _HERE.parent / "js" / "build" / "bare.js"


@contextmanager
def bare_page(adata: Any) -> Iterator[str]:
    """Serve it; gives its address."""
    xy = np.ascontiguousarray(adata.obsm["X_umap"][:, :2], dtype=np.float32)
    codes = (adata.obs["louvain"].cat.codes.to_numpy() + 1).astype(np.uint8)
    palette = np.random.default_rng(0).integers(60, 200, (256, 4), dtype=np.uint8)
    palette[:, 3] = 255
    html = (_HERE / "bare.html").read_text().replace("WIDTH", "860").replace("HEIGHT", "560")
    answers = {
        "/": ("text/html", html.encode()),
        "/bare.js": ("text/javascript", _SCRIPT.read_bytes()),
        "/xy": ("application/octet-stream", xy.tobytes()),
        "/codes": ("application/octet-stream", codes.tobytes()),
        "/palette": ("application/octet-stream", palette.tobytes()),
    }

    class Answer(web.RequestHandler):
        def get(self) -> None:
            kind, data = answers[self.request.path]
            self.set_header("Content-Type", kind)
            self.finish(data)

    loop = asyncio.new_event_loop()
    (socket,) = netutil.bind_sockets(0, "127.0.0.1")

    def run() -> None:
        asyncio.set_event_loop(loop)
        httpserver.HTTPServer(web.Application([(r"/.*", Answer)])).add_socket(socket)
        loop.run_forever()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{socket.getsockname()[1]}/"
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
