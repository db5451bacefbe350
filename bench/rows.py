"""Prints the rows of a benchmark that makes them itself, as JSON: ``python -m bench.rows drafts``."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """What was measured, how much it is, and what it is compared with."""

    what: str
    measured: str
    beside: str = ""
    #: What the aims know it by, and the figures themselves.
    key: str = ""
    values: Sequence[float] = ()


def main() -> None:
    """Measure and print: the rows, and the figures of those that have a key."""
    rows = [Row(*row) for row in importlib.import_module(f"bench.{sys.argv[1]}").rows()]
    figures = {row.key: list(row.values) for row in rows if row.key}
    print(json.dumps({"rows": [row[:3] for row in rows], **figures}))


if __name__ == "__main__":
    main()
