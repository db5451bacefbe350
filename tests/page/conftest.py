"""Fixtures: widgets on pages of our own, with the kernel's side in this very process."""

from __future__ import annotations

import comm
import pytest
from playwright.sync_api import expect

import cellxgene_widget as cxw
from tests.page.data import cells
from tests.page.menus import choose
from tests.page.pages_for_colleagues import LISTEN
from tests.page.server import PageServer
from tests.view import View


@pytest.fixture(scope="module")
def page_server():
    """One server for the tests of a file; other tests get their own comms back."""
    create_comm = comm.create_comm
    server = PageServer()
    yield server
    server.stop()
    comm.create_comm = create_comm


@pytest.fixture
def show_page(page_server, page, tmp_path):
    """Show data on a page: gives the widget and its view."""
    widgets = []

    def show_page(data=None, *, query="", **options):
        options.setdefault("annotations_dir", tmp_path)
        options.setdefault("autosave", 0.05)
        widget = cxw.show(cells() if data is None else data, **options)
        widgets.append(widget)
        page.goto(page_server.add(widget) + query)
        return widget, View(page)

    yield show_page
    page_server.idle.set()
    for widget in widgets:
        widget.close()


@pytest.fixture
def session(tmp_path):
    """Labels of which a page for a colleague can be written."""
    session = cxw.open_session(cells(), dataset="pbmc", name="mine", annotations_dir=tmp_path / "drafts")
    session.create_category("cell_type", like="louvain")
    for name, now in {"1": "one", "2": "two", "5": "five"}.items():
        session.rename_label("cell_type", name, now)
    session.set_note("cell_type", "one", "seen in blood")
    yield session
    session.close()


@pytest.fixture
def offline(chromium_browser):
    """Make contexts that have no network, and note what their pages ask for and what fails in them."""
    contexts, asked, wrong = [], [], []

    def open_context(**options):
        options.setdefault("viewport", {"width": 1400, "height": 900})
        context = chromium_browser.new_context(offline=True, **options)
        context.on("request", lambda request: asked.append(request.url))
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        context.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        context.add_init_script(LISTEN)
        contexts.append(context)
        return context

    yield open_context
    for context in contexts:
        context.close()
    assert wrong == []
    assert [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []


@pytest.fixture
def note_card(show_page):
    """A widget, its view, and the field of a label's note in its open card."""
    widget, view = show_page()
    widget.create_category("mine")
    widget.add_label("mine", "A")
    expect(view.row("A")).to_have_count(1)
    choose(view, "Menu of label A", "Note…")
    field = view.box.get_by_role("textbox", name="Note of A")
    expect(field).to_be_focused()
    return widget, view, field


@pytest.fixture
def without_terms(show_page):
    """Labels without terms."""
    widget, view = show_page()
    widget.create_category("cell_type")
    for k, name in enumerate(["T cell", "Treg", "Cluster 7", "doublets"]):
        widget.label(name, cells=range(20 * k, 20 * k + 20))
    expect(view.row("doublets")).to_have_count(1)
    return widget, view
