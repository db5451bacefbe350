"""The rows that compare with other programs: none is left out, and where one fails the sentence of it stands there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from bench.pieces import SIZES
from bench.tables import at, middle, ms, per_cell, ratio

#: The ones whose picture is looked at, with the version that is measured.
WIDGETS = {"jupyter-scatter": "1.0.1", "embedding-atlas": "0.22.0", "reglscatterpy": "0.6.36"}
CELLXGENE = "1.3.0"


def peer_rows(figures: Callable[..., Any]) -> list[list[str]]:
    """Return the rows."""
    rows = []
    for name, version in WIDGETS.items():
        rows.append(_row(f"{name} {version}: to a picture", figures, name, ("all",), ("first", "ours warm", "all")))
    rows.append(
        _row(f"cellxgene {CELLXGENE}: save of 5 categories", figures, "cellxgene", ("save",), ("kernel", "save"))
    )
    ours = ("acts", "recolour by number", "drawn")
    rows += [_row(f"{name}: recolour by number", figures, name, ("recolour by number",), ours) for name in WIDGETS]
    rows += [
        [f"{name}: {what}", *(per_cell(at(figures("peers", n), name, key)) for n in SIZES)]
        for what, key in (("bytes a cell", "bytes"), ("arrays and heap in the page, bytes a cell", "arrays"))
        for name in WIDGETS
    ]
    return rows


def _row(text: str, figures: Any, name: str, theirs: Sequence[str], ours: Sequence[str]) -> list[str]:
    piece, *keys = ours
    return [text, *(_against(figures, name, theirs, n, at(figures(piece, n), *keys)) for n in SIZES)]


def _against(figures: Any, name: str, theirs: Sequence[str], n: int, ours: Any) -> str:
    found = figures("peers", n)
    if found is None:
        return str(figures.why("peers", n))
    times = at(found, name, *theirs)
    if not times:
        return str(at(found, name, "error") or at(found, name, f"no {theirs[0]}") or "-")
    times_ours = ratio(times, ours)
    return ms(times) + (f", {times_ours:.1f} times ours" if times_ours is not None else "")


def bundles(figures: Callable[..., Any]) -> tuple[list[str], list[float | None], list[Any]]:
    """Return the names of the others, the sizes of their bundles, and how long their imports take."""

    def first(name: str, key: str) -> Any:
        return next((found for n in SIZES if (found := at(figures("peers", n), name, key)) is not None), None)

    names = list(WIDGETS)
    return names, [middle(first(name, "bundle")) for name in names], [first(name, "import") for name in names]
