"""What a notebook stores of the widget: it fetches the front end, and where no kernel answers it shows a picture."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

import cellxgene_widget as cxw
from cellxgene_widget.view.front_end import loader
from cellxgene_widget.view.output import still_html
from cellxgene_widget.view.picture import still

from .data import cells
from .server import public_state
from .wait import until

STATE_SCRIPT = '<script type="application/vnd.jupyter.widget-state+json">{}</script>'
#: A page without any kernel, as Sphinx or nbconvert make them, once Jupyter's scripts have brought the widget to life.
PAGE = """<!doctype html><meta charset="utf-8"><body>{state}<div id="view"></div>{still}
<script type="module">
  import make from "./loader.js";
  const state = {traits};
  const handlers = [];
  const model = {{
    get: (key) => state[key], set() {{}}, save_changes() {{}}, off() {{}},
    on: (event, handler) => event === "msg:custom" && handlers.push(handler),
    send({{ id }}) {{
      if ({answer}) for (const tell of handlers) tell({{ id, part: 0, parts: 1, error: {answer} }});
    }},
  }};
  const widget = make();
  widget.initialize({{ model }});
  window.close_view = widget.render({{ model, el: document.querySelector("#view") }});
</script>"""


@pytest.fixture
def widget(tmp_path):
    widget = cxw.show(cells(), annotations_dir=tmp_path, dataset="saved")
    widget.create_category("mine", like="louvain")
    until(lambda: widget.categories)
    yield widget
    widget.close()


@pytest.fixture
def open_saved(page, widget):
    """Open a page that holds the widget and no kernel."""

    def open_saved(*, state=STATE_SCRIPT, beside=None, answer=None):
        traits = json.dumps(public_state(widget)).replace("<", "\\u003c")
        html = PAGE.format(state=state, still=beside or "", traits=traits, answer=json.dumps(answer))
        page.route("http://saved.test/", lambda route: route.fulfill(body=html, content_type="text/html"))
        page.route(
            "http://saved.test/loader.js",
            lambda route: route.fulfill(body=loader(), content_type="text/javascript"),
        )
        page.goto("http://saved.test/")

    return open_saved


def test_a_page_without_a_kernel_shows_the_picture_and_its_line(open_saved, widget, page):
    open_saved(beside=still_html(widget._still, still(widget.session)))
    picture = page.get_by_role("img", name="UMAP of 700 cells coloured by mine: ")
    expect(picture).to_be_visible()
    assert picture.evaluate("(img) => img.decode().then(() => [img.naturalWidth, img.naturalHeight])") == [720, 480]
    expect(page.get_by_role("status")).to_contain_text("700 cells: run the notebook to work on.")
    assert page.get_by_role("button").count() == 0
    page.evaluate("window.close_view()")
    expect(page.get_by_role("status")).to_have_count(0)


def test_a_page_that_shows_the_picture_itself_shows_it_once(open_saved, widget, page):
    view = '<script type="application/vnd.jupyter.widget-view+json">{}</script>'
    open_saved(state=STATE_SCRIPT + view, beside=still_html(widget._still, still(widget.session)))
    expect(page.locator(".cxw-still")).to_be_visible()
    expect(page.locator(".cxw-still")).to_have_accessible_name(re.compile("UMAP of 700 cells coloured by mine: "))
    expect(page.locator("#view")).to_be_empty()


def test_without_a_picture_the_labels_are_listed(open_saved, page):
    open_saved()
    expect(page.locator("#view")).to_contain_text("run the notebook to work on.mine: ")


def test_in_a_notebook_that_nobody_answers_the_picture_comes_after_a_while(open_saved, widget, page):
    open_saved(state="", beside=still_html(widget._still, still(widget.session)))
    expect(page.locator("#view")).to_be_empty()
    expect(page.get_by_role("status")).to_contain_text("No answer from the kernel", timeout=10_000)
    expect(page.get_by_role("img", name="UMAP of 700 cells")).to_be_visible()


def test_what_the_kernel_says_instead_is_shown(open_saved, page):
    open_saved(state="", answer="This session is closed: call show() again to go on.")
    expect(page.get_by_role("status")).to_have_text("This session is closed: call show() again to go on.")


def test_two_widgets_on_a_page_fetch_the_front_end_once(show_page, page):
    asked = []

    def on_frame(frame):  # Playwright takes no method of a list
        asked.append(frame)

    page.on("websocket", lambda socket: socket.on("framesent", on_frame))
    _, view = show_page(query="?views=2")
    expect(view.page.locator(".cxw")).to_have_count(2)
    assert sum(b'"front_end"' in bytes(frame) for frame in asked) == 1
