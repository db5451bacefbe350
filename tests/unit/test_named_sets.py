"""Sets of cells with names: exactly their cells, in the draft, by the names of cells, never lost by a slip."""

from __future__ import annotations

import comm
import numpy as np
import pytest

import cellxgene_widget as cxw
from cellxgene_widget.draft import set_file
from cellxgene_widget.errors import AnnotationError, DraftError, LabelError, SelectionError
from cellxgene_widget.view.requests import answer

from .gates import lock_is_held
from .test_sharing import foreign_lock
from .test_widget import Page, Recorder


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata, name="mine", autosave=None)
    session.select(where={"louvain": ["1"]})
    session.remember_selection("Some × cells")
    session.select(where={"louvain": ["4", "8"]})
    session.remember_selection("B")
    return session


def cells_of(session):
    return {name: set(session.adata.obs_names[session.parts.sets.mask(name)]) for name in session.remembered.index}


def file_of(session):
    return session.draft.path.parent / f"{session.draft.path.stem}-backups" / f"{session.draft.path.stem}.sets"


def test_a_set_is_listed_selected_and_combined(session, adata):
    listed = session.remembered
    assert list(listed.index) == ["Some × cells", "B"]
    assert listed.loc["B", "n_cells"] == np.isin(adata.obs["louvain"], ["4", "8"]).sum()
    assert listed["recipe"]["B"] == [{"where": {"louvain": ["4", "8"]}}]
    assert (listed["n_gone"] == 0).all()
    session.select(where={"louvain": ["4", "1"]})
    n = session.select(remembered="B", mode="intersect")
    assert n == (adata.obs["louvain"] == "4").sum()
    session.select(remembered="Some × cells", mode="add")
    np.testing.assert_array_equal(session.selected, np.isin(adata.obs["louvain"], ["1", "4"]))
    assert [step.get("remembered") for step in session.recipe] == [None, "B", "Some × cells"]
    session.remember_selection("both")
    session.undo_selection()
    assert session.undo() is None, "sets are no edits of labels"
    assert "both" in session.remembered.index


@pytest.mark.parametrize("many", [False, True], ids=["by name", "packed"])
def test_a_recipe_with_a_set_is_run_elsewhere_and_means_the_cells_of_then(many, session, adata, open_session):
    session.parts.targets.max_names = 3 if many else 1000
    session.select(remembered="B")
    before, recipe = set(session.selected_names), session.recipe
    session.select([0, 1])
    session.remember_selection("B")  # others now
    other = open_session(adata.copy(), user="other", dataset="else", autosave=None)
    for each in (session, other):
        for step in recipe:
            each.select(**step)
        assert set(each.selected_names) == before
    assert "remembered='B'" in other.code
    adata._inplace_subset_obs(np.arange(adata.n_obs)[::-1])
    for step in recipe:
        session.select(**step)
    assert set(session.selected_names) == before, "the data was reordered since"


@pytest.mark.parametrize("again", [False, True], ids=["same session", "later"])
def test_a_recipe_of_a_large_set_is_run_again_after_each_change_of_the_data(again, session, adata, open_session):
    whole, dataset = adata.copy(), session.parts.table.name
    session.parts.targets.max_names = 3
    adata._inplace_subset_obs(np.random.default_rng(0).permutation(adata.n_obs)[:500])
    session.select(remembered="B")
    then, recipe = set(session.selected_names), session.recipe
    session.forget_selection("B")
    if again:
        session.close()
        session, adata = open_session(whole, dataset=dataset, autosave=None), whole
    else:
        adata._inplace_subset_obs(np.arange(500)[::-1])
    session.parts.targets.max_names = 3
    for _ in range(2):  # a recipe of the recipe, too
        session.clear_selection()
        for step in recipe:
            session.select(**step)
        assert set(session.selected_names) == then
        recipe = session.recipe
        adata._inplace_subset_obs(np.arange(adata.n_obs)[::-1])


def test_sets_are_in_the_draft(session, adata, open_session):
    kept = cells_of(session)
    session.close()
    again = open_session(adata, autosave=None)
    assert again.draft.name == "mine", "found by its sets, without a label"
    assert cells_of(again) == kept
    again.rename_draft("other")
    again.create_category("ct")
    again.label("x", category="ct", cells=[1])
    again.save()
    again.label("y", category="ct", cells=[2])
    again.save()
    again.restore(again.versions()["version"].iloc[-1])
    again.close()
    assert b"Some" not in again_path(again).read_bytes(), "nothing of it is in the CSV"
    shuffled = adata[np.random.default_rng(0).permutation(adata.n_obs)[:500]].copy()
    third = open_session(shuffled, dataset=cxw_dataset(adata), autosave=None)
    left = set(shuffled.obs_names)
    assert cells_of(third) == {name: cells & left for name, cells in kept.items()}
    gone = third.remembered["n_gone"]
    assert gone["B"] == len(kept["B"] - left) > 0
    third.rename_selection("B", "C")
    third.close()
    assert cells_of(open_session(adata, autosave=None)) == {"Some × cells": kept["Some × cells"], "C": kept["B"]}


def again_path(session):
    return session.parts.store.draft.path


def cxw_dataset(adata):
    return cxw.open_session(adata, user="nobody").parts.table.name


def test_what_was_dropped_or_replaced_comes_back(session, adata, open_session):
    before = cells_of(session)
    session.forget_selection("B")
    session.select([0, 1, 2])
    session.remember_selection("Some × cells")
    assert cells_of(session) == {"Some × cells": set(adata.obs_names[:3])}
    session.close()
    again = open_session(adata, autosave=None)
    assert again.recall_selection("B") == len(before["B"])
    assert again.recall_selection("Some × cells") == len(before["Some × cells"])
    assert cells_of(again) == before
    assert again.recall_selection("Some × cells") == 3, "and back"
    with pytest.raises(SelectionError, match="'C' was replaced or dropped"):
        again.recall_selection("C")


REFUSED = {
    "nothing selected": (lambda s: (s.clear_selection(), s.remember_selection("C")), SelectionError, "nothing to rem"),
    "no name": (lambda s: s.remember_selection(" "), LabelError, "needs a name"),
    "too long": (lambda s: s.remember_selection("x" * 201), LabelError, "201 characters"),
    "rest": (lambda s: s.rename_selection("B", "rest"), LabelError, "all other cells"),
    "taken": (lambda s: s.rename_selection("B", "Some × cells"), LabelError, "already"),
    "no such set": (lambda s: s.forget_selection("C"), SelectionError, "Sets: 'Some × cells', 'B'"),
    "none to select": (lambda s: s.select(remembered="C"), SelectionError, "No set of cells is called 'C'"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_bad_input_is_one_sentence_and_changes_nothing(name, session):
    act, error, words = REFUSED[name]
    before = cells_of(session)
    with pytest.raises(error, match=words):
        act(session)
    assert cells_of(session) == before


def test_a_second_session_sees_them_and_keeps_its_own_to_itself(session, adata, open_session):
    kept, path = cells_of(session), file_of(session)
    session.select([5])
    session.remember_selection("later")
    with_later = path.read_bytes()
    session.forget_selection("later")
    foreign_lock(session)
    before = path.read_bytes()
    reader = open_session(adata, autosave=None)
    assert reader.draft.read_only
    assert cells_of(reader) == kept
    path.write_bytes(with_later)
    assert "later" in reader.remembered.index, "also those made since"
    path.write_bytes(before)
    reader.select([7, 8])
    reader.remember_selection("B")
    assert cells_of(reader)["B"] == set(adata.obs_names[[7, 8]])
    for change in (reader.forget_selection, reader.recall_selection, lambda name: reader.rename_selection(name, "C")):
        with pytest.raises(DraftError, match="read-only here"):
            change("Some × cells")
    reader.save()
    assert path.read_bytes() == before
    reader.take_over()
    ours = cells_of(reader)
    assert ours["B"] == kept["B"], "what is in the draft stays"
    assert ours["B (2)"] == set(adata.obs_names[[7, 8]])
    reader.close()
    assert "B (2)" in file_of(reader).read_text("utf-8")


def test_sets_of_a_reader_are_its_own_to_change(session, adata, open_session):
    kept, path = cells_of(session), file_of(session)
    foreign_lock(session)
    before = path.read_bytes()
    reader = open_session(adata, autosave=None)
    reader.select([7, 8])
    own = set(reader.selected_names)
    for name in ("mine", "B"):
        reader.remember_selection(name)
    reader.rename_selection("mine", "ours")
    assert cells_of(reader) == kept | {"B": own, "ours": own}
    reader.forget_selection("ours")
    reader.forget_selection("B")
    assert cells_of(reader) == kept, "that of the draft is seen again"
    reader.recall_selection("B")
    assert cells_of(reader) == kept | {"B": own}
    reader.forget_selection("B")
    path.touch()
    assert reader.recall_selection("ours") == 2
    assert cells_of(reader) == kept | {"ours": own}
    reader.forget_selection("ours")
    with pytest.raises(DraftError, match="read-only here"):
        reader.forget_selection("B")
    with pytest.raises(SelectionError, match="No set of cells is called 'mine'"):
        reader.forget_selection("mine")
    assert cells_of(reader) == kept
    assert path.read_bytes() == before


def test_a_torn_line_never_counted_and_a_damaged_one_is_said(session, adata, open_session):
    kept, path = cells_of(session), file_of(session)
    session.close()
    whole = path.read_bytes()
    path.write_bytes(whole + b'0123abcd {"drop":"B"')
    again = open_session(adata, autosave=None)
    assert cells_of(again) == kept
    assert not again.warnings
    again.rename_selection("B", "C")
    again.rename_selection("C", "B")
    again.close()
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(line for line in lines if b"Some" not in line) + b"00000000 {}\n")
    third = open_session(adata, autosave=None)
    assert any("can't be read" in sentence for sentence in third.warnings)
    third.rename_selection("B", "D")
    third.close()
    assert list(path.parent.glob("*.sets.damaged-*")), "what could not be read is kept"
    fourth = open_session(adata, autosave=None)
    assert cells_of(fourth) == {"D": kept["B"]}
    assert not fourth.warnings


def test_a_set_that_can_not_be_written_counts_and_is_written_later(session, adata, open_session, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    session.select([3])
    with monkeypatch.context() as patched:
        patched.setattr("cellxgene_widget.draft.set_file.os.fsync", full)
        session.remember_selection("late")
        assert "late" in session.remembered.index
        assert any("No space left" in sentence for sentence in session.warnings)
    session.save()
    assert not session.warnings
    kept = cells_of(session)
    session.close()
    assert cells_of(open_session(adata, autosave=None)) == kept


def unreadable(monkeypatch):
    """Let no file of sets be read, as on a network drive that is away."""
    whole = set_file.read_file

    def stale(path):
        if path.suffix == ".sets":
            raise OSError(116, "Stale file handle")
        return whole(path)

    monkeypatch.setattr(set_file, "read_file", stale)


def test_sets_that_could_not_be_read_are_not_written_over(session, adata, open_session, monkeypatch):
    kept, path = cells_of(session), file_of(session)
    session.close()
    before = path.read_bytes()
    with monkeypatch.context() as patched:
        unreadable(patched)
        patched.setattr(set_file, "_BYTES", 1)  # the next one would be a whole write
        again = open_session(adata, autosave=None)
        for number in (1, 2):
            again.select([number])
            again.remember_selection("B")
        again.save()
        assert cells_of(again) == {"B": {adata.obs_names[2]}}
        assert any("Stale file handle" in sentence for sentence in again.warnings)
    assert path.read_bytes() == before
    again.save()
    assert not again.warnings
    assert cells_of(again) == kept | {"B (2)": {adata.obs_names[2]}}
    again.close()
    assert cells_of(open_session(adata, autosave=None)) == kept | {"B (2)": {adata.obs_names[2]}}


@pytest.mark.parametrize("kind", ["hello", "remember_selection", "remembered", "save"])
def test_nobody_waits_to_label_while_sets_are_read(kind, session, monkeypatch):
    session.create_category("mine")
    held = []
    whole = set_file.read_file

    def read(path):
        held.append(lock_is_held(session))
        return whole(path)

    monkeypatch.setattr(set_file, "read_file", read)
    file_of(session).touch()
    if kind == "remembered":
        assert len(session.remembered) == 2
    elif kind == "save":
        session.save()
    else:
        answer(session, {"id": "p-1", "kind": kind, **({} if kind == "hello" else {"name": "C"})})
    assert held == [False]
    assert not kind.startswith("remember_") or "C" in session.remembered.index
    assert held == [False], "once is enough"


def test_sets_stay_where_the_file_can_not_be_read_any_more(session, monkeypatch):
    kept, path = cells_of(session), file_of(session)
    with monkeypatch.context() as patched:
        unreadable(patched)
        path.touch()
        assert cells_of(session) == kept
        assert any("Stale file handle" in sentence for sentence in session.warnings)
    assert cells_of(session) == kept
    assert not session.warnings


@pytest.mark.parametrize("how", ["gone", "damaged"])
def test_sets_that_are_known_stay_when_the_file_is_gone_or_damaged(how, session, adata, open_session):
    kept, path = cells_of(session), file_of(session)
    whole = path.read_bytes()
    path.unlink()
    if how == "damaged":
        path.write_bytes(whole.replace(b'"name":"B"', b'"name":"X"'))
    assert cells_of(session) == kept
    session.save()
    session.close()
    assert cells_of(open_session(adata, autosave=None)) == kept


def test_a_set_that_was_not_written_stays_through_take_over_and_writes_over_nothing(
    session, adata, open_session, monkeypatch
):
    def full(*_):
        raise OSError(28, "No space left on device")

    kept = cells_of(session)
    session.select([3])
    with monkeypatch.context() as patched:
        patched.setattr(set_file, "open_to_append", full)
        session.remember_selection("late")
    other = open_session(adata, autosave=None)
    other.select([4])
    other.remember_selection("theirs")
    all_sets = kept | {"theirs": {adata.obs_names[4]}, "late": {adata.obs_names[3]}}
    assert cells_of(session) == all_sets, "theirs is seen though ours is not written"
    other.close()
    session.take_over()
    assert cells_of(session) == all_sets
    assert any("No space left" in sentence for sentence in session.warnings)
    session.save()
    assert not session.warnings
    session.close()
    assert cells_of(open_session(adata, autosave=None)) == all_sets


def test_a_whole_write_that_failed_at_its_end_makes_no_set_twice(session, monkeypatch):
    kept = cells_of(session)
    with monkeypatch.context() as patched:
        patched.setattr(set_file, "_ends_a_line", lambda _: False)
        patched.setattr(set_file, "sync_directory", lambda _: (_ for _ in ()).throw(OSError(5, "I/O error")))
        session.select([3])
        session.remember_selection("late")
    session.save()
    assert cells_of(session) == kept | {"late": {session.adata.obs_names[3]}}
    assert not session.warnings


def test_pages_are_told(adata, tmp_path):
    widget = cxw.show(adata, annotations_dir=tmp_path, name="mine")
    sent = []
    widget.send = lambda content, buffers=None: sent.append(content)
    widget.select(where={"louvain": ["1"]})
    widget.remember_selection("B")
    n = widget.n_selected
    widget._bridge.flush()  # what waits for the interval of broadcasts
    told = [one for one in sent if one.get("event") == "sets"]
    assert told[-1]["sets"] == [{"name": "B", "n": n, "n_gone": 0}]
    widget.close()


def test_a_page_selects_by_a_set(adata, tmp_path, monkeypatch):
    monkeypatch.setattr(comm, "create_comm", Recorder)
    widget = cxw.show(adata, annotations_dir=tmp_path, name="mine")
    page = Page(widget)
    widget.select(where={"louvain": ["1"]})
    page.ask("remember_selection", name="B")
    widget.clear_selection()
    reply, _ = page.ask("select", mode="replace", remembered="B")
    assert reply["n"] == (adata.obs["louvain"] == "1").sum()
    hello, _ = page.ask("hello")
    assert hello["selection"]["steps"] == [{"mode": "replace", "remembered": "B", "n_cells": reply["n"]}]
    assert [row["name"] for row in hello["sets"]] == ["B"]
    assert page.ask("rename_selection", old="B", new=" C ")[0] == {"n": reply["n"]}
    page.ask("forget_selection", name="C")
    assert page.ask("recall_selection", name="C")[0] == {"n": reply["n"]}
    widget.close()


def test_an_unknown_name_of_a_set_in_a_step_is_no_way_to_other_cells(session):
    with pytest.raises(AnnotationError, match="chosen in other data"):
        session.select(remembered="B", cells={"n": 1, "width": 1, "steps": "eJxjAAAAAQAB", "frame": "0" * 16})
