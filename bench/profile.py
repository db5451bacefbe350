"""What a wait is made of, to be looked at: a Chromium trace of the page, and a flame graph of the Python side.

``make profile WHAT=show N=1000000``. Both go into build/profiles/: ``trace.json`` for chrome://tracing or
https://ui.perfetto.dev, ``python.svg`` for any browser; the longest tasks and the functions that took most are printed.
Each thing is done twice before, so that nothing is compiled or fetched for the first time; ``--cold`` leaves that out.
``--path FILE`` shows a file of one's own. The front end is the one with its names, of `node build.mjs --bench`.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench import sampling, trace
from bench.data import with_genes
from bench.pages import new_browser
from bench.profiled import WHAT, Stage
from cellxgene_widget.core import built
from cellxgene_widget.view import front_end
from tests.page.data import cells
from tests.page.server import PageServer

_ROOT = Path(__file__).parents[1]
_NAMED = _ROOT / "js" / "build" / "widget.js"


def use_named_bundle() -> None:
    """Give pages the front end in which functions have their names."""
    plain = built.built

    def named(name: str) -> bytes:
        return _NAMED.read_bytes() if name == "widget.js" and _NAMED.exists() else plain(name)

    vars(front_end)["built"] = named


def profile(what: str, data: Any, folder: Path, *, cold: bool) -> float:
    """Do something, and write what it was made of; gives the seconds it took."""
    act = WHAT[what]
    server = PageServer()
    with tempfile.TemporaryDirectory() as drafts, new_browser() as context:
        stage = Stage(data, drafts, server, context)
        for turn in range(0 if cold else 2):
            act.prepare(stage, turn)
            act.do(stage, turn)
            stage.rest()
        act.prepare(stage, 2)
        page, session = stage.page_and_session()
        with trace.traced(page, session, folder / "trace.json"), sampling.sampled(folder / "python.svg"):
            begin = time.perf_counter()
            act.do(stage, 2)
            took = time.perf_counter() - begin
            stage.rest()
        stage.close()
    server.stop()
    return took


def summary(folder: Path) -> list[str]:
    """Return the longest tasks of the page, and the functions that took most on either side."""
    events = trace.events_of(folder / "trace.json")
    lines = ["Longest tasks of the page's main thread (begin, length):"]
    lines += [f"  {at:8.0f} ms {length:7.0f} ms  {text}" for at, length, text in trace.longest_tasks(events)]
    lines += ["Functions of the page, themselves:"]
    lines += [f"  {ms:8.1f} ms  {name}" for name, ms in trace.functions_of(events).most_common(10)]
    svg = folder / "python.svg"
    if svg.exists():
        lines += ["Functions of Python, themselves:"]
        lines += [f"  {s:8.3f} s   {name}" for name, s in sampling.functions_of(svg.read_text("utf-8")).most_common(12)]
    return lines


def main(arguments: Sequence[str] | None = None) -> None:
    """Profile what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=WHAT, help="what is waited for")
    parser.add_argument("--cells", type=int, default=100_000)
    parser.add_argument("--path", help="a file to show, in place of made-up cells")
    parser.add_argument("--cold", action="store_true", help="the first time in a new browser")
    asked = parser.parse_args(arguments)
    use_named_bundle()
    folder = _ROOT / "build" / "profiles" / f"{asked.what}-{Path(asked.path).name if asked.path else asked.cells}"
    folder.mkdir(parents=True, exist_ok=True)
    data = asked.path or (with_genes(asked.cells) if WHAT[asked.what].genes else cells(asked.cells))
    took = profile(asked.what, data, folder, cold=asked.cold)
    print(f"{asked.what}: {took:.2f} s, beside two profilers", *summary(folder), f"In {folder}", sep="\n")


if __name__ == "__main__":
    main()
