"""The same cells in other programs, each in an environment of its own: pictures, memory, and cellxgene's save.

``python -m bench.peers N`` prints JSON. The environments are made with uv under ``bench/.cache`` when they are missing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.measure import REPEATS, first_sentence, renderer_bytes
from bench.pages import PATIENCE, new_browser, new_page
from bench.peer import Peer, python_of
from bench.peer_rows import WIDGETS
from tests.page.data import cells

_HERE = Path(__file__).parent
_MODULES = {
    "jupyter-scatter": "jscatter",
    "embedding-atlas": "embedding_atlas.widget",
    "reglscatterpy": "reglscatterpy",
}
#: ms for one picture.
_PATIENCE = {10_000: 60_000, 100_000: 60_000, 1_000_000: 120_000}


def figures(n: int) -> dict[str, Any]:
    """Measure at ``n`` cells."""
    found: dict[str, Any] = {"n": n}
    adata = cells(n)
    for name in ("cellxgene", *WIDGETS):
        try:
            found[name] = cellxgene(n) if name == "cellxgene" else widget(name, adata, n)
        except Exception as error:  # noqa: BLE001 - the row says why
            found[name] = {"error": first_sentence(error)}
    return found


def cellxgene(n: int) -> dict[str, Any]:
    """Measure the save of cellxgene's server."""
    repeats = REPEATS if n <= 100_000 else 3 if n <= 1_000_000 else 1
    command = [python_of("cellxgene"), str(_HERE / "peer_cellxgene.py"), str(n), "5", str(repeats)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE / 1000, check=False)
    if ran.returncode:
        raise RuntimeError((ran.stderr.strip().splitlines() or ["it failed"])[-1])
    return dict(json.loads(ran.stdout.splitlines()[-1]))


def widget(name: str, adata: Any, n: int) -> dict[str, Any]:
    """Measure a widget: the second picture in a browser, what it holds, and another colour."""
    patience = _PATIENCE.get(n, 180_000)
    with Peer(name, adata) as peer, new_browser() as context:
        if n <= 1_000_000:
            with new_page(context) as (page, _):
                peer.show(page, n, patience)
        with new_page(context) as (page, session):
            before = peer.ask("sent")["sent"]
            found: dict[str, Any] = {"all": [peer.show(page, n, patience)["all"]], "bundle": peer.about["bundle"]}
            session.send("HeapProfiler.collectGarbage")
            usage = session.send("Runtime.getHeapUsage")
            found["bytes"] = (peer.ask("sent")["sent"] - before) / n
            found["arrays"] = (usage["backingStorageSize"] + usage["usedSize"]) / n
            found["processes"] = renderer_bytes({os.getpid()})
            try:
                found["recolour by number"] = [peer.recolour(page)]
            except Exception as error:  # noqa: BLE001 - the row says why
                found["no recolour by number"] = first_sentence(error)
    if n <= 10_000:
        import_seconds(python_of(name), _MODULES[name])  # the first one may compile its modules
        found["import"] = [import_seconds(python_of(name), _MODULES[name]) for _ in range(3)]
    return found


def import_seconds(python: str, module: str) -> float:
    """Return how long an import takes in a new process."""
    code = f"import time; begin = time.perf_counter(); import {module}; print(time.perf_counter() - begin)"
    return float(subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout)


if __name__ == "__main__":
    print(json.dumps(figures(int(sys.argv[1]))))
