"""Drafts at a million cells: the CSV against pandas, an edit until it is durable, the size of the journal."""

from __future__ import annotations

import io
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from cellxgene_widget.draft.csv_reader import parse_csv
from cellxgene_widget.draft.csv_writer import RowNames, csv_parts
from cellxgene_widget.draft.journal import Journal
from cellxgene_widget.draft.table import DraftCategory, DraftLabel, DraftTable
from cellxgene_widget.labels.annotations import Annotations
from cellxgene_widget.labels.commands import Command
from cellxgene_widget.labels.edits import AddLabel, Assign, CreateCategory
from cellxgene_widget.labels.history import History
from cellxgene_widget.selection.polygons import in_polygons

REPEATS = 5
N_LABELS = 20

Row = tuple[str, str, str]


def seconds(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Return the median time of some work."""
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def rows(n_cells: int = 1_000_000, n_edits: int = 1000) -> Iterator[Row]:
    """Yield what was measured, how much it is, and what it is compared with."""
    rng = np.random.default_rng(0)
    cells = pd.Index([f"{''.join(rng.choice(list('ACGT'), 16))}-{i}" for i in range(1000)], dtype=object)
    cells = pd.Index([f"{cells[i % 1000]}-{i}" for i in range(n_cells)], dtype=object)
    labels = tuple(DraftLabel(f"Label {k}") for k in range(N_LABELS))
    codes = [rng.integers(0, N_LABELS + 1, n_cells).astype(np.uint8) for _ in range(5)]
    table = DraftTable(cells, tuple(DraftCategory(f"category {k}", labels, c) for k, c in enumerate(codes)))
    levels = ["unassigned", *(label.name for label in labels)]
    frame = pd.DataFrame(
        {c.name: pd.Categorical.from_codes(c.codes.astype(int), categories=pd.Index(levels)) for c in table.categories},
        index=cells,
    )
    names = RowNames(cells)
    data = b"".join(csv_parts(table, [], names))
    ours, theirs = (
        seconds(lambda: b"".join(csv_parts(table, [], names))),
        seconds(lambda: frame.to_csv(io.BytesIO()), 3),
    )
    yield f"write the CSV, {n_cells:,} x 5", f"{ours:.2f} s", f"{theirs / ours:.0f} x faster than `DataFrame.to_csv`"
    yield "encode the row names, once a session", f"{seconds(lambda: RowNames(cells)):.2f} s", ""
    ours = seconds(lambda: parse_csv(data, "bench", cells))
    theirs = seconds(lambda: pd.read_csv(io.BytesIO(data), comment="#", dtype="category", index_col=0), 3)
    yield (
        f"read the CSV when a draft is reopened, {n_cells:,} x 5",
        f"{ours:.2f} s",
        f"{theirs / ours:.1f} x faster than `pandas.read_csv` by the recipe",
    )
    yield from journal_rows(n_cells, n_edits, cells)


def journal_rows(n_cells: int, n_edits: int, cells: pd.Index[str]) -> Iterator[Row]:
    """Lassos of 2 % of the cells, in the random order that cells have in files."""
    rng = np.random.default_rng(1)
    points = rng.normal(size=(n_cells, 2)).astype(np.float32)
    angles = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    circle = np.c_[np.cos(angles), np.sin(angles)]
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "bench.journal")
        history = History(Annotations(n_cells), "bench", "frame")
        tail = [history.do(Command(CreateCategory("c"), "create_category", "", "c", None)).entry]
        tail += [
            history.do(Command(AddLabel("c", f"{k}", "#123456"), "add_label", "", "c", None)).entry
            for k in range(N_LABELS)
        ]
        journal.append(tail, {"frame": cells})
        begin, times, labelled = journal.size, [], 0
        for number in range(n_edits):
            center = points[rng.integers(n_cells)]
            inside = np.flatnonzero(in_polygons(points, [circle * 0.28 + center])).astype(np.uint32)
            start = time.perf_counter()
            change = history.do(Command(Assign("c", f"{number % N_LABELS}", inside), "label", "", "c", None))
            journal.append([change.entry], {"frame": cells})
            times.append(time.perf_counter() - start)
            labelled += inside.size
        size = journal.size - begin
        journal.close()
        yield (
            f"journal of {n_edits:,} lassos of {labelled // n_edits:,} cells each",
            f"{size / 1e6:.0f} MB",
            f"{size / labelled:.2f} bytes a cell, undo included",
        )
        yield "one such edit until it is on disk", f"{1000 * statistics.median(times):.0f} ms", ""
        content_seconds = seconds(lambda: Journal(journal.path).read(), 3)
        yield "reading that journal again", f"{content_seconds:.2f} s", ""
