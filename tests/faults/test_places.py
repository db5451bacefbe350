"""Really full, read-only and vanished places: the edits stay, it is said, and all is well again by itself."""

from __future__ import annotations

import contextlib
import errno
import os
import resource
import shutil
import time

import pandas as pd
import pytest

from cellxgene_widget import DraftError, Session
from cellxgene_widget.draft.csv_reader import parse_csv
from tests.draft_store import store_of

from .conftest import in_child
from .model import digest, state_of
from .places import full, locked, read_only_mount, small_disk, until
from .small import small_cells

#: Edits that are in memory only are told of; here it is seen what becomes of them.
pytestmark = pytest.mark.filterwarnings("ignore::cellxgene_widget.UnsavedWarning")

N = 3000


def begun(sessions, directory, **options):
    """Make a saved draft that autosaves, and tries again soon."""
    session = sessions(directory, small_cells(N), autosave=0.01, **options)
    store_of(session).autosave.retry = 0.05
    session.create_category("cell_type")
    session.label("a", cells=range(100))
    until(lambda: session.draft.saved)
    return session


def recovers(session, after_crash):
    """See that all is saved by itself, and is what a new session finds."""
    until(lambda: session.draft.saved and session.draft.error is None)
    shown = session.annotations["cell_type"].astype(str).tolist()
    read = pd.read_csv(session.draft.path, comment="#", dtype=str, index_col=0, keep_default_na=False)
    assert read["cell_type"].tolist() == shown
    crashed = after_crash(session, small_cells(N))
    assert digest(state_of(crashed)) == digest(state_of(session))
    assert not crashed.warnings
    folder = session.draft.path.parent
    assert not [*folder.rglob("*.tmp"), *folder.rglob("*.new")]


def edit_in_vain(session, said):
    """Edit and save where nothing can be written; the draft on disk stays whole, the edit is there and it is said."""
    path, number = session.draft.path, session.revision
    before = path.read_bytes() if path.is_file() else None
    session.label(f"in vain {number}", cells=range(number, N, 2))
    with pytest.raises(DraftError, match=said):
        session.save()
    assert said in session.draft.error
    assert "trying again" in repr(session.draft)
    assert session.annotations["cell_type"].iloc[number] == f"in vain {number}"
    if before is not None:
        assert path.read_bytes() == before
        parse_csv(before, "the draft")


def test_a_full_file_system(sessions, after_crash, tmp_path):
    with small_disk(tmp_path / "disk", 512) as disk:
        session = begun(sessions, disk / "drafts")
        for _ in range(3):
            with full(disk):
                edit_in_vain(session, os.strerror(errno.ENOSPC))
                edit_in_vain(session, os.strerror(errno.ENOSPC))
            recovers(session, after_crash)
        session.close()


def test_a_file_system_that_was_full_from_the_start(sessions, after_crash, tmp_path):
    with small_disk(tmp_path / "disk", 512) as disk:
        session = sessions(disk / "drafts", small_cells(N), autosave=0.01)
        store_of(session).autosave.retry = 0.05
        with full(disk):
            session.create_category("cell_type")
            session.label("a", cells=[0])
            with pytest.raises(DraftError, match="No space left"):
                session.save()
        recovers(session, after_crash)
        session.close()


def at_the_limit(directory):
    session = Session(small_cells(N), annotations_dir=directory, user="me", dataset="cells", autosave=0.01)
    store_of(session).autosave.retry = 0.05
    session.create_category("cell_type")
    session.save()
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
    for limit in (0, 1000, 10_000):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, unlimited[1]))
        edit_in_vain(session, os.strerror(errno.EFBIG))
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
        until(lambda: session.draft.saved and session.draft.error is None)
    now, revision = digest(state_of(session)), session.revision
    store_of(session).close()
    again = Session(small_cells(N), annotations_dir=directory, user="me", dataset="cells", autosave=None)
    assert (digest(state_of(again)), again.revision) == (now, revision)
    assert not again.warnings
    again.close()


def test_files_that_may_not_grow(tmp_path):
    in_child(lambda: at_the_limit(tmp_path / "drafts"), 300)


def test_a_directory_that_nobody_may_write(sessions, after_crash, tmp_path):
    session = begun(sessions, tmp_path / "drafts")
    with locked(tmp_path / "drafts", store_of(session).draft.backup_directory):
        edit_in_vain(session, "ermi")  # "Operation not permitted", "Permission denied"
    recovers(session, after_crash)


def test_a_file_that_nobody_may_replace(sessions, after_crash, tmp_path):
    if os.geteuid() != 0:
        pytest.skip("the bits of a file do not keep its owner from replacing it")
    session = begun(sessions, tmp_path / "drafts")
    with locked(session.draft.path):
        edit_in_vain(session, "ermi")
    recovers(session, after_crash)


def test_a_file_system_that_became_read_only(sessions, after_crash, tmp_path):
    session = begun(sessions, tmp_path / "drafts")
    with read_only_mount(tmp_path / "drafts"):
        edit_in_vain(session, os.strerror(errno.EROFS))
    recovers(session, after_crash)


def test_a_draft_opened_where_nothing_can_be_written(sessions, after_crash, tmp_path):
    first = begun(sessions, tmp_path / "drafts")
    wanted = digest(state_of(first))
    first.close()
    with read_only_mount(tmp_path / "drafts"):
        session = sessions(tmp_path / "drafts", small_cells(N), autosave=0.01)
        store_of(session).autosave.retry = 0.05
        assert digest(state_of(session)) == wanted
        edit_in_vain(session, os.strerror(errno.EROFS))
    recovers(session, after_crash)


def test_a_file_replaced_by_a_directory(sessions, after_crash, tmp_path):
    session = begun(sessions, tmp_path / "drafts")
    session.draft.path.unlink()
    session.draft.path.mkdir()
    edit_in_vain(session, os.strerror(errno.EISDIR))
    session.draft.path.rmdir()
    recovers(session, after_crash)


def test_a_folder_of_versions_replaced_by_a_file(sessions, after_crash, tmp_path):
    session = begun(sessions, tmp_path / "drafts")
    folder = store_of(session).draft.backup_directory
    shutil.rmtree(folder)
    folder.write_text("in the way")
    with contextlib.suppress(DraftError):
        session.label("in vain", cells=range(5))
    with pytest.raises(DraftError):
        session.save()
    assert session.draft.error
    folder.unlink()
    recovers(session, after_crash)
    assert session.annotations["cell_type"].iloc[0] == "in vain"


@pytest.mark.parametrize("edited", [True, False])
def test_a_directory_that_was_removed(sessions, after_crash, tmp_path, edited):
    session = begun(sessions, tmp_path / "drafts")
    shutil.rmtree(tmp_path / "drafts")
    if edited:
        session.label("b", cells=range(50))
    else:
        store_of(session).renew_and_check()
    until(session.draft.path.exists)
    recovers(session, after_crash)
    assert "was removed; it is written again" in session.warnings[-1]


def test_a_clock_that_was_set_back(sessions, after_crash, tmp_path, monkeypatch):
    """Files are from the future then, and versions have names of times to come."""
    session = begun(sessions, tmp_path / "drafts")
    session.label("b", cells=range(50))
    session.save()
    folder, ahead = store_of(session).draft.backup_directory, time.time() + 3 * 365 * 86400
    for path in [*folder.glob("*.csv")]:
        later = path.with_name(f"{session.draft.path.stem}-2036-01-01T00-00-00.csv")
        path.rename(later)
    for path in [session.draft.path, *folder.iterdir()]:
        os.utime(path, (ahead, ahead))
    for number in range(12):
        session.label(f"label {number}", cells=range(number, 40))
        session.save()
        newest = session.versions().iloc[0]
        assert f"label {number - 1}" in newest["path"].read_text() or number == 0
        assert f"label {number}," not in newest["path"].read_text()
    session.restore(session.versions()["version"][0])
    assert session.annotations["cell_type"].iloc[11] == "label 10"
    recovers(session, after_crash)
    session.close()
    again = sessions(tmp_path / "drafts", small_cells(N))
    assert not again.draft.read_only
    assert again.draft.path == session.draft.path
