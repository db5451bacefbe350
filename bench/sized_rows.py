"""The rows of the pieces that are measured at each number of cells: their text, and where the figure is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bench.tables import megabytes, ms, per_cell

SizedRow = tuple[str, tuple[str, ...], Callable[[Any], str]]

_MEASURES = {
    "asked": "handed to the GPU",
    "script": "script, all that follows included",
    "acknowledged": "acknowledged",
    "drawn": "first drawn",
    "blocked": "longest block",
}
_ACTS = {
    "lasso": "lasso",
    "label": "label the selection",
    "zoom": "zoom",
    "recolour by category": "recolour by category",
    "recolour by number": "recolour by number",
}


def _acts() -> list[SizedRow]:
    return [
        (f"{name}: {what}", (key, measure), ms)
        for key, name in _ACTS.items()
        for measure, what in _MEASURES.items()
        if measure not in ("acknowledged", "asked") or key in ("lasso", "label")
    ]


def _first() -> list[SizedRow]:
    rows: list[SizedRow] = []
    for how in ("warm", "cold"):
        rows += [
            (f"{how}: `show` to a first picture (of many cells a sample)", (f"ours {how}", "first"), ms),
            (f"{how}: `show` to all cells drawn", (f"ours {how}", "all"), ms),
            (f"{how}: bare page with the same arrays, to all cells drawn", (f"bare {how}", "all"), ms),
            (f"{how}: jupyter-scatter to all cells drawn", (f"jupyter-scatter {how}", "first"), ms),
        ]
    return [
        *rows,
        ("jupyter-scatter failed", ("jupyter-scatter", "error"), str),
        ("bytes a cell until the first picture", ("bytes",), per_cell),
        ("bytes a cell when all is there", ("bytes later",), per_cell),
    ]


SIZED: dict[str, list[SizedRow]] = {
    "first": _first(),
    "lab": [
        ("cold: to a first picture", ("cold", "first"), ms),
        ("cold: to all cells drawn", ("cold", "all"), ms),
        ("cold: until the cell has run", ("cold", "done"), ms),
        ("warm: to a first picture", ("warm", "first"), ms),
        ("warm: to all cells drawn", ("warm", "all"), ms),
        ("warm: until the cell has run", ("warm", "done"), ms),
        ("lasso to the count of its cells", ("count",), ms),
        ("lasso to an estimate of its markers", ("estimate",), ms),
        ("lasso to its markers, exact", ("markers",), ms),
        ("a digit's key to the label on disk (the journal's fsync)", ("durable",), ms),
        ("Shift+Enter to a draft of 5 categories listed", ("draft", "listed"), ms),
        ("... to all cells drawn", ("draft", "all"), ms),
        ("Shift+Enter to merged, 5 categories", ("merge",), ms),
        ("memory that another run of the cell keeps, bytes a cell", ("kept by another run",), per_cell),
    ],
    "acts": [
        ("arrays in the page, bytes a cell", ("arrays",), per_cell),
        ("the same of data without numbers: no histograms", ("arrays plain",), per_cell),
        ("renderer and GPU processes", ("processes",), megabytes),
        *_acts(),
    ],
    "kernel": [
        ("open a session", ("open",), ms),
        ("the first category, with the names for the journal", ("first category",), ms),
        ("lasso of 200 points", ("select",), ms),
        ("label a fifth of the cells, on disk", ("label",), ms),
        ("undo, on disk", ("undo",), ms),
        ("save, 5 categories", ("save",), ms),
        ("merge", ("merge",), ms),
        ("reopen", ("reopen",), ms),
        ("pandas reads the same CSV", ("pandas",), ms),
        ("memory beyond adata, bytes a cell (resident)", ("bytes",), per_cell),
        ("the same, objects counted", ("traced",), per_cell),
    ],
}
