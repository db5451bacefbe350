"""Edits and versions of before: which cells they were about, what they say, and the way back."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cellxgene_widget import DraftError, LabelError, SelectionError
from cellxgene_widget.core.variable_names import variable_name
from cellxgene_widget.draft.journal import Journal
from cellxgene_widget.draft.table import DraftCategory, DraftLabel, DraftTable
from cellxgene_widget.draft.version_changes import changes_between
from cellxgene_widget.merge.into_obs import ColumnInTheWayError
from cellxgene_widget.view.requests import answer

from .gates import lock_is_held


def labelled(session):
    session.create_category("cell_type")
    session.label("A", cells=[1, 2, 3])
    session.label("B", cells=[3, 4])
    session.rename_label("cell_type", "A", "AA")
    session.delete_label("cell_type", "AA")
    session.undo()
    return session


def test_each_state_of_before_comes_back_and_is_undone_as_one_edit(adata, open_session):
    session = labelled(open_session(adata))
    states = {1: session.annotations.assign(cell_type="unassigned")}
    states[6] = session.annotations
    session.restore_to(2)
    assert session.annotations["cell_type"].value_counts().to_dict() == {"unassigned": 697, "A": 3}
    assert session.history["text"].iloc[-1] == "restore the labels after edit 2 (label 3 cells as A)"
    assert session.history["operation"].iloc[-1] == "restore_to"
    session.undo()
    pd.testing.assert_frame_equal(session.annotations, states[6])
    revision = session.revision
    session.restore_to(revision)
    assert session.revision == revision, "nothing to do"
    session.restore_to(1)
    assert session.annotations["cell_type"].astype(str).eq("unassigned").all()
    for wrong in (0, 99, "2"):
        with pytest.raises(DraftError, match="There is no edit"):
            session.restore_to(wrong)


def test_an_undo_says_what_it_undid(adata, open_session):
    session = labelled(open_session(adata))
    session.redo()
    assert session.history["text"].tolist()[-2:] == ["undid: delete label AA", "did again: delete label AA"]


def test_edits_of_an_earlier_session_on_other_cells(adata, open_session):
    session = labelled(open_session(adata))
    session.close()
    other = adata[[4, 3, 2, 600, 601]].copy()
    again = open_session(other)
    assert again.select_edit(2) == (2, 1), "cell 1 is not there any more"
    assert list(again.selected_names) == list(adata.obs_names[[3, 2]])
    again.restore_to(2)
    assert again.annotations["cell_type"].tolist() == ["unassigned", "A", "A", "unassigned", "unassigned"]
    again.close()
    whole = open_session(adata)
    assert whole.annotations["cell_type"].iloc[[1, 2, 3]].tolist() == ["A", "A", "A"], "also on cells that were away"
    whole.close()
    far = open_session(adata[[1, 2, 600, 601]].copy())
    far.select(cells=[2])
    with pytest.raises(SelectionError, match="None of the 2 cells of edit 3 is in the data now"):
        far.select_edit(3)
    assert far.selected.sum() == 1


def test_what_is_no_edit_of_cells_selects_nothing(adata, open_session):
    session = labelled(open_session(adata))
    session.select(cells=[7])
    with pytest.raises(DraftError, match=r"Edit 1 \(create category cell_type\) changed the label of no cell"):
        session.select_edit(1)
    assert np.flatnonzero(session.selected).tolist() == [7]
    assert session.select_edit(5) == (2, 0), "of a label that was deleted, those that had it"


def test_edits_beyond_those_kept_in_memory_come_from_the_journal(adata, open_session):
    session = open_session(adata)
    session.parts.history.undo_depth = 3
    session.create_category("cell_type")
    for number in range(8):
        session.label(f"L{number}", cells=[number])
    assert session.parts.history.entries[1].edit is None
    assert session.select_edit(2) == (1, 0)
    session.restore_to(3)
    assert session.annotations["cell_type"].value_counts().to_dict() == {"unassigned": 698, "L0": 1, "L1": 1}
    session.save()
    session.parts.store.journal.compact(2)
    with pytest.raises(DraftError, match="of old edits only words are kept"):
        session.select_edit(2)
    with pytest.raises(DraftError, match=r"use restore\(\) to go back to a version"):
        session.restore_to(2)


@pytest.mark.parametrize("kind", ["history_cells", "restore_to", "select_edit"])
def test_nobody_waits_to_label_while_the_journal_is_read(kind, adata, open_session, monkeypatch):
    session = open_session(adata)
    session.parts.history.undo_depth = 3
    session.create_category("cell_type")
    for number in range(8):
        session.label(f"L{number}", cells=[number])
    held = []
    whole = Journal.look

    def look(journal):
        held.append(lock_is_held(session))
        return whole(journal)

    monkeypatch.setattr(Journal, "look", look)
    if kind == "select_edit":
        assert session.select_edit(2) == (1, 0)
    else:
        answer(session, {"id": "p-1", "kind": kind, "revision": 2})
    assert held == [False]
    if kind == "restore_to":
        assert session.annotations["cell_type"].value_counts().to_dict() == {"unassigned": 699, "L0": 1}


def test_a_category_that_obs_has_by_now_does_not_come_back(adata, open_session):
    session = labelled(open_session(adata))
    session.delete_category("cell_type")
    adata.obs["cell_type"] = "mine"
    with pytest.raises(DraftError, match=r"adata\.obs has a column of that name"):
        session.restore_to(2)
    assert list(session.annotations) == []


def test_pages_of_the_history(adata, open_session):
    session = labelled(open_session(adata))

    def ask(**body):
        return answer(session, {"id": "p-1", "kind": "history", "query": "", "n": 2, **body}).body

    newest = ask()
    assert (newest["begin"], newest["total"]) == (4, 6)
    assert [edit["text"] for edit in newest["edits"]] == ["delete label AA", "undid: delete label AA"]
    assert [edit["revision"] for edit in ask(begin=0)["edits"]] == [1, 2]
    assert ask(begin=100)["edits"] == ask(begin=0, n=-5)["edits"] == []
    found = ask(query="UNDID aa")
    assert (found["total"], found["edits"][0]["n_changed"]) == (1, 2)


def table(cells, **categories):
    return DraftTable(
        pd.Index(list(cells), dtype=object),
        tuple(
            DraftCategory(name, tuple(map(DraftLabel, labels)), np.array(codes, dtype=np.uint8))
            for name, (labels, codes) in categories.items()
        ),
    )


BEFORE = table("abcdef", ct=(["T", "B"], [1, 1, 2, 2, 0, 0]))
CHANGES = [
    (None, BEFORE, []),
    (BEFORE, BEFORE, []),
    (BEFORE, table("abcdef", ct=(["T", "B"], [1, 1, 2, 1, 1, 0])), ["+2 T"]),
    (BEFORE, table("abcdef", ct=(["T", "B"], [0, 1, 2, 2, 0, 0])), ["−1 T"]),
    (BEFORE, table("abcdef", ct=(["T", "NK"], [1, 1, 2, 2, 0, 0])), ["B renamed NK"]),
    (BEFORE, table("abcdef", ct=(["T", "B", "X"], [1, 1, 2, 2, 0, 0])), ["new label X"]),
    (BEFORE, table("abcdef", ct=(["T"], [1, 1, 1, 1, 0, 0])), ["+2 T", "B deleted"]),
    (BEFORE, table("fedcba", ct=(["T", "B"], [0, 0, 2, 2, 1, 1])), []),
    (BEFORE, table("abcdef", kind=(["T", "B"], [1, 1, 2, 2, 0, 0])), ["category ct renamed kind"]),
    (BEFORE, table("abcdef", ct=(["T", "B"], [1, 1, 2, 2, 0, 0]), q=(["x"], [1, 0, 0, 0, 0, 0])), ["new category q"]),
    (
        table("abcd", ct=(["T", "B"], [1, 0, 0, 0]), q=(["x", "y"], [0, 1, 0, 2])),
        table("abcd", ct=(["T", "B"], [1, 1, 2, 1]), q=(["x", "z"], [0, 1, 0, 2])),
        ["ct: +2 T, +1 B", "q: y renamed z"],
    ),
    (BEFORE, table("abcdef"), ["category ct deleted"]),
    (BEFORE, table("abcdef", ct=(["B", "T"], [2, 2, 1, 1, 0, 0])), ["labels in another order"]),
    (BEFORE, table("xyz", ct=(["T"], [1, 1, 1])), []),
]


@pytest.mark.parametrize(("before", "after", "expected"), CHANGES)
def test_what_changed_from_version_to_version(before, after, expected):
    assert changes_between(before, after) == expected


def test_versions_say_what_changed_and_what_they_hold(adata, open_session):
    session = open_session(adata)
    session.create_category("cell_type")
    session.label("A", cells=range(214))
    session.save()
    session.rename_label("cell_type", "A", "B cell")
    session.save()
    session.label("NK", cells=[0])
    session.save()
    newest, older = session.versions()["version"][:2]
    assert session.version_changes(newest) == (214, ("A renamed B cell",))
    assert session.version_annotations(older)["cell_type"].value_counts()["A"] == 214
    reply = answer(session, {"id": "p-1", "kind": "version_codes", "version": newest})
    assert reply.body["labels"] == [{**reply.body["labels"][0], "name": "B cell", "count": 214}]
    assert np.count_nonzero(np.frombuffer(reply.payload, dtype=reply.body["dtype"])) == 214
    with pytest.raises(DraftError, match="There is no version 'x'"):
        session.version_changes("x")
    session.versions()["path"][0].write_bytes(b"\xff\x00nonsense")
    with pytest.raises(DraftError):
        session.version_annotations(newest)


@pytest.mark.parametrize("damage", [b"garbage", b"a,b\nc,d\n", b"index,cell_type\n", b"", None])
def test_a_damaged_version_is_none_without_labels(damage, adata, open_session):
    session = open_session(adata)
    session.create_category("cell_type")
    for name in "AB":
        session.label(name, cells=[0, 1])
        session.save()
    version, path = session.versions()[["version", "path"]].iloc[0]
    if damage is None:  # all rows are gone
        damage = b"".join(path.read_bytes().splitlines(keepends=True)[:4])
    path.write_bytes(damage)
    before, revision = session.annotations, session.revision
    for look in (session.restore, session.version_changes, session.version_annotations):
        with pytest.raises(DraftError, match=f"The version {version} is (damaged|empty)"):
            look(version)
    assert session.revision == revision
    pd.testing.assert_frame_equal(session.annotations, before)
    assert session.versions()["n_labelled"].isna()[0]


def test_a_version_of_another_program_is_restored(adata, open_session):
    session = labelled(open_session(adata))
    session.save()
    session.label("C", cells=[0])
    session.save()
    version, path = session.versions()[["version", "path"]].iloc[0]
    path.write_bytes(f"index,cell_type\n{adata.obs_names[0]},x\n".encode())
    session.restore(version)
    assert session.annotations["cell_type"].iloc[0] == "x"


def test_a_merge_from_the_view_asks_before_it_writes_over_anything(adata, open_session):
    session = labelled(open_session(adata))
    session.create_category("quality")
    adata.obs["mine"] = "by hand"

    def ask(keys, agreed=()):
        return answer(session, {"id": "p-1", "kind": "merge", "keys": keys, "agreed": list(agreed)}).body

    asked = ask({"cell_type": "mine", "quality": "quality"})
    assert asked["in_the_way"] == ["mine"]
    assert set(adata.obs["mine"]) == {"by hand"}
    assert "quality" not in adata.obs
    done = ask({"cell_type": "mine", "quality": "quality"}, ["mine"])
    assert done["written"][0] == "obs['mine']: 2 labels on 4 of 700 cells"
    assert done["in_the_way"] == []
    adata.obs["quality"] = "changed since"
    assert ask({"quality": "quality"}, ["mine"])["in_the_way"] == ["quality"], "agreed to another column"
    with pytest.raises(ColumnInTheWayError):
        session.merge("quality")


def test_a_merge_of_a_file_says_that_the_file_is_as_before(adata, open_session, tmp_path):
    adata.write_h5ad(tmp_path / "pbmc.h5ad")
    before = (tmp_path / "pbmc.h5ad").read_bytes()
    session = labelled(open_session(tmp_path / "pbmc.h5ad"))
    told = answer(session, {"id": "p-1", "kind": "merge", "keys": {"cell_type": "cell_type"}, "agreed": []}).body
    assert "the file pbmc.h5ad is unchanged" in told["notes"][0]
    assert "w.merge(into='pbmc_labelled.h5ad')" in told["notes"][0]
    assert "cell_type" in session.adata.obs
    assert (tmp_path / "pbmc.h5ad").read_bytes() == before


def test_a_draft_in_memory_is_called_as_its_variable(adata, open_session, monkeypatch):
    main = __import__("__main__")
    monkeypatch.setattr(main, "_hidden", adata, raising=False)
    assert variable_name(adata) is None
    monkeypatch.setattr(main, "adata", adata, raising=False)
    assert variable_name(adata) == "adata"
    monkeypatch.setattr(main, "pbmc", adata, raising=False)
    assert variable_name(adata.copy()) is None
    session = open_session(adata)
    session.create_category("cell_type")
    assert session.draft.name == "pbmc"
    path = session.save().path
    session.close()
    monkeypatch.delattr(main, "pbmc")
    assert open_session(adata).draft.path == path, "found again, whatever it is called now"


def test_a_title_says_more_than_a_variable(adata, open_session, monkeypatch):
    monkeypatch.setattr(__import__("__main__"), "pbmc", adata, raising=False)
    adata.uns["title"] = "Blood of donor 3"
    session = open_session(adata)
    session.create_category("cell_type")
    assert session.draft.name == "Blood of donor 3"


def test_what_is_there_already_is_no_error_when_asked_so(adata, open_session):
    session = labelled(open_session(adata))
    session.create_category("other")
    revision = session.revision
    before = session.annotations
    session.create_category("cell_type", like="louvain", exist_ok=True)
    session.add_label("cell_type", "B", color="red", exist_ok=True)
    assert (session.revision, session.category) == (revision, "cell_type")
    pd.testing.assert_frame_equal(session.annotations, before)
    session.create_category("new", exist_ok=True)
    session.add_label("new", "one", exist_ok=True)
    assert session.revision == revision + 2
    with pytest.raises(LabelError, match="already"):
        session.create_category("cell_type")
    with pytest.raises(LabelError, match="no category"):
        session.add_label("nope", "B", exist_ok=True)
    with pytest.raises(LabelError, match=r"adata\.obs has a column"):
        session.create_category("louvain", exist_ok=True)
