"""The main job without scanpy, matplotlib, psutil, rapidfuzz, shapely, pyarrow: in an environment with none of them.

It is the one that pip makes in a browser (Pyodide), but for what differs there: see ``dependencies`` in pyproject.toml.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
JOB = ROOT / "tests" / "core_job.py"

#: What the main job needs; a browser gets matplotlib and Pillow too, for pictures, and shapely.
CORE = {
    "anndata", "anywidget", "filelock", "ipywidgets", "natsort", "numpy", "pandas", "platformdirs", "traitlets",
}  # fmt: skip
LEFT_OUT = {"igraph", "illico", "psutil", "pyarrow", "rapidfuzz", "scanpy", "scikit-learn"}


def dependencies():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [Requirement(text) for text in project["dependencies"]]


def test_a_browser_gets_what_the_main_job_needs():
    wanted = {platform: set() for platform in ("emscripten", "linux", "darwin", "win32")}
    for requirement in dependencies():
        for platform, names in wanted.items():
            if requirement.marker is None or requirement.marker.evaluate({"sys_platform": platform}):
                names.add(requirement.name)
    everything = CORE | LEFT_OUT | {"matplotlib", "pillow", "shapely"}
    assert wanted.pop("emscripten") == everything - LEFT_OUT
    assert all(names == everything for names in wanted.values())


def run(command, **options):
    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False, timeout=600, **options,
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def core_python(tmp_path_factory):
    """Make an environment of the core, as a person would: uv takes a second for it, pip a minute."""
    venv = tmp_path_factory.mktemp("core") / "venv"
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    run([sys.executable, "-m", "venv", *(["--without-pip"] if uv else []), venv])
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = [uv, "pip"] if uv else [python, "-m", "pip"]
    its = ["--python", python] if uv else []
    wanted = [f"{each.name}{each.specifier}" for each in dependencies() if each.name in CORE]
    run([*pip, "install", *its, *wanted])
    # IPython brings it along, but for a browser
    run([*pip, "uninstall", *its, *([] if uv else ["--yes"]), "psutil"])
    return python


@pytest.fixture(scope="module")
def do(tmp_path_factory):
    """Do the main job with a Python: gives what it saw."""

    def do(python, **env):
        folder = tmp_path_factory.mktemp("job")
        profile = {"XDG_CONFIG_HOME": str(folder / "config"), "XDG_DATA_HOME": str(folder / "data")}
        env = os.environ | {"PYTHONPATH": str(ROOT)} | profile | env
        said = run([python, JOB, folder / "drafts"], cwd=folder, env=env)
        return json.loads(said.splitlines()[-1])

    return do


@pytest.fixture(scope="module")
def everything(do):
    return do(sys.executable)


@pytest.fixture(scope="module", params=["", "yes"], ids=["here", "like a browser"])
def core(core_python, do, request):
    return do(core_python, LIKE_A_BROWSER=request.param)


def test_the_environment_has_none_of_them(core, everything):
    assert core["installed"] == core["loaded"] == []
    assert set(everything["installed"]) > LEFT_OUT - {"scikit-learn"} | {"sklearn"}


def test_labels_and_the_draft_are_the_same_to_the_letter(core, everything):
    assert core["labels"] == everything["labels"]
    assert core["labels"]["labelled at first"] == 67
    assert core["labels"]["mode"] == 0o600
    assert any('"Odd, so' in line for line in core["labels"]["lines"]), "quotes were needed"
    assert [name.endswith(".lock") for name in core["labels"]["locked"]] == [True]


def test_a_page_is_answered_the_same(core, everything):
    said = dict(core["view"])
    picture, mimes = said.pop("picture"), said.pop("mimes")
    assert picture == "A picture needs matplotlib, which is not installed here: pip install matplotlib."
    assert "image/png" not in mimes
    assert "application/vnd.jupyter.widget-view+json" in mimes
    theirs = {key: value for key, value in everything["view"].items() if key not in ("picture", "mimes")}
    assert said == theirs
    assert said["autosaved"]
    assert everything["view"]["picture"] == "it was drawn"


def test_what_needs_more_says_who_needs_it_and_how_to_get_it(core, everything):
    said = core["refusals"]
    for who, what in {"figure": "matplotlib", "dot_figure": "matplotlib"}.items():
        assert said[who] == f"A picture needs {what}, which is not installed here: pip install {what}."
    for who in ("rank_genes", "dotplot", "violin", "cluster"):
        assert said[who] == f"{who}() needs scanpy, which is not installed here: pip install scanpy."
    assert "names need matplotlib" in said["color"]
    assert "Did you mean" not in said["gene"], "what is spelt much alike is found by rapidfuzz"
    assert "Did you mean 'MS4A1'?" in everything["refusals"]["gene"]
    done = {who: text for who, text in everything["refusals"].items() if who != "gene"}
    assert set(done.values()) == {"it was done"}
