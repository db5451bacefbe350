"""What edits mean: any sequence of them undone gives back the start, and a refused one changes nothing."""

from __future__ import annotations

import contextlib
import copy
import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cellxgene_widget.core.cell_sets import cells_from_json, cells_to_json
from cellxgene_widget.errors import AnnotationError, LabelError, MergeError
from cellxgene_widget.labels.annotations import Annotations
from cellxgene_widget.labels.edits import (
    AddLabel,
    Assign,
    Batch,
    CreateCategory,
    DeleteCategory,
    DeleteLabel,
    Edit,
    MergeLabels,
    RecolorLabel,
    RenameCategory,
    RenameLabel,
    ReorderLabels,
    SetAbout,
    SetConfidence,
    SetEvidence,
    SetNote,
    SetParent,
    SetRegion,
    SetTerm,
    edit_from_json,
    edit_to_json,
)
from cellxgene_widget.labels.evidence import Evidence
from cellxgene_widget.labels.regions.region import Region
from cellxgene_widget.labels.terms import LabelTerm

N_CELLS = 12

names = st.sampled_from(["a", "b", "c", "NA", "α/β #1"])
colors = st.sampled_from(["#111111", "#222222", "#333333"])
positions = st.none() | st.integers(0, 4)
cell_sets = st.sets(st.integers(0, N_CELLS - 1)).map(lambda cells: np.array(sorted(cells), dtype=np.uint32))
evidence = st.lists(
    st.builds(
        Evidence,
        st.text(max_size=3),
        names,
        st.none() | st.floats(allow_nan=False, allow_infinity=False),
        auc=st.none() | st.just(0.5),
        against=st.sampled_from(["the rest", "a: b"]),
        n_in=st.integers(0, 2**40),
    ),
    max_size=3,
).map(tuple)
terms = st.none() | st.builds(LabelTerm, st.sampled_from(["CL:0000084", "CL:0000236"]), st.text(max_size=3))
predictions = st.fixed_dictionaries({"by": names, "source": names, "time": names, "score": st.none() | names})
proposals = st.lists(
    st.fixed_dictionaries(
        {
            "by": names,
            "time": st.just(""),
            "of": st.none() | names,
            "level": names,
            "label": names,
            "confidence": st.none(),
            "reason": st.just(""),
            "cells": st.none() | st.just("1-0"),
        }
    ),
    min_size=1,
    max_size=3,
)
confidences = st.sampled_from([None, "high", "medium", "low"])
sizes = st.floats(1, 1000)


def polygon(at, width, height, has_hole):
    """Give the rings of a triangle, which may have a hole: sound, as every outline is that an edit has."""

    def ring(x, y, w, h):
        return ((at + x, y), (at + x + w, y), (at + x, y + h))

    outer = ring(0.0, 0.0, width, height)
    return (outer, ring(width / 8, height / 8, width / 8, height / 8)) if has_hole else (outer,)


polygons = st.lists(st.tuples(sizes, sizes, st.booleans()), min_size=1, max_size=2).map(
    lambda each: tuple(polygon(2000.0 * place, *size) for place, size in enumerate(each))
)
regions = st.none() | st.builds(Region, st.just("spatial"), st.none() | names, polygons)
single_edits: st.SearchStrategy[Edit] = st.one_of(
    st.builds(CreateCategory, names, positions),
    st.builds(RenameCategory, names, names),
    st.builds(DeleteCategory, names),
    st.builds(AddLabel, names, names, colors, positions, st.sampled_from(["", "note"])),
    st.builds(AddLabel, names, names, colors),
    st.builds(AddLabel, names, names, colors, evidence=evidence),
    st.builds(RenameLabel, names, names, names),
    st.builds(DeleteLabel, names, names),
    st.builds(MergeLabels, names, st.lists(names, max_size=3).map(tuple), names),
    st.builds(RecolorLabel, names, names, colors),
    st.builds(ReorderLabels, names, st.permutations(["a", "b"]).map(tuple)),
    st.builds(SetNote, names, names, st.text(max_size=5)),
    st.builds(SetEvidence, names, names, evidence),
    st.builds(SetTerm, names, names, terms),
    st.builds(SetConfidence, names, names, confidences),
    st.builds(SetRegion, names, names, regions),
    st.builds(SetAbout, names, st.just("reviews"), st.none() | names),
    st.builds(SetAbout, names, st.just("predicted"), st.none() | predictions),
    st.builds(SetAbout, names, st.just("proposals"), st.none() | proposals),
    st.builds(SetParent, names, names, st.none() | names),
    st.builds(SetParent, names, names, names),
    st.builds(Assign, names, st.none() | names, cell_sets),
    st.builds(Assign, names, names, cell_sets),
)
edits = single_edits | st.lists(single_edits, max_size=4).map(lambda parts: Batch(tuple(parts)))


def started() -> Annotations:
    annotations = Annotations(N_CELLS)
    for category in ("a", "b"):
        annotations.apply(CreateCategory(category))
        for label in ("a", "b", "c"):
            annotations.apply(AddLabel(category, label, "#111111"))
    annotations.apply(Assign("a", "b", np.arange(0, N_CELLS, 2, dtype=np.uint32)))
    return annotations


@given(st.lists(edits, max_size=12))
@settings(max_examples=300)
def test_edits_undone_give_back_the_start_and_redone_the_end(sequence):
    annotations = started()
    states, inverses = [], []
    for edit in sequence:
        before = copy.deepcopy(annotations)
        try:
            inverse = annotations.apply(edit).inverse
        except LabelError:
            assert annotations == before, "a refused edit changed something"
            continue
        states.append(before)
        inverses.append(inverse)
    end = copy.deepcopy(annotations)
    redo = []
    for before, inverse in zip(reversed(states), reversed(inverses), strict=True):
        redo.append(annotations.apply(inverse).inverse)
        assert annotations == before
    for edit in reversed(redo):
        annotations.apply(edit)
    assert annotations == end


@given(st.lists(edits, max_size=12))
def test_patches_bring_a_picture_of_the_codes_up_to_date(sequence):
    """What the browser does with the patches gives the codes that Python has."""
    annotations = started()
    picture = {category.id: category.codes.astype(int) for category in annotations.categories}
    for edit in sequence:
        try:
            applied = annotations.apply(edit)
        except LabelError:
            continue
        for patch in applied.patches:
            picture.setdefault(patch.category, np.zeros(N_CELLS, dtype=int))[patch.cells] = patch.code
    for category in annotations.categories:
        np.testing.assert_array_equal(picture.get(category.id, np.zeros(N_CELLS)), category.codes)


@given(edits)
def test_an_edit_survives_json(edit):
    assert edit_from_json(json.loads(json.dumps(edit_to_json(edit)))) == edit


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_json_that_is_no_edit_is_an_error_of_ours(value):
    with pytest.raises(AnnotationError):
        edit_from_json(value)


@pytest.mark.parametrize(
    "value",
    [
        {"op": "add_label", "category": "a"},
        {"op": "add_label", "category": "a", "label": 3, "color": "#111111"},
        {"op": "rename_category", "old": "a", "new": "b", "more": 1},
        {"op": "assign", "category": "a", "label": None, "cells": {"n": 2, "delta": "eA=="}},
        {
            "op": "assign",
            "category": "a",
            "label": None,
            "cells": {
                "n": 3,
            },
        },
        {"op": "batch", "edits": [{"op": "nothing"}]},
        {"op": "create_category", "name": "a", "position": -1},
        {"op": "set_evidence", "category": "a", "label": "b", "evidence": "CD3D"},
        {"op": "set_term", "category": "a", "label": "b", "term": "CL:0000084"},
        {"op": "set_term", "category": "a", "label": "b", "term": {"id": "CL:0000084"}},
        {"op": "set_term", "category": "a", "label": "b", "term": {"id": "CL:0000084", "name": 3}},
        {"op": "set_confidence", "category": "a", "label": "b", "confidence": "rather"},
        {"op": "set_parent", "category": "a", "label": "b", "parent": 1},
        {"op": "set_evidence", "category": "a", "label": "b", "evidence": [{"gene": "CD3D"}]},
        {"op": "set_evidence", "category": "a", "label": "b", "evidence": [{"gene": "a", "id": "a", "auc": "high"}]},
        {"op": "set_evidence", "category": "a", "label": "b", "evidence": [{"gene": "a", "id": "a", "n_in": 1.5}]},
    ],
)
def test_damaged_edits_are_refused(value):
    with pytest.raises(AnnotationError):
        edit_from_json(value)


@given(st.sets(st.integers(0, 2**32 - 1), max_size=50))
def test_cell_sets_survive_json(cells):
    positions = np.array(sorted(cells), dtype=np.uint32)
    np.testing.assert_array_equal(cells_from_json(json.loads(json.dumps(cells_to_json(positions)))), positions)


many_names = st.sampled_from([*"abcdefgh"])
in_runs = st.lists(
    st.builds(AddLabel, names, many_names, colors, positions)
    | st.builds(Assign, names, st.none() | many_names, cell_sets)
    | st.builds(DeleteLabel, names, many_names),
    max_size=10,
)


@given(in_runs)
def test_a_batch_is_its_edits_one_after_the_other_or_nothing(sequence):
    """Edits of one kind in a row, as of thousands of new labels, are made in one go."""
    together, one_by_one = started(), started()
    try:
        for edit in sequence:
            one_by_one.apply(edit)
    except LabelError as refused:
        with pytest.raises(LabelError, match=re.escape(str(refused))):
            together.apply(Batch(tuple(sequence)))
        assert together == started()
    else:
        back = together.apply(Batch(tuple(sequence))).inverse
        assert together == one_by_one
        codes = [[(x.name, x.code) for c in each.categories for x in c.labels] for each in (together, one_by_one)]
        assert codes[0] == codes[1]
        together.apply(back)
        assert together == started()


def test_codes_grow_with_the_labels():
    annotations = Annotations(3)
    annotations.apply(CreateCategory("many"))
    for number in range(300):
        annotations.apply(AddLabel("many", f"label {number}", "#111111"))
    annotations.apply(Assign("many", "label 299", np.array([1], dtype=np.uint32)))
    category = annotations.find("many")
    assert category.codes.dtype == np.uint16
    assert category.mask("label 299").tolist() == [False, True, False]


def test_merging_labels_keeps_the_order_when_undone():
    annotations = started()
    before = copy.deepcopy(annotations)
    inverse = annotations.apply(MergeLabels("a", ("c", "a"), "b")).inverse
    assert [label.name for label in annotations.find("a").labels] == ["b"]
    annotations.apply(inverse)
    assert annotations == before


def test_cells_outside_the_data_are_refused():
    annotations = started()
    with pytest.raises(LabelError, match="There is no cell number 12"):
        annotations.apply(Assign("a", "a", np.array([12], dtype=np.uint32)))


@given(st.lists(edits, max_size=8), st.lists(edits, max_size=8))
def test_a_checkpoint_brings_back_what_was_there_codes_and_all(first, then):
    annotations = started()

    def make(steps):
        for edit in steps:
            with contextlib.suppress(LabelError):
                annotations.apply(edit)

    def exactly():
        return [
            (c.name, c.id, c.codes.tolist(), [(x.name, x.color, x.code, x.note, x.evidence) for x in c.labels])
            for c in annotations.categories
        ]

    make(first)
    before, next_id, restore = exactly(), annotations.next_id, annotations.checkpoint()
    make(then)
    after = exactly()
    restore()
    assert (exactly(), annotations.next_id) == (before, next_id)
    annotations.checkpoint()
    make(then)  # and the way there is the same again
    assert exactly() == after


@pytest.mark.parametrize("name", ["_index", " _index ", "_INDEX"])
def test_where_files_keep_the_names_of_cells_no_name_of_ours_goes(name, adata, open_session):
    session = open_session(adata)
    session.create_category("cell_type")
    session.add_label("cell_type", "B")
    for refused in (
        lambda: session.create_category(name),
        lambda: session.rename_category("cell_type", name),
        lambda: session.add_label("cell_type", name),
        lambda: session.rename_label("cell_type", "B", name),
        lambda: session.label(name, cells=[0]),
    ):
        with pytest.raises(LabelError, match="keep the names of the cells"):
            refused()
    with pytest.raises(MergeError, match=r"keep the names of the cells.*key_added="):
        session.merge(key_added=name)
    assert not {"_index", "_INDEX"} & set(adata.obs.columns)
