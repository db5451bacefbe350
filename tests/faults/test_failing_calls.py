"""Every call that a save, an edit or an opening makes of the system fails once: nothing is lost, and it is said."""

from __future__ import annotations

import errno
import os
import shutil

import pandas as pd
import pytest

from cellxgene_widget import AnnotationError, DraftError
from cellxgene_widget.draft.csv_reader import parse_csv
from tests.draft_store import store_of

from .failing import ERRORS, faults
from .model import digest, state_of

#: Edits that are in memory only are told of; here it is seen what becomes of them.
pytestmark = pytest.mark.filterwarnings("ignore::cellxgene_widget.UnsavedWarning")


def begun(session):
    """Make a draft with two versions and an edit that is not saved."""
    session.create_category("cell_type")
    session.label("a", cells=[0, 1])
    session.save()
    session.label("b", cells=[2])
    session.save()
    session.label("c, #1", cells=[3])


def first_edit(session):
    session.create_category("cell_type")


def edit(session):
    session.label("d", cells=[4, 5])


def save(session):
    session.save()


def begun_with_a_long_journal(session):
    begun(session)
    store_of(session).compact_bytes, store_of(session).compact_keep = 1, 1


def restore(session):
    session.restore(session.versions()["version"][0])


def take_over(session):
    session.take_over()


SCENARIOS = {
    "the first edit": (lambda session: None, first_edit),
    "an edit": (begun, edit),
    "the first save": (first_edit, save),
    "a save": (begun, save),
    "a save that compacts the journal": (begun_with_a_long_journal, save),
    "restoring": (begun, restore),
    "taking over": (begun, take_over),
}


def outcome(session, act):
    """Do something; return what it raised, if anything: only errors of ours may come."""
    try:
        act(session)
    except AnnotationError as error:
        return error
    return None


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_each_call_fails_once(scenario, sessions, after_crash, fast_dir, soak, figures):
    prepare, act = SCENARIOS[scenario]
    injected = number = 0
    n_calls = 1
    with faults(fast_dir) as system:
        while number < n_calls:
            # All errors at each call, or one of them in turn.
            for error in ERRORS if soak else (ERRORS[number % len(ERRORS)],):
                folder = fast_dir / f"{number} {error}"
                session = sessions(folder)
                prepare(session)
                if number == 0:  # how many are there?
                    system.arm(None)
                    probe = sessions(fast_dir / "probe", dataset=f"probe {error}")
                    prepare(probe)
                    system.arm(None)
                    act(probe)
                    n_calls = len(system.calls)
                    assert n_calls >= 2
                before = digest(state_of(session))
                system.arm(number, error)
                raised = outcome(session, act)
                calls = list(system.calls)
                system.arm(None)
                assert len(calls) > number, "the call that was to fail was not made"
                injected += 1
                check(session, raised, before, act, calls[number], error, after_crash)
                store_of(session).close()
                shutil.rmtree(folder)
            number += 1
    figures["faults injected"] = injected


def check(session, raised, before, act, call, error, after_crash):
    where = f"{os.strerror(error)} at {call}"
    now = digest(state_of(session))
    path = session.draft.path
    if raised is not None:
        assert isinstance(raised, DraftError), where
        assert os.strerror(error) in str(raised), where
        assert now == before, where
    if act is save:
        assert (raised is None) == (session.draft.error is None), where
    if session.draft.error is not None:
        assert os.strerror(error) in session.draft.error, where
    # On disk there is a whole draft, and unless it is said otherwise all that was acknowledged.
    if path.exists():
        parse_csv(path.read_bytes(), where)
    crashed = after_crash(session)
    if session.draft.error is None or act is save:
        assert digest(state_of(crashed)) == now, where
        assert crashed.revision == session.revision, where
    # Once the cause is gone all is well again.
    session.save()
    assert session.draft.error is None, where
    session.label("later", cells=[7])
    crashed = after_crash(session)
    assert digest(state_of(crashed)) == digest(state_of(session)), where
    assert not any("damaged" in warning for warning in crashed.warnings), where
    session.save()
    read = pd.read_csv(path, comment="#", dtype="category", index_col=0, keep_default_na=False)
    assert read["cell_type"].astype(str).tolist() == session.annotations["cell_type"].astype(str).tolist(), where
    crashed = after_crash(session)
    assert digest(state_of(crashed)) == digest(state_of(session)), where
    assert crashed.draft.saved, where
    if not call.startswith(("unlink", "ftruncate")):
        assert not [*path.parent.rglob("*.tmp"), *path.parent.rglob("*.new")], where


def test_a_session_opens_or_says_why_whatever_call_fails(sessions, fast_dir, soak, figures):
    original = fast_dir / "original"
    session = sessions(original)
    begun(session)
    wanted = digest(state_of(session))
    store_of(session).close()
    number = 0
    while True:
        for error in ERRORS if soak else (ERRORS[number % len(ERRORS)],):
            folder = fast_dir / f"{number} {error}"
            shutil.copytree(original, folder)
            with faults(fast_dir) as system:
                system.arm(number, error)
                again = sessions(folder)
                n_calls = len(system.calls)
            assert digest(state_of(again)) == wanted
            again.label("more", cells=[8])
            again.save()
            assert again.draft.error is None
            again.close()
            shutil.rmtree(folder)
        if n_calls <= number:
            break
        number += 1
    figures["faults injected"] = number * (len(ERRORS) if soak else 1)


@pytest.mark.parametrize("n_failing", [1, 2, 3])
def test_edits_while_the_journal_can_not_be_written_are_in_the_csv_and_later_edits_in_the_journal(
    n_failing, sessions, after_crash, tmp_path, monkeypatch
):
    """Else revisions would be missing in the journal, and nothing after them be read."""
    session = sessions(tmp_path / "drafts")
    begun(session)
    journal = store_of(session).journal
    with monkeypatch.context() as patch:

        def full(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        patch.setattr(journal, "_write", full)
        for cell in range(n_failing):
            session.label("d", cells=[10 + cell])
        assert session.draft.error == os.strerror(errno.ENOSPC)
        with pytest.raises(DraftError):
            session.save()  # the CSV is written, the note of it in the journal not
    assert b",d\n" in session.draft.path.read_bytes()
    crashed = after_crash(session)  # before the journal could be mended
    assert digest(state_of(crashed)) == digest(state_of(session))
    store_of(crashed).journal.begin_term(9)
    crashed.label("after the crash", cells=[0])
    twice = after_crash(crashed)
    assert digest(state_of(twice)) == digest(state_of(crashed))
    assert twice.undo() == "label 1 cell as after the crash"
    assert twice.undo() is None, "what is not in the journal can't be taken back, nor anything before it"
    session.label("e", cells=[20])
    crashed = after_crash(session)
    assert digest(state_of(crashed)) == digest(state_of(session))
    assert crashed.undo() == "label 1 cell as e"
    assert crashed.undo() == "label 1 cell as d", "the entries were written after all"
