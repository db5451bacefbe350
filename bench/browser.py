"""The view at a size, in a real browser: show to first picture, bytes, lasso, label, recolor, pan, memory.

``python -m bench.browser N`` prints JSON; the bare page that draws the same arrays is measured in the same run.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import CDPSession, Page, sync_playwright
from tornado import httpserver, netutil, web

import cellxgene_widget as cxw
import tests.page.server as page_server
from bench.measure import REPEATS, WATCH, renderer_bytes
from tests.e2e import browser as chromium
from tests.page.data import cells
from tests.view import View

_HERE = Path(__file__).parent
_BARE = _HERE.parent / "js" / "build" / "bare.js"
#: ms that one thing may take, on a machine that others use too.
PATIENCE = 240_000
SIZE = {"width": 1400, "height": 800}


@contextmanager
def pages() -> Iterator[Callable[[], tuple[Page, CDPSession]]]:
    """Give a function that opens a page that is watched."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium.need(), headless=True, args=chromium.FLAGS)

        def fresh() -> tuple[Page, CDPSession]:
            context = running.new_context(viewport=SIZE)  # type: ignore[arg-type]
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            page.add_init_script(WATCH)
            session = context.new_cdp_session(page)
            session.send("Performance.enable")
            return page, session

        yield fresh
        running.close()


def script_ms(session: CDPSession) -> float:
    """Return the milliseconds that the page's scripts have run so far."""
    metrics = {item["name"]: item["value"] for item in session.send("Performance.getMetrics")["metrics"]}
    return 1000 * float(metrics["ScriptDuration"])


def wait_drawn(page: Page, n: int) -> None:
    """Wait until all cells of a picture are drawn."""
    page.wait_for_function("(n) => draws.some(({ sum, done }) => sum >= n && done)", arg=n)


def until(condition: Callable[[], object]) -> None:
    """Wait for something in the kernel."""
    end = time.monotonic() + PATIENCE / 1000
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.002)


def draw_lasso(page: Page, view: View, share: float) -> None:
    """Draw an outline of 200 points round the middle; all but its ends inside the page, as fast as it takes them."""
    box = view.plot.bounding_box()
    assert box is not None
    angles = np.linspace(0, 2 * np.pi, 200)
    x = box["x"] + box["width"] * (0.5 + share * np.cos(angles))
    y = box["y"] + box["height"] * (0.5 + share * np.sin(angles))
    page.mouse.move(x[0], y[0])
    page.mouse.down()
    view.surface.evaluate(
        """(surface, places) => {
          for (const [clientX, clientY] of places)
            surface.dispatchEvent(new PointerEvent("pointermove", { clientX, clientY, bubbles: true, isPrimary: true,
              pointerId: 1, buttons: 1, pointerType: "mouse" }));
        }""",
        np.c_[x, y].tolist(),
    )
    # outlines are drawn once a frame; what is measured is the cost of letting go
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def quiet(page: Page, ms: int = 600) -> None:
    """Wait until nothing was drawn for a while and all that was is done."""
    page.wait_for_function(
        "(ms) => draws.every(({ done }) => done) && performance.now() - Math.max(0, ...draws.map((d) => d.done)) > ms",
        arg=ms,
    )


def figures(n: int) -> dict[str, Any]:
    """Measure at ``n`` cells."""
    adata = cells(n)
    repeats = REPEATS if n <= 100_000 else 3 if n <= 1_000_000 else 1
    found: dict[str, Any] = {"n": n}
    found |= bare(adata, repeats)
    sent: list[tuple[float, int]] = []
    plain_pack = page_server.pack

    def pack(data: Any, buffers: list[bytes]) -> bytes:
        frame = plain_pack(data, buffers)
        sent.append((time.perf_counter(), len(frame)))
        return frame

    page_server.pack = pack
    server = page_server.PageServer()
    for name in ("first", "all", "bytes", "bytes later"):
        found[name] = []
    for turn in range(repeats):
        with tempfile.TemporaryDirectory() as folder, pages() as fresh:
            page, session = fresh()
            page.goto("about:blank")
            sent.clear()
            begin = time.perf_counter()
            widget = cxw.show(adata, annotations_dir=folder, color="louvain", autosave=None)
            page.goto(server.add(widget))
            page.wait_for_function("() => draws.some(({ done }) => done)")
            found["first"].append(time.perf_counter() - begin)
            wait_drawn(page, n)
            found["all"].append(time.perf_counter() - begin)
            first = page.evaluate("() => performance.timeOrigin + draws[0].at") / 1000
            offset = time.time() - time.perf_counter()
            found["bytes"].append(sum(size for at, size in sent if at + offset < first) / n)
            view = View(page)
            quiet(page)
            found["bytes later"].append(sum(size for _, size in sent) / n)
            if turn == repeats - 1:
                found |= acts(page, session, view, widget, repeats)
            widget.close()
    server.stop()
    return found


def bare(adata: Any, repeats: int) -> dict[str, Any]:
    """Measure the bare page."""
    xy = np.ascontiguousarray(adata.obsm["X_umap"][:, :2], dtype=np.float32)
    codes = (adata.obs["louvain"].cat.codes.to_numpy() + 1).astype(np.uint8)
    palette = np.random.default_rng(0).integers(60, 200, (256, 4), dtype=np.uint8)
    palette[:, 3] = 255
    page_html = (_HERE / "bare.html").read_text().replace("WIDTH", "860").replace("HEIGHT", "560")
    answers = {
        "/": ("text/html", page_html.encode()),
        "/bare.js": ("text/javascript", _BARE.read_bytes()),
        "/xy": ("application/octet-stream", xy.tobytes()),
        "/codes": ("application/octet-stream", codes.tobytes()),
        "/palette": ("application/octet-stream", palette.tobytes()),
    }

    class Answer(web.RequestHandler):
        def get(self) -> None:
            kind, data = answers[self.request.path]
            self.set_header("Content-Type", kind)
            self.finish(data)

    times = []
    with _served(Answer) as address:
        for _ in range(repeats):
            with pages() as fresh:
                page, _ = fresh()
                page.goto("about:blank")
                begin = time.perf_counter()
                page.goto(address)
                wait_drawn(page, len(xy))
                times.append(time.perf_counter() - begin)
    return {"bare": times}


@contextmanager
def _served(handler: type[web.RequestHandler]) -> Iterator[str]:
    import asyncio
    import threading

    loop = asyncio.new_event_loop()
    (socket,) = netutil.bind_sockets(0, "127.0.0.1")

    def run() -> None:
        asyncio.set_event_loop(loop)
        httpserver.HTTPServer(web.Application([(r"/.*", handler)])).add_socket(socket)
        loop.run_forever()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{socket.getsockname()[1]}/"
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)


def acts(page: Page, session: CDPSession, view: View, widget: Any, repeats: int) -> dict[str, Any]:
    """Measure what a person does."""
    found: dict[str, Any] = {}
    session.send("HeapProfiler.collectGarbage")
    usage = session.send("Runtime.getHeapUsage")
    found["arrays"] = usage["backingStorageSize"] / widget.session.parts.table.n_cells
    found["processes"] = renderer_bytes({os.getpid()})
    widget.create_category("cell_type", like="louvain")
    quiet(page)
    page.locator("[aria-label='Category cell_type']").first.wait_for()

    def act(
        name: str,
        do: Callable[[int], None],
        acknowledged: Callable[[], bool] | None = None,
        prepare: Callable[[int], None] = lambda _: None,
    ) -> None:
        scripts, waits, asked, drawn, blocked = [], [], [], [], []
        for turn in range(repeats + 1):
            prepare(turn)
            quiet(page)
            page.evaluate("() => { draws.length = 0; longtasks.length = 0 }")
            before, begin = script_ms(session), time.perf_counter()
            do(turn)
            if acknowledged is not None:
                until(acknowledged)
                waits.append(time.perf_counter() - begin)
            page.wait_for_function("() => draws.some(({ done }) => done)")
            drawn.append(time.perf_counter() - begin)
            quiet(page)
            asked.append(page.evaluate("draws[0].at - acted") / 1000)
            scripts.append((script_ms(session) - before) / 1000)
            blocked.append(max([0, *(length for _, length in page.evaluate("longtasks"))]) / 1000)
        # the first compiles what was never run
        found[name] = {
            "script": scripts[1:],
            "asked": asked[1:],
            "drawn": drawn[1:],
            "acknowledged": waits[1:],
            "blocked": blocked[1:],
        }

    state = {"n": 0, "revision": 0}

    def lasso(turn: int) -> None:
        state["n"] = widget.n_selected
        draw_lasso(page, view, 0.2 + 0.02 * turn)

    act("lasso", lambda _: page.mouse.up(), lambda: widget.n_selected not in (0, state["n"]), lasso)
    # a fifth of the cells are labelled, not what the last lasso held
    state["n"] = widget.n_selected
    draw_lasso(page, view, 0.213)
    page.mouse.up()
    until(lambda: widget.n_selected not in (0, state["n"]))
    found["n_selected"] = widget.n_selected

    def label(turn: int) -> None:
        state["revision"] = widget.revision
        view.surface.focus()
        page.keyboard.press("12"[turn % 2])

    act("label", label, lambda: widget.revision > state["revision"])

    def zoom(turn: int) -> None:
        view.surface.focus()
        page.keyboard.press("+-"[turn % 2])

    act("zoom", zoom)
    for name, columns in {
        "recolour by category": ("bulk_labels", "louvain"),
        "recolour by number": ("n_genes",),
    }.items():

        def recolour(turn: int, columns: tuple[str, ...] = columns) -> None:
            widget.color = None if len(columns) == 1 and turn % 2 else columns[turn % len(columns)]

        act(name, recolour)
    return found


if __name__ == "__main__":
    json.dump(figures(int(sys.argv[1])), sys.stdout)
