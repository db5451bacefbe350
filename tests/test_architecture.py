"""The shape of the house: which wing may import from which, and what no shipped file may mention."""

import ast
import graphlib
import importlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from cellxgene_widget import Session
from cellxgene_widget.session.verb import Reading, verb
from cellxgene_widget.session.verbs.history import HistoryVerbs

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "cellxgene_widget"

#: A wing imports from itself and from wings of a lower floor. Files at the top of the package are wings of their own.
FLOORS = {
    "errors": 0, "_version": 0,
    "core": 1,
    "data": 2,
    "labels": 3, "statistics": 3, "ontology": 3, "scene": 3,
    "figure": 4,
    "selection": 4, "draft": 4, "merge": 4, "exchange": 4,
    "session": 5,
    "view": 6, "cli": 6,
    "__main__": 7, "widget": 7,
    "__init__": 8,
}  # fmt: skip
MOST_LINES = 420
MOST_FILES_AT_THE_TOP = 12

FILES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path for path in sorted(PACKAGE.rglob("*.py"))
}  # "session.verbs.labels" and the like; a wing itself is "session.__init__"


def wing_of(module):
    return module.split(".")[0]


def imports(module, text=None):
    """Give the modules of the package that a module imports, wherever in it."""
    tree = ast.parse(FILES[module].read_text("utf-8") if text is None else text)
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {known(alias.name) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(["cellxgene_widget", *module.split(".")[: -node.level]]) if node.level else ""
            origin = f"{base}.{node.module}".strip(".") if node.module else base
            found |= {known(f"{origin}.{alias.name}") or known(origin) for alias in node.names}
    return found - {None, module}


def known(dotted):
    """Give the file of ours that a dotted name stands for, if it does."""
    if dotted.split(".")[0] != "cellxgene_widget":
        return None
    name = dotted.removeprefix("cellxgene_widget").strip(".")
    return next((each for each in (name, f"{name}.__init__".strip(".")) if each in FILES), None)


def wrong(module, others):
    """Say which imports of a module go up or sideways."""
    floor = FLOORS[wing_of(module)]
    return [
        f"{module} imports {other}, which is not in a wing below it"
        for other in sorted(others)
        if wing_of(other) != wing_of(module) and FLOORS[wing_of(other)] >= floor
    ]


@pytest.mark.parametrize("module", FILES)
def test_a_wing_imports_only_from_wings_below_it(module):
    assert wing_of(module) in FLOORS, f"{wing_of(module)} has no floor yet: give it one in {Path(__file__).name}"
    assert wrong(module, imports(module)) == []


def test_an_import_that_goes_up_is_found():
    assert wrong("data.cells", imports("data.cells", "from ..session import session")) != []
    assert wrong("data.cells", imports("data.cells", "def f():\n    from cellxgene_widget import show")) != []
    assert wrong("selection.recipe", imports("selection.recipe", "from ..draft.journal import Journal")) != []


def test_no_modules_import_each_other_in_a_circle():
    graphlib.TopologicalSorter({module: imports(module) for module in FILES}).prepare()


@pytest.mark.parametrize("module", [m for m in FILES if FLOORS.get(wing_of(m), 99) <= FLOORS["session"]])
def test_the_session_and_what_is_under_it_know_no_notebook(module):
    tree = ast.parse(FILES[module].read_text("utf-8"))
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            assert name.split(".")[0] not in {"IPython", "anywidget", "ipywidgets", "traitlets"}


@pytest.mark.parametrize("module", FILES)
def test_no_module_touches_pyplot(module):
    """A handler may run while a cell draws: pyplot's current figure is the person's."""
    assert not re.search(r"matplotlib\.pyplot|import pyplot", FILES[module].read_text("utf-8"))


@pytest.mark.parametrize("module", FILES)
def test_a_file_holds_one_idea(module):
    assert len(FILES[module].read_text("utf-8").splitlines()) <= MOST_LINES


def test_a_file_of_tests_or_benchmarks_holds_one_idea():
    folders = (ROOT / "tests", ROOT / "bench")
    files = [path for folder in folders for path in folder.rglob("*.py") if ".cache" not in path.parts]
    lengths = {str(path): len(path.read_text("utf-8").splitlines()) for path in files}
    assert len(lengths) > 80
    assert {name: n for name, n in lengths.items() if n > MOST_LINES} == {}


def test_the_top_of_the_package_tells_the_product():
    assert len(list(PACKAGE.glob("*.py"))) <= MOST_FILES_AT_THE_TOP


def classes():
    """Give every class of the package."""
    for module in FILES:
        dotted = f"cellxgene_widget.{module}".removesuffix(".__init__")
        if module.split(".")[-1] != "__main__":  # it would run
            for each in vars(importlib.import_module(dotted)).values():
                if isinstance(each, type) and each.__module__ == dotted:
                    yield each


def test_no_class_stands_on_more_than_three_others():
    """Composition: what a class can do is read in one place. Those of Jupyter's libraries do not count."""
    foreign = ("ipywidgets", "traitlets", "anywidget", "builtins", "typing", "abc", "enum", "collections")
    for each in classes():
        own = [base for base in each.__mro__ if base.__module__.split(".")[0] not in foreign]
        assert len(own) <= 4, f"{each.__name__} stands on {own}"


def test_a_session_is_a_table_of_verbs():
    """What is not made by `verb` or `Reading` would have no lock, and would be no verb of the widget."""
    itself = {"parts", "adata", "closed", "close"}
    for name, value in vars(Session).items():
        if not name.startswith("__") and name not in itself:
            is_verb = getattr(value, "__code__", None) is verb(HistoryVerbs.undo).__code__
            assert is_verb or isinstance(value, Reading), f"Session.{name} is no verb"


def test_no_verb_of_a_group_is_forgotten_in_the_table_of_the_session():
    forgotten = [
        f"{group.__name__}.{name} has no line in session.py"
        for group in classes()
        if group.__module__.startswith("cellxgene_widget.session.verbs.")
        for name in vars(group)
        if not name.startswith("_") and name not in vars(Session)
    ]
    assert forgotten == []


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
