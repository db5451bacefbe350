"""The wheel and the README, as a person meets them: in a new environment, from top to bottom, and the next day again.

``python -m release.try_readme dist 3.11 3.13`` makes an environment for each Python with uv, installs the wheel in
dist/ into it, and runs the README's blocks in one process, then in a second one, on the drafts of the first.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .readme import README, code_blocks

#: Runs blocks as the cells of one notebook. What ``adata`` is, the README leaves to its reader.
_RUN = """
import sys, pathlib, scanpy
import cellxgene_widget
assert "site-packages" in cellxgene_widget.__file__, cellxgene_widget.__file__
names = {"adata": scanpy.datasets.pbmc68k_reduced()}
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.py")):
    exec(compile(path.read_text("utf-8"), path.name, "exec"), names)
w = names["w"]
n = int((w.annotations["cell_type"] == "B cell").sum())
assert n == names["adata"].obs["louvain"].isin(["4", "8"]).sum(), n
assert names["labels"]["cell_type"].eq("B cell").sum() == n, "the CSV is read with pandas"
drafts = sorted(path.name for path in pathlib.Path.cwd().glob("*.csv"))
assert len(drafts) == 2, f"one draft and its gene sets, found again: {drafts}"
w.close()
print(f"Python {sys.version.split()[0]}, cellxgene-widget {cellxgene_widget.__version__}: {n} B cells, {drafts}")
"""


def try_it(wheel: Path, python: str, folder: Path) -> None:
    """Run the README's code twice with a wheel, in a new environment."""
    uv = str(Path(sys.executable).with_name("uv"))
    venv, work, blocks = folder / "venv", folder / "work", folder / "blocks"
    subprocess.run([uv, "venv", "--quiet", "--python", python, str(venv)], env=_all_of_pyenv(), check=True)
    interpreter = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    subprocess.run([uv, "pip", "install", "--quiet", "--python", str(interpreter), str(wheel)], check=True)
    for each in (work, blocks):
        each.mkdir()
    for number, code in enumerate(code_blocks(README.read_text("utf-8"))[0], 1):
        (blocks / f"README block {number:02}.py").write_text(code, "utf-8")
    unwanted = ("PYTHONPATH", "CELLXGENE_WIDGET")
    env = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    env |= {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config"), "MPLBACKEND": "agg"}
    for _ in range(2):
        subprocess.run([str(interpreter), "-c", _RUN, str(blocks)], cwd=work, env=env, check=True)


def _all_of_pyenv() -> dict[str, str]:
    """Give an environment in which every Python of pyenv can be found: its commands work only for versions named."""
    pyenv = shutil.which("pyenv")
    if pyenv is None:
        return dict(os.environ)
    said = subprocess.run([pyenv, "versions", "--bare"], capture_output=True, text=True, check=False).stdout
    return os.environ | {"PYENV_VERSION": ":".join(said.split()[::-1])}


def main(dist: str, *pythons: str) -> int:
    """Try the wheel in ``dist`` with each Python."""
    (wheel,) = Path(dist).resolve().glob("*.whl")
    for python in pythons:
        with tempfile.TemporaryDirectory(prefix="cellxgene-widget-") as folder:
            try_it(wheel, python, Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
