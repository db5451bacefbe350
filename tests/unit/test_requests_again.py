"""Requests that a page sends again, because their answer never came: each is carried out once."""

from __future__ import annotations

import json
import struct

import pytest

from cellxgene_widget.errors import DraftError
from cellxgene_widget.view.handlers.drafts import draft_state
from cellxgene_widget.view.requests import answer


def ask(session, request, kind, cells=None, **body):
    """Ask as a page does; gives the body of the answer."""
    message = {"id": request, "kind": kind, **body}
    buffers = []
    if cells is not None:
        message["cells"] = {"encoding": "list", "n": len(cells)}
        buffers = [memoryview(struct.pack(f"<{len(cells)}I", *cells))]
    return answer(session, json.loads(json.dumps(message)), buffers).body


def label(session, request, name, cells):
    return ask(session, request, "edit", cells, op="label", args={"label": name, "category": "mine"})


def test_an_edit_sent_again_is_made_once_also_after_a_restart(adata, open_session):
    session = open_session(adata)
    session.create_category("mine")
    assert label(session, "p-1", "a", [1, 2])["changed"] == 2
    assert label(session, "p-2", "b", [2])["changed"] == 1
    assert label(session, "p-1", "a", [1, 2]) == {
        "revision": session.revision,
        "changed": 0,
        "message": None,
        "former": [],
    }
    before = session.annotations
    session.close()
    again = open_session(adata)
    assert ask(again, "x", "known", requests=["p-1", "p-3", "p-2"]) == {"known": ["p-1", "p-2"]}
    label(again, "p-1", "a", [1, 2])
    assert again.annotations.equals(before)
    assert ask(again, "y", "hello")["session"] not in ("", session.parts.token)


def test_undo_and_redo_sent_again_step_once(adata, open_session):
    session = open_session(adata)
    session.create_category("mine")
    label(session, "p-1", "a", [1])
    label(session, "p-2", "b", [2])
    assert ask(session, "p-3", "undo")["message"] == "label 1 cell as b"
    revision = session.revision
    assert ask(session, "p-3", "undo") == {"revision": revision, "message": None}
    assert ask(session, "p-4", "redo")["message"] == "label 1 cell as b"
    session.close()
    again = open_session(adata)
    for kind, request in (("undo", "p-3"), ("redo", "p-4")):
        assert ask(again, request, kind)["message"] is None
    assert again.annotations["mine"].tolist()[1:3] == ["a", "b"]


def test_going_back_sent_again_goes_back_once(adata, open_session):
    session = open_session(adata)
    session.create_category("mine")
    label(session, "p-1", "a", [1])
    session.save()
    label(session, "p-2", "b", [2])
    session.save()
    version = session.versions()["version"].iloc[0]
    for kind, body in (("restore_to", {"revision": 2}), ("restore", {"version": version})):
        assert ask(session, kind, kind, **body)["message"].startswith("restore the ")
        session.label("c", category="mine", cells=[3])
        revision = session.revision
        again = ask(session, kind, kind, **body)
        assert again == {"revision": revision, "changed": 0, "message": None, "former": []}
        assert session.annotations["mine"].tolist()[1:4] == ["a", "unassigned", "c"]


def test_labels_by_cluster_sent_again_are_given_once(adata, open_session):
    session = open_session(adata)
    session.create_category("mine")
    session.select(where={"louvain": ["1", "2"]})
    session.cluster(embed=False)
    serial = session.parts.clusterings.find("clusters 1").serial
    body = {"clusters": "clusters 1", "serial": serial, "category": "mine", "labels": {"0": "A"}}
    assert ask(session, "p-1", "label_clusters", **body)["changed"] > 0
    session.undo()
    revision = session.revision
    assert ask(session, "p-1", "label_clusters", **body) == {
        "revision": revision, "changed": 0, "message": None, "former": [],
    }  # fmt: skip
    assert session.revision == revision


def test_an_import_that_was_given_up_is_refused_though_it_holds_no_lock(adata, open_session):
    session = open_session(adata)
    ask(session, "p-2", "known", requests=["p-1"], forgo=True)
    with pytest.raises(DraftError, match="too late"):
        ask(session, "p-1", "import_labels", column="louvain", category="predicted", by="a tool")
    assert not session.categories


def place(session):
    return draft_state(session.parts)["place"]


def test_a_draft_is_told_from_others_however_its_path_is_spelled(adata, open_session, tmp_path, monkeypatch):
    (tmp_path / "drafts").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "drafts")
    monkeypatch.chdir(tmp_path)
    places = {place(open_session(adata, annotations_dir=folder)) for folder in ("drafts", "link", "./drafts")}
    assert places == {str((tmp_path / "drafts").resolve())}
    files = [open_session(adata, annotations_dir=None, annotations_file=f"drafts/{name}.csv") for name in "ab"]
    assert [place(session) for session in files] == [str(tmp_path / f"drafts/{name}.csv") for name in "ab"]


def test_what_a_page_has_given_up_is_refused_should_it_come_later(open_session, adata):
    session = open_session(adata)
    session.create_category("mine")
    made = {"id": "p-1", "kind": "edit", "op": "add_label", "args": {"category": "mine", "label": "A"}}
    answer(session, made)
    known = answer(session, {"id": "p-3", "kind": "known", "requests": ["p-1", "p-2"], "forgo": True}).body["known"]
    assert known == ["p-1"]
    with pytest.raises(DraftError, match="too late"):
        answer(session, made | {"id": "p-2", "args": {"category": "mine", "label": "B"}})
    with pytest.raises(DraftError, match="too late"):
        answer(session, {"id": "p-2", "kind": "undo"})
    # one that is in the draft is answered as ever
    answer(session, made)
    assert [label.name for label in session.parts.history.annotations.categories[0].labels] == ["A"]
