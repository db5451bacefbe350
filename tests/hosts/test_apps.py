"""marimo, Shiny and Panel: the widget in a page that is no notebook of Jupyter's."""

from __future__ import annotations

import textwrap

import pytest
from playwright.sync_api import expect

from .conftest import program
from .main_job import CELLS, LABEL, label_cells, shown

MARIMO = f"""
import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo
{textwrap.indent(CELLS, "    ")}
    mo.ui.anywidget(w)
    return


if __name__ == "__main__":
    app.run()
"""
SHINY = f"""
from shiny import App, ui
from shinywidgets import output_widget, render_widget
import scanpy as sc
import cellxgene_widget.widget

def server(input, output, session):
    @render_widget
    def view():
{textwrap.indent(CELLS, "        ")}
        return w


app = App(ui.page_fluid(output_widget("view")), server)
"""
PANEL = f"""
import panel as pn

pn.extension("ipywidgets")
{CELLS}
pn.panel(w, sizing_mode="stretch_width").servable()
"""


@pytest.mark.parametrize("mode", ["run", "edit"])
def test_marimo(serve, wide_page, heard, tmp_path, mode):
    (tmp_path / "app.py").write_text(MARIMO)
    (tmp_path / "pyproject.toml").write_text("[tool.marimo.runtime]\nauto_instantiate = true\n")
    server = serve(
        f"marimo {mode}",
        tmp_path,
        lambda port, _: [
            *(program("apps", "marimo"), "--yes", mode, "app.py"),
            *("--headless", "--no-token", "--port", str(port), "--host", "127.0.0.1"),
        ],
        answers="/health",
    )
    wide_page.goto(server.address())
    view = shown(wide_page)
    n = label_cells(view, tmp_path)
    # marimo cuts an output at 610 px: the bar at the bottom is within it
    box, bar = view.box.bounding_box(), view.label_field.bounding_box()
    assert box["height"] <= 610
    assert bar["y"] + bar["height"] <= box["y"] + box["height"]
    assert heard.errors == []
    if mode == "run":  # another visitor, another kernel: the same draft
        wide_page.reload()
        shown(wide_page).expect_counts(**{LABEL: n})


def test_shiny(serve, wide_page, heard, tmp_path):
    (tmp_path / "app.py").write_text(SHINY)
    server = serve(
        "Shiny",
        tmp_path,
        lambda port, _: [program("apps", "shiny"), "run", "app.py", "--host", "127.0.0.1", "--port", str(port)],
    )
    wide_page.goto(server.address())
    n = label_cells(shown(wide_page), tmp_path)
    assert heard.errors == []
    wide_page.reload()
    shown(wide_page).expect_counts(**{LABEL: n})


def test_panel_which_loses_bytes_on_their_way_up(serve, wide_page, heard, tmp_path, anywidget_of_the_internet):
    (tmp_path / "app.py").write_text(PANEL)
    server = serve(
        "Panel",
        tmp_path,
        lambda port, _: [
            *(program("apps", "panel"), "serve", "app.py", "--port", str(port), "--address", "127.0.0.1"),
            f"--allow-websocket-origin=127.0.0.1:{port}",
        ],
    )
    wide_page.goto(server.address("/app"))
    view = shown(wide_page)
    n = label_cells(view, tmp_path)
    view.undo()
    expect(view.row(LABEL)).to_have_count(0)
    assert heard.errors == []
    wide_page.reload()
    view = shown(wide_page)
    expect(view.row("unassigned")).to_contain_text("700")
    assert label_cells(view, tmp_path) == n
