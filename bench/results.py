"""The figures that are there already: kept part by part, so that an interrupted run goes on where it was."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[1]
#: Written by a run, so no change of what is measured.
_REPORT = ":!bench/README.md"


@dataclass(frozen=True)
class Result:
    """What came of one part."""

    commit: str
    #: None: it failed.
    figures: Any
    #: Why it failed.
    why: str = ""
    #: Of the machine before the run that measured it.
    load: float = 0.0
    #: How long it took, in seconds.
    took: float = 0.0


def commit(root: Path = _ROOT) -> str:
    """Return what the figures are of: the commit, and what was changed since."""

    def git(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False).stdout

    name = git("describe", "--always").strip() or "unknown"
    changed = git("diff", "HEAD", "--", ".", _REPORT)
    return f"{name}-{hashlib.sha256(changed.encode()).hexdigest()[:6]}" if changed else name


class Results:
    """Results of one commit in a folder; those of other commits are not seen."""

    def __init__(self, folder: Path, commit: str, load: float = 0.0, *, fresh: bool = False) -> None:
        self._folder = folder
        self.commit = commit
        self._load = load
        self._fresh = fresh
        self._here: dict[str, Result] = {}

    def of(self, name: str) -> Result | None:
        """Return what there is of a part: of this run, or, unless all is to be measured anew, of an earlier one."""
        if name in self._here:
            return self._here[name]
        file = self._file(name)
        if self._fresh or not file.exists():
            return None
        try:
            found = Result(**json.loads(file.read_text("utf-8")))
        except (ValueError, TypeError):  # of another form, or written by half
            return None
        return found if found.commit == self.commit else None

    def measured(self, name: str, measure: Callable[[], tuple[Any, str, float]]) -> Result:
        """Return what there is of a part; what is missing, or has failed, is measured now and kept at once.

        ``measure`` returns the figures or None, why there are none, and the seconds it took.
        """
        there = self.of(name)
        if there is not None and there.figures is not None:
            return there
        figures, why, took = measure()
        found = Result(self.commit, figures, why, self._load, took)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._file(name).write_text(json.dumps(asdict(found)), "utf-8")
        self._here[name] = found
        return found

    def _file(self, name: str) -> Path:
        return self._folder / f"{name.replace('/', '_')}.json"
