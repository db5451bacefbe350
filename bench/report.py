"""The page of the benchmarks: what was aimed at, then a table for each piece; what is not there is said."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.aims import judged, limits
from bench.ontology import section
from bench.peer_rows import bundles, peer_rows
from bench.pieces import PIECES, SIZES, Piece
from bench.results import Results
from bench.sized_rows import SIZED
from bench.tables import at, ms, table

PACKAGES = ("anndata", "pandas", "numpy", "pyarrow", "anywidget", "ipywidgets")


class Figures:
    """What was measured: figures of a piece at a size, and why there are none."""

    def __init__(self, results: Results) -> None:
        self._results = results

    def __call__(self, piece: str, size: int | None = None) -> Any:
        """Return the figures; None if there are none."""
        found = self._results.of(piece if size is None else f"{piece}-{size}")
        return None if found is None else found.figures

    def why(self, piece: str, size: int | None = None) -> str:
        """Return why there are none."""
        found = self._results.of(piece if size is None else f"{piece}-{size}")
        return "not measured" if found is None else f"failed: {found.why}"

    def loads(self) -> list[float]:
        """Return the loads of the machine before the runs that the figures are of."""
        names = [(piece.name, size) for piece in PIECES for size in (SIZES if piece.sized else (None,))]
        found = [self._results.of(name if size is None else f"{name}-{size}") for name, size in names]
        return sorted({round(each.load, 1) for each in found if each is not None and each.figures is not None})


def report(results: Results, *, after: float) -> str:
    """Write the page."""
    figures = Figures(results)
    rows = judged(figures, limits())
    count = {verdict: sum(row[1] == verdict for row in rows) for verdict in ("met", "missed", "not measured")}
    lines = [
        "# Benchmarks",
        "",
        *_head(results.commit, figures.loads(), after),
        "",
        "## Aims",
        "",
        ", ".join(f"{n} {verdict}" for verdict, n in count.items()) + ".",
        "",
        *table(["aim", "", "figure", "what the limit is"], rows),
        "",
    ]
    for piece in PIECES:
        if piece.name == "imports":
            continue
        lines += [f"## {piece.title}", "", *([piece.text, ""] if piece.text else []), *_body(piece, figures), ""]
        if piece.name == "peers":
            lines += ["## Size and import", "", *_sizes(figures), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _head(commit: str, loads: Sequence[float], after: float) -> list[str]:
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    smaller = [f"{name}={value}" for name, value in sorted(os.environ.items()) if name.startswith("BENCH_")]
    before = " and ".join(f"{load:.1f}" for load in loads) or "-"
    return [
        f"Made by `make bench` at {commit}: medians (smallest-largest) of 5 or 6, from a million on of 3 or 4,",
        "at ten million of one.",
        "The ratios count, not the times, which are those of a small machine.",
        f"Python {platform.python_version()}, {versions};",
        f"{os.cpu_count()} cores, {platform.machine()}, no GPU: Chromium draws in software.",
        f"Load of the machine (average of a minute) before it began: {before}; at the end, by its own work:",
        f"{after:.1f}.",
        *([f"Other sizes than the aims are for: {', '.join(smaller)}."] if smaller else []),
        "Cells: the 700 of `pbmc68k_reduced` drawn again and again, with jitter.",
    ]


def _body(piece: Piece, figures: Figures) -> list[str]:
    if piece.name == "ontology":
        found = figures(piece.name)
        return section(found)[:-1] if found else [f"{figures.why(piece.name).capitalize()}."]
    if piece.rows:
        found = figures(piece.name)
        return table(["what", "measured", ""], found["rows"] if found else [[figures.why(piece.name), "", ""]])
    head = ["", *(f"{n:,} cells" for n in SIZES)]
    if piece.name == "peers":
        return table(head, peer_rows(figures))
    rows = [
        [text, *(_written(figures, piece.name, n, keys, write) for n in SIZES)]
        for text, keys, write in SIZED[piece.name]
    ]
    return table(head, rows)


def _written(figures: Figures, piece: str, n: int, keys: Sequence[str], write: Any) -> str:
    found = figures(piece, n)
    if found is None:
        return figures.why(piece, n)
    value = at(found, *keys)
    return "-" if value is None or value == [] else str(write(value))


def _sizes(figures: Figures) -> list[str]:
    ours = (Path(__file__).parents[1] / "cellxgene_widget" / "static" / "widget.js").stat().st_size
    names, sizes, imports = bundles(figures)
    found = figures("imports")
    own = f"{ms(at(found, 'package'))} beyond anndata, {ms(at(found, 'widget'))} with ipywidgets" if found else "-"
    return table(
        ["", "this", *names],
        [
            ["bundle", f"{ours / 1000:,.0f} kB", *(f"{size / 1000:,.0f} kB" if size else "-" for size in sizes)],
            ["import", own, *map(ms, imports)],
        ],
    )
