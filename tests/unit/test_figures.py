"""Pictures to take away: in the look of the view, with the fonts of matplotlib, as files whose text is text."""

from __future__ import annotations

import io
import re

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from PIL import Image

import cellxgene_widget as cxw
from cellxgene_widget.core.colors import hex_of
from cellxgene_widget.figure.saving import written
from tests.page.data import cells

LONG = "A title of a hundred letters, which is more than stands in one line of a small picture that is saved"


@pytest.fixture
def session(tmp_path):
    session = cxw.open_session(cells(), annotations_dir=tmp_path, color="louvain")
    yield session
    session.close()


def texts(figure):
    return [text.get_text() for text in figure.findobj(mpl.text.Text) if text.get_visible() and text.get_text()]


def colors_in(png):
    pixels = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).reshape(-1, 3)
    return {tuple(color) for color in np.unique(pixels, axis=0).tolist()}


def rgb(color):
    return tuple(round(255 * part) for part in mpl.colors.to_rgb(color))


def test_it_has_names_a_legend_in_order_and_the_colors_of_the_view(session):
    session.create_category("mine", like="louvain")
    session.reorder_labels("mine", ["5", "0", *"1234", *"6789", "10"])
    session.recolor_label("mine", "0", "#123456")
    session.color = "mine"
    open_before = plt.get_fignums()
    figure = session.figure(opacity=9)
    axes = figure.axes[0]
    legend = [text.get_text() for text in axes.get_legend().get_texts()]
    labels = session.find_category("mine").labels
    assert [line.split()[0] for line in legend] == [label.name for label in labels]
    assert legend[1] == f"0  {(session.adata.obs['louvain'] == '0').sum():,}"
    assert {"mine", "0", "5", "UMAP 1", "700 cells"} <= set(texts(figure))
    assert {rgb(label.color) for label in labels[:4]} <= colors_in(written(figure, "png", 150))
    assert plt.get_fignums() == open_before
    bare = session.figure(names=False, legend=False, counts=False, title="")
    assert set(texts(bare)) == {"UMAP 1", "UMAP 2"}


def test_fonts_sizes_and_colors_of_matplotlib_are_honoured(session):
    with mpl.rc_context({"font.size": 17, "font.family": "monospace", "figure.figsize": (3, 2), "figure.dpi": 51}):
        figure = session.figure()
        assert figure.get_size_inches().tolist() == [3, 2]
        assert figure.dpi == 51
        label = figure.axes[0].xaxis.label
        assert label.get_fontsize() == 17
        assert "monospace" in label.get_fontfamily()
    with mpl.rc_context({"figure.facecolor": "#fff1e0", "text.color": "#884422", "axes.titlesize": 21}):
        figure = session.figure()
        assert mpl.colors.to_hex(figure.get_facecolor()) == "#fff1e0"
        title = next(text for text in figure.findobj(mpl.text.Text) if text.get_text() == "louvain")
        assert (hex_of(title.get_color()), title.get_fontsize()) == ("#884422", 21)
        assert mpl.colors.to_hex(session.figure(theme="dark").get_facecolor()) == "#17181b"


def test_a_file_has_text_and_points_and_no_setting_of_matplotlib_is_changed(session):
    before = dict(mpl.rcParams)
    svg = written(session.figure(), "svg", 150).decode()
    words = set(re.findall(r"<text[^>]*>([^<]*)</text>", svg))
    assert {"louvain", "UMAP 1", "700 cells"} <= words
    assert sum("<use" in line for line in svg.splitlines()) >= 700
    assert "<image" not in svg
    pdf = written(session.figure(), "pdf", 150)
    assert pdf.startswith(b"%PDF-")
    assert b"/Type3" not in pdf
    assert b"/CIDFontType2" in pdf
    assert dict(mpl.rcParams) == before
    # so does what a person saves, unless they set it to something else
    buffer = io.StringIO()
    session.figure().savefig(buffer, format="svg")
    assert "UMAP 1</text>" in buffer.getvalue()
    assert dict(mpl.rcParams) == before
    assert session.figure()._repr_png_().startswith(b"\x89PNG")


def test_many_cells_are_an_image_that_can_be_stopped(tmp_path):
    session = cxw.open_session(cells(21_000), annotations_dir=tmp_path, dataset="many", color="louvain")
    svg = written(session.figure(), "svg", 100).decode()
    assert "<image" in svg
    assert len(svg) < 1_500_000
    assert "louvain</text>" in svg
    colors = session.column("louvain").colors
    assert {rgb(color) for color in colors[:3]} <= colors_in(written(session.figure(opacity=9), "png", 100))

    from cellxgene_widget.figure.cells import Style

    told = []

    def stop(done):
        told.append(done)
        raise KeyError("enough")

    with pytest.raises(KeyError, match="enough"):
        written(session.parts.pictures.of_cells(Style(), progress=stop), "png", 100)
    assert told == [0]
    session.close()


@pytest.mark.parametrize("size", [(8, 6), (4, 3)])
def test_long_titles_and_three_hundred_labels_have_room(tmp_path, size):
    adata = cells()
    adata.obs["many"] = pd.Categorical.from_codes(np.arange(700) % 300, [f"Subtype {k}" for k in range(300)])
    session = cxw.open_session(adata, annotations_dir=tmp_path)
    figure = session.figure(color="many", title=LONG, size=size)
    figure.draw_without_rendering()
    axes = figure.axes[0]
    lines = [text.get_text() for text in axes.get_legend().get_texts()]
    assert lines[-1] == f"and {300 - len(lines) + 1} more"
    whole = figure.bbox
    for box in (
        axes.get_legend().get_window_extent(),
        axes.get_title(loc="left") and axes._left_title.get_window_extent(),
    ):
        assert box.x1 <= whole.x1 + 1
        assert box.y1 <= whole.y1 + 1
        assert box.y0 >= whole.y0 - 1
    assert axes.get_window_extent().width > 0.25 * whole.width
    assert axes.get_title(loc="left").replace("\n", " ") == LONG


def test_a_part_a_pair_a_second_embedding_and_the_selection(session):
    points = session.coordinates("umap")
    low, high = np.percentile(points, [20, 80], axis=0)
    limits = (low[0], high[0], low[1], high[1])
    axes = session.figure(limits=limits).axes[0]
    assert (*axes.get_xlim(), *axes.get_ylim()) == pytest.approx(limits)
    inside = ((points >= low) & (points <= high)).all(axis=1)
    assert sum(len(dots.get_offsets()) for dots in axes.collections) == inside.sum()
    session.select(where={"louvain": ["1"]})
    n = session.n_selected
    drawn = [len(dots.get_offsets()) for dots in session.figure(selected=True).axes[0].collections]
    assert drawn[-3:] == [n, n, n]
    assert sum(drawn) == 700 + 2 * n
    first, second, scale = session.figure(basis=("CD79A", "n_genes"), beside="pca", color="CD3D", vmax=2).axes
    assert len(first.get_xticks()) > 1
    assert (second.get_xlabel(), second.get_aspect()) == ("PCA 1", 1)
    assert scale.get_ylim()[1] == 2


def test_the_dot_plot_has_a_dot_a_label_and_gene(session):
    figure = session.dot_figure(["CD3D", "CD79A", "LYZ"], by="louvain", title="Markers")
    table = session.parts.dots.by_label(["CD3D", "CD79A", "LYZ"], by="louvain")
    dots = figure.axes[0].collections[0]
    assert dots.get_offsets().tolist() == [[column, row] for row in range(len(table.groups)) for column in range(3)]
    assert dots._widths * 2 == pytest.approx(0.92 * np.sqrt(table.fractions.ravel()))
    assert {"CD79A", "Markers", "% of cells", f"1  ({table.n_cells[1]})"} <= set(texts(figure))
    figure.draw_without_rendering()
    for text in figure.findobj(mpl.text.Text):
        box = text.get_window_extent()
        assert not text.get_visible() or not text.get_text() or (box.x1 <= figure.bbox.x1 and box.x0 >= 0), text
    assert written(figure, "svg", 96).count(b"<text") > 20


WRONG = [
    ({"size": (0, 1)}, "size="), ({"size": "large"}, "size="), ({"limits": (1, 0, 0, 1)}, "limits="),
    ({"limits": 3}, "limits="), ({"theme": "blue"}, "theme="), ({"basis": "nope"}, "nope"), ({"color": "nope"}, "nope"),
    ({"color": "n_genes", "cmap": "nope"}, "no colour map 'nope'"), ({"color": "n_genes", "vmin": 9e9}, "vmin="),
    ({"dpi": -1}, "dpi= takes a number above 0"), ({"dpi": "high"}, "dpi="), ({"dpi": np.nan}, "dpi="),
    ({"dpi": np.inf}, "dpi="), ({"title": 3}, "title= takes a text, not 3"), ({"point_size": "large"}, "point_size="),
    ({"opacity": -1}, "opacity="), ({"image": None}, "image="), ({"color": 3}, "by its name, not by 3"),
]  # fmt: skip


@pytest.mark.parametrize(("options", "words"), WRONG)
def test_what_can_not_be_is_said(session, options, words):
    with pytest.raises(cxw.AnnotationError, match=words):
        session.figure(**options)


@pytest.mark.parametrize(("options", "words"), [({"dpi": 0}, "dpi="), ({"title": ["a"]}, "title= takes a text")])
def test_what_a_dot_plot_can_not_be_is_said(session, options, words):
    with pytest.raises(cxw.AnnotationError, match=words):
        session.dot_figure(["CD3D"], by="louvain", **options)
