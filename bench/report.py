"""The page of the benchmarks: tables of figures, and which aims they meet."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[1]

PACKAGES = ("anndata", "pandas", "numpy", "pyarrow", "anywidget", "ipywidgets")
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
PEER_SIZES = (10_000, 100_000, 1_000_000)


def ms(times: Sequence[float] | None) -> str:
    """Write times: the median, and the smallest and largest."""
    if not times:
        return "-"
    unit, factor, digits = ("s", 1, 2) if statistics.median(times) >= 1 else ("ms", 1000, 0)
    middle = f"{factor * statistics.median(times):.{digits}f} {unit}"
    if len(times) == 1:
        return middle
    return f"{middle} ({factor * min(times):.{digits}f}-{factor * max(times):.{digits}f})"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Write a table."""
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]


def at(figures: Any, *keys: str) -> Any:
    """Look a figure up; None if there is none."""
    for key in keys:
        figures = None if figures is None else figures.get(key)
    return figures


def aims(kernel: dict[int, Any], view: dict[int, Any], peers: dict[int, Any], imports: Any) -> list[Sequence[str]]:
    """Return a row for each aim: met or missed, with the figure."""
    n = 1_000_000
    rows: list[Sequence[str]] = []

    def aim(text: str, figure: float | None, limit: float, written: str, *, least: bool = False) -> None:
        if figure is None:
            rows.append((text, "not measured", ""))
            return
        met = figure >= limit if least else figure <= limit
        rows.append((text, "met" if met else "missed", written))

    def median(values: Any) -> float | None:
        return statistics.median(values) if values else None

    def ratio(a: Any, b: Any) -> float | None:
        return None if not a or not b else statistics.median(a) / statistics.median(b)

    k, v, p = kernel.get(n), view.get(n), peers.get(n)
    figure = median(at(v, "bytes"))
    aim("at most 9 bytes a cell until the first picture", figure and round(figure, 2), 9.01, f"{figure or 0:.2f}")
    figure = ratio(at(v, "all"), at(v, "bare"))
    aim("1 M cells all drawn within 2x of a bare page", figure, 2, f"{figure or 0:.2f}x")
    figure = median(at(v, "lasso", "asked"))
    written = f"{ms(at(v, 'lasso', 'asked'))}; {ms(at(v, 'lasso', 'script'))} with all that follows"
    aim("lasso over 1 M cells: at most 60 ms of script until highlighted", figure, 0.06, written)
    figure = median(at(v, "label", "acknowledged"))
    aim("200 k of 1 M labelled and acknowledged in 100 ms", figure, 0.1, ms(at(v, "label", "acknowledged")))
    figure = median(at(k, "label"))
    aim("... and on disk at most 50 ms later", figure, 0.05, f"{ms(at(k, 'label'))}, and before it is acknowledged")
    figure = ratio(at(p, "cellxgene", "save"), at(k, "save"))
    aim("save of 1 M x 5 at least 20x faster than cellxgene's", figure, 20, f"{figure or 0:.0f}x", least=True)
    figure = ratio(at(k, "pandas"), at(k, "reopen"))
    aim("reopening 1 M x 5 at least 5x faster than pandas reads it", figure, 5, f"{figure or 0:.1f}x", least=True)
    figure = at(k, "traced")
    aim("kernel beyond adata: at most 16 bytes a cell and 2 a category (5)", figure, 26, f"{figure or 0:.1f}")
    figure = at(v, "arrays")
    aim("browser: at most 24 bytes a cell", figure, 24, f"{figure or 0:.1f}, 3 open histograms included")
    figure = median(at(imports, "package"))
    aim("import: at most 0.3 s beyond anndata's own", figure, 0.3, ms(at(imports, "package")))
    return rows


def report(
    kernel: dict[int, Any], view: dict[int, Any], peers: dict[int, Any], imports: Any, rest: Any, commit: str
) -> str:
    """Write the page."""
    sizes = [n for n in SIZES if n in view or n in kernel]
    head = ["", *(f"{n:,} cells" for n in sizes)]

    def row(text: str, figures: dict[int, Any], *keys: str, write: Any = ms) -> list[str]:
        return [text, *("-" if (f := at(figures.get(n), *keys)) is None else write(f) for n in sizes)]

    def per_cell(value: Any) -> str:
        return f"{statistics.median(value) if isinstance(value, list) else value:.1f}"

    def megabytes(value: Any) -> str:
        return f"{value / 1e6:.0f} MB"

    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    load = os.getloadavg()[0]
    lines = [
        "# Benchmarks",
        "",
        f"Made by `make bench` at {commit} in one run: medians (smallest-largest) of 5, of 3 from a million on,",
        "in the browser of one at ten million. The machines are shared and noisy: the ratios count, not the times.",
        f"Python {platform.python_version()}, {versions};",
        f"{os.cpu_count()} cores, {platform.machine()}, no GPU: Chromium draws in software.",
        f"Load of the machine at the end: {load:.1f}.",
        "Cells: the 700 of `pbmc68k_reduced` drawn again and again, with jitter.",
        "",
        "## Aims",
        "",
        *table(["aim", "", "figure"], aims(kernel, view, peers, imports)),
        "",
        "## In the browser",
        "",
        *table(
            head,
            [
                row("`show` to a first picture (a sample of the cells)", view, "first"),
                row("`show` to all cells drawn", view, "all"),
                row("bare page with the same arrays, to all cells drawn", view, "bare"),
                row("bytes a cell until the first picture", view, "bytes", write=per_cell),
                row("bytes a cell with three histograms", view, "bytes later", write=per_cell),
                row("arrays in the page, bytes a cell", view, "arrays", write=per_cell),
                row("renderer and GPU processes", view, "processes", write=megabytes),
                *(
                    row(f"{name}: {what}", view, key, measure)
                    for key, name in {
                        "lasso": "lasso",
                        "label": "label the selection",
                        "zoom": "zoom",
                        "recolour by category": "recolour by category",
                        "recolour by number": "recolour by number",
                    }.items()
                    for measure, what in {
                        "asked": "handed to the GPU",
                        "script": "script, all that follows included",
                        "acknowledged": "acknowledged",
                        "drawn": "first drawn",
                        "blocked": "longest block",
                    }.items()
                    if measure not in ("acknowledged", "asked") or key in ("lasso", "label")
                ),
            ],
        ),
        "",
        "## In the kernel",
        "",
        *table(
            head,
            [
                row("open a session", kernel, "open"),
                row("the first category, with the names for the journal", kernel, "first category"),
                row("lasso of 200 points", kernel, "select"),
                row("label a fifth of the cells, on disk", kernel, "label"),
                row("undo, on disk", kernel, "undo"),
                row("save, 5 categories", kernel, "save"),
                row("merge", kernel, "merge"),
                row("reopen", kernel, "reopen"),
                row("pandas reads the same CSV", kernel, "pandas"),
                row("memory beyond adata, bytes a cell (resident)", kernel, "bytes", write=per_cell),
                row("the same, objects counted", kernel, "traced", write=per_cell),
            ],
        ),
        "",
        "## Others",
        "",
        "The same cells, browser and machine, once each. To a picture: until nothing more is drawn. cellxgene:",
        "its server's own code, from the bytes of the request to the file.",
        "",
        *table(["", *(f"{n:,} cells" for n in PEER_SIZES if n in peers)], peer_rows(kernel, view, peers)),
        "",
        "## Size and import",
        "",
        *table(
            ["", "this", "jupyter-scatter", "embedding-atlas"],
            [
                ["bundle", *(f"{size / 1000:,.0f} kB" if size else "-" for size in bundles(peers))],
                [
                    "import",
                    f"{ms(at(imports, 'package'))} beyond anndata, {ms(at(imports, 'widget'))} with ipywidgets",
                    *(ms(first_of(peers, name, "import")) for name in ("jupyter-scatter", "embedding-atlas")),
                ],
            ],
        ),
        "",
        *rest,
    ]
    return "\n".join(lines)


def first_of(peers: dict[int, Any], name: str, key: str) -> Any:
    """Return a figure of a peer at the first size that has it."""
    return next((found for n in peers if (found := at(peers[n], name, key)) is not None), None)


def bundles(peers: dict[int, Any]) -> list[int | None]:
    """Return the sizes of the bundles."""
    ours = (_ROOT / "cellxgene_widget" / "static" / "widget.js").stat().st_size
    return [ours, *(first_of(peers, name, "bundle") for name in ("jupyter-scatter", "embedding-atlas"))]


def peer_rows(kernel: dict[int, Any], view: dict[int, Any], peers: dict[int, Any]) -> list[list[str]]:
    """Return the rows that compare."""
    sizes = [n for n in PEER_SIZES if n in peers]

    def against(ours: Any, theirs: Any, failed: str | None) -> str:
        if not theirs:
            return failed or "-"
        ratio = f", {statistics.median(theirs) / statistics.median(ours):.1f} times ours" if ours else ""
        return f"{ms(theirs)}{ratio}"

    rows = [
        [
            "cellxgene 1.3.0: save of 5 categories",
            *(
                against(
                    at(kernel.get(n), "save"), at(peers[n], "cellxgene", "save"), at(peers[n], "cellxgene", "error")
                )
                for n in sizes
            ),
        ]
    ]
    for name in ("jupyter-scatter", "embedding-atlas"):
        for what, key, ours in (
            ("`show` to a picture", "all", ("all",)),
            ("recolour by number", "recolour by number", ("recolour by number", "drawn")),
        ):
            cells = [
                against(at(view.get(n), *ours), at(peers[n], name, key), at(peers[n], name, "error")) for n in sizes
            ]
            rows.append([f"{name}: {what}", *cells])
        for what, key in (("bytes a cell", "bytes"), ("arrays and heap in the page, bytes a cell", "arrays")):
            found = [at(peers[n], name, key) for n in sizes]
            written = ["-" if x is None else f"{x[0] if isinstance(x, list) else x:.1f}" for x in found]
            rows.append([f"{name}: {what}", *written])
    return rows
