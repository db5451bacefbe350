"""Pictures of the view in its states, to be looked at: ``python -m tests.page.pictures [NAME ...]``.

They land in ``tests/output/pictures``, one for each state, theme and width; what axe finds in them is printed.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright

import cellxgene_widget as cxw
from tests.e2e import browser as chromium
from tests.page.axe import findings
from tests.page.data import cells, in_sections, on_tissue
from tests.page.server import PageServer
from tests.view import View, drag

OUTPUT = Path(__file__).parents[1] / "output" / "pictures"
ODD_NAMES = ("CD4+", "naïve", "α/β", "Tfh/Th1", "خلايا تائية مساعدة", "A name of two hundred letters " * 6)
AROUND_B = [(0.2, 0.55), (0.32, 0.55), (0.32, 0.9), (0.2, 0.9)]


def sets(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    for name, of in {"B": ["1"], "T cells of the left arm": ["0", "2", "3"], ODD_NAMES[-1].strip(): ["4"]}.items():
        widget.select(where={"louvain": of})
        widget.remember_selection(name)
    widget.select(remembered="B")
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
    view.lasso([(0.25, 0.48), (0.34, 0.48), (0.34, 0.66), (0.25, 0.66)])
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


def sixty(widget: cxw.AnnotationWidget, view: View) -> None:
    widget.create_category("cell_type")
    for number in range(60):
        widget.label(f"Subtype {number + 1}", cells=range(number * 11, number * 11 + 11))
    widget.color = "cell_type"


def numbers(widget: cxw.AnnotationWidget, view: View) -> None:
    widget.color = "n_genes"
    widget.set_filter("n_genes", (800, None))
    widget.set_filter("percent_mito", (None, 0.02))


def open_aside(view: View) -> None:
    """Show the panel at the right, which a narrow box has as a drawer."""
    panel = view.box.get_by_role("complementary", name="Genes and numbers")
    if not panel.is_visible():
        view.box.get_by_role("button", name="Genes and numbers", exact=True).click()


def genes(widget: cxw.AnnotationWidget, view: View) -> None:
    widget.use_layer("raw")
    widget.color = "CD79A"
    widget.set_filter("CD79A", (1, None))
    widget.set_filter("NKG7", (None, 3))
    open_aside(view)
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
    open_aside(view)
    for name in ("B cells", "Nothing of it is here"):
        view.box.get_by_role("region", name=f"Gene set {name}").locator(".cxw-fold").click()


def new_gene_set(widget: cxw.AnnotationWidget, view: View) -> None:
    widget.color = "CD79A"
    open_aside(view)
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
    view.box.get_by_role("button", name="Two embeddings side by side").first.click()
    view.box.get_by_role("group", name="Second plot").wait_for()
    drag(view.box.get_by_role("group", name="Plot", exact=True).locator(".cxw-plot"), AROUND_B)


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


def markers(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    widget.keep_evidence("Monocyte", ["LYZ", "CST3"], cells=widget.annotations["cell_type"] == "Monocyte")
    view.lasso(AROUND_B)
    view.box.get_by_role("tab", name="Markers").click()
    view.box.get_by_role("table", name="Marker genes").get_by_role("checkbox").nth(1).click()


def markers_full(widget: cxw.AnnotationWidget, view: View) -> None:
    widget.adata.obs["donor_id"] = np.array(["d1", "d2", "d3", "d4", "d5", "d6"])[np.arange(700) % 6]
    markers(widget, view)
    view.box.get_by_role("button", name="Both", exact=True).click()
    view.box.get_by_role("button", name="p adj").click()
    view.box.get_by_role("button", name="Dock over the whole box").click()


def markers_against(widget: cxw.AnnotationWidget, view: View) -> None:
    markers(widget, view)
    view.box.get_by_role("button", name="Compare with").click()


def counts(widget: cxw.AnnotationWidget, view: View) -> None:
    widget.adata.X = np.abs(widget.adata.X).round()
    widget.adata.raw = None
    markers(widget, view)


def samples(widget: cxw.AnnotationWidget, view: View) -> None:
    widget.adata.obs["donor_id"] = np.array(["d1", "d2", "d3", "d4", "d5", "d6"])[np.arange(700) % 6]
    widget.select(where={"louvain": ["1", "8"]})
    widget.color = "louvain"
    view.box.get_by_role("tab", name="Markers").click()


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


def dots(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    view.box.get_by_role("tab", name="Dot plot").click()
    field = view.box.get_by_role("combobox", name="Add a gene to the dot plot")
    field.fill("CD3D CD3E CD8A NKG7 GNLY CD79A MS4A1 LYZ CST3 FCER1A FCGR3A NOPE")
    field.press("Enter")
    view.box.get_by_role("table", name="Dot plot").wait_for()


def dots_full(widget: cxw.AnnotationWidget, view: View) -> None:
    widget.create_gene_set("T cells", ["CD4", "CD8B", "TRAC", "IL7R"])
    dots(widget, view)
    view.box.get_by_role("button", name="Menu of the dot plot").click()
    view.box.get_by_role("menuitem", name="T cells").click()
    view.box.get_by_role("button", name="Cluster rows").click()
    view.box.get_by_role("button", name="Dock over the whole box").click()


def dots_many(widget: cxw.AnnotationWidget, view: View) -> None:
    sixty(widget, view)
    widget.label(ODD_NAMES[-1].strip(), cells=range(660, 690))
    view.box.get_by_role("tab", name="Dot plot").click()
    field = view.box.get_by_role("combobox", name="Add a gene to the dot plot")
    field.fill(" ".join(widget.adata.raw.var_names[:60]))
    field.press("Enter")
    view.box.get_by_role("table", name="Dot plot").wait_for()


def open_tab(view: View, name: str) -> None:
    """Open a tab of the dock."""
    view.box.get_by_role("tab", name=name).click()


def violins(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    open_tab(view, "Violins")
    field = view.box.get_by_role("combobox", name="Add a gene or number to the violins")
    for name in ("CD3D", "CD79A", "n_genes"):
        field.fill(name)
        field.press("Shift+Enter")
    view.box.get_by_role("button", name="CD79A in B cell").hover()


def boxes(widget: cxw.AnnotationWidget, view: View) -> None:
    odd_names(widget, view)
    open_tab(view, "Violins")
    field = view.box.get_by_role("combobox", name="Add a gene or number to the violins")
    field.fill("LYZ")
    field.press("Shift+Enter")
    view.box.get_by_role("button", name="Box plot").click()
    view.box.get_by_role("button", name="Dock over the whole box").click()


def compare(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    open_tab(view, "Compare")
    view.box.get_by_role("checkbox", name="Diagonal").check()
    view.box.get_by_role("button", name="B cell and CD19+ B: ").click()


def compare_sixty(widget: cxw.AnnotationWidget, view: View) -> None:
    sixty(widget, view)
    widget.create_category("other", like="cell_type")
    widget.label("A name of two hundred letters " * 6, category="other", cells=range(30))
    open_tab(view, "Compare")
    view.box.get_by_role("button", name="Columns: ").click()
    view.box.get_by_role("menuitemradio", name="other").click()
    view.box.get_by_role("button", name="% row").click()
    view.box.get_by_role("button", name="Dock over the whole box").click()


def picture(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    widget.select(where={"louvain": ["1"]})
    open_picture(view)
    view.box.get_by_role("checkbox", name="Selection", exact=True).click()
    drawn(view)


def picture_both(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    view.box.get_by_role("button", name="Two embeddings side by side").first.click()
    view.box.get_by_role("group", name="Second plot").wait_for()
    widget.color = "CD79A"
    open_picture(view)
    for text in ("Both plots", "Dark", "SVG"):
        view.box.get_by_role("radio", name=text).check()
    view.box.get_by_role("checkbox", name="Transparent").check()
    drawn(view)


def picture_dots(widget: cxw.AnnotationWidget, view: View) -> None:
    dots(widget, view)
    view.box.get_by_role("button", name="Menu of the dot plot").click()
    view.box.get_by_role("menuitem", name="Picture…").click()
    drawn(view)


def open_picture(view: View) -> None:
    """Open the dialog for a picture."""
    view.box.get_by_role("button", name="Picture", exact=True).click()
    drawn(view)


def drawn(view: View) -> None:
    """Wait until the preview is there."""
    view.box.locator(".cxw-picture-preview[aria-busy=false] img").wait_for(timeout=9000)


def menu(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    view.row("B cell").first.hover()
    view.box.get_by_role("button", name="Menu of label B cell").click()


def naming(widget: cxw.AnnotationWidget, view: View) -> None:
    view.lasso(AROUND_B)
    view.label_selection("B cell")


def keys(widget: cxw.AnnotationWidget, view: View) -> None:
    view.box.get_by_role("button", name="Keys", exact=True).click()


def draft(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    widget.save()
    widget.label("NK cell", cells=[1, 2, 3])
    widget.save()
    view.draft.click()


def history(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    widget.label("A label of seventy-five letters, as somebody wrote it for these few cells, ok", cells=range(163))
    widget.undo()
    widget.rename_label("cell_type", "DC", "Dendritic cell")
    for number in range(90):
        widget.label("NK cell", cells=[number])
    view.box.get_by_role("tab", name="History").click()
    row = view.box.get_by_role("region", name="History").get_by_role("listitem").nth(2)
    row.get_by_role("button", name="Restore to here").click()


def versions(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    widget.save()
    for label, cells_of in {"NK cell": [1, 2, 3], "A long name of a label that is new " * 3: range(200)}.items():
        widget.label(label, cells=cells_of)
        widget.save()
    widget.rename_label("cell_type", "DC", "Dendritic cell")
    widget.save()
    widget.create_category("third")
    widget.save()
    view.draft.click()
    view.box.get_by_text("DC renamed Dendritic cell").wait_for()


def preview(widget: cxw.AnnotationWidget, view: View) -> None:
    versions(widget, view)
    view.box.get_by_role("button", name="Preview").nth(2).click()
    view.box.get_by_role("button", name="Back", exact=True).wait_for()


def merge(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    widget.adata.obs["quality"] = "mine"
    view.draft.click()
    view.box.get_by_role("button", name="Merge …").click()
    view.box.get_by_role("textbox", name="Column of cell_type").fill("my_type")
    view.box.get_by_role("button", name="Merge", exact=True).click()
    view.box.get_by_role("button", name="Write over it …").wait_for()


def merged(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    view.draft.click()
    view.box.get_by_role("button", name="Merge …").click()
    view.box.get_by_role("button", name="Merge", exact=True).click()


def errors(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    view.label_selection("B cell")
    view.box.get_by_role("button", name="Category", exact=True).click()
    field = view.box.get_by_role("textbox", name="Category")
    field.fill("louvain")
    field.press("Enter")


STATES: dict[str, Callable[[cxw.AnnotationWidget, View], None]] = {
    function.__name__: function
    for function in (
        empty, labelled, in_progress, filtered, odd_names, sixty, numbers, part, genes, gene_sets, new_gene_set,
        markers, markers_full, markers_against, counts, samples, split, tissue, pair, pair_card,
        dots, dots_full, dots_many, violins, boxes, compare, compare_sixty,
        menu, naming, keys, draft, errors, history, versions, preview, merge, merged,
        tissue_image, tissue_card, tissue_split, tissue_all,
        picture, picture_both, picture_dots,
        sets, set_menu, components,
    )
}  # fmt: skip
WIDTHS = (650, 900, 1400, 1920)


def main(names: list[str]) -> None:
    """Draw the states named, or all of them, and print what axe finds in them; a number limits the widths."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    widths = [int(name) for name in names if name.isdigit()] or WIDTHS
    states = [name for name in names if not name.isdigit()] or STATES
    server = PageServer()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium.need(), headless=True, args=chromium.FLAGS)
        for state in states:
            for width in widths:
                for theme in ("light", "dark"):
                    page = running.new_page(viewport={"width": width + 32, "height": 700})
                    page.set_default_timeout(10_000)
                    with tempfile.TemporaryDirectory() as folder:
                        widget = cxw.show(cells(), annotations_dir=folder, theme=theme, autosave=0.05)
                        page.goto(server.add(widget))
                        try:
                            STATES[state](widget, View(page))
                        except Exception as error:
                            print(f"{state} {width} {theme}: {str(error).splitlines()[0]}", flush=True)
                        page.wait_for_timeout(700)
                        page.screenshot(path=OUTPUT / f"{state}-{width:04}-{theme}.png")
                        for rule, where, why in findings(View(page)):
                            print(f"{state} {width} {theme}: axe: {rule} at {where}: {why}", flush=True)
                        page.close()
                        widget.close()
        running.close()
    server.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
