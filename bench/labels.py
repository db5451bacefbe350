"""Two thousand labels in a category: opened, typed, scrolled through and given, in a real browser.

``python -m bench.rows labels``. Of typing and scrolling the longest stretch of script counts.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from playwright.sync_api import BrowserContext, CDPSession, Page

import cellxgene_widget as cxw
from bench.actions import longest_script, rest
from bench.measure import REPEATS
from bench.pages import draw_lasso, new_browser, new_page, until
from bench.rows import Row
from bench.tables import ms
from tests.page.data import cells
from tests.page.server import PageServer
from tests.view import View

N_CELLS, N_LABELS = 10_000, 2_000

#: Notes when rows of labels stand in the view, from the page's beginning on.
_LISTED = """
window.listed = 0;
const timer = setInterval(() => {
  const root = document.querySelector("#views > div > div")?.shadowRoot;
  if ((root?.querySelectorAll("[aria-label='Category many'] [role=listitem]").length ?? 0) < 5
    && (root?.querySelectorAll("[aria-label='Category many'] li").length ?? 0) < 5) return;
  window.listed = performance.now();
  clearInterval(timer);
}, 5);
"""


def rows() -> Iterator[Row]:
    """Yield what was measured."""
    adata = cells(N_CELLS)
    names = pd.Index([f"clone {k:04}" for k in range(N_LABELS)])
    adata.obs["clone"] = pd.Categorical.from_codes(np.arange(N_CELLS) % N_LABELS, names)
    server = PageServer()
    options: dict[str, Any] = {
        "name": "bench",
        "dataset": "bench",
        "color": "louvain",
        "max_category_items": 2 * N_LABELS,
    }
    with tempfile.TemporaryDirectory() as folder, new_browser() as context:
        options["annotations_dir"] = folder
        widget = cxw.show(adata, **options)
        begin = time.perf_counter()
        widget.create_category("many", like="clone")
        made = time.perf_counter() - begin
        widget.save()
        widget.close()
        times, reopened, widget = opened(context, server, adata, options)
        yield Row(f"a category like a column of {N_LABELS:,} values, in the kernel", ms([made]))
        yield Row("`show` with its draft, in the kernel", ms(reopened))
        yield Row("its page, from navigation to the labels listed", ms(times), "", "listed", times)
        with new_page(context) as (page, session):
            page.goto(server.add(widget))
            view = View(page)
            rest(page)
            yield from acts(page, session, view, widget)
        widget.close()
    server.stop()


def opened(
    context: BrowserContext, server: PageServer, adata: Any, options: dict[str, Any]
) -> tuple[list[float], list[float], Any]:
    """Open the draft some times; gives the seconds in the page and in the kernel, and the last widget."""
    times, reopened = [], []
    for turn in range(REPEATS + 1):
        begin = time.perf_counter()
        widget = cxw.show(adata, **options)
        reopened.append(time.perf_counter() - begin)
        with new_page(context) as (page, _):
            page.add_init_script(_LISTED)
            page.goto(server.add(widget))
            page.wait_for_function("() => window.listed > 0")
            times.append(float(page.evaluate("() => window.listed")) / 1000)
        if turn < REPEATS:
            widget.close()
    return times[1:], reopened[1:], widget


def acts(page: Page, session: CDPSession, view: View, widget: Any) -> Iterator[Row]:
    """Type, scroll and label."""
    draw_lasso(page, view, 0.2)
    page.mouse.up()
    until(lambda: widget.n_selected > 0)

    def typed(turn: int) -> None:
        view.label_field.fill("")
        view.label_field.press_sequentially(f"clone {turn}99")

    def scrolled(turn: int) -> None:
        view.box.get_by_role("region", name="Category many").locator(".cxw-list").hover()
        page.mouse.wheel(0, 26 * 300 * (1 if turn % 2 else -1))

    def labelled(turn: int) -> None:
        revision = widget.revision
        view.label_selection(f"clone {1000 + turn}")
        until(lambda: widget.revision > revision)

    for name, act, text in (
        ("typing", typed, "a label's name typed: longest script"),
        ("scrolling", scrolled, "scrolling through them: longest script"),
        ("labelling", labelled, "labelling a selection: longest script"),
    ):
        times = [longest_script(session, page, partial(act, turn)) / 1000 for turn in range(REPEATS + 1)]
        yield Row(text, ms(times[1:]), f"{ms(times[:1])} the first time", name, times[1:])
