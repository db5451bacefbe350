"""Stills of the first labels, for the documentation: ``python -m tests.page.stills`` writes docs/stills/.

The real view on real cells, with the real mouse and keyboard; nothing is drawn by hand. Look when the view changes.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import expect, sync_playwright

import cellxgene_widget as cxw
from tests.e2e import browser as chromium
from tests.page.data import cells
from tests.page.menus import choose
from tests.page.server import PageServer
from tests.page.states import lasso_b_cells
from tests.page.wait import until
from tests.view import View

OUTPUT = Path(__file__).parents[2] / "docs" / "stills"
SIZE = {"width": 1032, "height": 672}
NAMES = {"T cell": ["0", "3", "9"], "Monocyte": ["1", "5"], "DC": ["2", "6"]}


def main() -> None:
    """Go through the first labels, and keep a picture of each step."""
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir(parents=True)
    server = PageServer()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(prefix="pbmc-") as folder:
        running = playwright.chromium.launch(executable_path=chromium.need(), headless=True, args=chromium.FLAGS)
        page = running.new_page(viewport=SIZE)
        page.set_default_timeout(10_000)
        data = Path(folder) / "pbmc.h5ad"
        cells().write_h5ad(data)
        widget = cxw.show(data, color="louvain", autosave=0.05, user="ada")
        page.goto(server.add(widget))
        view = View(page)

        def keep(name: str) -> None:
            page.wait_for_timeout(500)  # until what glides or fades stands still
            view.box.screenshot(path=OUTPUT / f"{name}.png")
            with Image.open(OUTPUT / f"{name}.png") as image:
                image.quantize(128, dither=Image.Dither.NONE).save(OUTPUT / f"{name}.png", optimize=True)

        keep("show")
        lasso_b_cells(widget, view)
        view.label_field.press_sequentially("B cell")
        keep("lasso")
        view.label_field.press("Enter")
        keep("name")
        page.keyboard.press("Enter")
        expect(view.row("B cell").first).to_be_visible()
        keep("labelled")
        for name, clusters in NAMES.items():
            widget.label(name, cells=np.flatnonzero(widget.adata.obs["louvain"].isin(clusters)))
            until(lambda: widget.draft.saved)
        widget.clear_selection()
        expect(view.draft).to_contain_text("Saved")
        page.mouse.move(5, 5)
        expect(view.box.get_by_text("Labelled 98 cells")).to_be_hidden(timeout=20_000)
        keep("more")
        view.draft.click()
        keep("draft")
        view.box.get_by_role("button", name="Merge …").click()
        keep("merge")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        choose(view, "Embedding: UMAP", "Two side by side")
        widget.select(cells=np.flatnonzero(widget.adata.obs["louvain"].isin(["4"])))
        keep("split")
        widget.close()
        running.close()
    server.stop()


if __name__ == "__main__":
    main()
