"""A copy of the process (fork) writes nothing of its parent's; what a killed process left is removed."""

from __future__ import annotations

import os
import signal
import time

import pytest

from cellxgene_widget import DraftError
from cellxgene_widget.core.files import make_directory, remove_leftovers, replacing, temporary_beside
from tests.draft_store import store_of

from ..faults.conftest import in_child

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")


def content(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


WRITES = {
    "label": lambda s: s.label("B", cells=[1]),
    "undo": lambda s: s.undo(),
    "create_gene_set": lambda s: s.create_gene_set("set", ["CD3D"]),
    "save": lambda s: s.save(),
    "take_over": lambda s: s.take_over(),
    "restore": lambda s: s.restore(s.versions()["version"][0]),
}


def test_a_forked_process_changes_nothing_of_its_parents(adata, open_session, tmp_path):
    session = open_session(adata, autosave=None)
    session.create_category("ct")
    for label in "ABC":
        session.label(label, cells=[0])
        session.save()
    session.label("unsaved", cells=[2])
    before = content(tmp_path / "drafts")

    def work():
        for name, write in WRITES.items():
            with pytest.raises(DraftError, match="forked"):
                write(session)
            assert session.revision == 5, name
        assert session.annotations["ct"].iloc[2] == "unsaved", "it may be read"
        session.close()
        assert session.closed

    in_child(work)
    assert content(tmp_path / "drafts") == before, "the lock is there too"
    assert session.label("D", cells=[3]) == 1
    assert not session.draft.read_only
    session.close()
    again = open_session(adata)
    assert again.annotations["ct"].tolist()[2:4] == ["unsaved", "D"]


def test_an_unnamed_draft_is_not_made_by_a_copy_either(adata, open_session, tmp_path):
    session = open_session(adata, autosave=None)

    def work():
        with pytest.raises(DraftError, match="forked"):
            session.name_draft("mine")
        with pytest.raises(DraftError, match="forked"):
            session.create_category("ct")

    in_child(work)
    assert not (tmp_path / "drafts").exists()


def killed_while_writing(path):
    """Let a process begin to write a file, and kill it; return what it left."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        with replacing(path, b"half"):
            os.write(writing, b"x")
            signal.pause()
    os.read(reading, 1)
    os.close(reading)
    os.close(writing)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    (left,) = path.parent.glob(f".{path.name}.*.tmp")
    return left


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_what_a_killed_process_left_goes_when_the_draft_is_opened_again(adata, open_session):
    session = open_session(adata, autosave=None, name="mine")
    session.create_category("ct")
    session.create_gene_set("set", ["CD3D"])
    session.save()
    draft = store_of(session).draft
    session.close()
    frame = next(draft.backup_directory.glob("*.cells"))
    left = [
        killed_while_writing(path)
        for path in (draft.path, draft.gene_sets_path, draft.journal_path, draft.lock_path, frame)
    ]
    others = killed_while_writing(draft.directory / "other-ABCDEFG2.csv")
    ours = temporary_beside(draft.path)
    ours.write_text("being written by this very process")
    again = open_session(adata, autosave=None)
    assert not any(path.exists() for path in left)
    assert others.exists(), "of another draft"
    assert ours.exists()
    assert again.annotations.columns.tolist() == ["ct"]


def test_what_another_host_left_goes_when_it_is_old(tmp_path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("socket.gethostname", lambda: "elsewhere")
        theirs = temporary_beside(tmp_path / "x.csv")
    before = tmp_path / ".x.csv.0123456789ab.tmp"  # as they were named once
    for path in (theirs, before):
        path.write_text("")
    remove_leftovers(tmp_path)
    assert theirs.exists()
    assert before.exists()
    for path in (theirs, before):
        os.utime(path, (time.time() - 4000,) * 2)
    remove_leftovers(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_directories_are_made_with_those_above_them(tmp_path):
    make_directory(tmp_path / "a" / "b" / "c")
    make_directory(tmp_path / "a" / "b" / "c")
    assert (tmp_path / "a" / "b" / "c").is_dir()
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match=r"exists|directory"):
        make_directory(tmp_path / "file" / "x")
