"""A long session costs no more at its end than after its first minutes: memory, and the journal on disk."""

from __future__ import annotations

import gc
import statistics
import time
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from cellxgene_widget import draft_keeper
from cellxgene_widget.ledger import UNDO_DEPTH

from .small import small_cells

LABELS = [f"Label {k}" for k in range(12)]


def test_memory_and_journal_stay_bounded(sessions, tmp_path, soak, figures, monkeypatch):
    if not soak:
        pytest.skip("a few edits say nothing about many: make soak")
    n_cells, n_edits, limit = (100_000, 2000, 5_000_000) if soak else (10_000, 160, 60_000)
    keep = UNDO_DEPTH if soak else 40
    monkeypatch.setattr(draft_keeper, "COMPACT_BYTES", limit)
    monkeypatch.setattr(draft_keeper, "COMPACT_KEEP", keep)
    monkeypatch.setattr("cellxgene_widget.ledger.UNDO_DEPTH", keep)
    rng = np.random.default_rng(0)
    session = sessions(tmp_path, small_cells(n_cells), name="long")
    session.create_category("c")
    expected = np.full(n_cells, "unassigned", dtype=object)
    times, held, sizes = [], [], []

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
            session.save()
            journal = next(Path(session.draft_folder).rglob("*.journal"))
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
        "bytes of journal at the most": max(sizes),
        "µs for one of the first hundred": int(1e6 * statistics.median(times[:100])),
        "µs for one of the last hundred": int(1e6 * statistics.median(times[-100:])),
    }
    # the history keeps a line for each edit; nothing that is as long as the cells
    assert growth < max(8000, n_cells / 20), held
    assert max(sizes) < limit + 4 * max(np.diff([0, *sizes])), sizes
    assert sizes[-1] < sum(size for size in np.diff([0, *sizes]) if size > 0), "the journal was never compacted"
    assert session.annotations["c"].tolist() == expected.tolist()
    assert len(session.history) == session.revision
