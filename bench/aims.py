"""What was aimed at, and whether it is met."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.tables import at, middle, ms, ratio

#: What keeps us from an aim, by its key: written by who has looked at a profile.
LIMITS = Path(__file__).parent / "limits.toml"

#: Gives the figures of a piece (at a size); None where there are none.
Look = Callable[..., Any]


@dataclass(frozen=True)
class Aim:
    """One aim: a figure, and where it has to be."""

    key: str
    text: str
    #: Gives the figure, and how it is written.
    figure: Callable[[Look], float | None]
    limit: float
    written: Callable[[Look], str]
    #: Whether the figure is to be at least the limit, and not at most.
    least: bool = False

    def judged(self, look: Look) -> tuple[str, str]:
        """Return ``met``, ``missed`` or ``not measured``, and the figure as it is written."""
        figure = self.figure(look)
        if figure is None:
            return "not measured", ""
        met = figure >= self.limit if self.least else figure <= self.limit
        return ("met" if met else "missed"), self.written(look)


def _seconds(key: str, text: str, limit: float, piece: tuple[object, ...], *keys: str) -> Aim:
    """Make an aim of some times: their median is at most the limit."""
    return Aim(key, text, lambda look: middle(at(look(*piece), *keys)), limit, lambda look: ms(at(look(*piece), *keys)))


def _times(
    key: str,
    text: str,
    limit: float,
    above: Callable[[Look], Any],
    below: Callable[[Look], Any],
    *,
    least: bool = False,
) -> Aim:
    """Make an aim of how many times one figure is another."""
    return Aim(
        key,
        text,
        lambda look: ratio(above(look), below(look)),
        limit,
        lambda look: f"{ratio(above(look), below(look)) or 0:.2f}x: {ms(above(look))} and {ms(below(look))}",
        least=least,
    )


def _of(piece: str, size: int | None, *keys: str) -> Callable[[Look], Any]:
    return lambda look: at(look(piece) if size is None else look(piece, size), *keys)


def _bytes(key: str, text: str, limit: float, piece: str, size: int, *keys: str) -> Aim:
    of = _of(piece, size, *keys)
    return Aim(key, text, lambda look: _rounded(middle(of(look))), limit, lambda look: f"{middle(of(look)) or 0:.1f}")


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


_MILLION, _MOST = 1_000_000, 10_000_000

AIMS: tuple[Aim, ...] = (
    _seconds("first-10k", "10 k cells: first picture in 0.9 s, warm", 0.9, ("first", 10_000), "ours warm", "first"),
    *(
        _times(
            f"first-peer-{name}",
            f"{name} cells: first picture at most 0.8x of jupyter-scatter's",
            0.8,
            _of("first", n, "ours warm", "first"),
            _of("first", n, "jupyter-scatter warm", "first"),
        )
        for name, n in {"10 k": 10_000, "100 k": 100_000, "1 M": _MILLION, "10 M": _MOST}.items()
    ),
    _times(
        "all-1m",
        "1 M cells all drawn within 1.6x of the bare page",
        1.6,
        _of("first", _MILLION, "ours warm", "all"),
        _of("first", _MILLION, "bare warm", "all"),
    ),
    _seconds("estimate-memory", "100 k x 2 k in memory: markers estimated in 150 ms", 0.15, ("markers",), "estimate"),
    _seconds("markers-warm", "100 k x 2 k in memory: exact markers in 60 ms, warm", 0.06, ("markers",), "exact warm"),
    _seconds("markers-cold", "... and in 200 ms, cold", 0.2, ("markers",), "exact cold"),
    _seconds("estimate-disk", "lazy 1 M x 2 k: markers estimated in 1 s", 1, ("atlas",), "with it: estimate"),
    _seconds("exact-disk", "... and exact in 6 s, with the gene index", 6, ("atlas",), "with it: exact"),
    _times(
        "wilcoxon",
        "`rank_genes` (Wilcoxon, its default) at most 1.5x of illico alone",
        1.5,
        _of("markers", None, "rank_genes"),
        _of("markers", None, "illico"),
    ),
    _seconds("first-10m", "10 M cells: first picture in 4 s", 4, ("first", _MOST), "ours warm", "first"),
    _times(
        "all-10m",
        "10 M cells all drawn within 2x of the bare page",
        2,
        _of("first", _MOST, "ours warm", "all"),
        _of("first", _MOST, "bare warm", "all"),
    ),
    _seconds(
        "lasso-10m", "lasso over 10 M cells: page blocked at most 250 ms", 0.25, ("acts", _MOST), "lasso", "blocked"
    ),
    _bytes(
        "memory-10m",
        "10 M cells: as much memory in the page as before (28.0 bytes a cell)",
        28.0,
        "acts",
        _MOST,
        "arrays",
    ),
    _seconds("labels-open", "2,000 labels in a category listed in 0.5 s", 0.5, ("labels",), "listed"),
    _seconds("labels-type", "... typing: longest script under 50 ms", 0.05, ("labels",), "typing"),
    _seconds("labels-scroll", "... scrolling: longest script under 50 ms", 0.05, ("labels",), "scrolling"),
    _times(
        "save",
        "save of 1 M x 5 at least 10x faster than cellxgene's",
        10,
        _of("peers", _MILLION, "cellxgene", "save"),
        _of("kernel", _MILLION, "save"),
        least=True,
    ),
    _times(
        "reopen",
        "reopening 1 M x 5 at least 8x faster than pandas reads it",
        8,
        _of("kernel", _MILLION, "pandas"),
        _of("kernel", _MILLION, "reopen"),
        least=True,
    ),
    _bytes(
        "memory-kernel", "kernel beyond adata: 24 bytes a cell with 5 categories", 24.0, "kernel", _MILLION, "traced"
    ),
    _bytes(
        "memory-again",
        "running a cell again frees: each further time holds at most 1 byte a cell more",
        1.0,
        "lab",
        _MILLION,
        "kept by another run",
    ),
    _bytes("memory-page", "browser: 24 bytes a cell without histograms", 24.0, "acts", _MILLION, "arrays plain"),
    _times(
        "workers",
        "markers on two `dask.distributed` workers at least 1.5x as fast as on one",
        1.5,
        _of("workers", None, "one"),
        _of("workers", None, "two"),
        least=True,
    ),
    # of before
    _bytes("bytes", "at most 9 bytes a cell until the first picture", 9.0, "first", _MILLION, "bytes"),
    _seconds(
        "label", "200 k of 1 M labelled and acknowledged in 100 ms", 0.1, ("acts", _MILLION), "label", "acknowledged"
    ),
    _seconds("durable", "... and on disk in 50 ms of the kernel's time", 0.05, ("kernel", _MILLION), "label"),
    _seconds("import", "import, with all that `show` is of: at most 0.3 s beyond anndata", 0.3, ("imports",), "widget"),
)


def limits(file: Path = LIMITS) -> dict[str, str]:
    """Return what is known to keep us from aims, by their keys."""
    return {key: " ".join(str(text).split()) for key, text in tomllib.loads(file.read_text("utf-8")).items()}


def judged(look: Look, limits: Mapping[str, str], aims: tuple[Aim, ...] = AIMS) -> list[tuple[str, str, str, str]]:
    """Return a row for each aim: the text, met or missed, the figure, and of a missed one what the limit is."""
    rows = []
    for aim in aims:
        verdict, written = aim.judged(look)
        why = limits.get(aim.key, "not looked into yet") if verdict == "missed" else ""
        rows.append((aim.text, verdict, written, why))
    return rows
