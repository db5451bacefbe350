"""A picture to take away, from the view: chosen by mouse and keys, downloaded, copied."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
from matplotlib.colors import to_rgb
from PIL import Image
from playwright.sync_api import expect

from .data import cells
from .test_access import findings
from .wait import until


def opened(view):
    view.box.get_by_role("button", name="Picture", exact=True).click()
    dialog = view.box.get_by_role("dialog", name="Picture")
    expect(dialog.locator(".cxw-picture-preview[aria-busy=false] img")).to_be_visible()
    return dialog


def saved(view, dialog):
    with view.page.expect_download() as download:
        dialog.get_by_role("button", name="Save").click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def has(image, color):
    wanted = np.round(255 * np.array(to_rgb(color)))
    return (np.abs(np.asarray(image.convert("RGB")).astype(int) - wanted).max(axis=2) < 40).sum() > 20


def size_told(dialog):
    return tuple(int(n.replace(",", "")) for n in re.findall(r"([\d,]+)", dialog.get_by_text("pixels").inner_text()))


def test_png_svg_and_pdf_are_what_the_preview_shows(show_page):
    widget, view = show_page(color="louvain", dataset="PBMC 68k: reduced")
    dialog = opened(view)
    assert findings(view) == []
    name, png = saved(view, dialog)
    assert name == "PBMC_68k_reduced-UMAP-louvain.png"
    image = Image.open(io.BytesIO(png))
    assert image.size == size_told(dialog)
    colors = widget.session.column("louvain").colors
    assert all(has(image, color) for color in colors[:4])
    dialog.get_by_role("radio", name="4×").check()
    expect(dialog.get_by_text(f"{2 * image.width:,} × ")).to_be_visible()
    preview = dialog.get_by_role("img")
    before = preview.get_attribute("src")
    dialog.get_by_role("checkbox", name="Legend").click()
    dialog.get_by_role("textbox", name="Title").fill("<b> & $x^2$")
    dialog.get_by_role("radio", name="SVG").check()
    expect(preview).not_to_have_attribute("src", before)
    name, svg = saved(view, dialog)
    assert name.endswith("louvain.svg")
    words = re.findall(r"<text[^>]*>([^<]*)</text>", svg.decode())
    assert "&lt;b&gt; &amp; $x^2$" in words
    assert "0" in words
    assert svg.count(b"<use") >= 700
    dialog.get_by_role("radio", name="PDF").check()
    name, pdf = saved(view, dialog)
    assert pdf.startswith(b"%PDF-")
    assert b"/Type3" not in pdf
    view.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(view.box.get_by_role("button", name="Picture", exact=True)).to_be_focused()


def test_the_part_in_view_in_the_dark_and_on_the_clipboard(show_page):
    widget, view = show_page(cells(21_000), color="louvain", dataset="many")
    view.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    view.surface.focus()
    for _ in range(4):
        view.page.keyboard.press("+")
    dialog = opened(view)
    dialog.get_by_role("radio", name="As in view").check()
    dialog.get_by_role("radio", name="Dark").check()
    dialog.get_by_role("button", name="Copy").click()
    expect(dialog.get_by_text("Copied as PNG")).to_be_visible()
    size, corner = view.page.evaluate(
        """async () => {
          const [item] = await navigator.clipboard.read();
          const image = await createImageBitmap(await item.getType("image/png"));
          const canvas = new OffscreenCanvas(image.width, image.height);
          const context = canvas.getContext("2d");
          context.drawImage(image, 0, 0);
          return [[image.width, image.height], [...context.getImageData(1, 1, 1, 1).data]];
        }"""
    )
    assert tuple(size) == size_told(dialog)
    assert corner == [0x17, 0x18, 0x1B, 255]
    dialog.get_by_role("radio", name="All").check()
    dialog.get_by_role("radio", name="SVG").check()
    _, svg = saved(view, dialog)
    assert b"<image" in svg
    # a label given in Python meanwhile shows
    preview = dialog.get_by_role("img")
    before = preview.get_attribute("src")
    widget.create_category("mine", like="louvain")
    widget.color = "mine"
    expect(dialog.get_by_role("textbox", name="Title")).to_have_value("mine")
    until(lambda: preview.get_attribute("src") != before)


def test_the_dot_plot_is_saved_from_its_menu(show_page):
    _, view = show_page(color="louvain")
    view.box.get_by_role("tab", name="Dot plot").click()
    field = view.box.get_by_role("combobox", name="Add a gene to the dot plot")
    field.fill("CD3D CD79A NOPE")
    field.press("Enter")
    view.box.get_by_role("table", name="Dot plot").wait_for()
    view.box.get_by_role("button", name="Menu of the dot plot").click()
    view.box.get_by_role("menuitem", name="Picture…").click()
    dialog = view.box.get_by_role("dialog", name="Picture")
    expect(dialog.get_by_role("radio", name="Dot plot")).to_be_checked()
    dialog.get_by_role("radio", name="SVG").check()
    name, svg = saved(view, dialog)
    assert "-dots-" in name
    assert b"CD79A</text>" in svg
