"""A saved notebook opened again: the picture of how it was stands where the view cannot be."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from .test_main_job import SETUP, shown


def test_a_notebook_opened_with_a_new_kernel_shows_the_picture(open_notebook):
    notebook = open_notebook([SETUP, "w"])
    notebook.run_all()
    shown(notebook)
    picture = notebook.page.locator(".cxw-still")
    expect(picture).to_have_count(1)
    expect(picture).to_be_hidden()
    notebook.kernel_exec("w.create_category('mine', like='louvain')")
    notebook.save()
    notebook.close()
    notebook.reload()
    expect(picture).to_be_visible(timeout=60_000)
    notebook.screenshot("reopened")
    assert picture.bounding_box()["height"] > 200
    expect(notebook.page.get_by_text("Error displaying widget")).to_be_hidden()
    saved = json.loads((notebook.server.root / notebook.path).read_text())
    outputs = [output["data"].keys() for cell in saved["cells"] for output in cell["outputs"] if "data" in output]
    # for GitHub and others one picture, beside the view
    assert ["image/png" in kinds for kinds in outputs] == [True, False]
    notebook.run_all()
    shown(notebook)
    expect(picture).to_be_hidden()


def test_a_notebook_opened_without_a_kernel_shows_the_picture(open_notebook):
    notebook = open_notebook([SETUP, "w"])
    notebook.run_all()
    shown(notebook)
    notebook.save()
    # the page waits for a kernel that says nothing, as where none was chosen yet
    notebook.page.route_web_socket("**/channels*", lambda _: None)
    notebook.reload()
    expect(notebook.page.locator(".cxw-still")).to_be_visible(timeout=60_000)
    expect(notebook.page.get_by_text("Loading widget")).to_be_hidden()
    notebook.screenshot("without-a-kernel")
