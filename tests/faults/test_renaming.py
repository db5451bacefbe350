"""A draft that is renamed is found whole whatever stops it, at any call of the system, under one name or the other."""

from __future__ import annotations

import errno
import io
import os
import shutil

import pytest

from cellxgene_widget import DraftError, Session
from cellxgene_widget.draft.renaming import Renaming
from tests.draft_store import store_of

from .conftest import in_child
from .failing import CALLS, ERRORS, faults
from .small import small_cells


def opened(folder, **options):
    return Session(small_cells(), annotations_dir=folder, dataset="d", autosave=None, **options)


def drafted(folder, *, legacy=False):
    session = opened(folder, name="old")
    session.create_category("ct")
    for label in "abc":
        session.label(label, cells=[1])
        session.save()
    session.create_gene_set("set", ["x"])
    session.change_gene_set("set", add=["y"])
    session.label("late", cells=[2])
    if legacy:
        session.parts.store.close()
        draft = store_of(session).draft
        draft.backup_directory.rename(folder / "old-backups")
        session = opened(folder)
        assert store_of(session).draft.backup_directory.name == "old-backups"
    return session


def check(session, names):
    """See that it is the whole draft, and the only one."""
    assert session.draft.name in names
    assert session.draft.others == ()
    assert session.annotations["ct"].tolist()[1:3] == ["c", "late"]
    assert session.gene_sets == {"set": ["x", "y"]}
    assert len(session.versions()) >= 2
    assert len(store_of(session).draft.gene_set_versions().all()) == 1
    assert [op for op in session.history["operation"] if op != "undo"][:5] == ["create_category", *["label"] * 4]
    assert [said for said in session.warnings if "A draft of these cells" not in said] == []


def only_files_of(folder, session):
    """See that nothing is left of another name."""
    names = {path.name for path in folder.rglob("*")}
    assert all(name.lstrip(".").startswith(f"{session.draft.name}-") for name in names), names
    assert not [name for name in names if name.endswith((".renaming", ".renamed", ".tmp"))]


@pytest.mark.parametrize("legacy", [False, True], ids=["", "folder of before"])
def test_all_goes_with_the_name_and_the_session_goes_on(legacy, tmp_path):
    session = drafted(tmp_path, legacy=legacy)
    status = session.rename_draft(" new ")
    assert status.path == tmp_path / f"new-{session.draft.id}.csv"
    check(session, ["new"])
    only_files_of(tmp_path, session)
    assert session.undo() == "label 1 cell as late"
    session.label("after", cells=[3])
    session.change_gene_set("set", remove=["y"])
    session.save()
    session.rename_draft("newer")
    session.label("unsaved", cells=[4])
    only_files_of(tmp_path, session)
    session.parts.store.close()
    again = opened(tmp_path)
    assert again.draft.name == "newer"
    assert again.annotations["ct"].tolist()[1:5] == ["c", "unassigned", "after", "unsaved"]
    assert again.gene_sets == {"set": ["x"]}
    assert again.undo() == "label 1 cell as unsaved"
    again.close()
    suggested = Session(small_cells(), annotations_dir=tmp_path / "elsewhere", dataset="d")
    assert suggested.parts.draft.suggested_name == "newer", "the profile remembers it"


def test_killed_at_any_call_it_has_one_name_or_the_other(fast_dir, figures):
    begun = fast_dir / "begun"
    drafted(begun).parts.store.close()
    names = set()
    for step in range(500):
        folder = fast_dir / str(step)
        shutil.copytree(begun, folder)
        finished = fast_dir / f"{step} finished"
        in_child(lambda folder=folder, step=step, finished=finished: dies(folder, step, finished))
        again = opened(folder)
        check(again, ["old", "new"])
        names.add(again.draft.name)
        only_files_of(folder, again)
        assert again.undo() == "label 1 cell as late"
        again.label("more", cells=[5])
        again.close()
        last = opened(folder)
        assert last.annotations["ct"].iloc[5] == "more"
        last.close()
        figures["kills"] = figures.get("kills", 0) + 1
        shutil.rmtree(folder)
        if finished.exists():
            break
    assert names == {"old", "new"}
    assert step > 20


def dies(folder, step, finished):
    """Rename a draft; end at once before some call of the system."""
    session = opened(folder)
    calls = 0

    def counted(original):
        def call(*args, **kwargs):
            nonlocal calls
            calls += 1
            if calls > step:
                os._exit(0)
            return original(*args, **kwargs)

        return call

    for name in (*CALLS, "rmdir", "symlink"):
        setattr(os, name, counted(getattr(os, name)))
    io.open = counted(io.open)
    session.rename_draft("new")
    with open(finished, "w"):  # noqa: PTH123 - io.open counts
        pass
    os._exit(0)


@pytest.mark.filterwarnings("ignore::cellxgene_widget.UnsavedWarning")
def test_each_call_fails_once(fast_dir, figures):
    nth = 0
    while True:
        folder = fast_dir / str(nth)
        session = drafted(folder)
        with faults(folder) as broken:
            broken.arm(nth, ERRORS[nth % len(ERRORS)])
            try:
                session.rename_draft("new")
            except DraftError as error:
                assert os.strerror(ERRORS[nth % len(ERRORS)]) in str(error)  # noqa: PT017 - it may go well
            n_calls = len(broken.calls)
        check(session, ["old", "new"])
        assert session.undo() == "label 1 cell as late"
        session.redo()
        session.label("more", cells=[5])
        session.close()
        again = opened(folder)
        check(again, [session.draft.name])
        again.close()
        figures["faults injected"] = figures.get("faults injected", 0) + 1
        if nth >= n_calls:  # there was no such call any more
            break
        nth += 1
    assert nth > 20


def test_where_there_are_no_links_files_are_copied(tmp_path, monkeypatch):
    session = drafted(tmp_path)

    def refused(*_args, **_options):
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refused)
    session.rename_draft("new")
    check(session, ["new"])
    session.label("more", cells=[5])
    session.save()
    assert session.warnings == []
    session.close()
    only_files_of(tmp_path, session)


def test_what_is_refused_changes_nothing(tmp_path):
    session = drafted(tmp_path)
    options = {"annotations_dir": tmp_path, "dataset": "d", "autosave": None}
    other = Session(small_cells(), name="nobody's", user="someone", **options)
    other.create_category("x")
    (tmp_path / f"taken-{session.draft.id}.csv").write_text("")
    before = sorted(tmp_path.rglob("*"))
    for name in ("taken", "old", "a/b", "", "x" * 300, "x-gene-sets", 5):
        with pytest.raises(DraftError):
            session.rename_draft(name)
    assert sorted(tmp_path.rglob("*")) == before
    check(session, ["old"])
    session.rename_draft("nobody's")
    other.close()
    session.close()
    fixed = Session(small_cells(), annotations_file=tmp_path / "mine.csv", autosave=None)
    fixed.create_category("ct")
    with pytest.raises(DraftError, match="rename the file itself"):
        fixed.rename_draft("x")
    fixed.close()


def test_a_draft_without_a_name_gets_one(tmp_path):
    session = opened(tmp_path)
    session.rename_draft("mine")
    session.create_category("ct")
    assert session.draft.name == "mine"
    session.close()


def test_a_second_session_can_not_rename_it_and_is_told_when_the_first_did(tmp_path):
    first = drafted(tmp_path)

    def work():
        second = opened(tmp_path)
        assert second.draft.read_only
        with pytest.raises(DraftError, match="read-only"):
            second.rename_draft("theirs")

    in_child(work)
    second = opened(tmp_path)  # displaces the first
    with pytest.raises(DraftError, match="read-only"):
        first.rename_draft("theirs")
    second.rename_draft("new")
    with pytest.raises(DraftError, match="called 'new' now"):
        first.take_over()
    check(second, ["new"])
    first.close()
    third = opened(tmp_path)
    check(third, ["new"])
    assert second.draft.read_only
    third.close()
    second.close()
    only_files_of(tmp_path, third)


def test_a_forked_process_renames_nothing(tmp_path):
    session = drafted(tmp_path)

    def work():
        with pytest.raises(DraftError, match="forked"):
            session.rename_draft("new")

    in_child(work)
    check(session, ["old"])
    session.close()


def two_of_one_id(folder):
    """Return a session on a draft, and the name of another draft with its ID: a copy that somebody made."""
    session = drafted(folder)
    session.save()
    path = session.draft.path
    shutil.copy(path, path.with_name(path.name.replace("old-", "other-")))
    return session


def test_whoever_opens_another_draft_with_its_id_leaves_a_renaming_alone(fast_dir):
    session = two_of_one_id(fast_dir)
    draft = store_of(session).draft
    renaming = Renaming(draft, draft.renamed("new"))
    renaming.prepare()
    other = on_the_draft(fast_dir, "other")
    assert list(fast_dir.glob("new-*.csv")), "it is on its way, and not theirs"
    assert list(fast_dir.glob("*/*.renaming"))
    other.close()
    session.close()


def on_the_draft(folder, name):
    """Open the draft of a name, the newest of those with its ID."""
    (path,) = [path for path in folder.glob(f"{name}-*.csv") if "gene-sets" not in path.name]
    os.utime(path, (2e9, 2e9))
    session = opened(folder)
    assert session.draft.name == name
    return session


def test_what_counts_by_now_is_not_taken_back(fast_dir):
    session = drafted(fast_dir)
    session.save()
    draft = store_of(session).draft
    renaming = Renaming(draft, draft.renamed("new"))
    renaming.prepare()
    renaming.commit()
    renaming.undo()
    session.parts.store.close()
    found = opened(fast_dir)
    check(found, {"new"})
    only_files_of(fast_dir, found)
    found.close()
