"""What was decided in a review, after others changed the draft: it never stands for a label that nobody decided on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellxgene_widget.labels import commands
from cellxgene_widget.labels.annotations import Annotations
from cellxgene_widget.labels.commands import Command
from cellxgene_widget.labels.edits import CreateCategory, RenameCategory
from cellxgene_widget.labels.reviewing import Seen, decide, reopened
from cellxgene_widget.labels.three_way_merge import merge_changes

N = 6
REVIEW = "review: ct"


def copied(annotations):
    out = Annotations(annotations.n_cells)
    for category in annotations.categories:
        labels = [replace(label) for label in category.labels]
        out.load(category.name, labels, category.about).codes = category.codes.copy()
    return out


def label(state, name, *cells):
    command = commands.assign(state, "ct", name, np.array(cells, dtype=np.uint32))
    if command is not None:
        state.apply(reopened(state, command).edit)


def review(state, decision, *cells, given_label=None):
    """Decide on each cell, as the person saw it."""
    for cell in cells:
        code = state.find("ct").codes[cell]
        called = next((each.name for each in state.find("ct").labels if each.code == code), None)
        seen = Seen(np.array([cell], dtype=np.uint32), called, None, 1, None, "")
        state.apply(reopened(state, decide(state, lambda _: False, "ct", seen, decision, given_label)).edit)


def names_in(state, category):
    if category not in state.names:
        return [None] * state.n_cells
    found = state.find(category)
    names = {each.code: each.name for each in found.labels}
    return [names.get(code) for code in found.codes.tolist()]


def merged(base, ours, theirs):
    """Merge as the session does, and return labels and states."""
    change = merge_changes(base, ours, theirs)
    after = copied(ours)
    if change.edit is not None:
        after.apply(reopened(after, Command(change.edit, "merge_outside", "", None)).edit)
    return names_in(after, "ct"), names_in(after, REVIEW)


@pytest.fixture
def base():
    """Return six cells called B, of which somebody has skipped the last, so that there is a category of the review."""
    state = Annotations(N)
    state.apply(CreateCategory("ct"))
    label(state, "B", *range(N))
    review(state, "skip", 5)
    return state


def test_cells_that_others_labelled_are_no_more_accepted_as_before(base):
    ours, theirs = copied(base), copied(base)
    review(ours, "accept", 0, 1)
    label(theirs, "T", 0, 1)
    review(theirs, "accept", 4)
    labels, states = merged(base, ours, theirs)
    assert labels == ["T", "T", "B", "B", "B", "B"]
    assert states == [None, None, None, None, "accepted", "skipped"]


def test_what_others_accepted_is_open_where_we_labelled(base):
    ours, theirs = copied(base), copied(base)
    review(theirs, "accept", 0, 1, 2)
    label(ours, "T", 0, 1)
    labels, states = merged(base, ours, theirs)
    assert labels == ["T", "T", "B", "B", "B", "B"]
    assert states == [None, None, "accepted", None, None, "skipped"]


def test_where_both_decided_and_they_relabelled_it_is_open(base):
    ours, theirs = copied(base), copied(base)
    review(ours, "accept", 0, 1)
    review(theirs, "relabel", 0, given_label="T")
    review(theirs, "relabel", 2, given_label="T")
    labels, states = merged(base, ours, theirs)
    assert labels == ["T", "B", "T", "B", "B", "B"]
    assert states == [None, "accepted", "changed", None, None, "skipped"]


def test_labels_changed_by_another_program_take_the_states_of_before(base):
    review(base, "accept", 0, 1)
    ours, theirs = copied(base), copied(base)
    theirs.apply(commands.assign(theirs, "ct", "T", np.array([0], dtype=np.uint32)).edit)  # its state stays there
    theirs.find(REVIEW).about = {}  # nor does such a file say whose review it is
    review(ours, "accept", 2)
    labels, states = merged(base, ours, theirs)
    assert labels == ["T", "B", "B", "B", "B", "B"]
    assert states == [None, "accepted", "accepted", None, None, "skipped"]


def test_a_name_that_they_gave_the_category_takes_no_state(base):
    review(base, "accept", 0, 1)
    ours, theirs = copied(base), copied(base)
    theirs.apply(RenameCategory("ct", "cell type"))
    change = merge_changes(base, ours, theirs)
    ours.apply(change.edit)
    assert names_in(ours, REVIEW) == ["accepted", "accepted", None, None, None, "skipped"]


steps = st.lists(
    st.tuples(st.sampled_from(["label", "accept", "relabel", "unsure"]), st.integers(0, N - 1), st.sampled_from("BTN")),
    max_size=6,
)


def worked(state, how):
    for what, cell, name in how:
        if what == "label":
            label(state, name, cell)
        elif names_in(state, REVIEW)[cell] not in ("accepted", "changed"):
            review(state, what, cell, given_label=name)
    return state


@given(steps, steps, steps, st.booleans())
def test_a_state_is_always_of_the_label_that_somebody_saw(common, ours, theirs, has_review):
    base = Annotations(N)
    base.apply(CreateCategory("ct"))
    label(base, "B", *range(N))
    if has_review:
        review(base, "skip", 5)
    base = worked(base, common)
    mine, yours = worked(copied(base), ours), worked(copied(base), theirs)
    labels, states = merged(base, mine, yours)
    decided = [list(zip(names_in(each, "ct"), names_in(each, REVIEW), strict=True)) for each in (mine, yours)]
    for (name, state), our, their in zip(zip(labels, states, strict=True), *decided, strict=True):
        assert state is None or (name, state) in (our, their)
        if our == their:
            assert (name, state) == our, "what both agree on stays decided"


@pytest.mark.parametrize("way", ["restore", "restore_to"])
def test_going_back_brings_the_states_of_then(adata, open_session, way):
    session = open_session(adata, name="mine", autosave=None)
    session.create_category("ct", like="louvain")
    session.review("ct")
    session.review_next()
    cells = np.flatnonzero(session.selected)
    session.accept()
    session.save()
    before, revision = session.annotations.copy(), session.revision
    session.label("other", category="ct", cells=cells)
    assert (session.annotations[REVIEW] == "accepted").sum() == 0
    session.review("ct")
    for number in session.review_table().query("label == 'other'")["group"]:
        session.accept(number)
    assert (session.annotations[REVIEW] == "accepted").sum() == len(cells)
    session.save()
    if way == "restore":
        session.restore(session.versions()["version"].iloc[-1])
    else:
        session.restore_to(revision)
    pd.testing.assert_frame_equal(session.annotations, before)


def test_the_file_of_the_draft_changed_by_another_program(adata, open_session):
    session = open_session(adata, name="mine", autosave=None)
    session.create_category("ct", like="louvain")
    session.review("ct")
    session.review_next()
    cell = session.adata.obs_names[session.selected][0]
    session.skip()
    session.review("ct")
    session.save()
    group = next(number for number in session.review_table()["group"] if holds(session, number, cell))
    n = session.accept(group)
    path = session.draft.path
    lines = path.read_text().splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith(f"{cell},"))
    label = session.annotations["ct"][cell]
    lines[at] = lines[at].replace(f",{label},", ",by hand,", 1)
    path.write_text("\n".join([*lines, ""]))
    session.save()
    assert session.annotations["ct"][cell] == "by hand"
    assert session.annotations[REVIEW][cell] == "unassigned"
    assert (session.annotations[REVIEW] == "accepted").sum() == n - 1


def holds(session, number, cell):
    session.review_group(number)
    return session.selected[session.adata.obs_names.get_loc(cell)]
