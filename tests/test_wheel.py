"""The wheel, as a person gets it: built from the sdist without Node, installed into an empty environment."""

import email
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import cellxgene_widget as cxw

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "cellxgene_widget" / "static"

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
assert "export" in w._esm, "the front end, or what loads it"
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
    """Give an environment in which no Node can be found, and npm's registry can't be reached."""
    folders = [f for f in os.environ["PATH"].split(os.pathsep) if not shutil.which("node", path=f)]
    kept = os.pathsep.join(folders)
    assert shutil.which("node", path=kept) is None
    nowhere = "http://127.0.0.1:9"  # the port where everything is refused
    return os.environ | {"PATH": kept, "PYTHONPATH": "", "npm_config_registry": nowhere, "npm_config_offline": "true"}


def built_files():
    """Give the front end's files, as they are called in the package: all that a build writes."""
    return {f"cellxgene_widget/static/{path.name}" for path in STATIC.iterdir() if path.suffix in {".js", ".css"}}


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    out = tmp_path_factory.mktemp("sdist")
    run([sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", out], cwd=ROOT)
    (path,) = out.glob("*.tar.gz")
    return path


@pytest.fixture(scope="module")
def unpacked(sdist, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (source,) = folder.iterdir()
    # as after an unpacking that keeps no times: the sources look newer than the bundle
    for path in (source / "js").rglob("*"):
        os.utime(path)
    return source


@pytest.fixture(scope="module")
def wheel(unpacked, tmp_path_factory):
    out = tmp_path_factory.mktemp("wheel")
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", out], cwd=unpacked, env=without_node())
    (path,) = out.glob("*.whl")
    return path


def files_of_the_repository():
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = run([git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT)
    return {name for name in listed.split("\0") if name and (ROOT / name).is_file()}


def test_the_sdist_has_all_of_the_repository_and_the_front_end_built(sdist):
    """Whoever has it can do with its Makefile what they can do with a checkout."""
    with tarfile.open(sdist) as archive:
        names = {member.name.partition("/")[2] for member in archive if not member.isdir()}
    assert "cellxgene_widget/static/widget.js" in built_files()
    assert names == files_of_the_repository() | built_files() | {"PKG-INFO"}


@pytest.mark.skipif(shutil.which("make") is None, reason="no make")
def test_the_makefile_of_the_sdist_says_what_it_can_make(unpacked):
    said = run(["make", "help"], cwd=unpacked)
    assert said == run(["make", "help"], cwd=ROOT)
    # what its targets are made from is there: without it make would say "No rule to make target"
    for target in ("unit", "test", "bench", "dist"):
        run(["make", "--dry-run", target], cwd=unpacked)


def test_the_wheel_has_the_bundle_and_nothing_of_the_workshop(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        bundle = archive.read("cellxgene_widget/static/widget.js")
    assert len(bundle) > 10_000
    assert built_files() == {name for name in names if name.startswith("cellxgene_widget/static/")}
    assert {"cellxgene_widget/quickstart.ipynb", "cellxgene_widget/py.typed"} <= names
    data = {"cell_ontology.tsv", "aliases.csv", "search_index.txt"}
    assert {f"cellxgene_widget/ontology/data/{name}" for name in data} <= names
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"cellxgene_widget"}
    assert not [name for name in names if name.endswith((".ts", ".tsx", ".map", ".pyc"))]


@pytest.fixture(scope="module")
def metadata(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        return email.message_from_string(archive.read(name).decode())


def test_the_wheel_has_the_licences_of_what_is_in_it(wheel, metadata):
    assert metadata["License-Expression"] == "MIT"
    assert metadata.get_all("License-File") == ["LICENSE", "THIRD_PARTY_NOTICES.md"]
    with zipfile.ZipFile(wheel) as archive:
        for name in ("LICENSE", "THIRD_PARTY_NOTICES.md"):
            (path,) = [each for each in archive.namelist() if each.endswith(f".dist-info/licenses/{name}")]
            assert archive.read(path) == (ROOT / name).read_bytes()


def test_the_readme_of_the_package_page_has_no_link_that_needs_a_file_beside_it(metadata):
    assert metadata["Version"] == cxw.__version__
    readme = metadata.get_payload()
    links = re.findall(r"\]\(([^)\s]+)\)", readme)
    pictures = re.findall(r"!\[[^\]]*\]\(([^)\s]+)\)", readme)
    assert len(pictures) >= 2
    assert [link for link in links if not link.startswith(("https://", "#"))] == []
    assert not re.search(r"<(img|a)\b|^\[[^\]]+\]:", readme, re.MULTILINE), "other kinds of links: look at them too"
    home = dict(line.split(", ") for line in metadata.get_all("Project-URL"))["Homepage"]
    own = [link for link in links if link.startswith(home)]
    for link in own:  # what they name is in the repository, at this version
        kind, version, path = re.fullmatch(rf"{re.escape(home)}/(raw|blob)/v([^/]+)/(.+)", link).groups()
        assert (kind == "raw") == (link in pictures)
        assert version == cxw.__version__
        assert (ROOT / path.partition("#")[0]).is_file(), path
    assert set(pictures) <= set(own)


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
