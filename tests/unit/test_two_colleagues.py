"""Two people, one folder, one name: they share no file, and neither learns by which id the other's drafts are found."""

from __future__ import annotations

import getpass
import os
import re

import pytest

import cellxgene_widget as cxw
from cellxgene_widget.draft.journal import Journal
from cellxgene_widget.draft.versions import Versions
from tests.draft_store import store_of

SECRET = "Zyx-unusual-0451-person"


def worked(session, label="B"):
    """Do what makes every kind of file there is."""
    session.create_category("ct")
    session.label(label, cells=[1, 2])
    session.save()
    session.label("T", cells=[3])
    session.save()
    session.create_gene_set("set", ["CD3D"])
    session.change_gene_set("set", add=["CD79A"])
    session.label("unsaved", cells=[4])


def test_two_of_one_name_share_no_folder(adata, open_session, tmp_path):
    for user in ("anna", "ben"):
        session = open_session(adata, user=user, name="mine", autosave=None)
        worked(session, user)
        session.close()
    folders = {path.name for path in (tmp_path / "drafts").iterdir() if path.is_dir()}
    assert len(folders) == 2
    assert all(re.fullmatch(r"mine-[A-Z2-7]{8}-backups", name) for name in folders)
    for user in ("anna", "ben"):
        session = open_session(adata, user=user)
        assert session.annotations["ct"].tolist()[1:5] == [user, user, "T", "unsaved"]
        session.close()


def as_before(session):
    """Put the files of a draft where they were put before: the folder is called by the name alone."""
    draft = session.parts.store.draft
    session.parts.store.close()
    draft.backup_directory.rename(draft.directory / f"{draft.name}-backups")
    return draft.directory / f"{draft.name}-backups"


@pytest.mark.parametrize("csv", [True, False], ids=["with a CSV", "only a journal"])
def test_a_draft_of_before_goes_on_in_its_folder(csv, adata, open_session):
    session = open_session(adata, name="mine", autosave=None)
    worked(session)
    path, n_versions = session.draft.path, len(session.versions())
    folder = as_before(session)
    if not csv:
        path.unlink()
        for version in Versions(folder, path.stem).all():
            version.path.unlink()
    again = open_session(adata, autosave=None)
    assert again.annotations["ct"].iloc[4] == "unsaved"
    assert again.undo() == "label 1 cell as unsaved"
    assert store_of(again).draft.backup_directory == folder
    assert len(again.versions()) == (n_versions if csv else 0)
    again.change_gene_set("set", add=["CD8A"])
    again.save()
    again.label("more", cells=[5])
    again.close()
    assert len(Versions(folder, store_of(again).draft.gene_sets_path.stem).all()) == 2
    assert [each.name for each in path.parent.glob("*-backups")] == [folder.name]
    assert open_session(adata).annotations["ct"].iloc[5] == "more"


def test_of_someone_elses_draft_only_the_file_is_used(adata, open_session):
    session = open_session(adata, user="anna", autosave=None)
    worked(session)
    path = session.save().path
    session.label("after the save", cells=[9])
    session.parts.store.close()
    for _ in range(2):
        other = open_session(adata, user="ben", annotations_dir=None, annotations_file=path, autosave=None)
        assert other.annotations["ct"].iloc[9] == "unassigned"
        assert set(other.history["operation"]) <= {"set_note"}
        other.set_note("ct", "B", f"by Ben {len(other.history)}")
        other.close()
    again = open_session(adata, user="anna", autosave=None)
    assert "set_note" not in set(again.history["operation"])
    assert again.annotations["ct"].iloc[9] == "after the save"


def files_with(secret, folder):
    return [path.name for path in folder.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]


@pytest.mark.parametrize("by", ["option", "environment"])
def test_no_file_in_the_folder_has_the_id(by, adata, open_session, tmp_path, monkeypatch):
    if by == "environment":
        monkeypatch.setenv("CELLXGENE_WIDGET_USER", SECRET)
    session = open_session(adata, autosave=None, **({"user": SECRET} if by == "option" else {}))
    worked(session)
    assert files_with(SECRET, tmp_path / "drafts") == []
    assert set(session.history["user"]) == {getpass.getuser()}
    assert files_with(getpass.getuser(), tmp_path / "drafts") != []
    store_of(session).compact_bytes, store_of(session).compact_keep = 0, 1
    session.save()
    session.take_over()
    session.close()
    assert files_with(SECRET, tmp_path / "drafts") == []


def test_a_journal_of_before_is_read_and_compacted_without_the_id(adata, open_session, tmp_path):
    session = open_session(adata, user=SECRET, autosave=None)
    session.parts.history._user = SECRET  # as it was written before
    worked(session)
    assert files_with(SECRET, tmp_path / "drafts") != []
    session.save()
    session.parts.store.close()
    again = open_session(adata, user=SECRET, autosave=None)
    assert set(again.history["user"]) == {getpass.getuser()}
    store_of(again).compact_bytes, store_of(again).compact_keep = 0, 2
    again.label("more", cells=[6])
    again.save()
    assert files_with(SECRET, tmp_path / "drafts") == []
    assert again.undo() == "label 1 cell as more"
    again.close()
    someone = open_session(adata, user="someone else", autosave=None)
    assert someone.draft.path is None


def test_a_journal_of_before_by_others_keeps_their_names(tmp_path):
    from cellxgene_widget.draft.author import Author
    from cellxgene_widget.labels.entries import Entry

    entries = [Entry(n, {"user": user, "n_changed": 0}, {}, {}) for n, user in enumerate(("anna", "ben"), start=1)]
    journal = Journal(tmp_path / "x.journal", Author("anna"))
    journal.append(entries, {})
    journal.close()
    assert [entry.about["user"] for entry in Journal(journal.path, Author("anna")).read().entries] == [
        getpass.getuser(),
        "ben",
    ]


def test_an_account_without_a_name_has_a_display_name(adata, open_session, monkeypatch):
    def nameless():
        raise OSError("No username set in the environment")

    monkeypatch.setattr(getpass, "getuser", nameless)
    session = open_session(adata, autosave=None)
    session.create_category("ct")
    assert session.history["user"].tolist() == ["someone"]


@pytest.mark.skipif(not hasattr(os, "chown") or os.geteuid() != 0, reason="only root can give a file away")
def test_permissions_are_best_effort(adata, open_session, monkeypatch):
    session = open_session(adata, autosave=None)
    session.create_category("ct")
    path = session.save().path

    def refused(*_args, **_options):
        raise PermissionError(1, "Operation not permitted")

    with monkeypatch.context() as patch:
        patch.setattr(os, "chmod", refused)
        session.label("B", cells=[1])
        session.save()
    assert b",B\n" in path.read_bytes()
    assert cxw.__version__ in path.read_text()
