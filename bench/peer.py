"""Another library's widget in an environment of its own, shown on pages of the same kind as ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from playwright.sync_api import Error, Page

from bench.pages import drawn_at, forget_draws, last_drawn_at, quiet, wait_drawn
from bench.peer_rows import CELLXGENE, WIDGETS

_HERE = Path(__file__).parent
#: What is installed for each; of embedding-atlas this is the last version that draws with WebGL.
ENVIRONMENTS = {
    "cellxgene": (f"cellxgene=={CELLXGENE}", "setuptools<80"),
    "jupyter-scatter": (f"jupyter-scatter=={WIDGETS['jupyter-scatter']}", "tornado"),
    "embedding-atlas": (f"embedding-atlas=={WIDGETS['embedding-atlas']}", "anywidget", "ipywidgets", "tornado"),
    # it knows no strings of pandas 3
    "reglscatterpy": (f"reglscatterpy=={WIDGETS['reglscatterpy']}", "pandas<3", "tornado"),
}
#: What computes embeddings (gigabytes, torch among them), which no widget needs.
_LEFT_OUT = ("accelerate", "litellm", "sentence-transformers", "torch", "umap-learn")


def python_of(environment: str) -> str:
    """Return the interpreter of an environment, made now if it is missing or holds other versions."""
    place = _HERE / ".cache" / environment
    python, done, wanted = place / "bin" / "python", place / "made", " ".join(ENVIRONMENTS[environment])
    if not done.exists() or done.read_text() != wanted:
        uv = [sys.executable, "-m", "uv"]
        subprocess.run([*uv, "venv", "-q", "--clear", "--python", "3.11", str(place)], check=True)
        overrides = place / "overrides.txt"
        overrides.write_text("".join(f"{name}; sys_platform == 'none'\n" for name in _LEFT_OUT))
        install = [*uv, "pip", "install", "-q", "--python", str(python), "--overrides", str(overrides)]
        subprocess.run([*install, *ENVIRONMENTS[environment]], check=True)
        done.write_text(wanted)
    return str(python)


class Peer:
    """A process that has the same cells, and makes the widget of them each time it is asked to."""

    def __init__(self, name: str, adata: Any) -> None:
        self._folder = tempfile.TemporaryDirectory()
        file = Path(self._folder.name) / "cells.npz"
        codes = adata.obs["louvain"].cat.codes.to_numpy().astype(np.uint8)
        number = adata.obs["n_genes"].to_numpy(dtype=np.float32)
        np.savez(file, xy=adata.obsm["X_umap"].astype(np.float32), codes=codes, number=number)
        self._errors = (Path(self._folder.name) / "errors").open("w+")
        self._process = subprocess.Popen(
            [python_of(name), str(_HERE / "peer_server.py"), name, str(file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            env=os.environ | {"PYTHONPATH": str(_HERE.parent)},
        )
        self.about = self._answer()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        self._process.communicate()
        self._errors.close()
        self._folder.cleanup()

    def ask(self, command: str) -> dict[str, Any]:
        """Have it do something; gives its answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._errors.seek(0)
            raise RuntimeError((self._errors.read().strip().splitlines() or ["it did not start"])[-1])
        answer = dict(json.loads(line))
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer

    def show(self, page: Page, n: int, patience: float) -> dict[str, float]:
        """Return the seconds from making the widget to a picture of all cells, and until nothing more is drawn."""
        failures: list[str] = []
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.set_default_timeout(patience)
        begin = time.time()
        self.ask("make")
        page.goto(self.about["url"])
        try:
            page.wait_for_function("() => window.ready && draws.some(({ done }) => done)")
            quiet(page, 1000)
        except Error as error:
            why = f"nothing was drawn within {patience / 1000:.0f} s ({error.message.splitlines()[0]})"
            raise RuntimeError(failures[0] if failures else why) from error
        whole = last_drawn_at(page)
        # some draw another way than one call for all points
        of_all = page.evaluate("(n) => draws.some(({ sum, done }) => sum >= n && done)", n)
        return {"first": (drawn_at(page, n) if of_all else whole) - begin, "all": whole - begin}

    def recolour(self, page: Page) -> float:
        """Return the seconds until the picture by a number is there."""
        forget_draws(page)
        begin = time.time()
        self.ask("color")
        wait_drawn(page)
        quiet(page, 1000)
        return last_drawn_at(page) - begin
