"""The dock, the draft's card and the picture's dialog in their states, for pictures to be looked at."""

from __future__ import annotations

import numpy as np

import cellxgene_widget as cxw
from tests.page.states import ODD_NAMES, labelled, lasso_b_cells, odd_names, sixty
from tests.view import View


def markers(widget: cxw.AnnotationWidget, view: View) -> None:
    labelled(widget, view)
    widget.keep_evidence("Monocyte", ["LYZ", "CST3"], cells=widget.annotations["cell_type"] == "Monocyte")
    lasso_b_cells(widget, view)
    view.box.get_by_role("tab", name="Markers").click()
    view.box.get_by_role("table", name="Marker genes").get_by_role("checkbox").nth(1).click()


def markers_full(widget: cxw.AnnotationWidget, view: View) -> None:
    widget.adata.obs["donor_id"] = np.array(["d1", "d2", "d3", "d4", "d5", "d6"])[np.arange(700) % 6]
    markers(widget, view)
    view.box.get_by_role("button", name="Both", exact=True).click()
    view.box.get_by_role("button", name="Dock over the whole box").click()
    view.box.get_by_role("button", name="p adj").click()


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
