"""Notebook 7, and Voila, which shows a notebook without its code."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import notebook_json
from tests.e2e.notebook import Notebook
from tests.e2e.server import TOKEN, Server

from .conftest import program, python_of
from .main_job import CELLS, LABEL, label_cells, shown

SHOW = notebook_json([CELLS, "w"])


@pytest.fixture
def in_folder(tmp_path):
    """A notebook that shows the cells, in a folder of its own."""
    (tmp_path / "cells.ipynb").write_text(SHOW)
    return tmp_path


@pytest.fixture
def start_server(in_folder):
    servers = []

    def start_server(app):
        servers.append(Server(in_folder, python=python_of("notebooks"), app=app))
        return servers[-1]

    yield start_server
    for server in servers:
        server.stop()


def test_notebook_7(start_server, in_folder, wide_page):
    server = start_server("notebook")
    wide_page.goto(server.address(f"/notebooks/cells.ipynb?token={TOKEN}"))
    notebook = Notebook(server, wide_page, "cells.ipynb")
    notebook.wait_shown()
    notebook.run_all()
    n = label_cells(shown(wide_page), in_folder)
    expect(wide_page.locator(".jp-Notebook .jp-Cell")).to_have_count(2)
    expect(wide_page.locator(".cxw-still")).to_be_hidden()
    notebook.save()
    notebook.reload()
    shown(wide_page).expect_counts(**{LABEL: n})


def test_voila(serve, in_folder, wide_page):
    server = serve(
        "Voila",
        in_folder,
        lambda port, _: [
            *(program("notebooks", "voila"), "cells.ipynb", "--no-browser", f"--port={port}", "--Voila.ip=127.0.0.1"),
        ],
        answers="/voila/files/",
    )
    wide_page.goto(server.address(), timeout=60_000)
    n = label_cells(shown(wide_page), in_folder)
    # the page has the picture for who has no kernel: here is one
    expect(wide_page.locator(".cxw-still")).to_be_hidden()
    wide_page.reload(timeout=60_000)
    shown(wide_page).expect_counts(**{LABEL: n})
    assert json.loads((in_folder / "cells.ipynb").read_text()) == json.loads(SHOW)
