"""From a page to its first picture: what is asked, when, and what is seen while the rest is on its way."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest
from playwright.sync_api import expect

import cellxgene_widget as cxw
from cellxgene_widget.errors import AnnotationError
from cellxgene_widget.session.columns import Columns
from cellxgene_widget.view.handlers import sample
from tests.page import server
from tests.view import View, drag

from .data import cells
from .wait import until

COUNT = """
window.drawn = [];
const { drawArrays } = WebGL2RenderingContext.prototype;
WebGL2RenderingContext.prototype.drawArrays = function (mode, first, count) {
  drawn.push(count);
  return drawArrays.call(this, mode, first, count);
};
"""
#: What is asked, each with whether all cells were drawn by then.
ASKED = """
window.asked = [];
const { send } = WebSocket.prototype;
WebSocket.prototype.send = function (frame) {
  const bytes = new Uint8Array(frame.buffer ?? frame);
  const length = new DataView(bytes.buffer).getUint32(0, true);
  const [{ content }] = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  asked.push({ ...content, drawn: drawn.includes(700) });
  return send.call(this, frame);
};
"""
WITHOUT_WEBGL = """
const { getContext } = HTMLCanvasElement.prototype;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  return kind === "2d" ? getContext.call(this, kind, ...more) : null;
};
"""


def kind_of(frame):
    (length,) = struct.unpack_from("<I", frame)
    return json.loads(frame[4 : 4 + length])[0].get("content", {}).get("kind")


def test_what_the_first_picture_needs_is_asked_at_once_and_once(show_page, page):
    """Before anything is answered: the kernel works while the page compiles the front end."""
    events = []

    def on_socket(socket):
        socket.on("framesent", lambda frame: events.append(kind_of(bytes(frame))))
        socket.on("framereceived", lambda _: events.append("heard"))

    page.on("websocket", on_socket)
    _, view = show_page(color="louvain")
    expect(view.page.locator(".cxw-plot[data-ready=true]")).to_have_count(1)
    wanted = ["front_end", "hello", "sample", "coordinates", "column"]
    asked = [event for event in events if event != "heard"]
    assert asked[:5] == wanted
    assert [asked.count(kind) for kind in wanted[:4]] == [1, 1, 1, 1]


def asked_columns(page):
    return page.evaluate("asked.filter(({ kind }) => kind === 'column').map(({ name, drawn }) => [name, drawn])")


def test_what_is_not_in_the_first_picture_is_asked_when_that_is_drawn(show_page, page):
    page.add_init_script(COUNT + ASKED)
    show_page(color="louvain")
    page.wait_for_function("() => asked.filter(({ kind }) => kind === 'column').length > 1")
    (name, drawn), *others = asked_columns(page)
    assert (name, drawn) == ("louvain", False)
    assert all(drawn for _, drawn in others), others
    page.wait_for_function("() => asked.some(({ kind, drawn }) => kind === 'clusterings' && drawn)")


@pytest.mark.parametrize(
    "why", ["the plot is out of sight", "there is no WebGL", "the colour is refused", "the page is hidden"]
)
def test_where_no_picture_comes_the_rest_is_asked_all_the_same(page_server, page, monkeypatch, tmp_path, why):
    page.add_init_script(COUNT + ASKED)
    if why == "there is no WebGL":
        page.add_init_script(WITHOUT_WEBGL)
    elif why == "the page is hidden":
        page.add_init_script(
            "Object.defineProperty(document, 'hidden', { get: () => true }); window.requestAnimationFrame = () => 0"
        )
    elif why == "the plot is out of sight":
        page.add_init_script(
            "addEventListener('DOMContentLoaded', () => { document.body.style.paddingTop = '5000px' })"
        )
    widget = cxw.show(cells(), annotations_dir=tmp_path, color="louvain")
    if why == "the colour is refused":
        plain = Columns.column

        def column(self, name, layer=None):
            if name == "louvain":
                raise AnnotationError("There is no such colour.")
            return plain(self, name, layer)

        monkeypatch.setattr(Columns, "column", column)
    page.goto(page_server.add(widget))
    # frames are not waited for: a hidden page has none
    page.wait_for_function("() => asked.some(({ kind }) => kind === 'clusterings')", polling=50)
    if why == "the colour is refused":
        assert page.evaluate("asked.find(({ kind }) => kind === 'clusterings').drawn")
    else:
        assert page.evaluate("drawn.length") == 0
    widget.close()


#: What the answers begin with that are held back.
COORDINATES, COLOUR = b'"n": 700}', b'"kind": "category", "dtype"'


@pytest.fixture(params=[COORDINATES])
def held(monkeypatch, page_server, request):
    """Hold back coordinates until told; the rest goes on its way. Gives those, what lets go, the others' heads."""
    waiting, release, sent = [], [], []
    plain = server._Socket.send

    def send(self, frame):
        head = frame[: 4 + struct.unpack_from("<I", frame)[0]]
        if request.param in head and not release:
            waiting.append((self, frame))
        else:
            plain(self, frame)
            sent.append(head)

    monkeypatch.setattr(server._Socket, "send", send)

    def let_go():
        release.append(True)
        for socket, frame in waiting:
            plain(socket, frame)

    return waiting, let_go, sent


def test_of_big_data_some_cells_are_seen_before_all_are_there(page_server, page, monkeypatch, held, tmp_path):
    monkeypatch.setattr(sample, "LEAST", 500)
    monkeypatch.setattr(sample, "SIZE", 200)
    page.add_init_script(COUNT)
    waiting, let_go, _ = held
    widget = cxw.show(cells(), annotations_dir=tmp_path, color="louvain")
    page.goto(page_server.add(widget))
    plot = page.locator(".cxw-plot")
    page.wait_for_function("() => drawn.length > 0")
    until(lambda: len(waiting) == 1)
    assert 100 < page.evaluate("drawn.at(-1)") < 250
    expect(page.get_by_text("Waiting for the cells…")).to_have_count(1)
    # a place in the sample is no cell, and an outline would hold cells that nobody has seen
    drag(plot, [(0.3, 0.3), (0.7, 0.3), (0.7, 0.8), (0.3, 0.8)])
    expect(page.get_by_text("Not all cells are here yet, nothing was selected")).to_be_visible()
    plot.hover()
    page.mouse.wheel(0, -400)  # twice as near, and so it stays
    assert page.evaluate("drawn.every((n) => n < 250)")
    let_go()
    page.wait_for_function("() => drawn.at(-1) === 700")
    expect(page.get_by_text("Waiting for the cells…")).to_have_count(0)
    View(page).lasso([(0.3, 0.3), (0.7, 0.3), (0.7, 0.8), (0.3, 0.8)])
    until(lambda: widget.n_selected > 0)
    (polygon,) = widget.recipe[0]["lasso"]
    assert np.ptp(polygon, axis=0)[1] < 0.35 * np.ptp(widget.adata.obsm["X_umap"], axis=0)[1]
    widget.close()


def test_of_a_part_shown_alone_no_other_cells_are_seen_first(page_server, page, monkeypatch, held, tmp_path):
    monkeypatch.setattr(sample, "LEAST", 500)
    monkeypatch.setattr(sample, "SIZE", 200)
    page.add_init_script(COUNT)
    waiting, let_go, sent = held
    widget = cxw.show(cells(), annotations_dir=tmp_path, color="louvain")
    widget.isolate(widget.adata.obs["louvain"] == "1")
    page.goto(page_server.add(widget))
    until(lambda: len(waiting) == 1)
    until(lambda: any(b'"category"' in head and b'"dtype"' in head for head in sent))  # the sample
    page.evaluate("new Promise((next) => requestAnimationFrame(() => setTimeout(next)))")
    let_go()
    page.wait_for_function("() => drawn.at(-1) === 700")
    assert page.evaluate("drawn.every((n) => n === 700)")
    widget.close()


@pytest.mark.parametrize("held", [COLOUR], indirect=True)
def test_cells_whose_colour_does_not_come_are_seen_without_until_it_does(page_server, page, held, tmp_path):
    page.add_init_script(COUNT)
    waiting, let_go, _ = held
    widget = cxw.show(cells(), annotations_dir=tmp_path, color="louvain")
    page.goto(page_server.add(widget))
    until(lambda: len(waiting) > 0)
    page.wait_for_function("() => drawn.at(-1) === 700")
    view = View(page)
    view.lasso([(0.3, 0.3), (0.7, 0.3), (0.7, 0.8), (0.3, 0.8)])
    until(lambda: widget.n_selected > 0)
    expect(view.plot.locator(".cxw-plot-name")).to_have_count(0)
    let_go()
    expect(view.plot.locator(".cxw-plot-name")).to_have_count(11)
    widget.close()
