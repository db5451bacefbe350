"""What edits that a page has kept would do now is what they do when they are made; to ask changes nothing."""

from __future__ import annotations

import json
import struct

import anndata as ad
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cellxgene_widget as cxw
from cellxgene_widget.core.notebook import notebook_path
from cellxgene_widget.errors import AnnotationError
from cellxgene_widget.view.handlers.labels import EDITS
from cellxgene_widget.view.requests import answer

N = 12
NAMES = st.sampled_from(["a", "b", "c", " b ", "", "unassigned"])
CATEGORIES = st.sampled_from(["mine", "other", "louvain"])
CELLS = st.lists(st.integers(0, N - 1), min_size=1, max_size=N, unique=True).map(sorted)
TERMS = st.sampled_from([None, "CL:0000084", "t cell", "CL:9999999"])


def edits(op, cells=None, **args):
    fixed = {name: value if isinstance(value, st.SearchStrategy) else st.just(value) for name, value in args.items()}
    made = {"kind": st.just("edit"), "op": st.just(op), "args": st.fixed_dictionaries(fixed)}
    return st.fixed_dictionaries(made if cells is None else {**made, "chosen": cells})


KEPT = st.one_of(
    edits("label", CELLS, category=CATEGORIES, label=NAMES),
    edits("unlabel", CELLS, category=CATEGORIES),
    edits("create_category", name=CATEGORIES),
    edits("create_category", name=CATEGORIES, like="louvain"),
    edits("rename_category", old=CATEGORIES, new=CATEGORIES),
    edits("delete_category", name=CATEGORIES),
    edits("add_label", category=CATEGORIES, label=NAMES),
    edits("rename_label", category=CATEGORIES, old=NAMES, new=NAMES),
    edits("delete_label", category=CATEGORIES, label=NAMES),
    edits("merge_labels", category=CATEGORIES, labels=st.lists(NAMES, min_size=1, max_size=2), into=NAMES),
    edits("recolor_label", category=CATEGORIES, label=NAMES, color="#123456"),
    edits("recolor_labels", category=CATEGORIES, scheme="safe"),
    edits("reorder_labels", category=CATEGORIES, labels=st.just(["b", "a"])),
    edits("set_note", category=CATEGORIES, label=NAMES, text="seen"),
    edits("drop_evidence", category=CATEGORIES, label=NAMES),
    edits("label", CELLS, category=CATEGORIES, label=NAMES, term="CL:0000084"),
    edits("set_term", category=CATEGORIES, label=NAMES, term=TERMS),
    edits("set_terms", category=CATEGORIES, terms=st.dictionaries(NAMES, TERMS, max_size=2)),
    edits("set_parent", category=CATEGORIES, label=NAMES, parent=st.none() | NAMES),
    edits("set_parents", category=CATEGORIES, parents=st.dictionaries(NAMES, st.none() | NAMES, max_size=2)),
    edits("set_confidence", category=CATEGORIES, label=NAMES, confidence=st.sampled_from(["high", None])),
    st.just({"kind": "undo"}),
    st.just({"kind": "redo"}),
)


@pytest.fixture(scope="module")
def new_session(tmp_path_factory):
    obs = pd.DataFrame({"louvain": pd.Categorical(list("xyz") * 4)}, index=[f"c{i}" for i in range(N)])

    def new_session():
        data = ad.AnnData(np.ones((N, 1), dtype=np.float32), obs=obs.copy())
        data.obsm["X_umap"] = np.arange(2 * N, dtype=np.float32).reshape(N, 2)
        session = cxw.open_session(data, annotations_dir=tmp_path_factory.mktemp("drafts"), autosave=None)
        session.create_category("mine")
        session.label("a", cells=[0, 1, 2])
        session.label("b", cells=[2, 3])
        session.undo()
        return session

    return new_session


def packed(cells):
    return {"encoding": "list", "n": len(cells)}, memoryview(struct.pack(f"<{len(cells)}I", *cells))


def foresee(session, kept):
    told, buffers = [], []
    for i, edit in enumerate(kept):
        one = {"request": f"p-{i}", "after": [], "revision": session.revision, **edit}
        if "chosen" in edit:
            one["cells"], buffer = packed(one.pop("chosen"))
            buffers.append(buffer)
        told.append(one)
    return answer(session, json.loads(json.dumps({"id": "x", "kind": "foresee", "edits": told})), buffers).body["edits"]


def make(session, i, edit):
    """Send it as the page does."""
    body, buffers = {key: edit[key] for key in ("op", "args") if key in edit}, []
    if "chosen" in edit:
        body["cells"], buffer = packed(edit["chosen"])
        buffers.append(buffer)
    message = {"id": f"p-{i}", "kind": edit["kind"], **body}
    try:
        return answer(session, json.loads(json.dumps(message)), buffers).body
    except AnnotationError as error:
        return str(error)


def state(session):
    parts = session.parts
    return (
        session.annotations.to_dict(),
        [{**vars(label), "evidence": None} for category in session.categories for label in category.labels],
        [(category.id, category.name) for category in session.categories],
        session.history.to_dict(),
        (parts.history.revision, parts.history.undo_text, parts.history.redo_text, dict(parts.history.requests)),
        (session.category, session.color),
        parts.store.journal.path.read_bytes() if parts.store.journal.path.exists() else b"",
    )


@settings(max_examples=60)
@given(st.lists(KEPT, max_size=6))
def test_what_is_foreseen_is_what_happens_and_to_ask_changes_nothing(new_session, kept):
    session = new_session()
    before = state(session)
    foreseen = foresee(session, kept)
    assert state(session) == before
    assert foresee(session, kept) == foreseen
    for i, (edit, told) in enumerate(zip(kept, foreseen, strict=True)):
        if edit["kind"] != "edit" and any(one["message"] is None for one in foreseen[:i]):
            # it would take back what nobody meant: the page does not send it
            assert "before it can't be" in told["problem"]
            break
        came = make(session, i, edit)
        if isinstance(came, str):
            assert told["problem"] == came
            continue
        assert told["problem"] is None
        assert told["message"] == came["message"]
        assert told["others"] == 0
        if edit["kind"] == "edit" and edit["op"] in ("label", "unlabel"):
            assert (told["changed"], told["former"]) == (came["changed"], came["former"])
    session.close()


def test_other_edits_are_counted_but_not_those_that_were_on_their_way(new_session):
    session = new_session()
    revision = session.revision
    kept = {"kind": "edit", "op": "label", "args": {"category": "mine", "label": "z"}, "chosen": [7]}
    make(session, "before", {**kept, "chosen": [8]})
    asked = {**kept, "after": ["p-before"], "revision": revision}
    assert [one["others"] for one in foresee(session, [asked])] == [0]
    assert [one["others"] for one in foresee(session, [{**asked, "after": []}])] == [1]
    session.label("theirs", category="mine", cells=[7])
    (one,) = foresee(session, [asked])
    assert (one["others"], one["former"]) == (1, [("theirs", 1)])
    # an undo means what was made last then
    undo = {"kind": "undo", "after": [], "revision": revision}
    (one,) = foresee(session, [undo])
    assert "other edits were made since" in one["problem"]
    without = {key: value for key, value in asked.items() if key != "revision"}
    told = {"id": "x", "kind": "foresee", "edits": [{"request": "q", **without}]}
    told["edits"][0]["cells"], buffer = packed(told["edits"][0].pop("chosen"))
    assert answer(session, told, [buffer]).body["edits"][0]["others"] is None
    session.close()


def test_what_another_version_has_kept_is_a_problem_of_its_own(new_session):
    session = new_session()
    good = {"kind": "edit", "op": "add_label", "args": {"category": "mine", "label": "z"}}
    kept = [
        {"kind": "edit", "op": "explode", "args": {}},
        {"kind": "edit", "op": "add_label", "args": {"colour": 3}},
        {"kind": "edit", "op": "label", "args": {"category": "mine", "label": "z"}},  # of no cells
        {"kind": "edit", "op": "label", "args": {"label": "z"}, "chosen": [1]},
        {"kind": "edit", "op": "label", "args": {"category": "mine", "label": "z"}, "chosen": [N + 5]},
        {"kind": "edit", "op": "keep_evidence", "args": {"label": "a", "category": "nowhere"}, "chosen": [1]},
        good,
    ]
    *wrong, last = foresee(session, kept)
    assert all(one["problem"] for one in wrong), wrong
    assert last["problem"] is None
    session.close()


def test_every_edit_of_the_view_can_be_foreseen(new_session):
    session = new_session()
    for op in EDITS:
        (one,) = foresee(session, [{"kind": "edit", "op": op, "args": ARGUMENTS[op], **CHOSEN.get(op, {})}])
        assert one["problem"] is None, (op, one)
    session.close()


CHOSEN = {op: {"chosen": [0]} for op in ("label", "unlabel", "keep_evidence", "decide")}
ARGUMENTS = {
    "create_category": {"name": "new"},
    "rename_category": {"old": "mine", "new": "new"},
    "delete_category": {"name": "mine"},
    "add_label": {"category": "mine", "label": "z"},
    "rename_label": {"category": "mine", "old": "a", "new": "z"},
    "delete_label": {"category": "mine", "label": "a"},
    "merge_labels": {"category": "mine", "labels": ["a"], "into": "z"},
    "recolor_label": {"category": "mine", "label": "a", "color": "#123456"},
    "recolor_labels": {"category": "mine"},
    "reorder_labels": {"category": "mine", "labels": ["a"]},
    "set_note": {"category": "mine", "label": "a", "text": "seen"},
    "label": {"category": "mine", "label": "z"},
    "unlabel": {"category": "mine"},
    "set_term": {"category": "mine", "label": "a", "term": "T cell"},
    "set_terms": {"category": "mine", "terms": {"a": "CL:0000236"}},
    "set_parent": {"category": "mine", "label": "a", "parent": None},
    "set_parents": {"category": "mine", "parents": {"a": None}},
    "set_confidence": {"category": "mine", "label": "a", "confidence": "high"},
    "keep_evidence": {"category": "mine", "label": "a", "genes": ["g"]},
    "drop_evidence": {"category": "mine", "label": "a"},
    "decide": {
        "category": "mine",
        "decision": "accept",
        "group": 1,
        "label": "a",
        "suggested": None,
        "score": None,
        "reason": "1 cell called a",
    },
}


def test_the_notebook_is_told_where_the_kernel_knows_it(monkeypatch):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    assert notebook_path() is None
    monkeypatch.setenv("JPY_SESSION_NAME", "/notebooks/a.ipynb")
    assert notebook_path() == "/notebooks/a.ipynb"
