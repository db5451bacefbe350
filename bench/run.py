"""Runs the benchmarks and writes their figures to bench/README.md. Times on shared machines are noisy."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import drafts, evidence, view

PACKAGES = ("anndata", "pandas", "numpy", "pyarrow", "scanpy")


def main() -> None:
    """Measure, print and write."""
    found = list(drafts.rows())
    acts = list(view.rows())
    speaks = list(evidence.rows())
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    lines = [
        "# Benchmarks",
        "",
        "Made by `make bench` in one run; medians. The machines are shared and noisy: the ratios count, not the times.",
        f"Python {platform.python_version()}, {versions}; {os.cpu_count()} cores, {platform.machine()}, no GPU.",
        "",
        "## Drafts",
        "",
        "| what | measured | |",
        "|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in found),
        "",
        "The cells are synthetic: random labels, lassos of about 2 % of a two-dimensional normal distribution, in the",
        "random order that cells have in files.",
        "",
        "## Actions in the view",
        "",
        "Script time in the page (what keeps it from answering, drawing apart), 100,000 cells resampled from",
        "`pbmc68k_reduced` with jitter, Chromium with software rendering.",
        "",
        "| action | median | |",
        "|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in acts),
        "",
        "## Evidence",
        "",
        "Cells of `pbmc68k_reduced` drawn again and again, its genes repeated to 2,000, 8 % of the values not zero.",
        "Files are in the system's cache, as on a second look. Memory is the growth of the peak (RSS) in a process of",
        "its own.",
        "",
        "| what | median | |",
        "|---|---|---|",
        *(f"| {' | '.join(row)} |" for row in speaks),
        "",
    ]
    Path(__file__).with_name("README.md").write_text("\n".join(lines))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
