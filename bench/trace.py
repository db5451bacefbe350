"""What a page does for a while, as Chromium traces it: a file for chrome://tracing or Perfetto, and its summary."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page

_CATEGORIES = (
    "toplevel,blink.user_timing,devtools.timeline,disabled-by-default-devtools.timeline,v8,v8.execute,gpu,"
    "disabled-by-default-v8.cpu_profiler,disabled-by-default-v8.gc"
)
_TASKS = ("RunTask", "ThreadControllerImpl::RunTask", "ThreadPool_RunTask")
_IDLE = {"(program)", "(idle)", "(root)"}


@contextmanager
def traced(page: Page, session: CDPSession, file: Path) -> Iterator[None]:
    """Trace what is done within, into a file."""
    ended: list[dict[str, Any]] = []
    session.once("Tracing.tracingComplete", lambda told: ended.append(told))  # noqa: PLW0108 - it is given a mark
    config = {"includedCategories": _CATEGORIES.split(",")}
    session.send("Tracing.start", {"transferMode": "ReturnAsStream", "traceConfig": config})
    yield
    session.send("Tracing.end")
    while not ended:
        page.wait_for_timeout(20)
    handle = ended[0]["stream"]
    with file.open("w", encoding="utf-8") as out:
        while True:
            part = session.send("IO.read", {"handle": handle, "size": 1 << 20})
            out.write(part["data"])
            if part["eof"]:
                break
    session.send("IO.close", {"handle": handle})


def events_of(file: Path) -> list[dict[str, Any]]:
    """Read a trace."""
    found = json.loads(file.read_text("utf-8"))
    return list(found["traceEvents"] if isinstance(found, dict) else found)


def main_thread(events: Sequence[dict[str, Any]]) -> tuple[int, int] | None:
    """Return process and thread of the page's scripts: of the renderers the one that ran the most of them."""
    named = {
        (event["pid"], event["tid"])
        for event in events
        if event.get("name") == "thread_name" and event["args"].get("name") == "CrRendererMain"
    }
    busy: Counter[tuple[int, int]] = Counter()
    for event in events:
        if event.get("ph") == "X" and event.get("name") in ("FunctionCall", "EvaluateScript", "v8.run"):
            busy[event["pid"], event["tid"]] += event.get("dur", 0)
    return max(named, key=lambda each: busy[each], default=None)


def longest_tasks(events: Sequence[dict[str, Any]], n: int = 8) -> list[tuple[float, float, str]]:
    """Return the longest tasks of the main thread: when each began, how long it took (ms), and what most of it was."""
    thread = main_thread(events)
    own = [e for e in events if e.get("ph") == "X" and (e["pid"], e["tid"]) == thread and e.get("dur")]
    begin = min((event["ts"] for event in own), default=0)
    # one task has two names, a moment apart
    tasks = sorted((e for e in own if e["name"] in _TASKS), key=lambda e: -e["dur"])
    tasks = [e for at, e in enumerate(tasks) if not any(abs(e["ts"] - b["ts"]) < 100 for b in tasks[:at])][:n]
    found = []
    for task in tasks:
        end = task["ts"] + task["dur"]
        within = [e for e in own if e["name"] not in _TASKS and e["ts"] >= task["ts"] and e["ts"] + e["dur"] <= end]
        what = max(within, key=lambda e: e["dur"], default=task)
        data = what.get("args", {}).get("data") or {}
        named = data.get("functionName") or data.get("type") or ""
        text = f"{what['name']}{f' {named}' if named else ''}, {what['dur'] / 1000:.0f} ms of it"
        found.append(((task["ts"] - begin) / 1000, task["dur"] / 1000, text))
    return found


def functions_of(events: Sequence[dict[str, Any]]) -> Counter[str]:
    """Return the ms that the page's own functions took themselves, by name and line, as the profiler sampled them."""
    thread = main_thread(events)
    names: dict[Any, dict[int, str]] = defaultdict(dict)
    taken: Counter[str] = Counter()
    for event in events:
        if event.get("name") != "ProfileChunk" or thread is None or event["pid"] != thread[0]:
            continue
        data = event["args"]["data"]
        profile, known = data.get("cpuProfile", {}), names[event["id"]]
        for node in profile.get("nodes", []):
            call = node["callFrame"]
            at = f":{call['lineNumber'] + 1}" if "lineNumber" in call else ""
            known[node["id"]] = f"{call.get('functionName') or '(anonymous)'}{at}"
        for node_id, gap in zip(profile.get("samples", []), data.get("timeDeltas", []), strict=False):
            taken[known.get(node_id, "?")] += gap / 1000
    for name in [name for name in taken if name in _IDLE]:
        del taken[name]
    return taken
