"""cellxgene's save of labels by its own code, as its server does it for a PUT; runs in an environment of its own.

``python peer_cellxgene.py N N_CATEGORIES REPEATS`` prints JSON: seconds, each time.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from server.common.annotations.local_file_csv import AnnotationsLocalFile
from server.common.fbs.matrix import decode_matrix_fbs, encode_matrix_fbs


class Adaptor:
    """What the save asks of the data."""

    def get_last_mod_time(self) -> None:
        """Return when the data changed last: not known."""

    def get_location(self) -> str:
        """Return its path."""
        return "bench.h5ad"


def main() -> None:
    """Measure."""
    n, n_categories, repeats = map(int, sys.argv[1:])
    rng = np.random.default_rng(0)
    levels = ["unassigned", *(f"Label {k}" for k in range(10))]
    columns = {
        f"category {k}": pd.Categorical.from_codes(rng.integers(0, len(levels), n), pd.Index(levels))
        for k in range(n_categories)
    }
    frame = pd.DataFrame(columns)
    posted = encode_matrix_fbs(frame, col_idx=frame.columns)
    names = pd.Index([f"cell-{i}" for i in range(n)])
    times, writes = [], []
    with tempfile.TemporaryDirectory() as folder:
        annotations = AnnotationsLocalFile({"user-annotations": True}, None, str(Path(folder) / "labels.csv"), None)
        for _ in range(repeats):
            begin = time.perf_counter()
            labels = decode_matrix_fbs(bytes(posted))
            labels.index = names
            decoded = time.perf_counter()
            annotations.write_labels(labels, Adaptor())
            times.append(time.perf_counter() - begin)
            writes.append(time.perf_counter() - decoded)
    print(json.dumps({"save": times, "write": writes}))


main()
