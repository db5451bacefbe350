"""Fixtures: a JupyterLab for the whole run, notebooks for a test."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Protocol

import pytest

from tests.e2e.notebook import Notebook
from tests.e2e.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from playwright.sync_api import Page


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is in this folder and beside it, so that `pytest -m "not e2e"` runs without a browser."""
    for item in items:
        if {"e2e", "hosts"} & set(item.path.parts):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """JupyterLab, over a folder of its own."""
    server = Server(tmp_path_factory.mktemp("notebooks"))
    yield server
    server.stop()


class OpenNotebook(Protocol):
    """Writes a notebook of these code cells into the server's folder and opens it in the page."""

    def __call__(self, sources: Sequence[str] | Path, *, name: str = ..., page: Page | None = ...) -> Notebook:
        """Open a notebook made of code cells, or a copy of a notebook file."""


@pytest.fixture
def open_notebook(jupyter: Server, page: Page, request: pytest.FixtureRequest) -> Iterator[OpenNotebook]:
    """Open notebooks by a list of the sources of their cells; their kernels end with the test."""
    opened: list[Notebook] = []
    default_page = page
    # Of a test that is run once more the first try has left its drafts: it begins in a folder of its own
    name_of_test = re.sub(r"\W+", "_", request.node.name)
    tries = len(list(jupyter.root.glob(f"{name_of_test}*")))
    folder = f"{name_of_test}_{tries}" if tries else name_of_test

    def open_notebook(sources: Sequence[str] | Path, *, name: str | None = None, page: Page | None = None) -> Notebook:
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
