"""The arrays that a page holds for each cell, counted: how many more bytes it holds of more cells."""

from __future__ import annotations

import numpy as np
from playwright.sync_api import expect

from .data import cells
from .wait import until

FEW, MANY = 100_000, 300_000
#: Counts the cells that were drawn since it was last set to 0.
COUNT = """
window.drawn = 0;
const draw = WebGL2RenderingContext.prototype.drawArrays;
WebGL2RenderingContext.prototype.drawArrays = function (mode, first, count) {
  drawn += count;
  draw.call(this, mode, first, count);
};
"""


def held(session) -> float:
    """Return the bytes of the arrays that scripts hold, once no more of them are let go."""
    found: list[float] = []

    def is_settled() -> bool:
        session.send("HeapProfiler.collectGarbage")
        found.append(session.send("Runtime.getHeapUsage")["backingStorageSize"])
        return len(found) > 2 and found[-1] == found[-2] == found[-3]

    until(is_settled, seconds=60)
    return found[-1]


def test_arrays_of_more_cells_are_so_many_bytes_a_cell(show_page, page):
    page.set_default_timeout(60_000)
    page.add_init_script(COUNT)
    session = page.context.new_cdp_session(page)
    shown, labelled = [], []
    for n in (FEW, MANY):
        adata = cells(n)
        # numbers have histograms, which hold their values
        adata.obs = adata.obs.select_dtypes("category")
        widget, view = show_page(adata, color="louvain", dataset=f"{n}")
        page.wait_for_function("(n) => drawn >= n", arg=n)
        shown.append(held(session))
        page.evaluate("drawn = 0")
        widget.create_category("mine", like="louvain")
        widget.select(np.arange(n) % 3 == 0)
        expect(view.selection).to_have_text(f"{-(-n // 3):,} of {n:,} cells")
        widget.label("here")
        page.wait_for_function("(n) => drawn >= n", arg=n)
        labelled.append(held(session))
        widget.close()
    more = MANY - FEW
    # places are 8, codes 1; what does not grow with the cells is not the same to the byte each time
    assert 8.9 < (shown[1] - shown[0]) / more < 9.5
    # the codes of one more category, and which cells are selected
    assert 10.9 < (labelled[1] - labelled[0]) / more < 11.5
