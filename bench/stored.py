"""Genes and markers in JupyterLab by where the matrix is: in memory, backed, lazy without and with a gene index.

``python -m bench.rows stored``. A gene: from Enter after its name to the cells drawn in its colours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bench.data import N_ATLAS, N_CELLS, N_GENES, atlas, cells_file, index_of, with_index
from bench.lab import settle
from bench.lab_markers import lasso, open_markers
from bench.measure import REPEATS
from bench.notebooks import Lab, Watched, lab
from bench.pages import forget_draws, last_drawn_at, quiet, wait_drawn
from bench.rows import Row
from bench.tables import ms
from tests.view import View

_SHOW = """import cellxgene_widget as cxw
w = cxw.show(data, color="louvain", annotations_dir="drafts", name="bench")
w"""


def rows() -> Iterator[Row]:
    """Yield what was measured."""
    files = {suffix: cells_file(suffix) for suffix in ("h5ad", "zarr")}
    store = atlas()
    small, large = f"{N_CELLS:,} x {N_GENES:,}", f"{N_ATLAS:,} x {N_GENES:,}"
    memory = f"import anndata; data = anndata.read_h5ad({str(files['h5ad'])!r}"
    kinds = {
        f"{small} in memory, CSR": f"{memory})",
        f"{small} backed .h5ad": f"{memory}, backed='r')",
        f"{small} lazy .zarr, no gene index": _path(files["zarr"]),
        f"{large} lazy .zarr, no gene index": _path(store),
    }
    with lab() as here:
        for name, code in kinds.items():
            yield from measured(here, name, code)
    for file in (files["zarr"], store):
        index_of(file)
    with lab(with_index()) as here:
        yield from measured(here, f"{small} lazy .zarr, gene index", _path(files["zarr"]))
        yield from measured(here, f"{large} lazy .zarr, gene index", _path(store))


def _path(file: Path) -> str:
    return f"data = {str(file)!r}"


def measured(here: Lab, name: str, code: str) -> Iterator[Row]:
    """Show it, colour by some genes, and look at markers."""
    n = N_ATLAS if f"{N_ATLAS:,} x" in name else N_CELLS
    folder = re.sub(r"\W+", "-", name)
    with here.notebook([_SHOW], name=folder) as watched:
        watched.notebook.kernel_exec(f"import scanpy, os; os.makedirs('drafts', exist_ok=True); {code}", timeout=240)
        shown = watched.show(0, n)
        settle(watched)
        view = watched.view()
        repeats = REPEATS if n <= 100_000 else 3
        narrow = not view.box.get_by_role("combobox", name="Search genes").is_visible()
        if narrow:  # genes are in a drawer over the plot
            view.toggle_aside()
        first, *genes = [gene(watched, view, f"gene-{100 + 37 * k}", n) for k in range(repeats + 1)]
        yield Row(f"{name}: `show` to all cells drawn, cold", ms([shown["all"]]))
        yield Row("a gene typed, to the cells coloured", ms(genes), f"{ms([first])} the first", f"{name}: gene", genes)
        if narrow:
            view.toggle_aside()
        open_markers(view)
        times = [lasso(watched, view, 0.2 + 0.01 * k, markers=True, patience=200) for k in range(3)]
        exact = [each["markers"] for each in times]
        estimates = [each["estimate"] for each in times if "estimate" in each]
        yield Row("lasso to an estimate of its markers", ms(estimates), "", f"{name}: estimate", estimates)
        yield Row("lasso to its markers, exact", ms(exact[1:]), f"{ms(exact[:1])} the first", f"{name}: exact", exact)


def gene(watched: Watched, view: View, name: str, n: int) -> float:
    """Type a gene's name and Enter; gives the seconds until the cells have its colours."""
    page = watched.page
    field = view.box.get_by_role("combobox", name="Search genes")
    field.fill("")
    field.press_sequentially(name)
    view.box.get_by_role("listbox", name="Genes found").get_by_role("option").first.wait_for()
    quiet(page)
    forget_draws(page)
    field.press("Enter")
    began = watched.acted()
    wait_drawn(page, n)
    watched.notebook.wait_kernel(f"w.color == {name!r}")
    quiet(page)
    return last_drawn_at(page) - began
