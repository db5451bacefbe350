"""Labels as people write them, with the terms they mean: of our own, by kind, for tests and the benchmark.

``ontology_labels.csv`` has the columns ``label, cl_id, cl_name, also_ok, tissue, source, kind``; a label without an id
is one that no term may be offered for as sure. ``tissue`` is ``none`` where nothing is said.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

OURS = Path(__file__).with_suffix(".csv")


class Labelled(NamedTuple):
    """A label, and what an expert takes it for."""

    label: str
    term_id: str
    also_ok: frozenset[str]
    tissue: str | None
    kind: str

    @property
    def accepted(self) -> frozenset[str]:
        return self.also_ok | {self.term_id} if self.term_id else frozenset()


def labelled(path: Path = OURS) -> list[Labelled]:
    """Read such a file. ``NA`` is a label."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Labelled(
                row["label"],
                row["cl_id"],
                frozenset(filter(None, row["also_ok"].split(";"))),
                None if row["tissue"] in {"", "none"} else row["tissue"],
                row["kind"],
            )
            for row in csv.DictReader(lines)
        ]
