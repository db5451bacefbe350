"""Labels and what the CSV is known to say share their codes until an edit: neither changes the other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import cellxgene_widget as cxw
from cellxgene_widget.draft.state import table_of_state
from cellxgene_widget.labels.annotations import Annotations
from cellxgene_widget.labels.edits import AddLabel, Assign, CreateCategory, DeleteLabel, MergeLabels, ReorderLabels
from tests.page.data import cells

EDITS = st.lists(
    st.one_of(
        st.builds(
            lambda label, some: Assign("c", label, np.array(sorted(some), dtype=np.uint32)),
            st.sampled_from(["A", "B", None]),
            st.sets(st.integers(0, 19)),
        ),
        st.just(MergeLabels("c", ("A",), "B")),
        st.just(DeleteLabel("c", "A")),
        st.just(AddLabel("c", "A", "#123456")),
        st.just(ReorderLabels("c", ("B", "A"))),
    ),
    max_size=12,
)


@given(EDITS, EDITS, st.booleans())
def test_a_table_stays_what_it_was_when_labels_are_edited(first: list, then: list, put_back: bool) -> None:
    annotations = Annotations(20)
    for edit in (CreateCategory("c"), AddLabel("c", "A", "#123456"), AddLabel("c", "B", "#654321")):
        annotations.apply(edit)
    _make(annotations, first)
    names = cells(700).obs_names[:20]
    restore = annotations.checkpoint() if put_back else None
    table = table_of_state(annotations, names)
    before = table.categories[0].codes.copy()
    _make(annotations, then)
    if restore is not None:
        restore()
        _make(annotations, then)
    np.testing.assert_array_equal(table.categories[0].codes, before)


def _make(annotations: Annotations, edits: list) -> None:
    for edit in edits:
        try:
            annotations.apply(edit)
        except cxw.AnnotationError:
            continue


def test_a_saved_draft_keeps_no_second_copy_of_labels(tmp_path: Path) -> None:
    options = {"annotations_dir": tmp_path, "autosave": None}
    adata = cells(700)
    for _ in range(2):
        session = cxw.open_session(adata, name="d", **options)
        if not session.categories:
            session.create_category("c", like="louvain")
            session.create_category("other", like="bulk_labels")
        session.label("new", category="c", cells=[1, 2, 3])
        session.save()
        base = session.parts.store._outside._base
        assert base is not None
        for said, category in zip(base.categories, session.parts.history.annotations.categories, strict=True):
            assert said.codes is category.codes
        session.label("newer", category="c", cells=[1])
        assert [said.codes is now.codes for said, now in _pairs(session, base)] == [False, True]
        assert base.categories[0].codes[1] != session.parts.history.annotations.find("c").codes[1]
        session.undo()
        session.close()


def _pairs(session: cxw.Session, base: object) -> list:
    return list(zip(base.categories, session.parts.history.annotations.categories, strict=True))  # type: ignore[attr-defined]
