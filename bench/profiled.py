"""What can be profiled: each thing a person waits for, and how it is prepared and done on a page."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, CDPSession, Page

import cellxgene_widget as cxw
from bench.pages import draw_lasso, new_page, quiet, until, wait_drawn
from tests.page.server import PageServer
from tests.view import View

N_CATEGORIES = 5


class Stage:
    """The data, a page, and what is shown on it."""

    def __init__(self, data: Any, drafts: str, server: PageServer, context: BrowserContext) -> None:
        self.data = data
        self._options: dict[str, Any] = {"annotations_dir": drafts, "name": "profile", "autosave": None}
        self._server = server
        self._context = context
        self._opened = ExitStack()
        self._page: tuple[Page, CDPSession] | None = None
        self.widget: Any = None

    def page_and_session(self) -> tuple[Page, CDPSession]:
        """Return the page, an empty one if there is none."""
        if self._page is None:
            self._page = self._opened.enter_context(new_page(self._context))
        return self._page

    @property
    def page(self) -> Page:
        """The page."""
        return self.page_and_session()[0]

    @property
    def view(self) -> View:
        """The view on it."""
        return View(self.page)

    def show(self) -> None:
        """Show the data, until all cells are drawn."""
        color = None if isinstance(self.data, str) else "louvain"
        self.widget = cxw.show(self.data, color=color, **self._options)
        self.page.goto(self._server.add(self.widget))
        wait_drawn(self.page, self.widget.session.parts.table.n_cells)

    def shown(self) -> None:
        """Have the data shown, with a category of labels."""
        if self.widget is None:
            self.show()
            add_labels(self.widget)
            self.rest()

    def rest(self) -> None:
        """Wait until nothing is drawn any more."""
        quiet(self.page)

    def close(self) -> None:
        """Take all away; what comes next begins with an empty page."""
        if self.widget is not None:
            self.widget.close()
            self.widget = None
        self._opened.close()
        self._page = None


def add_labels(widget: Any) -> None:
    """Have a category with two labels, for the keys 1 and 2."""
    if not widget.categories:
        widget.create_category("c0")
        for name in "AB":
            widget.add_label("c0", name)


@dataclass(frozen=True)
class Act:
    """Something a person does and waits for."""

    do: Callable[[Stage, int], None]
    prepare: Callable[[Stage, int], None] = lambda stage, _: stage.shown()
    #: Whether the data needs genes.
    genes: bool = False


def _selected(stage: Stage, turn: int) -> None:
    stage.shown()
    n = stage.widget.n_selected
    draw_lasso(stage.page, stage.view, 0.2 + 0.01 * turn)
    stage.page.mouse.up()
    until(lambda: stage.widget.n_selected not in (0, n))
    stage.rest()


def _outlined(stage: Stage, turn: int) -> None:
    stage.shown()
    if stage.widget.n_selected:
        stage.widget.clear_selection()
        stage.rest()
    draw_lasso(stage.page, stage.view, 0.2 + 0.01 * turn)


def _lasso(stage: Stage, _: int) -> None:
    stage.page.mouse.up()
    until(lambda: stage.widget.n_selected > 0)


def _label(stage: Stage, turn: int) -> None:
    revision = stage.widget.revision
    stage.view.surface.focus()
    stage.page.keyboard.press("12"[turn % 2])
    until(lambda: stage.widget.revision > revision)


def _markers_open(stage: Stage, turn: int) -> None:
    stage.shown()
    tab = stage.view.box.get_by_role("tab", name="Markers", exact=True)
    if tab.get_attribute("aria-selected") != "true":
        tab.click()
        stage.rest()
    _outlined(stage, turn)


def _markers(stage: Stage, turn: int) -> None:
    _lasso(stage, turn)
    stage.view.box.get_by_role("table", name="Marker genes").wait_for()
    stage.view.box.locator(".cxw-markers[aria-busy=false]").wait_for()


def _gene(stage: Stage, turn: int) -> None:
    field = stage.view.box.get_by_role("combobox", name="Search genes")
    gene = str(stage.widget.session.parts.table.genes.names[100 + turn])
    field.fill(gene)
    stage.view.box.get_by_role("listbox", name="Genes found").get_by_role("option").first.wait_for()
    field.press("Enter")
    until(lambda: stage.widget.color == gene)


def _edited(stage: Stage, turn: int) -> None:
    stage.shown()
    if turn == 0:
        for k in range(1, N_CATEGORIES):
            stage.widget.create_category(f"c{k}")
            stage.widget.label("A", category=f"c{k}", cells=range(k, 1000))
    stage.widget.label("AB"[turn % 2], category="c0", cells=[1, 2, 3])


def _saved(stage: Stage, turn: int) -> None:
    _edited(stage, turn)
    stage.widget.save()
    stage.close()


def _recolour(stage: Stage, turn: int) -> None:
    stage.widget.color = ("n_genes", "louvain")[turn % 2]


WHAT: dict[str, Act] = {
    "show": Act(lambda stage, _: stage.show(), lambda stage, _: stage.close()),
    "lasso": Act(_lasso, _outlined),
    "label": Act(_label, _selected),
    "markers": Act(_markers, _markers_open, genes=True),
    "gene": Act(_gene, genes=True),
    "recolour": Act(_recolour),
    "save": Act(lambda stage, _: stage.widget.save(), _edited),
    "open": Act(lambda stage, _: stage.show(), _saved),
    "merge": Act(lambda stage, _: stage.widget.merge(), _edited),
}
