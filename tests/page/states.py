"""The plot and the panels in the states that a person brings them to, for pictures to be looked at."""

from __future__ import annotations

import numpy as np
from playwright.sync_api import Locator

import cellxgene_widget as cxw
from tests.page.data import in_sections, on_tissue
from tests.page.menus import choose
from tests.page.places import outline_of
from tests.view import View, drag

ODD_NAMES = ("CD4+", "naïve", "α/β", "Tfh/Th1", "خلايا تائية مساعدة", "A name of two hundred letters " * 6)


def lasso_b_cells(widget: cxw.AnnotationWidget, view: View, plot: Locator | None = None) -> None:
    """Draw a box round the B cells, wherever they are in a plot of this shape."""
    plot = plot or view.plot
    drag(plot, outline_of(np.flatnonzero(widget.adata.obs["bulk_labels"] == "CD19+ B"), widget, view, plot=plot))


def sets(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    for name, of in {"B": ["1"], "T cells of the left arm": ["0", "2", "3"], ODD_NAMES[-1].strip(): ["4"]}.items():
        widget.select(where={"louvain": of})
        widget.remember_selection(name)
    widget.select(remembered="B")
    open_panel(view, "Labels and data")
    view.box.get_by_role("button", name="Set of cells", exact=True).click()
    view.box.get_by_role("textbox", name="Remember").fill("B")


def set_menu(widget: cxw.AnnotationWidget, view: View) -> None:
    sets(widget, view)
    view.page.keyboard.press("Escape")
    view.box.get_by_role("button", name="Menu of the set B", exact=True).click()


def components(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    widget.embedding = ("PC1", "PC3")
    view.box.get_by_role("button", name="Embedding: PC1").click()
    view.box.get_by_role("menuitem", name="Components of PCA").click()


def empty(widget: cxw.AnnotationWidget, view: View) -> None:
    pass


def labelled(widget: cxw.AnnotationWidget, view: View) -> None:
    names, louvain = widget.adata.obs["bulk_labels"].astype(str), widget.adata.obs["louvain"]
    widget.create_category("cell_type")
    for label, of in {"T cell": "CD4|CD8", "B cell": "CD19", "NK cell": "NK", "Monocyte": "Mono", "DC": "Dend"}.items():
        widget.label(label, cells=np.flatnonzero(names.str.contains(of) & (louvain != "8")))
    widget.create_category("quality")
    widget.session.use_category("cell_type")
    widget.color = "cell_type"


def in_progress(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    lasso_b_cells(widget, view)
    view.page.keyboard.type("b")


def filtered(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    widget.color = "louvain"
    view.box.get_by_role("button", name="louvain").first.click()
    widget.set_filter("louvain", {"not": ["0", "3"]})
    widget.set_filter("n_genes", (700, 1400))
    widget.set_filter("cell_type", {"not": [None]})


def odd_names(widget: cxw.AnnotationWidget, view: View) -> None:
    widget.create_category("cell_type")
    for position, name in enumerate(ODD_NAMES):
        widget.label(name, cells=np.flatnonzero(widget.adata.obs["louvain"].astype(str) == str(position)))
    widget.color = "cell_type"
    widget.set_note("cell_type", "CD4+", "CD3D, CD4; no CD8A")
    widget.set_filter("cell_type", [name.strip() for name in ODD_NAMES[3:]])


def _subtypes(widget: cxw.AnnotationWidget, count: int) -> None:
    widget.create_category("cell_type")
    each = 700 // count
    for number in range(count):
        widget.label(f"Subtype {number + 1}", cells=range(number * each, number * each + each))
    widget.color = "cell_type"


def thirty(widget: cxw.AnnotationWidget, view: View) -> None:
    _subtypes(widget, 30)


def sixty(widget: cxw.AnnotationWidget, view: View) -> None:
    _subtypes(widget, 60)


def three_hundred(widget: cxw.AnnotationWidget, view: View) -> None:
    _subtypes(widget, 300)


def numbers(widget: cxw.AnnotationWidget, view: View) -> None:
    widget.color = "n_genes"
    widget.set_filter("n_genes", (800, None))
    widget.set_filter("percent_mito", (None, 0.02))


def open_panel(view: View, name: str) -> None:
    """Show a panel at the side, which a narrow box has as a drawer."""
    if not view.box.get_by_role("complementary", name=name).is_visible():
        view.box.get_by_role("button", name=name, exact=True).click()


def genes(widget: cxw.AnnotationWidget, view: View) -> None:
    widget.use_layer("raw")
    widget.color = "CD79A"
    widget.set_filter("CD79A", (1, None))
    widget.set_filter("NKG7", (None, 3))
    open_panel(view, "Genes and numbers")
    field = view.box.get_by_role("combobox", name="Search genes")
    field.fill("CST3")
    field.press("Shift+Enter")
    field.press_sequentially("hla-d")


def gene_sets(widget: cxw.AnnotationWidget, view: View) -> None:
    widget.use_layer("raw")
    widget.create_gene_set("B cells", ["CD79A", "CD79B", "MS4A1", "NOT-A-GENE"], description="Markers of B cells")
    widget.create_gene_set("A set with a name that is much longer than the panel is wide " * 2, ["NKG7", "GNLY"])
    widget.create_gene_set("Nothing of it is here", ["ABC1", "XYZ2"])
    for number in range(57):
        widget.create_gene_set(f"Module {number + 1}", list(widget.adata.raw.var_names[number : number + 20]))
    widget.color = "set: B cells"
    open_panel(view, "Genes and numbers")
    for name in ("B cells", "Nothing of it is here"):
        view.box.get_by_role("region", name=f"Gene set {name}").locator(".cxw-fold").click()


def new_gene_set(widget: cxw.AnnotationWidget, view: View) -> None:
    widget.color = "CD79A"
    open_panel(view, "Genes and numbers")
    view.box.get_by_role("button", name="Set", exact=True).click()
    view.box.get_by_role("button", name="Create", exact=True).click()


def part(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    widget.color = "n_genes"
    widget.isolate(widget.adata.obs["louvain"].isin(["1", "8", "3"]))
    widget.select(where={"louvain": ["3", "0"]})
    view.lasso([(0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7)], keys=["Shift"])
    view.label_selection("Monocyte")


def split(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    choose(view, "Embedding: UMAP", "Two side by side")
    view.box.get_by_role("group", name="Second plot").wait_for()
    lasso_b_cells(widget, view, view.box.get_by_role("group", name="Plot", exact=True).locator(".cxw-plot"))


def tissue(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    widget.adata.obsm["spatial"] = on_tissue().obsm["spatial"]
    widget.embedding = "spatial"
    view.box.get_by_role("button", name="Embedding: spatial").wait_for()
    view.lasso([(0.3, 0.12), (0.6, 0.12), (0.6, 0.4), (0.3, 0.4)])


def tissue_image(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    made = in_sections()
    widget.adata.obsm["spatial"], widget.adata.uns["spatial"] = made.obsm["spatial"], made.uns["spatial"]
    widget.adata.obs["library_id"] = made.obs["library_id"].to_numpy()
    widget.library_id = "S1"
    view.box.get_by_role("button", name="Embedding: spatial · S1").wait_for()
    view.box.locator(".cxw-plot-beneath").first.wait_for()


def tissue_card(widget: cxw.AnnotationWidget, view: View) -> None:
    tissue_image(widget, view)
    view.lasso([(0.3, 0.12), (0.6, 0.12), (0.6, 0.4), (0.3, 0.4)])
    view.box.get_by_role("button", name="Tissue").click()


def tissue_split(widget: cxw.AnnotationWidget, view: View) -> None:
    tissue_card(widget, view)
    view.box.get_by_role("button", name="Two sections side by side").click()
    view.box.get_by_role("group", name="Second plot").wait_for()


def tissue_all(widget: cxw.AnnotationWidget, view: View) -> None:
    tissue_image(widget, view)
    widget.library_id = None
    view.box.get_by_role("button", name="Show one").wait_for()
    view.box.get_by_role("button", name="Tissue").click()


def pair(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    view.box.get_by_role("button", name="Embedding: UMAP").click()
    view.box.get_by_role("menuitem", name="Two genes or numbers").click()
    for axis, gene in (("x", "CD79A"), ("y", "CD3E")):
        field = view.box.get_by_role("combobox", name=f"Along {axis}")
        field.press_sequentially(gene)
        view.box.get_by_role("option", name=gene).first.click()
    view.box.get_by_role("button", name="Show beside").click()
    second = view.box.get_by_role("group", name="Second plot")
    second.locator(".cxw-axis-name").first.wait_for()
    drag(second.locator(".cxw-plot"), [(0.45, 0.85), (0.95, 0.3)], close=False)


def pair_card(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    view.box.get_by_role("button", name="Embedding: UMAP").click()
    view.box.get_by_role("menuitem", name="Two genes or numbers").click()
    view.box.get_by_role("combobox", name="Along x").press_sequentially("cd")
    view.box.get_by_role("option", name="CD79A").first.wait_for()


def menu(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    open_panel(view, "Labels and data")
    view.row("B cell").first.hover()
    view.box.get_by_role("button", name="Menu of label B cell").click()


def naming(widget: cxw.AnnotationWidget, view: View) -> None:
    lasso_b_cells(widget, view)
    view.label_selection("B cell")


def keys(widget: cxw.AnnotationWidget, view: View) -> None:
    view.box.get_by_role("button", name="Keys", exact=True).click()


def errors(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    view.label_selection("B cell")
    open_panel(view, "Labels and data")
    view.box.get_by_role("button", name="Category", exact=True).click()
    field = view.box.get_by_role("textbox", name="Category")
    field.fill("louvain")
    field.press("Enter")
