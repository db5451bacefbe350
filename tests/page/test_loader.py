"""What a notebook stores of the widget: it fetches the front end, and where no kernel answers it shows a picture."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

import cellxgene_widget as cxw
from cellxgene_widget.view.front_end import loader
from cellxgene_widget.view.handlers import front_end, sample
from cellxgene_widget.view.output import still_html
from cellxgene_widget.view.picture import still
from cellxgene_widget.view.registry import HANDLERS

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


#: A loader as notebooks of earlier versions have it: it knows the question, and what a front end is.
OLDER_LOADER = """
export default () => {
  const load = (model) => new Promise((resolve) => {
    const parts = [];
    model.on("msg:custom", async (message, [part]) => {
      if (message.id !== "older-1" || parts.push(part) < message.parts) return;
      const url = URL.createObjectURL(new Blob(parts, { type: "text/javascript" }));
      resolve((await import(url)).default());
    });
    model.send({ kind: "front_end", id: "older-1" });
  });
  return {
    initialize() {},
    async render({ model, el }) {
      const made = await load(model);
      made.initialize({ model, ...MORE });
      made.render({ model, el });
    },
  };
};"""
OLDER_VIEW = b"""export default () => ({
  initialize({ model, ahead }) {
    ahead?.take().map(({ id }) => id);
    return () => {};
  },
  render({ el }) {
    el.textContent = "An older view";
    return () => {};
  },
});"""


@pytest.mark.parametrize("more", ["{}", "{ ahead: { take: () => [] } }"])
def test_a_loader_of_an_earlier_version_shows_this_front_end(show_page, page, more):
    older = OLDER_LOADER.replace("MORE", more)
    page.route("**/loader.js", lambda route: route.fulfill(body=older, content_type="text/javascript"))
    widget, view = show_page(color="louvain")
    view.lasso([(0.3, 0.3), (0.7, 0.3), (0.7, 0.8), (0.3, 0.8)])
    until(lambda: widget.n_selected > 0)


def test_what_an_earlier_kernel_has_is_shown_though_it_knows_not_all_is_asked(widget, page_server, page, monkeypatch):
    monkeypatch.delitem(HANDLERS, "sample")
    monkeypatch.setattr(front_end, "bundle", lambda: OLDER_VIEW)
    page.goto(page_server.add(widget))
    expect(page.get_by_text("An older view")).to_be_visible()


def test_this_front_end_shows_all_cells_where_no_sample_is_to_be_had(show_page, page, monkeypatch):
    monkeypatch.setattr(sample, "LEAST", 500)
    monkeypatch.delitem(HANDLERS, "sample")
    widget, view = show_page(color="louvain")
    view.lasso([(0.3, 0.3), (0.7, 0.3), (0.7, 0.8), (0.3, 0.8)])
    until(lambda: widget.n_selected > 0)
    expect(page.get_by_text("does not know")).to_have_count(0)


def test_a_kernel_without_front_end_says_so(widget, page_server, page, monkeypatch):
    monkeypatch.delitem(HANDLERS, "front_end")
    page.goto(page_server.add(widget))
    expect(page.get_by_role("status")).to_contain_text("which this version does not know: reload the page.")
