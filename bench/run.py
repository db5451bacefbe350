"""Runs the benchmarks and writes their figures to bench/README.md. Times on shared machines are noisy.

``make bench`` runs what has no figures of this commit yet: after an interruption it goes on where it was.
``ARGS=--fresh`` begins anew; ``ARGS="--sizes 10000 100000"`` leaves the large sizes out; ``ARGS="--labels FILE"`` has
the search for terms measured on labels of one's own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.ontology import section
from bench.report import PEER_SIZES, SIZES, report, table

_HERE = Path(__file__).parent
_ROOT = _HERE.parent
_RESULTS = _HERE / ".cache" / "results"

ONTOLOGY = "## Terms of the Cell Ontology by a person's words"
#: Seconds for one part, the largest included.
PATIENCE = 900


def commit() -> str:
    """Return what the figures are of."""
    ran = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=_ROOT, capture_output=True, text=True, check=False
    )
    return ran.stdout.strip() or "unknown"


def part(name: str, *arguments: object, fresh: bool) -> Any:
    """Return the figures of one part, from a process of its own; None (and why) if it failed."""
    file = _RESULTS / f"{'-'.join([name, *(str(each).replace('/', '_') for each in arguments)])}.json"
    if file.exists() and not fresh:
        kept = json.loads(file.read_text())
        if kept["commit"] == commit() and kept["figures"] is not None:
            return kept["figures"]
    begin = time.monotonic()
    command = [sys.executable, "-m", f"bench.{name}", *map(str, arguments)]
    print(f"{' '.join(command[1:])} ...", end=" ", flush=True, file=sys.stderr)
    try:
        ran = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, timeout=PATIENCE, check=True)
        figures = json.loads(ran.stdout.splitlines()[-1])
    except subprocess.TimeoutExpired:
        figures, why = None, f"it took more than {PATIENCE} s"
    except (subprocess.CalledProcessError, ValueError, IndexError) as error:
        figures, why = None, (getattr(error, "stderr", "").strip().splitlines() or [str(error)])[-1]
    print(f"{time.monotonic() - begin:.0f} s" if figures is not None else why, file=sys.stderr)
    _RESULTS.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"commit": commit(), "figures": figures}))
    return figures


def others(fresh: bool) -> list[str]:  # noqa: FBT001
    """Return the tables of drafts and of actions at a hundred thousand cells."""
    lines = []
    for name, title, text in (
        (
            "drafts",
            "Drafts",
            "Synthetic: random labels, lassos of about 2 % of a normal distribution, cells in random order.",
        ),
        ("view", "Actions in the view", "Script time in the page (drawing apart), 100,000 cells."),
        (
            "evidence",
            "Evidence",
            (
                "Cells of `pbmc68k_reduced` drawn again and again, genes repeated to 2,000, 8 % of values above 0. "
                "Files are in the system's cache, as on a second look. Memory is the growth of the peak (RSS) in a "
                "process of its own."
            ),
        ),
        (
            "doubt",
            "Neighbours",
            "Graphs of `scanpy.pp.neighbors`; for times one whose neighbours are anywhere within a fifth of the cells.",
        ),
        (
            "clusters",
            "Clusters in place",
            (
                "The PCA of `pbmc68k_reduced` (50 columns) resampled with jitter to 100,000 cells; 15 neighbours, "
                "leiden by igraph, a UMAP. A person may cancel at any moment, and select and label meanwhile."
            ),
        ),
        (
            "review",
            "Review",
            "The groups of cells of a queue by doubt, walked through in order, over all of their cells.",
        ),
        (
            "agreement",
            "Several annotators",
            (
                "30 labels; each annotator has 90 % of the cells, and says of every tenth something else. All that a "
                "comparison tells: kappa, alpha, alpha by terms, what is of each cell, pairs, confusion, per label."
            ),
        ),
    ):
        found = part("rows", name, fresh=fresh)
        lines += [f"## {title}", "", text, "", *table(["what", "measured", ""], found or [["failed", "", ""]]), ""]
    return lines


def ontology(labels: Path | None, fresh: bool) -> list[str]:  # noqa: FBT001
    """Return the tables of the search for terms."""
    found = part("ontology", "--json", *([] if labels is None else [labels.resolve()]), fresh=fresh)
    return [ONTOLOGY, "", *(section(found) if found else ["failed", ""])]


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fresh", action="store_true", help="measure all anew")
    parser.add_argument("--labels", type=Path, help="a file of labels and their terms, see bench/ontology.py")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    options = parser.parse_args()
    fresh = options.fresh
    imports = part("imports", fresh=fresh)
    kernel = {n: found for n in options.sizes if (found := part("kernel", n, fresh=fresh))}
    view = {n: found for n in options.sizes if (found := part("browser", n, fresh=fresh))}
    peers = {n: found for n in PEER_SIZES if n in options.sizes and (found := part("peers", n, fresh=fresh))}
    rest = [*others(fresh), *ontology(options.labels, fresh)]
    text = report(kernel, view, peers, imports, rest, commit())
    _HERE.joinpath("README.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
