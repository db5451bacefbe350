"""A lasso over so many cells that a worker looks, or, where the page may have none, the page itself in turns."""

from __future__ import annotations

import functools
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from cellxgene_widget.errors import AnnotationError
from cellxgene_widget.session.session import Session

from .data import cells
from .wait import until

N = 1_600_000
#: Counts the workers of a page, and what they are lent at a time.
COUNT = """
window.workers = []; window.lent = [];
const Plain = window.Worker;
window.Worker = class extends Plain {
  constructor(...rest) { super(...rest); workers.push(rest[0]); }
  postMessage(what, ...rest) { lent.push(what.xy.length / 2); super.postMessage(what, ...rest); }
};
"""
ROUND = [(0.5 + 0.3 * np.cos(angle), 0.5 + 0.3 * np.sin(angle)) for angle in np.linspace(0, 6, 40)]


@functools.cache
def many():
    return cells(N)


def strict(route):
    """Answer with the page, which may have no worker."""
    reply = route.fetch()
    route.fulfill(response=reply, headers={**reply.headers, "content-security-policy": "worker-src 'none'"})


@pytest.mark.parametrize("allowed", [True, False], ids=["worker", "no worker"])
def test_the_page_finds_the_very_cells_that_python_finds(show_page, page_server, page, monkeypatch, allowed):
    page.set_default_timeout(60_000)
    page.add_init_script(COUNT)
    if not allowed:
        page.route(lambda url: url.split("/")[-1].isalnum(), strict)
    widget, view = show_page(many(), color="louvain")
    widget.create_category("mine", like="louvain")
    expect(view.box.get_by_label("Category mine").first).to_be_visible()
    if allowed:  # before anyone has drawn a lasso
        page.wait_for_function("workers.length === 1", timeout=60_000)
    page_server.idle.clear()
    view.lasso(ROUND)
    # the page knows, and the kernel has not even heard of it
    expect(view.selection).to_have_text(re.compile(rf"^\d.* of {N:,} cells$"), timeout=60_000)
    told, revision = view.selection.text_content(), widget.revision
    assert widget.n_selected == 0
    view.surface.focus()
    page.keyboard.press("1")
    page_server.idle.set()
    until(lambda: widget.revision > revision and widget.n_selected > 0)
    selected = widget.selected
    assert told == f"{selected.sum():,} of {N:,} cells"
    louvain = widget.adata.obs["louvain"]
    first = widget.categories[0]["labels"][0]["name"]
    expected = louvain.where(~selected, first).astype(str)
    assert (widget.annotations["mine"].astype(str).to_numpy() == expected.to_numpy()).all()
    workers, lent = page.evaluate("[workers.length, lent]")
    assert (workers, sum(lent)) == ((1, N) if allowed else (workers, 0))

    def refused(*_, **__):
        raise AnnotationError("Not now.")

    outline = view.plot.locator(".cxw-plot-lasso").first
    before = outline.get_attribute("d")
    monkeypatch.setattr(Session, "select", refused)
    view.lasso([(0.1, 0.1), (0.9, 0.1), (0.5, 0.9)])
    expect(view.box.get_by_role("alert").filter(has_text="Not now.")).to_be_visible()
    assert before
    expect(outline).to_have_attribute("d", before)
