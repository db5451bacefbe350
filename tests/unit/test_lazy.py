"""Importing the package is cheap, and everything public is there all the same."""

from __future__ import annotations

import inspect
import json
import pickle
import subprocess
import sys

import pytest

import cellxgene_widget as cxw

#: What takes long to import, is not to be had everywhere, or is only used by what may never be asked for.
HEAVY = {
    "anndata", "anywidget", "h5py", "igraph", "ipywidgets", "matplotlib", "numba", "numpy", "pandas", "psutil",
    "pyarrow", "rapidfuzz", "scanpy", "scipy", "sklearn", "traitlets", "zarr",
}  # fmt: skip

LOADED = "import json, sys; print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"


def loaded_by(code):
    """Give the packages that a new interpreter has loaded after it ran some code."""
    ran = subprocess.run(
        [sys.executable, "-c", f"{code}\n{LOADED}"], capture_output=True, text=True, check=True, timeout=120
    )
    return set(json.loads(ran.stdout.splitlines()[-1]))


def test_what_is_heavy_is_seen():
    assert {"numpy", "pandas", "anndata"} <= loaded_by("import anndata")


@pytest.mark.parametrize(
    "code",
    [
        "import cellxgene_widget",
        "from cellxgene_widget import AnnotationError, open_session, show",
        "import cellxgene_widget, inspect\nassert 'basis' in inspect.signature(cellxgene_widget.show).parameters",
        "import cellxgene_widget\nassert 'Session' in dir(cellxgene_widget)",
    ],
)
def test_the_import_loads_nothing_heavy(code):
    assert loaded_by(code) & HEAVY == set()


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["launch", "--help"], ["index", "--help"], ["--version"], ["nonsense"], ["demo", "--port"]],
)
def test_the_command_line_says_what_it_can_do_without_loading_anything_heavy(arguments):
    code = (
        "from cellxgene_widget.cli.main import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit:\n    pass\nelse:\n    raise AssertionError"
    )
    assert loaded_by(code) & HEAVY == set()


def test_the_command_line_refuses_a_file_without_loading_anything_heavy(tmp_path):
    code = f"from cellxgene_widget.cli.main import main\nassert main(['launch', {str(tmp_path / 'none.h5ad')!r}]) == 2"
    assert loaded_by(code) & HEAVY == set()


def test_a_session_needs_no_widget_and_nothing_that_only_few_verbs_use():
    loaded = loaded_by("from cellxgene_widget import Session")
    assert loaded & {"anywidget", "ipywidgets", "matplotlib", "numba", "scanpy", "sklearn", "traitlets"} == set()


def test_every_public_name_is_there_and_says_where_it_is_from():
    assert set(cxw.__all__) <= set(dir(cxw))
    for name in cxw.__all__:
        assert getattr(cxw, name) is getattr(cxw, name)
        assert name == "__version__" or getattr(cxw, name).__name__ == name
    with pytest.raises(AttributeError, match="has no attribute 'Sesion'"):
        _ = cxw.Sesion


def test_everything_is_imported_by_a_star():
    names = {}
    exec("from cellxgene_widget import *", names)
    assert set(cxw.__all__) <= set(names)


@pytest.mark.parametrize("name", ["show", "open_session", "write_gene_index"])
def test_functions_have_their_signatures_and_docstrings(name):
    function = getattr(cxw, name)
    assert inspect.isfunction(function)
    assert inspect.getdoc(function).splitlines()[-1]
    parameters = list(inspect.signature(function).parameters.values())
    assert parameters[0].annotation
    assert all(each.kind is each.KEYWORD_ONLY for each in parameters[1:])


def test_errors_are_the_same_everywhere_and_can_be_pickled():
    from cellxgene_widget import errors

    for name in ("AnnotationError", "DataError", "DraftError", "LabelError", "MergeError", "SelectionError"):
        kind = getattr(cxw, name)
        assert kind is getattr(errors, name)
        error = pickle.loads(pickle.dumps(kind("it can't be done")))
        assert type(error) is kind
        assert str(error) == "it can't be done"
