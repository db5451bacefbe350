"""Markers in a view: how long from the end of a lasso to an estimate of them, and to the exact ones."""

from __future__ import annotations

from bench.notebooks import Watched
from bench.pages import draw_lasso, quiet
from tests.view import View

_COUNT = r'/\d of /.test(root.querySelector("[role=status][aria-label=Selection]")?.textContent ?? "")'
#: A table of these very cells; the words are those of the panel.
_PANEL = 'root.querySelector(".cxw-markers")'
_TABLE = f'!!{_PANEL}?.querySelector("table") && !{_PANEL}.querySelector("[data-stale]")'
_ESTIMATE = f"{_TABLE} && /estimate from/i.test({_PANEL}.textContent)"
_EXACT = f'{_PANEL}?.getAttribute("aria-busy") === "false" && {_TABLE} && !/estimate from/i.test({_PANEL}.textContent)'


def watch_count(watched: Watched, view: View) -> None:
    """Note when the number of selected cells stands in the view; nothing is selected now."""
    watched.stamp(view, "count", _COUNT)


def clear(watched: Watched, view: View) -> None:
    """Select nothing."""
    view.surface.focus()
    watched.page.keyboard.press("Escape")
    watched.notebook.wait_kernel("w.n_selected == 0")


def open_markers(view: View) -> None:
    """Have the panel of markers in sight."""
    tab = view.box.get_by_role("tab", name="Markers", exact=True)
    if tab.get_attribute("aria-selected") != "true":
        tab.click()


def lasso(watched: Watched, view: View, share: float, *, markers: bool, patience: float = 120) -> dict[str, float]:
    """Let go of a lasso with nothing selected before; gives the seconds to what follows."""
    clear(watched, view)
    quiet(watched.page)
    draw_lasso(watched.page, view, share)
    watch_count(watched, view)
    if markers:
        watched.stamp(view, "estimate", _ESTIMATE)
        watched.stamp(view, "exact", _EXACT)
    watched.page.mouse.up()
    found = {"count": watched.stamped("count")}
    if markers:
        found["markers"] = watched.stamped("exact", patience)
        if watched.has_stamp("estimate"):
            found["estimate"] = watched.stamped("estimate")
    return found
