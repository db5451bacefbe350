"""The stop button at any line of any verb: all of it is done or nothing, in memory and on disk, and undo works on."""

from __future__ import annotations

import functools
import shutil

import numpy as np
import pytest

import cellxgene_widget as cxw
from cellxgene_widget import AnnotationError
from tests.answers import PageAnswer

from .pressing import pressed_at
from .small import small_cells

# see test_interruptions
pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed file:ResourceWarning",
    "ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning",
)

CELLS = list(range(5, 15))


def answer_to(session):
    """Write the answer of a colleague; give its path."""
    page = PageAnswer(session).base("ct").label("ct", "new", session.adata.obs_names[CELLS])
    return page.write(session.draft.path.with_name("answer.jsonl"))


VERBS = {
    "create_category": lambda s: s.create_category("third"),
    "create_category(like=)": lambda s: s.create_category("third", like="cluster"),
    "import_labels": lambda s: s.import_labels("cluster", score="sure", category="third"),
    "import_labels(replace=)": lambda s: s.import_labels("cluster", score="sure", category="ct", replace=True),
    "take_answer": lambda s: s.take_answer(answer_to(s)),
    "rename_category": lambda s: s.rename_category("ct", "renamed"),
    "delete_category": lambda s: s.delete_category("ct"),
    "add_label": lambda s: s.add_label("ct", "new"),
    "rename_label": lambda s: s.rename_label("ct", "A", "renamed"),
    "delete_label": lambda s: s.delete_label("ct", "A"),
    "merge_labels": lambda s: s.merge_labels("ct", ["A", "B"], "both"),
    "recolor_label": lambda s: s.recolor_label("ct", "A", "#123456"),
    "recolor_labels": lambda s: s.recolor_labels("ct", "safe"),
    "set_note": lambda s: s.set_note("ct", "A", "why"),
    "reorder_labels": lambda s: s.reorder_labels("ct", ["B", "A"]),
    "label": lambda s: s.label("A", category="ct", cells=CELLS),
    "label with a new label": lambda s: s.label("C", category="ct", cells=CELLS),
    "label the selection": lambda s: s.label("B"),
    "label_rest": lambda s: s.label_rest("rest", category="ct"),
    "unlabel": lambda s: s.unlabel(category="ct", cells=CELLS),
    "undo": lambda s: s.undo(),
    "redo": lambda s: (s.undo(), s.redo()),
    "restore": lambda s: s.restore(s.versions()["version"].iloc[-1]),
    "take_over": lambda s: s.take_over(),
    "save": lambda s: s.save(),
    "rename_draft": lambda s: s.rename_draft("renamed"),
    "merge": lambda s: s.merge(overwrite=True),
    "keep_evidence": lambda s: s.keep_evidence("A", ["G1"], category="ct", cells=CELLS),
    "drop_evidence": lambda s: s.drop_evidence("B", category="ct"),
    "create_gene_set": lambda s: s.create_gene_set("more", ["G1"]),
    "change_gene_set": lambda s: s.change_gene_set("set", rename="renamed", remove=["G1"]),
    "delete_gene_set": lambda s: s.delete_gene_set("set"),
    "select": lambda s: s.select(cells=CELLS, mode="add"),
    "select_all": lambda s: s.select_all(),
    "clear_selection": lambda s: s.clear_selection(),
    "invert_selection": lambda s: s.invert_selection(),
    "drop_step": lambda s: s.drop_step(0),
    "set_filter": lambda s: s.set_filter("ct", ["A"]),
    "clear_filters": lambda s: s.clear_filters(),
    "undo_selection": lambda s: s.undo_selection(),
    "redo_selection": lambda s: (s.undo_selection(), s.redo_selection()),
    "remember_selection": lambda s: s.remember_selection("B"),
    "forget_selection": lambda s: s.forget_selection("A"),
    "rename_selection": lambda s: s.rename_selection("A", "C"),
    "use_category": lambda s: s.use_category("other"),
    "use_layer": lambda s: s.use_layer("double"),
    "color_by": lambda s: s.color_by("G1"),
    "the data changes": lambda s: s.select_all(),
}
#: Verbs of several steps, of which each is whole: after some of them.
OF_STEPS = {"redo", "redo_selection", "the data changes"}


def begun(folder):
    """Return a session with labels, of which some are saved and some are in the journal only, and a selection."""
    adata = small_cells()
    adata.X = np.random.default_rng(0).random(adata.shape, dtype=np.float32)
    adata.var_names = ["G0", "G1"]
    adata.layers["double"] = adata.X * 2
    adata.obs["sure"] = np.linspace(0, 1, adata.n_obs)
    session = cxw.open_session(adata, dataset="d", name="n", annotations_dir=folder, autosave=None)
    session.create_category("other")
    session.create_category("ct")
    session.label("A", category="ct", cells=range(10))
    session.save()
    session.label("B", category="ct", cells=range(8, 16))
    session.save()
    session.keep_evidence("B", ["G0"], category="ct", cells=range(8, 16))
    session.label("A", category="ct", cells=[20])
    session.create_gene_set("set", ["G0", "G1"])
    session.select(cells=range(6, 20))
    session.select(where={"cluster": ["0", "1"]}, mode="intersect")
    session.set_filter("cluster", ["0"])
    session.remember_selection("A")
    return session


def labels_of(session):
    table = session.annotations
    described = [
        [(x.name, x.color, x.note, [one.gene for one in x.evidence]) for x in category.labels]
        for category in session.categories
    ]
    return {name: table[name].astype(str).to_dict() for name in table}, described, list(session.history["operation"])


def state_of(session):
    """Return all that a person could see of a session."""
    adata = session.adata
    return (
        labels_of(session),
        {name: each.genes for name, each in session.parts.gene_sets.sets.items()},
        (session.selected.tolist(), session.recipe, session.filters, session.n_selected),
        {name: session.parts.sets.mask(name).tolist() for name in session.parts.sets.sets},
        (session.embedding, session.color, session.category, session.layer),
        session.draft.name,
        ({name: adata.obs[name].astype(str).tolist() for name in adata.obs}, sorted(adata.uns)),
        [text and text.partition(" version ")[0] for text in (session.undo_text, session.redo_text)],
    )


def way_back(session):
    """Return the selections that were before, as far as one can go."""
    found = []
    while session.undo_selection():
        found.append((session.selected.tolist(), session.filters))
    return found


def on_disk(folder, copy, cells):
    """Return labels (of some cells) and gene sets that are there the next day, had the process been killed just now."""
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("*.lock"))
    adata = small_cells()
    adata.var_names = ["G0", "G1"]
    found = cxw.open_session(adata, dataset="d", name="n", annotations_dir=copy, autosave=None)
    (by_name, *rest), sets = labels_of(found), {name: each.genes for name, each in found.parts.gene_sets.sets.items()}
    assert not found.warnings
    found.close()
    shutil.rmtree(copy)
    return ({name: {cell: has[cell] for cell in cells} for name, has in by_name.items()}, *rest), sets


def prepared(name, folder):
    session = begun(folder)
    if name == "the data changes":
        session.adata._inplace_subset_obs(np.arange(session.adata.n_obs)[::-2])
    return session


@pytest.mark.parametrize("name", VERBS)
def test_stopped_at_any_line_it_is_all_or_nothing(name, fast_dir, soak, figures):
    verb = VERBS[name]
    session = prepared(name, fast_dir / "before")
    before = None if name == "the data changes" else state_of(session)
    n_lines = pressed_at(None, lambda: verb(session))[1]
    after = state_of(session)
    undone = len(way_back(session))
    session.close()
    possible = [after] if before is None else [before, after]
    figures |= {"interruptions": 0}
    for line in np.unique(np.linspace(1, n_lines, 60 if soak else 8).astype(int)):
        folder = fast_dir / f"{line}"
        session = prepared(name, folder)
        try:
            stopped, _ = pressed_at(int(line), functools.partial(verb, session))
        except AnnotationError:
            stopped = True
        figures["interruptions"] += stopped
        now = state_of(session)
        if name not in OF_STEPS:
            assert now in possible, (line, [a == b for a, b in zip(now, possible[0], strict=True)])
        cells = session.adata.obs_names
        labels, sets = on_disk(folder, fast_dir / "copy", cells)
        assert labels == now[0], (line, "what is shown is not what is on disk")
        assert sets == now[1], line
        assert name in OF_STEPS or len(way_back(session)) >= min(undone, 1), line
        session.label("later", category="other", cells=[3])
        assert on_disk(folder, fast_dir / "copy", cells)[0] == labels_of(session), (line, "the next edit")
        while session.undo() is not None:
            pass
        assert not session.categories, (line, "undo goes to the bottom")
        session.close()
        shutil.rmtree(folder)
