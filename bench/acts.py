"""What a person does in the view at a size, in a real browser: lasso, label, recolour, zoom; and the page's memory.

``python -m bench.acts N`` prints JSON.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import CDPSession, Page

import cellxgene_widget as cxw
from bench.measure import REPEATS, renderer_bytes
from bench.pages import draw_lasso, forget_draws, new_browser, new_page, quiet, script_ms, until, wait_drawn
from tests.page.data import cells
from tests.page.server import PageServer
from tests.view import View


def figures(n: int) -> dict[str, Any]:
    """Measure at ``n`` cells."""
    adata = cells(n)
    repeats = REPEATS if n <= 100_000 else 3
    found: dict[str, Any] = {"n": n}
    server = PageServer()
    with tempfile.TemporaryDirectory() as folder, new_browser() as context:
        if n <= 1_000_000:
            plain = adata.copy()
            plain.obs = plain.obs[[name for name, kind in plain.obs.dtypes.items() if kind == "category"]]
            with new_page(context) as (page, session):
                widget = cxw.show(plain, annotations_dir=folder, color="louvain", autosave=None)
                page.goto(server.add(widget))
                wait_drawn(page, n)
                quiet(page)
                found["arrays plain"] = arrays(session) / n
                widget.close()
        with new_page(context) as (page, session):
            widget = cxw.show(adata, annotations_dir=folder, color="louvain", autosave=None)
            page.goto(server.add(widget))
            wait_drawn(page, n)
            view = View(page)
            quiet(page)
            found["arrays"] = arrays(session) / n
            found["processes"] = renderer_bytes({os.getpid()})
            found |= acts(page, session, view, widget, repeats)
            widget.close()
    server.stop()
    return found


def arrays(session: CDPSession) -> float:
    """Return the bytes of the arrays that the page's scripts hold."""
    session.send("HeapProfiler.collectGarbage")
    return float(session.send("Runtime.getHeapUsage")["backingStorageSize"])


def acts(page: Page, session: CDPSession, view: View, widget: Any, repeats: int) -> dict[str, Any]:
    """Measure what a person does."""
    found: dict[str, Any] = {}
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
            forget_draws(page)
            before, begin = script_ms(session), time.perf_counter()
            do(turn)
            if acknowledged is not None:
                until(acknowledged)
                waits.append(time.perf_counter() - begin)
            wait_drawn(page)
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
    print(json.dumps(figures(int(sys.argv[1]))))
