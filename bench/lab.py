"""What a person waits for in a real JupyterLab, at a size: ``python -m bench.lab N`` prints JSON."""

from __future__ import annotations

import json
import sys
from typing import Any

from bench.lab_markers import lasso, open_markers
from bench.notebooks import Watched, kept, lab, restart
from bench.pages import quiet, until, wait_drawn

#: Genes are in memory up to so many cells.
MOST_WITH_GENES = 100_000
N_CATEGORIES = 5

_DATA = """
import scanpy, time
{make}
from pathlib import Path
Path("drafts").mkdir(exist_ok=True)
"""
_SHOW = """import cellxgene_widget as cxw
w = cxw.show(adata, color="louvain", annotations_dir="drafts", name="bench")
w"""
_MERGE = "w.merge()"
#: When an edit is in the journal, fsync included, is noted in the kernel.
_NOTE = """
from cellxgene_widget.draft.journal import Journal
if not hasattr(Journal, "plain"):
    Journal.plain, durable = Journal.append, []
    def append(self, *args, **kwargs):
        found = Journal.plain(self, *args, **kwargs)
        durable.append(time.time())
        return found
    Journal.append = append
"""
#: Notes when so many categories stand in the view that comes.
_LISTED = """(n) => {
  window.listed = 0;
  const timer = setInterval(() => {
    const hosts = [...document.querySelectorAll(".jp-OutputArea-output *")].filter((node) => node.shadowRoot);
    if (!hosts.some(({ shadowRoot }) => shadowRoot.querySelectorAll("[aria-label^='Category c']").length >= n)) return;
    window.listed = performance.now();
    clearInterval(timer);
  }, 5);
}"""
_RESIDENT = "__import__('bench.measure', fromlist=['resident']).resident()"


def figures(n: int) -> dict[str, Any]:
    """Measure at ``n`` cells."""
    genes = n <= MOST_WITH_GENES
    make = f"from bench.data import with_genes; adata = with_genes({n})"
    if not genes:
        make = f"from tests.page.data import cells; adata = cells({n})"
    found: dict[str, Any] = {"n": n}
    cold, warm = (2, 3) if n <= 1_000_000 else (1, 1)
    with lab() as here, here.notebook([_SHOW, _MERGE]) as watched:
        notebook = watched.notebook
        for turn in range(cold):
            if turn:
                restart(notebook)
            notebook.kernel_exec(_DATA.format(make=make), timeout=240)
            kept(found, "cold", watched.show(0, n))
            settle(watched)
        sizes = []
        for _ in range(warm):
            kept(found, "warm", watched.show(0, n))
            settle(watched)
            sizes.append(float(notebook.kernel_eval(_RESIDENT)))
        if len(sizes) > 1:
            found["kept by another run"] = max(0.0, (sizes[-1] - sizes[0]) / (len(sizes) - 1) / n)
        notebook.kernel_exec(_NOTE)
        acts(watched, found, warm, genes=genes)
        draft(watched, found, n, warm)
    return found


def settle(watched: Watched) -> None:
    """Wait until all is drawn and nobody has anything to do."""
    quiet(watched.page)
    watched.notebook.wait_kernel_idle()


def acts(watched: Watched, found: dict[str, Any], repeats: int, *, genes: bool) -> None:
    """Lasso, and label what is in it."""
    notebook, page = watched.notebook, watched.page
    view = watched.view()
    notebook.kernel_exec("w.create_category('c0', like='louvain')")
    view.box.get_by_label("Category c0").first.wait_for()
    for name in ("count", *(("markers",) if genes else ()), "durable"):
        found[name] = []
    for turn in range(repeats + 1):
        times = lasso(watched, view, 0.2 + 0.01 * turn, markers=False)
        settle(watched)
        notebook.kernel_exec("durable.clear()")
        view.surface.focus()
        page.keyboard.press("12"[turn % 2])
        page.wait_for_timeout(300)  # to ask the kernel whether it is there would hold it up
        until(lambda: notebook.kernel_eval("len(durable) > 0"))
        times["durable"] = float(notebook.kernel_eval("durable[0]")) - watched.acted()
        if turn:  # the first fetches what was never looked at
            for name, value in times.items():
                found[name].append(value)
    if genes:
        open_markers(view)
        for turn in range(repeats + 1):
            times = lasso(watched, view, 0.2 + 0.01 * turn, markers=True)
            if turn:
                found["markers"].append(times["markers"])
                if "estimate" in times:
                    found.setdefault("estimate", []).append(times["estimate"])


def draft(watched: Watched, found: dict[str, Any], n: int, repeats: int) -> None:
    """Show data that has a draft of five categories, and merge it."""
    notebook, page = watched.notebook, watched.page
    for k in range(1, N_CATEGORIES):
        notebook.kernel_exec(f"w.create_category('c{k}', like='bulk_labels')")
    notebook.kernel_exec("w.save()", timeout=240)
    found["merge"] = []
    for _ in range(repeats):
        notebook.kernel_exec("w.close()")
        began = watched.run_cell(0)
        page.evaluate(_LISTED, N_CATEGORIES)
        wait_drawn(page, n)
        watched.wait_ran(began)
        until(lambda: page.evaluate("() => window.listed > 0"))
        whole = page.evaluate("(n) => performance.timeOrigin + draws.find((d) => d.sum >= n && d.done).done", n)
        kept(found, "draft", {"listed": watched.seconds("listed") - began, "all": whole / 1000 - began})
        settle(watched)
        found["merge"].append(watched.wait_ran(watched.run_cell(1)))
        settle(watched)
        # or the next one would tell that these columns are in obs already
        notebook.kernel_exec(f"adata.obs = adata.obs.drop(columns=[f'c{{k}}' for k in range({N_CATEGORIES})])")


if __name__ == "__main__":
    print(json.dumps(figures(int(sys.argv[1]))))
