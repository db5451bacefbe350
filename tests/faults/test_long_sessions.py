"""A long session costs no more at its end than after its first minutes: memory, and the journal on disk."""

from __future__ import annotations

import gc
import statistics
import time
import tracemalloc
from pathlib import Path

import numpy as np

from cellxgene_widget.draft import store as draft_keeper
from cellxgene_widget.labels.history import UNDO_DEPTH

from .small import small_cells

LABELS = [f"Label {k}" for k in range(12)]


def test_memory_and_journal_stay_bounded(sessions, tmp_path, soak, figures, monkeypatch):
    # a tenth of the cells is more than a recipe names one by one: then it holds them as a set
    n_cells, n_edits, limit = (100_000, 2000, 1_000_000) if soak else (20_000, 160, 60_000)
    keep = UNDO_DEPTH if soak else 40
    monkeypatch.setattr(draft_keeper, "COMPACT_BYTES", limit)
    monkeypatch.setattr(draft_keeper, "COMPACT_KEEP", keep)
    monkeypatch.setattr("cellxgene_widget.labels.history.UNDO_DEPTH", keep)
    rng = np.random.default_rng(0)
    session = sessions(tmp_path, small_cells(n_cells), name="long")
    session.create_category("c")
    expected = np.full(n_cells, "unassigned", dtype=object)
    times, held, sizes, written = [], [], [0], 0

    def edit(number: int) -> None:
        # a lasso of a tenth of the cells, in file order here and there
        low = int(rng.integers(n_cells))
        session.select(cells=np.flatnonzero((np.arange(n_cells) * 7919 + low) % n_cells < n_cells // 10))
        label = LABELS[number % len(LABELS)]
        begin = time.perf_counter()
        session.label(label, category="c")
        times.append(time.perf_counter() - begin)
        expected[session.selected] = label
        if number % 40 == 39:
            nonlocal written
            journal = next(Path(session.draft_folder).rglob("*.journal"))
            written += journal.stat().st_size - sizes[-1]
            session.save()
            sizes.append(journal.stat().st_size)

    tracemalloc.start()
    try:
        for number in range(n_edits):
            edit(number)
            # by now the undo is as deep as it gets, and so is what there is to go back to of the selection
            if number >= n_edits // 2 and number % 40 == 39:
                gc.collect()
                held.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    growth = (held[-1] - held[0]) / (n_edits // 2)
    figures |= {
        "edits": n_edits,
        "bytes more an edit": int(growth),
        "bytes of journal written": written,
        "bytes of it that stay": sizes[-1],
        "µs for one of the first hundred": int(1e6 * statistics.median(times[:100])),
        "µs for one of the last hundred": int(1e6 * statistics.median(times[-100:])),
    }
    # the history keeps a line for each edit; nothing that is as long as the cells
    assert growth < max(4000, n_cells / 20), held
    # an entry that was compacted has no cells any more, only the line that history shows
    assert sizes[-1] < 0.75 * written, (sizes, written)
    assert session.annotations["c"].tolist() == expected.tolist()
    assert len(session.history) == session.revision
