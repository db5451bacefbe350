"""Pictures of the view in its states, to be looked at: ``python -m tests.page.pictures [NAME ...]``.

They land in ``tests/output/pictures``, one for each state, theme and width; what axe finds in them is printed.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import sync_playwright

import cellxgene_widget as cxw
from tests.e2e import browser as chromium
from tests.page import (
    cluster_states,
    compare_states,
    dock_states,
    import_states,
    many_states,
    neighbor_states,
    nested_states,
    region_states,
    review_states,
    states,
)
from tests.page.axe import findings
from tests.page.data import cells
from tests.page.server import PageServer
from tests.view import View

OUTPUT = Path(__file__).parents[1] / "output" / "pictures"

STATES: dict[str, Callable[[cxw.AnnotationWidget, View], None]] = {
    function.__name__: function
    for function in (
        states.empty, states.labelled, states.in_progress, states.filtered,
        states.odd_names, states.thirty, states.sixty, states.three_hundred, states.numbers, states.part,
        states.genes, states.gene_sets, states.new_gene_set, dock_states.markers,
        dock_states.markers_full, dock_states.markers_against, dock_states.counts, dock_states.samples,
        states.split, states.tissue, states.pair, states.pair_card,
        dock_states.dots, dock_states.dots_full, dock_states.dots_many, dock_states.violins,
        dock_states.boxes, dock_states.compare, dock_states.compare_sixty, states.menu,
        states.naming, states.keys, dock_states.draft, states.errors,
        dock_states.history, dock_states.versions, dock_states.preview, dock_states.merge,
        dock_states.merged, states.tissue_image, states.tissue_card, states.tissue_split,
        states.tissue_all, dock_states.picture, dock_states.picture_dots, states.sets,
        states.set_menu, states.components, nested_states.nested, nested_states.nested_filtered,
        nested_states.nested_sixty, nested_states.nested_level, nested_states.terms_offered,
        nested_states.words_offered, nested_states.new_label, nested_states.term_card,
        nested_states.label_menu, nested_states.nest_menu, nested_states.dragged, nested_states.dragged_between,
        nested_states.find_terms, nested_states.propose_nesting, nested_states.export, nested_states.report,
        nested_states.confidence_menu, nested_states.without_reserved, nested_states.ways_out,
         nested_states.nested_deep, review_states.review, review_states.review_setup, review_states.review_going,
         review_states.review_full, review_states.review_proposed, review_states.review_writing,
         review_states.review_no_graph, import_states.use_as_predictions, import_states.predicted,
         import_states.imported, import_states.import_again, import_states.import_file,
         neighbor_states.grown, neighbor_states.doubt, neighbor_states.doubt_of_before,
        neighbor_states.smooth, neighbor_states.no_graph, region_states.regions, region_states.keep_region,
        region_states.read_regions, region_states.region_menu,
        neighbor_states.smooth, neighbor_states.no_graph,
        compare_states.compare_offered, compare_states.compare_people, compare_states.compare_square,
        compare_states.compare_full, compare_states.compare_menu, compare_states.compare_three,
        compare_states.people_sixty, compare_states.compare_reconcile, compare_states.compare_review,
        compare_states.compare_problem,
         cluster_states.cluster_dialog, cluster_states.clusters_running,
         cluster_states.clusters, cluster_states.clusters_full, cluster_states.clusters_keep,
         cluster_states.clusters_given, many_states.two_thousand, many_states.two_thousand_choices,
         many_states.two_thousand_to_nest_under, many_states.two_thousand_dots,
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
                        options = {"theme": theme, "autosave": 0.05, "max_category_items": many_states.MANY}
                        widget = cxw.show(cells(), annotations_dir=folder, **options)
                        page.goto(server.add(widget))
                        view = View(page)
                        try:
                            STATES[state](widget, view)
                        except Exception as error:
                            print(f"{state} {width} {theme}: {str(error).splitlines()[0]}", flush=True)
                        page.wait_for_timeout(700)
                        page.screenshot(path=OUTPUT / f"{state}-{width:04}-{theme}.png")
                        for rule, where, why in findings(view):
                            print(f"{state} {width} {theme}: axe: {rule} at {where}: {why}", flush=True)
                        page.close()
                        widget.close()
        running.close()
    server.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
