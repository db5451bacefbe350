"""Runs the benchmarks on a quiet machine and writes their figures to bench/README.md.

``make bench`` measures what has no figures of this commit yet: after an interruption it goes on where it was, and what
failed is tried again. Before it begins it waits until nothing else runs, and refuses to begin where that does not come.

``ARGS="--only first markers"``, ``ARGS="--sizes 10000 100000"``: some pieces, some sizes; in the page stands what there
is of this commit, and of the rest that it was not measured. ``ARGS=--fresh`` begins anew. ``ARGS=--noisy`` measures
beside whatever runs, to try a piece; its page is build/bench.md. ``ARGS="--labels FILE"`` has the search for terms
measured on labels of one's own.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.load import NoisyError, load, wait_until_quiet
from bench.pieces import PIECES, SIZES, Piece
from bench.report import report
from bench.results import Results, commit

_HERE = Path(__file__).parent
_ROOT = _HERE.parent


def run(command: Sequence[str], patience: float) -> tuple[Any, str, float]:
    """Return the figures that a process prints, or None and why; and how long it took."""
    begin = time.monotonic()
    print(f"{' '.join(command)} ...", end=" ", flush=True, file=sys.stderr)
    figures, why = None, ""
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        out, errors = process.communicate(timeout=patience)
        if process.returncode:
            why = (errors.strip().splitlines() or [f"it ended with {process.returncode}"])[-1]
        else:
            figures = json.loads(out.splitlines()[-1])
    except subprocess.TimeoutExpired:
        why = f"it took more than {patience:g} s"
    except (ValueError, IndexError):
        why = "it printed no figures"
    finally:
        if process.poll() is None:
            end(process)
    took = time.monotonic() - begin
    print(f"{took:.0f} s" if figures is not None else why, file=sys.stderr)
    return figures, why, took


def end(process: subprocess.Popen[str]) -> None:
    """End a process and what it has started: its own group, nothing else."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        os.killpg(process.pid, sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=20)
            return


def measure(pieces: Sequence[Piece], sizes: Sequence[int], labels: Path | None, results: Results) -> None:
    """Measure what is missing, the small sizes of all pieces first."""
    for size in (None, *sizes):
        for piece in pieces:
            if piece.sized == (size is None):
                continue
            arguments: list[object] = [] if size is None else [size]
            if piece.name == "ontology":
                arguments = ["--json", *([] if labels is None else [labels.resolve()])]
            command = piece.command(*arguments)
            results.measured(
                named(piece.name, size),
                lambda command=command, piece=piece: run(command, piece.patience),  # type: ignore[misc]
            )


def named(piece: str, size: int | None = None) -> str:
    """Return the name of a part: a piece, at a size."""
    return piece if size is None else f"{piece}-{size}"


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    names = [piece.name for piece in PIECES]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fresh", action="store_true", help="measure all anew")
    parser.add_argument(
        "--only", nargs="+", metavar="PIECE", default=names, help=f"measure these alone: {', '.join(names)}"
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="numbers of cells")
    parser.add_argument("--wait", type=float, default=5, metavar="MINUTES", help="how long to wait for quiet")
    parser.add_argument("--noisy", action="store_true", help="try it beside other programs; no page of record")
    parser.add_argument("--labels", type=Path, help="a file of labels and their terms, see bench/ontology.py")
    read = parser.parse_args(arguments)
    read.only = [name for each in read.only for name in each.split(",") if name]
    if unknown := set(read.only) - set(names):
        parser.error(f"there is no piece {', '.join(sorted(unknown))}; there are: {', '.join(names)}")
    return read


def main() -> None:
    """Wait, measure, print and write."""
    asked = options()

    def tell(text: str) -> None:
        print(text, file=sys.stderr)

    try:
        before = load() if asked.noisy else wait_until_quiet(asked.wait, tell=tell)
    except NoisyError as error:
        sys.exit(str(error))
    folder = _HERE / ".cache" / ("results-noisy" if asked.noisy else "results")
    results = Results(folder, commit(), before, fresh=asked.fresh)
    begin = time.monotonic()
    measure([piece for piece in PIECES if piece.name in asked.only], asked.sizes, asked.labels, results)
    tell(f"measured in {(time.monotonic() - begin) / 60:.0f} minutes")
    text = report(results, after=load())
    page = _ROOT / "build" / "bench.md" if asked.noisy else _HERE / "README.md"
    page.parent.mkdir(exist_ok=True)
    page.write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
