"""The wheel, as a person gets it: built from the sdist without Node, installed into an empty environment."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

SESSION = """
import anndata as ad, numpy as np, cellxgene_widget as cxw
from pathlib import Path
adata = ad.AnnData(np.ones((5, 2), dtype=np.float32), obsm={"X_umap": np.arange(10.0).reshape(5, 2)})
session = cxw.open_session(adata, dataset="five cells", name="mine")
session.create_category("cell_type")
session.select(cells=[0, 1, 2])
assert session.label("B cell", category="cell_type") == 3
session.merge()
assert adata.obs["cell_type"].tolist() == ["B cell"] * 3 + ["unassigned"] * 2
path = Path(session.draft.path)
session.close()
assert "B cell" in path.read_text(), path
assert "site-packages" in cxw.__file__, cxw.__file__
w = cxw.show(adata, dataset="other", user="me")
assert len(w._esm) > 10_000
w.close()
print("fine")
"""


def run(command, cwd, env=None):
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def without_node():
    """Give an environment in which no Node can be found."""
    folders = [f for f in os.environ["PATH"].split(os.pathsep) if not shutil.which("node", path=f)]
    kept = os.pathsep.join(folders)
    assert shutil.which("node", path=kept) is None
    return os.environ | {"PATH": kept, "PYTHONPATH": ""}


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    out = tmp_path_factory.mktemp("sdist")
    run([sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", out], cwd=ROOT)
    (path,) = out.glob("*.tar.gz")
    return path


@pytest.fixture(scope="module")
def wheel(sdist, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (source,) = folder.iterdir()
    # as after an unpacking that keeps no times: the sources look newer than the bundle
    for path in (source / "js").rglob("*"):
        os.utime(path)
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=source, env=without_node())
    (path,) = folder.glob("*.whl")
    return path


def test_the_sdist_has_sources_and_bundle(sdist):
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "LICENSE",
        "Makefile",
        "hatch_build.py",
        "js/package-lock.json",
        "js/src/index.tsx",
        "cellxgene_widget/static/widget.js",
        "notebooks/quickstart.ipynb",
    } <= names
    assert not [name for name in names if "node_modules" in name or name.startswith((".venv", "bench"))]


def test_the_wheel_has_the_bundle_and_nothing_of_the_workshop(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        bundle = archive.read("cellxgene_widget/static/widget.js")
    assert len(bundle) > 10_000
    assert {"cellxgene_widget/quickstart.ipynb", "cellxgene_widget/py.typed"} <= names
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"cellxgene_widget"}
    assert not [name for name in names if name.endswith((".ts", ".tsx", ".map", ".pyc"))]


def test_the_wheel_works_in_an_empty_environment(wheel, tmp_path):
    env = without_node() | {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    venv = tmp_path / "venv"
    run([sys.executable, "-m", "venv", *(["--without-pip"] if uv else []), venv], cwd=tmp_path)
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    installer = [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
    run([*installer, wheel], cwd=tmp_path)  # with the person's own HOME: it may hold the installer's cache
    run([python, "-W", "error::DeprecationWarning:cellxgene_widget", "-c", SESSION], cwd=tmp_path, env=env)
    said = run([venv / "bin" / "cellxgene-widget", "--version"], cwd=tmp_path, env=env)
    assert said.startswith("cellxgene-widget ")
