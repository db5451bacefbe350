"""What was done in the view can be done again by the code it gives."""

from __future__ import annotations

import numpy as np
import pytest

SQUARE = [[0.1, 0.2], [12.3, 0.4], [9.5, 12.6]]

ACTIONS = {
    "a lasso": lambda w: w.select(lasso=[SQUARE], basis="X_umap"),
    "a lasso and filters": lambda w: (
        w.select(lasso=[SQUARE], basis="X_umap"),
        w.set_filter("louvain", {"not": ["3"]}),
        w.set_filter("n_genes", (500, 1000.5)),
    ),
    "names added": lambda w: (w.select([1, 2]), w.select(["AAAGCCTGGCTAAC-1"], mode="add")),
    "all": lambda w: w.select_all(),
    "the inverse": lambda w: (w.select([1, 2]), w.invert_selection()),
    "nothing": lambda w: (w.select([1]), w.clear_selection()),
    "a label": lambda w: (w.select(lasso=[SQUARE]), w.label('it\'s "odd" α/β')),
    "no label": lambda w: (w.select([1, 2]), w.unlabel()),
    "the rest": lambda w: w.label_rest("x"),
    "a new category": lambda w: w.create_category("mine", like="louvain"),
    "a renamed category": lambda w: w.rename_category("cell_type", "mine"),
    "a deleted category": lambda w: w.delete_category("cell_type"),
    "a new label": lambda w: w.add_label("cell_type", "b", color="red"),
    "a renamed label": lambda w: w.rename_label("cell_type", "a", "b"),
    "a deleted label": lambda w: w.delete_label("cell_type", "a"),
    "merged labels": lambda w: w.merge_labels("cell_type", ["a"], "b"),
    "a recoloured label": lambda w: w.recolor_label("cell_type", "a", "#123456"),
    "recoloured labels": lambda w: w.recolor_labels("cell_type", "safe"),
    "a note": lambda w: w.set_note("cell_type", "a", "CD3+\nCD8-"),
    "evidence": lambda w: (w.select(range(30)), w.keep_evidence("a", n_genes=3, against=("cell_type", "c"))),
    "named evidence": lambda w: (w.select(range(9)), w.keep_evidence("a", ["CD79A"], method="wilcoxon")),
    "less evidence": lambda w: w.drop_evidence("a"),
    "another order": lambda w: w.reorder_labels("cell_type", ["c", "a"]),
    "undone": lambda w: w.undo(),
}


def started(adata, open_session, place):
    session = open_session(adata, annotations_dir=place)
    session.create_category("cell_type")
    session.label("a", cells=range(30))
    session.label("c", cells=range(30, 40))
    session.keep_evidence("a", ["CD3D"], cells=range(30))
    return session


def meaning(session):
    labels = [
        (x.name, x.color, x.note, [y.gene for y in x.evidence])
        for category in session.categories
        for x in category.labels
    ]
    return session.annotations.astype(str).to_dict("list"), labels


@pytest.mark.parametrize("action", ACTIONS)
def test_the_code_does_it_again(adata, open_session, tmp_path, action):
    one, other = (started(adata, open_session, tmp_path / name) for name in ("one", "other"))
    ACTIONS[action](one)
    exec(one.code, {"w": other})
    assert meaning(other) == meaning(one)
    if action != "the rest":  # its code selects the cells first
        assert other.selected.tolist() == one.selected.tolist()


def test_edits_that_no_verb_makes_are_told_in_words(adata, open_session, tmp_path):
    session = started(adata, open_session, tmp_path)
    session.save()
    session.label("b", cells=np.arange(50))
    session.save()
    session.restore(session.versions()["version"].iloc[-1])
    assert session.code.startswith("# restore the version")
