"""A frame as VS Code puts outputs in: sandboxed, dark by a class of its body, under a content security policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

import cellxgene_widget as cxw
from tests.page.conftest import page_server as page_server  # noqa: PLC0414 - a fixture
from tests.page.data import cells

from .main_job import LABEL, label_cells, shown

#: VS Code's policy for the frame of a notebook's outputs, as strict for styles as others are; `blob:` is what anywidget
#: itself runs widgets from, `ws:` stands for its messages.
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self'; "
    "img-src 'self' https: http: data: blob:; font-src 'self' https:; connect-src 'self' ws: https:; "
    "child-src https: data:"
)
COUNTING = """
window.refused = [];
addEventListener("securitypolicyviolation", (event) =>
  refused.push({ what: event.effectiveDirective, by: event.sourceFile || event.documentURI }));
"""
FRAME = """<!doctype html><body style="margin: 0">
<iframe sandbox="allow-scripts allow-same-origin allow-forms allow-pointer-lock allow-downloads"
  src="{address}" style="width: 1000px; height: 900px; border: 0"></iframe>"""


@pytest.fixture
def framed(page_server, wide_page, tmp_path):
    """The widget in such a frame, and the frame's outer page."""
    widget = cxw.show(cells(), annotations_dir=tmp_path / "drafts", dataset="pbmc", name="hosts", autosave=0.2)
    widget.create_category("mine")
    address = page_server.add(widget)

    def answer(route):
        response = route.fetch()
        text = response.text().replace('<div id="views">', '<body class="vscode-body vscode-dark"><div id="views">')
        # their variables come with the class; ours of JupyterLab would win
        text = text.replace("--jp-layout-color0: #ffffff;", "").replace("--jp-layout-color0: #111111;", "")
        route.fulfill(body=text, headers={"Content-Security-Policy": POLICY, "Content-Type": "text/html"})

    outside = address.rsplit("/", 1)[0] + "/outside"
    wide_page.add_init_script(COUNTING)
    wide_page.route(address, answer)
    wide_page.route(outside, lambda route: route.fulfill(body=FRAME.format(address=address), content_type="text/html"))
    wide_page.goto(outside)
    frame = wide_page.frame(url=address)
    yield widget, shown(frame), frame
    widget.close()


def test_a_frame_like_that_of_vs_code(framed, tmp_path):
    widget, view, frame = framed
    n = label_cells(view, tmp_path)
    assert int((widget.annotations["mine"] == LABEL).sum()) == n
    # dark, and styled though the policy forbids style sheets in the page
    expect(view.box).to_have_css("box-sizing", "border-box")
    background = frame.evaluate(
        "getComputedStyle(document.querySelector('#views > div > div').shadowRoot"
        ".querySelector('.cxw')).backgroundColor"
    )
    assert all(int(part) < 80 for part in background.removeprefix("rgb(").removesuffix(")").split(","))
    # the page of the test has a style sheet of its own, and nothing else is refused
    refused = frame.evaluate("refused")
    assert [one for one in refused if one["by"] != frame.url] == []
    assert len(refused) <= 1
    # and one of ours would have been told of
    frame.evaluate("document.head.append(Object.assign(document.createElement('style'), { textContent: 'a {}' }))")
    frame.wait_for_function("n => refused.length > n", arg=len(refused))


def test_what_floats_stays_inside_the_frame(framed):
    _, view, _ = framed
    view.box.get_by_role("button", name="Keys").click()
    dialog = view.box.get_by_role("dialog").first
    expect(dialog).to_be_visible()
    box, inside = dialog.bounding_box(), view.box.bounding_box()
    assert inside["x"] <= box["x"]
    assert box["x"] + box["width"] <= inside["x"] + inside["width"]
