"""How long the import takes beyond anndata's own, each time in a new process; prints JSON.

Python keeps what it has compiled of a module, so all but a first import on a machine find it: that one is not counted.
"""

from __future__ import annotations

import json
import subprocess
import sys

REPEATS = 5

_CODE = """
import time, anndata
begin = time.perf_counter()
import cellxgene_widget
package = time.perf_counter()
cellxgene_widget.AnnotationWidget
print(package - begin, time.perf_counter() - begin)
"""


def figures() -> dict[str, list[float]]:
    """Measure."""
    ran = [
        subprocess.run([sys.executable, "-c", _CODE], capture_output=True, text=True, check=True)
        for _ in range(REPEATS + 1)
    ]
    pairs = [[float(text) for text in each.stdout.split()] for each in ran[1:]]
    return {"package": [pair[0] for pair in pairs], "widget": [pair[1] for pair in pairs]}


if __name__ == "__main__":
    print(json.dumps(figures()))
