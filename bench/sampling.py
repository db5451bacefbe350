"""What this process does for a while, as py-spy samples it: a flame graph, and its summary."""

from __future__ import annotations

import html
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

#: Samples a second.
_RATE = 200
#: Set in a process that py-spy has started itself.
_WHOLE = "BENCH_PROFILED_WHOLE"
#: Seconds until it has to have begun.
_PATIENCE = 20

_FRAME = re.compile(
    r'<title>(?P<name>[^<]*) \((?P<n>[\d,]+) samples?, [^<]*</title>\s*<rect [^>]*y="(?P<y>[\d.]+)"[^>]*'
    r'fg:x="(?P<x>\d+)" fg:w="(?P<w>\d+)"'
)


def program() -> str:
    """Return where py-spy is."""
    beside = Path(sys.executable).with_name("py-spy")
    found = str(beside) if beside.exists() else shutil.which("py-spy")
    if found is None:
        raise SystemExit("py-spy is not installed: make profile installs it, or pip install py-spy.")
    return found


def _options(file: Path) -> list[str]:
    return ["record", "--rate", str(_RATE), "--threads", "--format", "flamegraph", "--output", str(file)]


def _began(process: subprocess.Popen[bytes], log: Path) -> bool:
    """Wait until it says that it samples; False if it ended instead, or says nothing."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        if "Sampling process" in log.read_text(errors="replace"):
            return True
        time.sleep(0.02)
    return False


@contextmanager
def sampled(file: Path) -> Iterator[None]:
    """Sample what is done within, into a flame graph.

    Where a process may not look into its parent, this program is started anew by py-spy, which then samples all of it.
    """
    if os.environ.get(_WHOLE):
        yield
        return
    log = file.with_suffix(".log")
    with log.open("wb") as out:
        process = subprocess.Popen(
            [program(), *_options(file), "--pid", str(os.getpid())],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    if not _began(process, log):
        process.kill()
        process.wait()
        why = " ".join(log.read_text(errors="replace").split())[:200]
        print(f"py-spy may not look into this process, so it starts it itself: {why}")
        again(file)
    try:
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def again(file: Path) -> None:
    """Become py-spy, with this program as its child."""
    sys.stdout.flush()
    os.environ[_WHOLE] = "1"
    command = [program(), *_options(file), "--", sys.executable, "-m", "bench.profile", *sys.argv[1:]]
    os.execv(command[0], command)


def functions_of(svg: str) -> Counter[str]:
    """Return the seconds that functions took themselves: their frames in a flame graph less those they called."""
    found = _FRAME.finditer(svg)
    frames = [(float(each["y"]), int(each["x"]), int(each["w"]), html.unescape(each["name"])) for each in found]
    return own_samples(frames)


def own_samples(frames: Sequence[tuple[float, int, int, str]]) -> Counter[str]:
    """Return the seconds of each name by itself, from frames as (row, begin, width, name): the widest calls all others.

    Examples
    --------
    >>> own_samples([(0, 0, 400, "all"), (1, 0, 400, "main"), (2, 0, 300, "work")])["work"]
    1.5
    """
    if not frames:
        return Counter()
    root = max(frames, key=lambda frame: frame[2])[0]
    rows: dict[float, list[tuple[int, int]]] = defaultdict(list)
    for y, x, width, _ in frames:
        rows[abs(y - root)].append((x, width))
    order = sorted(rows)
    below = dict(pairwise(order))
    own: Counter[str] = Counter()
    for y, x, width, name in frames:
        called = sum(w for at, w in rows.get(below.get(abs(y - root), -1.0), []) if x <= at < x + width)
        if width > called and name != "all":
            own[name] += (width - called) / _RATE
    return own
