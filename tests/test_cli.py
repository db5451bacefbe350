"""The command line: the notebooks it writes, and what it says to bad input."""

import ast
import inspect
import json
import os
import re
import socket
import subprocess
import sys
import warnings
from importlib import metadata
from pathlib import Path

import anndata as ad
import numpy as np
import pandas as pd
import pytest

import cellxgene_widget as cxw
from cellxgene_widget.cli import main as cli
from cellxgene_widget.cli import opening, server
from cellxgene_widget.cli.notebook import DEFAULT_MAX_CATEGORY_ITEMS
from cellxgene_widget.cli.server import Serving

from .unit.multiome import multiome
from .unit.test_opening import small, spatial_store

ROOT = Path(__file__).parents[1]


@pytest.fixture
def lab(monkeypatch):
    """Catch the start of JupyterLab: the calls, as (notebook, how it is served)."""
    started = []
    monkeypatch.setattr(cli, "serve", lambda *call: started.append(call) or 0)
    return started


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def data(folder):
    path = folder / "my data.h5ad"
    write(path)
    return path


def write(path):
    adata = ad.AnnData(np.ones((4, 2), dtype=np.float32), obsm={"X_umap": np.arange(8.0).reshape(4, 2)})
    adata.obs["louvain"] = pd.Categorical(["a", "a", "b", "b"])
    adata.write_h5ad(path)


def code(notebook):
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def show_call(notebook):
    """Give the arguments of `show(...)` in a notebook, as Python reads them: the data, and those with a name."""
    calls = [
        node
        for source in code(notebook)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "show"
    ]
    (call,) = calls
    (data,) = call.args
    return ast.literal_eval(data), {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}


def listing(folder):
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*"))


def test_launch_writes_a_notebook_beside_the_data(lab, data, capsys):
    assert cli.main(["launch", "my data.h5ad"]) == 0
    notebook = data.parent / "my data-labels.ipynb"
    assert lab == [(notebook, Serving(port=None, host=None, browser=True, verbose=False))]
    assert str(notebook) in capsys.readouterr().out
    assert show_call(notebook) == ("my data.h5ad", {})
    source = "\n".join(code(notebook))
    assert "read_h5ad" not in source, "the matrix stays on disk"
    for part in (
        'w = cxw.show("my data.h5ad")',
        "w.create_category(",
        "w.label(",
        'merge(into="my data_labelled.h5ad")',
    ):
        assert part in source


def test_the_notebook_of_launch_shows_labels_and_merges_into_a_copy(lab, data):
    """All that it offers: each line that waits behind a `#` is run as well."""
    assert cli.main(["launch", "my data.h5ad"]) == 0
    offered = [cell.replace("# w.", "w.").replace('["3", "7"]', '["a"]') for cell in code(lab[0][0])]
    shown = {}
    for cell in offered:
        exec(cell.replace("\nw\n", "\n"), shown)
    shown["w"].close()
    copy = ad.read_h5ad(data.with_name("my data_labelled.h5ad"))
    assert copy.obs["cell_type"].tolist() == ["B cell", "B cell", "unassigned", "unassigned"]
    assert ad.read_h5ad(data).obs["cell_type"].tolist() == copy.obs["cell_type"].tolist(), "inplace, the last line"


def test_an_option_is_in_the_notebook_only_if_it_was_given(lab, data):
    assert cli.main(["launch", "my data.h5ad", "--max-category-items", str(DEFAULT_MAX_CATEGORY_ITEMS)]) == 0
    assert show_call(lab[0][0]) == ("my data.h5ad", {})
    default = inspect.signature(cxw.show).parameters["max_category_items"].default
    assert default == DEFAULT_MAX_CATEGORY_ITEMS


@pytest.mark.parametrize("spelling", ["--annotations-file", "--annotations-input-file"])
def test_launch_hands_its_options_to_show(lab, data, folder, spelling):
    labels = [spelling, "la'bels.csv", "--max-category-items", "50", "--user", "O'\"Neill"]
    page = ["--title", "<b>My *cells*", "--port", "48231", "--host", "127.0.0.1", "--no-browser", "-v"]
    assert cli.main(["launch", "my data.h5ad", *labels, *page]) == 0
    (notebook, serving) = lab[0]
    assert serving == Serving(port=48231, host="127.0.0.1", browser=False, verbose=True)
    assert show_call(notebook) == (
        "my data.h5ad",
        {"annotations_file": str(folder / "la'bels.csv"), "max_category_items": 50, "user": "O'\"Neill"},
    )
    heading = json.loads(notebook.read_text("utf-8"))["cells"][0]["source"].splitlines()[0]
    assert heading == r"# \<b\>My \*cells\*"


@pytest.mark.parametrize("spelling", ["--annotations-dir", "--annotations-output-dir"])
def test_launch_makes_the_folder_for_drafts(lab, data, folder, spelling):
    assert cli.main(["launch", "my data.h5ad", spelling, "drafts"]) == 0
    assert show_call(lab[0][0])[1]["annotations_dir"] == str(folder / "drafts")
    assert (folder / "drafts").is_dir()


def test_launch_takes_a_store_and_shows_it_by_its_path(lab, folder):
    adata = ad.AnnData(np.ones((4, 2), dtype=np.float32), obsm={"X_umap": np.arange(8.0).reshape(4, 2)})
    adata.write_zarr(folder / "my atlas.zarr")
    assert cli.main(["launch", "my atlas.zarr"]) == 0
    notebook = folder / "my atlas-labels.ipynb"
    assert show_call(notebook) == ("my atlas.zarr", {}), "its draft is the one that show(path) finds"
    source = "\n".join(code(notebook))
    shown = {}
    exec(source.replace("\nw\n", "\n"), shown)
    shown["w"].close()


@pytest.mark.parametrize("what", ["cite.h5mu", "CITE.H5MU", "tissue.zarr", "tissue.zarr/tables/table"])
def test_launch_opens_what_is_read_by_its_path(lab, folder, what):
    """A MuData, and a table of a SpatialData store: the notebook and the draft lie beside the data, not in it."""
    if what.lower().endswith(".h5mu"):
        with warnings.catch_warnings():  # on what mudata will do one day
            warnings.simplefilter("ignore")
            multiome().write_h5mu(folder / what)
    else:
        spatial_store(folder / "tissue.zarr", table=small())
    assert cli.main(["launch", what]) == 0
    notebook = lab[0][0]
    assert notebook.parent == folder
    shown = {}
    exec("\n".join(code(notebook)).replace("\nw\n", "\n"), shown)
    widget = shown["w"]
    assert widget.draft.id == cxw.open_session(folder / what, autosave=None).draft.id
    widget.create_category("k")
    widget.label("x", cells=widget.session.parts.table.obs_names[:1].tolist())
    for line in code(notebook)[-1].splitlines():  # the ways to merge that it offers
        exec(line.removeprefix("# "), shown)
    assert widget.draft.path.parent == folder
    widget.close()


@pytest.mark.parametrize("name", ["it's.h5ad", 'quo"te.h5ad', "naïve α 细胞.h5ad", "back\\slash {x}.h5ad", "a\nb.H5AD"])
def test_any_file_name_is_a_string_in_the_notebook(lab, folder, name):
    write(folder / name)
    assert cli.main(["launch", name]) == 0
    notebook = lab[0][0]
    assert notebook.name == f"{Path(name).stem}-labels.ipynb"
    assert show_call(notebook) == (name, {})


def test_a_notebook_that_is_there_is_opened_and_not_changed(lab, data, capsys):
    cli.main(["launch", "my data.h5ad"])
    notebook = lab[0][0]
    notebook.write_text("mine")
    assert cli.main(["launch", "my data.h5ad", "--title", "other"]) == 0
    assert lab[1][0] == notebook
    assert notebook.read_text() == "mine"
    assert "already there" in capsys.readouterr().out


def test_data_in_a_read_only_folder_are_labelled_from_the_working_directory(lab, data, folder, monkeypatch, capsys):
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    monkeypatch.setattr(opening.os, "access", lambda path, mode: mode == os.R_OK or Path(path) == elsewhere)
    assert cli.main(["launch", str(data)]) == 0
    assert lab[0][0] == elsewhere / "my data-labels.ipynb"
    assert show_call(lab[0][0]) == (str(data), {})
    assert "can't be written to" in capsys.readouterr().out


def test_demo_copies_the_quickstart_once(lab, folder, capsys):
    assert cli.main(["demo", "--no-browser"]) == 0
    notebook = folder / "cellxgene-widget-demo" / "quickstart.ipynb"
    assert lab == [(notebook, Serving(port=None, host=None, browser=False, verbose=False))]
    assert "cxw.show(" in "\n".join(code(notebook))
    notebook.write_text("mine")
    assert cli.main(["demo"]) == 0
    assert notebook.read_text() == "mine"
    assert "already there" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["launch", "nothing.h5ad"], "there is no file nothing.h5ad"),
        (["launch", "folder.h5ad"], "folder.h5ad is not a file"),
        (["launch", "file.zarr"], "file.zarr is not a folder, as a .zarr store is"),
        (["launch", "cells.csv"], "cells.csv does not end in .h5ad"),
        (["launch", "https://example.org/a.h5ad"], "is an address"),
        (["launch", "my data.h5ad", "--annotations-file", "a.csv", "--annotations-dir", "."], "exclude each other"),
        (["launch", "my data.h5ad", "--annotations-file", "a.txt"], "does not end in .csv"),
        (["launch", "my data.h5ad", "--annotations-file", "no/a.csv"], "in a folder that is not there"),
        (["launch", "my data.h5ad", "--annotations-dir", "my data.h5ad"], "is not a folder"),
        (["launch", "my data.h5ad", "--annotations-dir", "no/drafts"], "in a folder that is not there"),
        (["launch", "~nobody_has_this_name/a.h5ad"], "that home directory is not known here"),
        (["launch", "my data.h5ad", "--annotations-dir", "x" * 300], "File name too long"),
        (["launch", "my data.h5ad", "--annotations-file", f"{'x' * 300}.csv"], "File name too long"),
        (["index", "~nobody_has_this_name/a.h5ad"], "that home directory is not known here"),
        (["index", "my data.h5ad", "--out", "x" * 300], "File name too long"),
        (["launch", "my data.h5ad", "--user", " "], "--user is empty"),
        (["launch", "my data.h5ad", "--title", ""], "--title is empty"),
        (["launch", "my data.h5ad", "--max-category-items", "0"], "'0' is not a whole number above 0"),
        (["launch", "my data.h5ad", "--max-category-items", "many"], "'many' is not a whole number above 0"),
        (["launch", "my data.h5ad", "--port", "70000"], "70000 is no port"),
        (["launch", "my data.h5ad", "--host", "http://me"], "'http://me' is no host"),
        (["launch", "my data.h5ad", "--host", "198.51.100.7"], "198.51.100.7 is no address of this machine"),
        (["launch", "my data.h5ad", "--host", "no-such-host.invalid"], "no-such-host.invalid is not known"),
        (["demo", "--host", " "], "' ' is no host"),
        (["launch", "my data.h5ad", "--colour", "red"], "--colour"),
        (["launch"], "FILE"),
        (["serve"], "serve"),
        ([], "COMMAND"),
    ],
)
@pytest.mark.usefixtures("data")
def test_bad_input_is_one_sentence_and_writes_nothing(lab, folder, capsys, arguments, sentence):
    (folder / "cells.csv").write_text("")
    (folder / "folder.h5ad").mkdir()
    (folder / "file.zarr").touch()
    before = listing(folder)
    try:
        status = cli.main(arguments)
    except SystemExit as end:
        status = end.code
    said = capsys.readouterr()
    assert status == 2
    assert said.out == ""
    assert said.err.startswith("cellxgene-widget: ")
    assert said.err.count("\n") == 1
    assert sentence in said.err
    assert listing(folder) == before
    assert lab == []


def test_a_port_that_is_taken_is_told(lab, data, folder, capsys):
    before = listing(folder)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        assert cli.main(["launch", "my data.h5ad", "--port", str(port)]) == 2
    assert f"port {port} is taken" in capsys.readouterr().err
    assert listing(folder) == before


def test_jupyterlab_that_is_not_installed_is_told(lab, data, folder, monkeypatch, capsys):
    before = listing(folder)
    monkeypatch.setattr(server.importlib.util, "find_spec", lambda name: None)
    assert cli.main(["demo"]) == 2
    assert "pip install 'cellxgene-widget[lab]'" in capsys.readouterr().err
    assert listing(folder) == before


def test_version(capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(["--version"])
    assert end.value.code == 0
    assert re.fullmatch(r"cellxgene-widget \d+\.\d+\.\d+\S*\n", capsys.readouterr().out)


def test_info_tells_versions_and_places_and_nothing_private(folder, monkeypatch, capsys):
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    monkeypatch.setenv("CELLXGENE_WIDGET_USER", "ada@example.org")
    monkeypatch.setenv("JUPYTERHUB_API_URL", "http://hub/api?token=secret")
    monkeypatch.setenv("JPY_SESSION_NAME", "/private/notebook.ipynb")
    session = cxw.open_session(small(), dataset="private", name="draft")
    (profile,) = (folder / "config").rglob("profile.json")
    session.close()
    (folder / "work").mkdir()
    monkeypatch.chdir(folder / "work")
    assert cli.main(["info"]) == 0
    text = capsys.readouterr().out
    assert cli.main(["info", "--json"]) == 0
    as_json = capsys.readouterr().out
    found = json.loads(as_json)
    assert found["packages"]["anndata"] == metadata.version("anndata")
    assert found["host"] == "JupyterHub, a notebook in Jupyter"
    assert found["profile"]["path"] == f"~/{profile.relative_to(folder)}"
    assert found["draft_folder"]["path"] == "~/work"
    assert found["version"] == cxw.__version__
    for said in (found["version"], found["platform"], found["profile"]["path"], "~/work", metadata.version("anndata")):
        assert said in text
    identity = json.loads(profile.read_text())["user"]
    for private in ("ada@", "secret", "private", identity, str(folder)):
        assert private not in text + as_json


def test_info_makes_no_profile(folder, monkeypatch, capsys):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    assert cli.main(["info"]) == 0
    assert "not made yet" in capsys.readouterr().out
    assert listing(folder) == []


@pytest.mark.parametrize("module", ["cellxgene_widget", "cellxgene_widget.cli"])
def test_the_package_is_the_command_too(module, folder):
    done = subprocess.run(
        [sys.executable, "-m", module, "launch", "none.h5ad"],
        cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == "cellxgene-widget: there is no file none.h5ad\n"
