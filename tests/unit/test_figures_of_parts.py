"""Pictures of what is seen: a part of the cells alone, tissue with its image beneath, rows as they are clustered."""

from __future__ import annotations

import io

import matplotlib as mpl
import numpy as np
from PIL import Image

import cellxgene_widget as cxw
from cellxgene_widget.figure.saving import written
from tests.page.data import cells, in_sections


def texts(figure):
    return [text.get_text() for text in figure.findobj(mpl.text.Text) if text.get_visible() and text.get_text()]


def test_only_the_part_that_is_shown_is_drawn_and_counted(tmp_path):
    session = cxw.open_session(cells(), annotations_dir=tmp_path, color="louvain")
    whole = session.figure()
    session.isolate(session.adata.obs["louvain"] == "4")
    n = int((session.adata.obs["louvain"] == "4").sum())
    figure = session.figure()
    assert f"{n} of 700 cells" in texts(figure)
    assert f"4  {n}" in texts(figure)
    assert not [text for text in texts(figure) if text.startswith("0  ")]
    assert "700 cells" in texts(whole)
    palette = dict(zip(session.adata.obs["louvain"].cat.categories, session.adata.uns["louvain_colors"], strict=True))
    pixels = np.asarray(Image.open(io.BytesIO(written(figure, "png", 100))).convert("RGB"))
    drawn = {tuple(one) for one in pixels.reshape(-1, 3).tolist()}
    hidden = tuple(round(255 * part) for part in mpl.colors.to_rgb(palette["0"]))
    assert hidden not in drawn
    session.show_all()
    assert "700 cells" in texts(session.figure())
    session.close()


def test_tissue_lies_beneath_where_its_scale_puts_it(tmp_path):
    adata = in_sections(2)
    session = cxw.open_session(adata, annotations_dir=tmp_path, basis="spatial[S1]")
    x, y = adata.obsm["spatial"][0]
    limits = (x - 100, x + 100, y - 100, y + 100)
    # without a dot over it: the green square is where the first spot of the section is
    figure = session.figure(limits=limits, opacity=0.01, legend=False, names=False, title="", counts=False)
    axes = figure.axes[0]
    png = Image.open(io.BytesIO(written(figure, "png", 100))).convert("RGB")
    figure.draw_without_rendering()
    at = axes.transData.transform((x, y)) / figure.dpi * 100
    red, green, blue = png.getpixel((round(at[0]), png.height - round(at[1])))
    assert green > red + 60, (red, green, blue)
    assert green > blue + 60
    assert session.figure(image=0).axes[0].get_images() == []
    assert session.figure(basis="umap").axes[0].get_images() == []
    assert axes.get_ylim() == (y + 100, y - 100)  # the right way up
    session.close()


def test_rows_of_a_dot_plot_are_drawn_as_they_are_clustered(tmp_path):
    session = cxw.open_session(cells(), annotations_dir=tmp_path)
    genes = ["CD79A", "CD3E", "LYZ", "NKG7"]

    def rows(order):
        axes = session.dot_figure(genes, by="louvain", order=order).axes[0]
        return [text.get_text().split()[0] for text in axes.get_yticklabels()]

    by_label, clustered = rows("label"), rows("clustered")
    assert sorted(by_label) == sorted(clustered)
    assert by_label != clustered
    session.close()


def test_the_name_of_a_label_in_two_islands_is_on_one_of_its_cells(tmp_path):
    session = cxw.open_session(cells(), annotations_dir=tmp_path)
    session.create_category("mine")
    # as many of each, so that the median is between them
    louvain = session.adata.obs["louvain"].to_numpy()
    both = np.concatenate([np.flatnonzero(louvain == of)[:40] for of in ("1", "4")])
    session.label("both", cells=both)
    session.color = "mine"
    places = [text.get_position() for text in session.figure().findobj(mpl.text.Text) if text.get_text() == "both"]
    xy = session.adata.obsm["X_umap"][both]
    assert not np.isclose(xy, np.median(xy, axis=0), atol=0.5).all(axis=1).any()
    assert places
    assert all(np.isclose(xy, place).all(axis=1).any() for place in places)
    session.close()
