"""Fixtures: a browser and a JupyterLab for the whole run, a page and its notebooks for a test."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import pytest
from playwright.sync_api import sync_playwright

from tests.e2e import browser as chromium
from tests.e2e.notebook import OUTPUT, Notebook
from tests.e2e.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, ConsoleMessage, Page


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in this folder, so that `pytest -m "not e2e"` runs without a browser."""
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.e2e)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Keep a picture of the page of a test that failed."""
    report = yield
    page: Page | None = getattr(item, "funcargs", {}).get("page")
    if report.when == "call" and report.failed and page is not None and not page.is_closed():  # type: ignore[attr-defined]
        OUTPUT.mkdir(exist_ok=True)
        page.screenshot(path=OUTPUT / f"failed-{re.sub(r'[^A-Za-z0-9_-]+', '-', item.name)}.png")
    return report


@pytest.fixture(scope="session")
def chromium_browser() -> Iterator[Browser]:
    """The browser; where there is none the tests fail."""
    path = chromium.need()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, headless=True, args=chromium.FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """JupyterLab, over a folder of its own."""
    server = Server(tmp_path_factory.mktemp("notebooks"))
    yield server
    server.stop()


@dataclass
class Heard:
    """What the page reported while a test ran."""

    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture
def page(chromium_browser: Browser) -> Iterator[Page]:
    """A page of a browser context of its own; a dialog on leaving it is accepted."""
    context = chromium_browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    yield page
    context.close()


@pytest.fixture
def heard(page: Page) -> Heard:
    """What the page logs and the errors nobody caught in it."""
    heard = Heard()

    def on_console(message: ConsoleMessage) -> None:
        heard.console.append(f"{message.type}: {message.text}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: heard.errors.append(str(error)))
    return heard


class OpenNotebook(Protocol):
    """Writes a notebook of these code cells into the server's folder and opens it in the page."""

    def __call__(self, sources: Sequence[str] | Path, *, name: str = ..., page: Page | None = ...) -> Notebook:
        """Open a notebook made of code cells, or a copy of a notebook file."""


@pytest.fixture
def open_notebook(jupyter: Server, page: Page, request: pytest.FixtureRequest) -> Iterator[OpenNotebook]:
    """Open notebooks by a list of the sources of their cells; their kernels end with the test."""
    opened: list[Notebook] = []
    default_page = page

    def open_notebook(sources: Sequence[str] | Path, *, name: str | None = None, page: Page | None = None) -> Notebook:
        folder = re.sub(r"\W+", "_", request.node.name)
        path = f"{folder}/{name or 'notebook'}.ipynb"
        target = jupyter.root / path
        target.parent.mkdir(exist_ok=True)
        if not target.exists():  # the same notebook in a second page is opened, not written again
            target.write_text(notebook_json(sources) if not hasattr(sources, "read_text") else sources.read_text())
        notebook = Notebook(jupyter, page or default_page, path)
        notebook.open()
        opened.append(notebook)
        return notebook

    yield open_notebook
    for notebook in opened:
        notebook.close()


def notebook_json(sources: Sequence[str]) -> str:
    """Write a notebook of code cells without outputs."""
    cells: list[dict[str, object]] = [
        {"id": f"cell-{i}", "cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": text}
        for i, text in enumerate(sources)
    ]
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    return json.dumps({"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5})
