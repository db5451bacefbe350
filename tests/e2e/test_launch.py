"""The command line to its end: `launch`, the address that it prints, a lasso, a label, the draft beside the data."""

import os
import shutil
import signal

import anndata as ad
import pandas as pd
import pytest
import scanpy
from playwright.sync_api import expect

from tests.browser_fixtures import OUTPUT
from tests.test_cli_served import address, started
from tests.view import View

from .test_main_job import B_CELLS

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and terminals")


def test_launch_leads_to_labels_in_a_copy_of_the_data(tmp_path, page):
    scanpy.datasets.pbmc68k_reduced().write_h5ad(tmp_path / "naïve cells.h5ad")
    shutil.copy(tmp_path / "naïve cells.h5ad", tmp_path / "as it was")
    (tmp_path / "temporary").mkdir()
    with started(tmp_path, "--title", "Blood", "--user", "ada") as (running, said):
        page.goto(address(running, said))
        page.get_by_role("heading", name="Blood").wait_for(timeout=60_000)
        expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=60_000)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        page.locator(".cxw-plot[data-ready=true]").first.wait_for(timeout=90_000)
        view = View(page)
        view.lasso(B_CELLS)
        expect(view.selection).to_contain_text("of 700 cells")
        view.label_selection("B cell", category="cell_type")
        expect(view.draft).to_contain_text("Saved", timeout=15_000)
        OUTPUT.mkdir(exist_ok=True)
        page.screenshot(path=OUTPUT / "launch.png")

        # the last cell, without its first `#`: the copy that it offers
        page.get_by_text("w.merge(into=").click()
        page.keyboard.press("Control+Home")
        page.keyboard.press("Delete")
        page.keyboard.press("Delete")
        page.keyboard.press("Control+Enter")
        page.get_by_text("Merged into naïve cells_labelled.h5ad").wait_for(timeout=30_000)
        os.killpg(running.pid, signal.SIGINT)
        assert running.wait(60) == 0, said()
    (draft,) = tmp_path.glob("*.csv")
    labels = pd.read_csv(draft, comment="#", dtype="category", index_col=0)["cell_type"]
    assert 50 < (labels == "B cell").sum() < 200
    assert ad.read_h5ad(tmp_path / "naïve cells_labelled.h5ad").obs["cell_type"].tolist() == labels.tolist()
    assert (tmp_path / "naïve cells.h5ad").read_bytes() == (tmp_path / "as it was").read_bytes(), "never changed"
