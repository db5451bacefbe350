"""Pages made of a notebook by nbconvert and by Sphinx, without any network: the picture is seen, once."""

from __future__ import annotations

import json
import os
import subprocess

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import notebook_json
from tests.served import ROOT

from .conftest import program
from .main_job import CELLS

SPHINX = """
extensions = ["myst_nb"]
nb_execution_mode = "off"
"""


def run(command, folder):
    """Run a program of the environment of notebooks."""
    name, *arguments = command
    env = os.environ | {"PYTHONPATH": str(ROOT), "JUPYTER_CONFIG_DIR": str(folder), "PYTHONWARNINGS": ""}
    done = subprocess.run(
        [program("notebooks", name), *arguments], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """A notebook that nbconvert has run, and what of it is in a file."""
    folder = tmp_path_factory.mktemp("saved")
    (folder / "cells.ipynb").write_text(notebook_json([CELLS, "w.create_category('named', like='bulk_labels')\nw"]))
    run(["jupyter-nbconvert", "--to", "notebook", "--execute", "--inplace", "cells.ipynb"], folder)
    return folder


def expect_picture(page):
    picture = page.get_by_role("img", name="UMAP of 700 cells coloured by named: ")
    expect(picture).to_have_count(1)
    expect(picture).to_be_visible()
    box = picture.bounding_box()
    assert box["width"] >= 400
    assert 0.5 < box["height"] / box["width"] < 0.8
    # it is drawn, not an empty box of that size
    shot = picture.screenshot()
    assert len(shot) > 20_000
    line = picture.evaluate("(one) => getComputedStyle(one, '::before').content")
    assert "700 cells: run the notebook to work on." in line


def test_a_notebook_with_the_state_of_its_widgets_stays_small(executed):
    text = (executed / "cells.ipynb").read_text()
    assert "application/vnd.jupyter.widget-state+json" in json.loads(text)["metadata"]["widgets"]
    assert len(text) < 600_000


@pytest.mark.parametrize("template", ["lab", "classic"])
@pytest.mark.parametrize("state", ["with", "without"])
def test_nbconvert(executed, wide_page, state, template):
    notebook = json.loads((executed / "cells.ipynb").read_text())
    if state == "without":
        del notebook["metadata"]["widgets"]
    name = f"{state}-{template}"
    (executed / f"{name}.ipynb").write_text(json.dumps(notebook))
    run(["jupyter-nbconvert", "--to", "html", "--template", template, f"{name}.ipynb"], executed)
    wide_page.goto(f"file://{executed / name}.html")
    if state == "with":
        expect_picture(wide_page)
    else:  # it is an image like any other then
        picture = wide_page.locator("img[src^='data:image/png']")
        expect(picture).to_have_count(1)
        assert picture.evaluate("(img) => img.decode().then(() => img.naturalWidth)") == 720
        expect(wide_page.locator(".cxw-still")).to_be_hidden()
    wide_page.screenshot(path=executed / f"{name}.png")


def test_latex_has_the_picture_as_a_file(executed):
    run(["jupyter-nbconvert", "--to", "latex", "cells.ipynb"], executed)
    assert "includegraphics" in (executed / "cells.tex").read_text()
    assert list((executed / "cells_files").glob("*.png"))


def test_a_page_of_myst_nb(executed, wide_page, tmp_path):
    (tmp_path / "conf.py").write_text(SPHINX)
    (tmp_path / "index.ipynb").write_text((executed / "cells.ipynb").read_text())
    run(["sphinx-build", "-q", "-b", "html", str(tmp_path), str(tmp_path / "out")], tmp_path)
    wide_page.goto(f"file://{tmp_path}/out/index.html")
    expect_picture(wide_page)
