"""The shape of the house: who may import whom, and what no shipped file may mention."""

import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "cellxgene_widget"

# From the ground up. A module imports only from floors below its own; a new module gets its place here.
FLOORS = [
    {"_version", "errors", "answers"},
    {"names", "palettes", "files", "cellsets", "frames", "opening", "watched_file", "evidence"},
    {"profile", "edits", "wire", "columns", "polygons", "autosave", "draft_lock", "launch_notebook", "matrix"},
    {"gene_index", "gene_names"},
    {"gene_index_writer"},
    {"index_command"},
    {"embeddings", "pairs", "genes", "gene_sets", "markers", "samples", "dots"},
    {"rankings"},
    {"annotations", "selection", "cells", "entries"},
    {"as_code", "filters"},
    {"draft_table"},
    {"draft_csv_writer"},
    {"chooser", "draft_csv", "labelling", "ledger", "merging", "journal", "differences"},
    {"draft_state", "draft_versions", "merging_files"},
    {"drafts", "draft_status"},
    {"gene_set_file"},
    {"draft_opening"},
    {"draft_hold"},
    {"draft_keeper"},
    {"session_core"},
    {"session_columns"},
    {"label_verbs"},
    {"select_verbs"},
    {"composition_verbs"},
    {"marker_verbs"},
    {"evidence_verbs"},
    {"kept_evidence_verbs"},
    {"dot_verbs"},
    {"gene_set_verbs"},
    {"draft_verbs"},
    {"session"},
    {"figure", "gene_requests"},
    {"dot_requests"},
    {"requests"},
    {"bridge"},
    {"widget"},
    {"__init__", "cli"},
]
FLOOR = {module: floor for floor, modules in enumerate(FLOORS) for module in modules}


def modules():
    return sorted(path.stem for path in PACKAGE.glob("*.py"))


def imports(module):
    """Give the modules of the package that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse((PACKAGE / f"{module}.py").read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
            found |= {name.removeprefix("cellxgene_widget.") for name in names if name.startswith("cellxgene_widget.")}
            found |= {"__init__" for name in names if name == "cellxgene_widget"}
        elif isinstance(node, ast.ImportFrom):
            origin = node.module or ""
            if node.level == 0 and origin.split(".")[0] != "cellxgene_widget":
                continue
            origin = origin.removeprefix("cellxgene_widget").removeprefix(".")
            if origin:
                found.add(origin.split(".")[0])
            else:
                found |= {alias.name if (PACKAGE / f"{alias.name}.py").exists() else "__init__" for alias in node.names}
    return found


@pytest.mark.parametrize("module", modules())
def test_a_module_imports_only_from_floors_below_it(module):
    assert module in FLOOR, f"{module}.py has no floor yet: give it one in tests/test_architecture.py"
    for other in imports(module):
        assert other in FLOOR, f"{module} imports {other}, which has no floor"
        assert FLOOR[other] < FLOOR[module], f"{module} imports {other}, which is not below it"


@pytest.mark.parametrize("module", [m for m in modules() if FLOOR.get(m, 99) <= FLOOR["session"]])
def test_the_session_and_what_is_under_it_know_no_notebook(module):
    tree = ast.parse((PACKAGE / f"{module}.py").read_text("utf-8"))
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            assert name.split(".")[0] not in {"IPython", "anywidget", "ipywidgets", "traitlets"}


@pytest.mark.parametrize("module", modules())
def test_no_module_touches_pyplot(module):
    """A handler may run while a cell draws: pyplot's current figure is the person's."""
    text = (PACKAGE / f"{module}.py").read_text("utf-8")
    assert not re.search(r"matplotlib\.pyplot|import pyplot", text)


def shipped_files():
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_mentions_places_outside_the_project():
    # put together here, so that this file does not mention them either
    places = [r"\.\./" + "shared", "/work/" + "(main|shared)", "/root/" + r"\w", "/home/" + r"\w", "/tmp/" + "venvs"]
    pattern = re.compile("|".join(places))
    for path in shipped_files():
        if path.suffix in {".png", ".h5ad"}:
            continue
        found = pattern.search(path.read_text("utf-8"))
        assert found is None, f"{path.relative_to(ROOT)} mentions {found[0]!r}"


def test_lock_file_names_no_registry_of_ours():
    lock = (ROOT / "js" / "package-lock.json").read_text("utf-8")
    hosts = set(re.findall(r'"resolved": "https?://([^/"]+)', lock))
    assert hosts <= {"registry." + "npmjs.org"}
