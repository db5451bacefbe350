"""What the benchmarks share: the data, timing, and a page whose drawing is watched."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import psutil

#: How often each thing is done; the largest data less often.
REPEATS = 5
#: Share of the cells that the lasso of the benchmarks holds.
SHARE = 0.2

#: Put into a page before its scripts: when a person acted, when the GPU was asked
#: to draw and was done, and which tasks blocked the page.
WATCH = r"""
(() => {
  window.draws = []; window.longtasks = []; window.acted = 0;
  for (const act of ["pointerup", "keydown"]) addEventListener(act, () => { acted = performance.now(); }, true);
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) longtasks.push([startTime, duration]);
  }).observe({ type: "longtask", buffered: true });
  for (const Kind of [WebGLRenderingContext, WebGL2RenderingContext]) {
    const proto = Kind.prototype, { clear } = proto;
    let sum = 0;
    proto.clear = function (...rest) { sum = 0; return clear.apply(this, rest); };
    const counted = { drawArrays: 2, drawElements: 1, drawArraysInstanced: 3, drawElementsInstanced: 4 };
    for (const [name, at] of Object.entries(counted)) {
      const draw = proto[name];
      if (!draw) continue;
      proto[name] = function (...rest) {
        draw.apply(this, rest);
        const count = rest[at];
        sum += count;
        const entry = { at: performance.now(), count, sum, done: null };
        draws.push(entry);
        if (!this.fenceSync) { setTimeout(() => { this.finish(); entry.done = performance.now(); }); return; }
        const sync = this.fenceSync(this.SYNC_GPU_COMMANDS_COMPLETE, 0);
        this.flush();
        // the longer it takes the more rarely it is asked: to look is script of the page, too
        const poll = () => {
          if (this.isContextLost() || this.getSyncParameter(sync, this.SYNC_STATUS) === this.SIGNALED) {
            entry.done = performance.now();
            this.deleteSync(sync);
          } else setTimeout(poll, 2 + (performance.now() - entry.at) / 20);
        };
        setTimeout(poll, 2);
      };
    }
  }
  if (window.GPUQueue) {
    const { submit } = GPUQueue.prototype;
    GPUQueue.prototype.submit = function (...rest) {
      submit.apply(this, rest);
      const entry = { at: performance.now(), count: 0, sum: 0, done: null };
      draws.push(entry);
      this.onSubmittedWorkDone().then(() => { entry.done = performance.now(); });
    };
  }
})();
"""


def seconds(work: Callable[[], object], repeats: int = REPEATS) -> list[float]:
    """Return how long some work takes, each time."""
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return times


def first_sentence(error: BaseException) -> str:
    """Return what an error says, short enough for a row."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].replace("|", "/")[:160]


def resident() -> int:
    """Return the bytes of memory this process holds, after all that is free went back to the system."""
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    return int(psutil.Process().memory_info().rss)


def lasso_around(xy: npt.NDArray[Any], share: float = SHARE, n_points: int = 200) -> list[list[float]]:
    """Return a polygon around the middle that holds about a share of the cells."""
    middle = np.median(xy, axis=0)
    away = np.hypot(*(xy - middle).T)
    radius = float(np.quantile(away, share))
    angles = np.linspace(0, 2 * np.pi, n_points, endpoint=False)
    outline: list[list[float]] = (np.c_[np.cos(angles), np.sin(angles)] * radius + middle).tolist()
    return outline


def renderer_bytes(pids: set[int]) -> int:
    """Return the memory of the browser's renderers and GPU processes below the processes given."""
    total = 0
    for process in psutil.process_iter(["cmdline", "memory_info"]):
        line = " ".join(process.info["cmdline"] or [])
        if ("--type=renderer" in line or "--type=gpu-process" in line) and pids & {p.pid for p in process.parents()}:
            total += process.info["memory_info"].rss
    return total
