"""What a person's actions cost the page: script time of each at a hundred thousand cells, in a real browser."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from playwright.sync_api import CDPSession, sync_playwright

import cellxgene_widget as cxw
from tests.e2e import browser as chromium
from tests.page.data import cells
from tests.page.server import PageServer
from tests.view import View

REPEATS = 5

Row = tuple[str, str, str]

LEFT = [(0.05, 0.15), (0.5, 0.15), (0.5, 0.9), (0.05, 0.9)]
RIGHT = [(0.5, 0.15), (0.9, 0.15), (0.9, 0.9), (0.5, 0.9)]


def script_seconds(session: CDPSession) -> float:
    """Return the seconds that the page's scripts have run so far."""
    metrics = {item["name"]: item["value"] for item in session.send("Performance.getMetrics")["metrics"]}
    return float(metrics["ScriptDuration"])


def actions(widget: cxw.AnnotationWidget, view: View) -> Iterator[tuple[str, list[Callable[[], Any]]]]:
    """Yield each action with the calls that do it, one after the other."""
    page, surface = view.page, view.surface

    def key(name: str) -> Callable[[], None]:
        def press() -> None:
            surface.focus()
            page.keyboard.press(name)

        return press

    def set_trait(**traits: Any) -> Callable[[], None]:
        return lambda: widget.set_trait(*next(iter(traits.items())))

    yield "lasso, 200 points, half of the cells", [lambda: view.lasso(LEFT), lambda: view.lasso(RIGHT)]
    yield "label the selection by a digit", [key("1"), key("2")]
    yield "undo, redo", [key("Control+z"), key("Control+Shift+z")]
    yield "invert the selection", [key("i")]
    box = view.box.get_by_role("checkbox", name="Show 0", exact=True)
    yield "check box of a label: all counts follow", [lambda: box.set_checked(False), lambda: box.set_checked(True)]
    yield (
        "range of a number",
        [
            lambda: widget.set_filter("n_genes", (800, 1500)),
            lambda: widget.set_filter("n_genes", None),
        ],
    )
    yield "clear the selection, and back", [key("Escape"), key("Alt+z")]
    yield "colour by a category", [set_trait(color="bulk_labels"), set_trait(color="louvain")]
    yield "colour by a number", [set_trait(color="n_genes"), set_trait(color="percent_mito")]
    yield "another embedding", [set_trait(embedding="X_pca"), set_trait(embedding="X_umap")]
    yield "zoom in and out", [key("+"), key("-")]


def rows(n_cells: int = 100_000) -> Iterator[Row]:
    """Yield each action and its script time: the median, and the longest."""
    server = PageServer()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        running = playwright.chromium.launch(executable_path=chromium.need(), headless=True, args=chromium.FLAGS)
        page = running.new_page(viewport={"width": 1400, "height": 800})
        widget = cxw.show(cells(n_cells), annotations_dir=folder, color="louvain")
        widget.create_category("cell_type", like="louvain")
        page.goto(server.add(widget))
        view = View(page)
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        for name, calls in actions(widget, view):
            times = []
            for number in range(REPEATS + 1):
                quiet(page)
                before = script_seconds(session)
                calls[number % len(calls)]()
                quiet(page)
                times.append(script_seconds(session) - before)
            times = times[1:]  # the first fetches what was never looked at
            yield name, f"{1000 * statistics.median(times):.0f} ms", f"{1000 * np.max(times):.0f} ms at the most"
        widget.close()
        running.close()
    server.stop()


def quiet(page: Any) -> None:
    """Wait until nothing has changed on the page for a moment."""
    page.evaluate(
        """() => new Promise((done) => {
          let timer = setTimeout(done, 400);
          const box = document.querySelector("body");
          const watch = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(end, 400); });
          const end = () => { watch.disconnect(); done(); };
          watch.observe(box, { subtree: true, childList: true, attributes: true });
        })"""
    )
