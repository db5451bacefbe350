"""Two people, two browsers, one notebook: what each has selected is their own, labels are everybody's."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import notebook_json
from tests.e2e.notebook import Notebook
from tests.e2e.server import Server

from .conftest import python_of
from .main_job import CELLS, label_cells, shown

LOWER = [(0.02, 0.5), (0.5, 0.5), (0.5, 0.98), (0.02, 0.98)]


@pytest.fixture
def server(tmp_path):
    (tmp_path / "cells.ipynb").write_text(notebook_json([CELLS, "w"]))
    server = Server(tmp_path, python=python_of("collaboration"))
    yield server
    server.stop()


def test_jupyterlab_with_two_people(server, wide_page, chromium_browser, tmp_path):
    notebook = Notebook(server, wide_page, "cells.ipynb")
    notebook.open()
    notebook.run_all()
    ada = shown(wide_page)
    context = chromium_browser.new_context(viewport={"width": 1400, "height": 1000})
    try:
        page = context.new_page()
        Notebook(server, page, "cells.ipynb").open()
        bob = shown(page)
        n = label_cells(ada, tmp_path)
        bob.expect_counts(**{"dd xx B cell": n})
        expect(bob.selection).not_to_contain_text(f"{n} of")
        bob.lasso(LOWER)
        expect(bob.selection).to_contain_text("of 700 cells")
        n_bob = int(bob.selection.inner_text().split(" ")[0])
        assert n_bob != n
        expect(ada.selection).to_contain_text(f"{n} of 700 cells")
        bob.label_selection("monocyte")
        ada.expect_counts(**{"dd xx B cell": n, "monocyte": n_bob})
        expect(ada.selection).to_contain_text(f"{n} of 700 cells")
    finally:
        context.close()
