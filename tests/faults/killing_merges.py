"""Kill a process that merges into a file, at its calls of the system; after each kill the file is old or new, whole.

``python -m tests.faults.killing_merges DIRECTORY KILLS SEED`` prints its figures as JSON, or what was damaged. Of each
of four merges (.h5ad and .zarr, in place and into another file with ``overwrite=True``) the calls are counted once;
then a process is killed before, or after, some of them, spread over all: those of Python by their name,
and those that h5py makes at the call of h5py.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import threading
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anndata as ad
import numpy as np

from cellxgene_widget import Session
from tests.draft_store import store_of

from .small import small_cells

#: Calls that change files. h5py's: what a dataset, a group or an attribute is made, written, flushed or removed by.
STEPS = {
    *("fsync", "link", "replace", "rename", "unlink", "rmdir", "write", "open", "mkdir", "chmod", "close", "symlink"),
    *("utime", "chown", "write_bytes", "create_dataset", "create_group", "__setitem__", "__delitem__", "flush"),
}
_WAYS = [(suffix, inplace) for suffix in (".h5ad", ".zarr") for inplace in (True, False)]


def _cells() -> ad.AnnData:
    return small_cells()


def _write(path: Path) -> None:
    cells = _cells()
    cells.write_h5ad(path) if path.suffix == ".h5ad" else cells.write_zarr(path)


def _read(path: Path) -> ad.AnnData:
    return ad.read_h5ad(path) if path.suffix == ".h5ad" else ad.read_zarr(path)


def _merge(folder: Path, suffix: str, label: str, *, inplace: bool, before: Callable[[], None] = lambda: None) -> None:
    """Label half of the cells and merge into ``out``, which is there."""
    cells = _cells()
    session = Session(cells, annotations_dir=folder / "drafts", user="me", dataset="cells", autosave=None)
    try:
        if not session.annotations.columns.size:
            session.create_category("cell_type")
        session.label(label, category="cell_type", cells=list(range(12)))
        session.save()
        if inplace:
            before()
            session.merge(into=folder / f"out{suffix}", inplace=True)
        else:
            session.close()
            path = folder / f"data{suffix}"
            session = Session(path, annotations_dir=folder / "drafts", user="me", dataset="cells", autosave=None)
            before()
            session.merge(into=folder / f"out{suffix}", overwrite=True)
    finally:
        store_of(session).close()


def _at_step(step: int, *, after: bool, count: list[int]) -> None:
    """Count the calls from here on, in all threads, and die at one of them."""

    def look(frame: Any, event: str, called: Any) -> None:
        name = getattr(called, "__name__", "") if event.startswith("c_") else frame.f_code.co_name
        if event in (("c_return", "return") if after else ("c_call", "call")) and name in STEPS:
            count[0] += 1
            if count[0] == step:
                os.kill(os.getpid(), signal.SIGKILL)

    threading.setprofile_all_threads(look) if sys.version_info >= (3, 12) else threading.setprofile(look)
    sys.setprofile(look)


def _forked(work: Callable[[], Any]) -> tuple[bool, Any]:
    """Run something in a process; tell whether it was killed, and what it returned."""
    receiver, sender = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        os.close(receiver)
        try:
            os.write(sender, json.dumps(work()).encode())
            os._exit(0)
        except BaseException:  # noqa: BLE001 - told by the status
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(sender)
    with os.fdopen(receiver) as said:
        text = said.read()
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the process that merges failed by itself"
    return os.WIFSIGNALED(status), json.loads(text or "null")


def _state(path: Path, expected: ad.AnnData) -> str:
    """Return the label that a file has; an AssertionError if it is not whole."""
    found = _read(path)
    assert found.obs_names.equals(expected.obs_names)
    assert np.array_equal(found.obsm["X_umap"], expected.obsm["X_umap"])
    assert np.array_equal(np.asarray(found.X), expected.X)
    assert found.obs["cluster"].tolist() == expected.obs["cluster"].tolist()
    labels = found.obs["cell_type"].tolist()
    assert labels == [labels[0]] * 12 + ["unassigned"] * 12, "half a column"
    assert len(found.uns["cell_type_colors"]) == 2
    return str(labels[0])


def _prepared(folder: Path, suffix: str, *, inplace: bool) -> Path:
    folder.mkdir(parents=True)
    _write(folder / f"data{suffix}")
    _write(folder / f"out{suffix}")
    _merge(folder, suffix, "before", inplace=inplace)
    return folder


def main(directory: Path, kills: int, seed: int) -> dict[str, int]:
    rng, expected = random.Random(seed), _cells()
    figures = dict.fromkeys(("kills in merges", "old data", "new data"), 0)
    figures |= dict.fromkeys(("data files damaged", "merges not repeated", "left-overs"), 0)
    for suffix, inplace in _WAYS:
        way = f"{suffix} {'in place' if inplace else 'into'}"
        _, ready = _forked(lambda: str(_prepared(directory / way / "ready", suffix, inplace=inplace)))  # noqa: B023

        def run(folder: Path, step: int, *, after: bool, label: str = "after") -> tuple[bool, Any]:
            def work() -> int:
                count = [0]
                arm = lambda: _at_step(step, after=after, count=count)  # noqa: E731
                _merge(folder, suffix, label, inplace=inplace, before=arm)  # noqa: B023
                sys.setprofile(None)
                return count[0]

            return _forked(work)

        def fresh(name: str) -> Path:
            return Path(shutil.copytree(ready, directory / way / name))  # noqa: B023

        _, calls = run(fresh("counted"), -1, after=False)
        assert calls > 20, f"{way}: only {calls} calls were seen"
        n = max(1, kills // len(_WAYS))
        for number in range(n):
            step = 1 + (number * calls + rng.randrange(calls)) // n
            if number == n - 1:  # what comes after the rename is short
                step = calls - rng.randint(4, 8)  # not the last ones: the calls of two runs differ by a few
            after, folder = rng.random() < 0.5, fresh(str(number))
            where = f"{way}: killed {'after' if after else 'before'} call {step} of {calls}, seed {seed}"
            killed, _ = run(folder, min(step, calls), after=after)
            figures["kills in merges"] += killed
            try:
                state = _state(folder / f"out{suffix}", expected)
                figures["old data" if state == "before" else "new data"] += 1
                if not inplace:
                    assert "cell_type" not in _read(folder / f"data{suffix}").obs
                run(folder, -1, after=False, label="again")
                assert _state(folder / f"out{suffix}", expected) == "again"
                left = {path.name for path in folder.iterdir()} - {f"data{suffix}", f"out{suffix}", "drafts"}
                assert not left, f"left over: {left}"
            except BaseException:
                print(f"{where}: {figures}", file=sys.stderr)
                raise
            shutil.rmtree(folder)
    return figures


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    os.environ["XDG_CONFIG_HOME"] = sys.argv[1]
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
