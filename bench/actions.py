"""What the page's scripts take for each thing a person does on the workbench: ``python -m bench.actions [N]``.

Of each action the scripts of its longest task, as the browser's own trace has them: the median and the most of several
times. The first time compiles and fetches, and stands apart.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

from playwright.sync_api import CDPSession, Page

import cellxgene_widget as cxw
import tests.page.server as page_server
from bench.pages import draw_lasso, new_browser, new_page, until
from bench.rows import Row
from tests.page.data import cells
from tests.view import View

REPEATS = 5
_CATEGORIES = "devtools.timeline,disabled-by-default-devtools.timeline,v8"


def longest_script(session: CDPSession, page: Page, act: Callable[[], None]) -> float:
    """Return the ms of the longest stretch of script, of those that began while an action went on and came to rest."""
    events: list[dict[str, Any]] = []
    ended: list[bool] = []

    def collect(found: dict[str, Any]) -> None:
        events.extend(found["value"])

    def complete(_: object) -> None:
        ended.append(True)

    session.on("Tracing.dataCollected", collect)
    session.once("Tracing.tracingComplete", complete)
    session.send("Tracing.start", {"categories": _CATEGORIES, "transferMode": "ReportEvents"})
    act()
    rest(page)
    session.send("Tracing.end")
    while not ended:
        page.wait_for_timeout(10)
    session.remove_listener("Tracing.dataCollected", collect)
    scripts = [
        event["dur"] / 1000
        for event in events
        if event.get("ph") == "X" and event["name"] in ("FunctionCall", "EvaluateScript", "FireAnimationFrame")
    ]
    return max(scripts, default=0.0)


def rest(page: Page) -> None:
    """Wait until nothing was drawn and no element of ours changed for a while."""
    page.evaluate(
        """() => new Promise((done) => {
          const root = document.querySelector("#views > div > div").shadowRoot;
          let timer = setTimeout(end, 500);
          const watch = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(end, 500); });
          watch.observe(root, { childList: true, subtree: true, attributes: true, characterData: true });
          function end() { watch.disconnect(); done(); }
        })"""
    )


def actions(page: Page, view: View, widget: Any) -> dict[str, Callable[[int], None]]:
    """Return what a person does, by name; each is given how often it was done before."""

    def key(text: str) -> Callable[[int], None]:
        def press(_: int) -> None:
            view.surface.focus()
            page.keyboard.press(text)

        return press

    def lasso(turn: int) -> None:
        n = widget.n_selected
        draw_lasso(page, view, 0.2 + 0.01 * turn)
        page.mouse.up()
        until(lambda: widget.n_selected not in (0, n))

    def color(turn: int) -> None:
        widget.color = ("n_genes", "louvain")[turn % 2]

    def of_tab(name: str) -> Callable[[int], None]:
        return lambda _: view.box.get_by_role("tab", name=name, exact=True).click()

    def filtered(turn: int) -> None:
        widget.set_filter("louvain", {"not": [str(turn % 5)]})

    return {
        "lasso": lasso,
        "label": lambda turn: key("12"[turn % 2])(turn),
        "undo": key("Control+z"),
        "colour by a number, by a category": color,
        "filter": filtered,
        "only these, and back (O)": key("o"),
        "markers: open, close": of_tab("Markers"),
        "dot plot: open, close": of_tab("Dot plot"),
        "violins: open, close": of_tab("Violins"),
        "compare: open, close": of_tab("Compare"),
        "history: open, close": of_tab("History"),
        "zoom": lambda turn: key("+-"[turn % 2])(turn),
    }


def figures(n: int) -> dict[str, dict[str, float]]:
    """Measure at ``n`` cells."""
    server = page_server.PageServer()
    found = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        new_browser() as context,
        new_page(context) as (page, session),
    ):
        widget = cxw.show(cells(n), annotations_dir=folder, color="louvain", autosave=None)
        widget.create_category("cell_type", like="louvain")
        page.goto(server.add(widget))
        view = View(page)
        rest(page)
        for name, act in actions(page, view, widget).items():
            times = [
                longest_script(session, page, lambda act=act, turn=turn: act(turn))  # type: ignore[misc]
                for turn in range(REPEATS + 1)
            ]
            found[name] = {"first": times[0], "median": statistics.median(times[1:]), "most": max(times[1:])}
            if name == "filter":
                widget.clear_filters()
        widget.close()
    server.stop()
    return found


def rows(n: int = 100_000) -> Iterator[Row]:
    """Yield what was measured."""
    for name, row in figures(n).items():
        first, most = row["first"], row["most"]
        yield Row(name, f"{row['median']:.0f} ms", f"{most:.0f} ms at the most, {first:.0f} ms the first time")


if __name__ == "__main__":
    for row in rows(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000):
        print("| {} | {} | {} |".format(*row))
