"""The same cells in jupyter-scatter and embedding-atlas, and cellxgene's save, each in an environment of its own.

``python -m bench.peers N`` prints JSON. The environments are made with uv under ``bench/.cache`` when they are missing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.browser import PATIENCE, pages, quiet
from bench.measure import REPEATS, renderer_bytes
from tests.page.data import cells

_HERE = Path(__file__).parent
ENVIRONMENTS = {
    "cellxgene": ("cellxgene==1.3.0", "setuptools<80"),
    "peers": ("jupyter-scatter==1.0.1", "embedding-atlas==0.26.0", "tornado"),
}


MODULES = {"jupyter-scatter": "jscatter", "embedding-atlas": "embedding_atlas.widget"}


def import_seconds(python: str, module: str) -> float:
    """Return how long an import takes in a new process."""
    code = f"import time; begin = time.perf_counter(); import {module}; print(time.perf_counter() - begin)"
    return float(subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout)


def python_of(environment: str) -> str:
    """Return the interpreter of an environment, made now if it is missing."""
    place = _HERE / ".cache" / environment
    python = place / "bin" / "python"
    done = place / "made"
    if not done.exists():
        uv = [sys.executable, "-m", "uv"]
        subprocess.run([*uv, "venv", "-q", "--clear", "--python", "3.11", str(place)], check=True)
        subprocess.run([*uv, "pip", "install", "-q", "--python", str(python), *ENVIRONMENTS[environment]], check=True)
        done.touch()
    return str(python)


def figures(n: int) -> dict[str, Any]:
    """Measure at ``n`` cells."""
    repeats = REPEATS if n <= 100_000 else 3
    found: dict[str, Any] = {"n": n}
    for name, measure in {
        "cellxgene": lambda: cellxgene(n, repeats),
        "jupyter-scatter": lambda: widget("jupyter-scatter", n),
        "embedding-atlas": lambda: widget("embedding-atlas", n),
    }.items():
        try:
            found[name] = measure()
        except Exception as error:  # noqa: BLE001 - the row says why
            found[name] = {"error": (str(error).splitlines() or [type(error).__name__])[0][:160]}
    return found


def cellxgene(n: int, repeats: int) -> dict[str, Any]:
    """Measure the save of cellxgene's server."""
    command = [python_of("cellxgene"), str(_HERE / "peer_cellxgene.py"), str(n), "5", str(repeats)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE / 1000, check=False)
    if ran.returncode:
        raise RuntimeError((ran.stderr.strip().splitlines() or ["it failed"])[-1])
    return dict(json.loads(ran.stdout.splitlines()[-1]))


def widget(name: str, n: int) -> dict[str, Any]:  # noqa: PLR0915 - one thing after the other
    """Measure another library's widget: until nothing more is drawn, what travels, what the browser holds."""
    adata = cells(n)
    with tempfile.TemporaryDirectory() as folder, pages() as fresh:
        file = Path(folder) / "cells.npz"
        codes = adata.obs["louvain"].cat.codes.to_numpy().astype(np.uint8)
        number = adata.obs["n_genes"].to_numpy(dtype=np.float32)
        np.savez(file, xy=adata.obsm["X_umap"].astype(np.float32), codes=codes, number=number)
        command = [python_of("peers"), str(_HERE / "peer_server.py"), name, str(file)]
        env = os.environ | {"PYTHONPATH": str(_HERE.parent)}
        errors = (Path(folder) / "errors").open("w+")
        server = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, env=env
        )
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            line = server.stdout.readline()
            if not line:
                errors.seek(0)
                raise RuntimeError((errors.read().strip().splitlines() or ["it did not start"])[-1])
            about = json.loads(line)
            page, session = fresh()
            failures: list[str] = []
            page.on("pageerror", lambda error: failures.append(str(error)))
            page.set_default_timeout(60_000)
            begin = time.perf_counter()
            page.goto(about["url"])
            try:
                page.wait_for_function("(n) => window.ready && draws.some(({ done }) => done)", arg=n)
                quiet(page, 1000)
            except Exception as error:
                raise RuntimeError(
                    failures[0] if failures else f"nothing was drawn within a minute ({error})"
                ) from error
            drawn = page.evaluate("() => performance.timeOrigin + Math.max(...draws.map((d) => d.done))") / 1000
            origin = time.time() - time.perf_counter()
            first = about["made"] + drawn - origin - begin
            session.send("HeapProfiler.collectGarbage")
            usage = session.send("Runtime.getHeapUsage")
            server.stdin.write("sent\n")
            server.stdin.flush()
            sent = json.loads(server.stdout.readline())["sent"]
            found = {
                "all": [first],
                "bytes": [sent / n],
                "arrays": (usage["backingStorageSize"] + usage["usedSize"]) / n,
                "processes": renderer_bytes({os.getpid()}),
                "bundle": about["bundle"],
                "import": [import_seconds(python_of("peers"), MODULES[name]) for _ in range(3)],
            }
            if name == "jupyter-scatter":
                page.evaluate("() => { draws.length = 0 }")
                begin = time.perf_counter()
                server.stdin.write("color\n")
                server.stdin.flush()
                page.wait_for_function("() => draws.some(({ done }) => done)")
                quiet(page, 1000)
                drawn = page.evaluate("() => performance.timeOrigin + Math.max(...draws.map((d) => d.done))") / 1000
                found["recolour by number"] = [drawn - origin - begin]
            return found
        finally:
            server.stdin.close()
            server.kill()
            server.wait()


if __name__ == "__main__":
    json.dump(figures(int(sys.argv[1])), sys.stdout)
