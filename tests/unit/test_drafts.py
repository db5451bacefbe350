"""The draft on disk: where it is, that it is whole at every instant, found again, and never another's."""

from __future__ import annotations

import getpass
import json
import os
import stat
import subprocess
import sys
import threading

import numpy as np
import pandas as pd
import pytest

from cellxgene_widget import DraftError
from cellxgene_widget.core.files import write_atomically
from cellxgene_widget.draft.autosave import Autosave
from cellxgene_widget.draft.file_names import draft_id
from cellxgene_widget.draft.user import default_path, load_profile
from cellxgene_widget.session.events import DraftChanged

# -- place and name


def test_ids_are_eight_characters_and_differ_by_user_and_dataset():
    ids = {draft_id(user, dataset) for user in ("anna", "ben", "a") for dataset in ("x.h5ad", "y.h5ad", "nnax.h5ad")}
    assert len(ids) == 9
    assert all(len(i) == 8 and i.isalnum() and i.isupper() for i in ids)
    assert draft_id("anna", "x.h5ad") == "IGUNA7EB", "an ID must never change: drafts are found by it"


def test_nothing_is_written_before_the_first_category(adata, open_session, tmp_path):
    session = open_session(adata)
    session.select([0])
    session.save()
    assert "No draft yet" in repr(session.draft)
    session.close()
    assert not (tmp_path / "drafts").exists()


def test_a_draft_is_found_again(adata, open_session, tmp_path):
    session = open_session(adata, name="my labels")
    session.create_category("cell_type")
    session.label("α/β #1", cells=[0, 2])
    session.add_label("cell_type", "empty", color="#123456")
    session.reorder_labels("cell_type", ["empty", "α/β #1"])
    before = session.annotations
    path = session.save().path
    assert path == tmp_path / "drafts" / f"my labels-{session.draft.id}.csv"
    session.close()
    again = open_session(adata)
    pd.testing.assert_frame_equal(again.annotations, before)
    assert again.find_category("cell_type").labels[0].color == "#123456"
    assert (again.draft.name, again.draft.n_matched, again.revision) == ("my labels", 700, 4)
    assert again.category == again.color == "cell_type"


def test_default_place_is_beside_the_file_and_the_name_is_its_stem(adata, open_session, tmp_path, monkeypatch):
    adata.write_h5ad(tmp_path / "pbmc.h5ad")
    session = open_session(tmp_path / "pbmc.h5ad", annotations_dir=None)
    session.create_category("cell_type")
    session.close()
    assert session.draft.path.parent == tmp_path
    assert session.draft.name == "pbmc"
    monkeypatch.chdir(tmp_path)
    again = open_session("pbmc.h5ad", annotations_dir=None)
    assert again.draft.path == session.draft.path, "also when the path is spelled differently"


def test_an_object_in_memory_keeps_its_draft_in_the_working_directory(adata, open_session, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    session = open_session(adata, annotations_dir=None)
    session.create_category("cell_type")
    session.close()
    assert session.draft.path.parent == tmp_path
    assert session.draft.name == "my-labels"


def test_users_do_not_share_a_file(adata, open_session):
    paths = set()
    for user in ("anna", "ben"):
        session = open_session(adata, user=user)
        session.create_category("cell_type")
        paths.add(session.save().path)
        assert session.history["user"].tolist() == [getpass.getuser()], "the id is nobody else's business"
        session.close()
    assert len(paths) == 2


def test_one_exact_file(adata, open_session, tmp_path):
    path = tmp_path / "mine.csv"
    session = open_session(adata, annotations_dir=None, annotations_file=path)
    session.create_category("a")
    session.close()
    assert path.read_text().startswith("# Annotations generated on ")
    again = open_session(adata, annotations_dir=None, annotations_file=path)
    assert again.annotations.columns.tolist() == ["a"]
    again.create_category("b")
    again.close()
    assert len(list((tmp_path / "mine-backups").glob("*.csv"))) == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"annotations_file": "x.csv", "annotations_dir": "."}, "not both"),
        ({"annotations_file": ".", "annotations_dir": None}, "is a directory"),
        ({"annotations_file": "x.txt", "annotations_dir": None}, r"ends in \.csv"),
        ({"annotations_file": "no/such/x.csv", "annotations_dir": None}, "There is no directory"),
        ({"annotations_dir": "file"}, "is a file"),
        ({"annotations_file": "other.csv", "annotations_dir": None}, "about other cells"),
        ({"annotations_file": "clash.csv", "annotations_dir": None}, "category 'louvain'"),
    ],
)
def test_impossible_places_and_files(adata, open_session, tmp_path, monkeypatch, options, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("x")
    (tmp_path / "other.csv").write_text("index,a\nno such cell,b\n")
    (tmp_path / "clash.csv").write_text(f"index,louvain\n{adata.obs_names[0]},b\n")
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    with pytest.raises(DraftError, match=said):
        open_session(adata, **options)
    assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


# -- what is in it


def test_the_file_is_as_cellxgene_writes_it(adata, open_session, tmp_path):
    adata.write_h5ad(tmp_path / "pbmc.h5ad")
    session = open_session(tmp_path / "pbmc.h5ad")
    session.create_category("cell_type")
    session.label("B cell", cells=[1])
    lines = session.save().path.read_text().split("\n")
    assert lines[0].startswith("# Annotations generated on 20")
    assert " using cellxgene_widget version " in lines[0]
    assert lines[1].startswith(f"# Input data file was {tmp_path / 'pbmc.h5ad'}, which was last modified on 20")
    assert lines[2].startswith("# cellxgene_widget {")
    assert json.loads(lines[2].removeprefix("# cellxgene_widget "))["revision"] == 2
    assert lines[3] == "index,cell_type"
    assert lines[4:6] == [f"{adata.obs_names[0]},unassigned", f"{adata.obs_names[1]},B cell"]
    assert lines[-1] == ""
    assert len(lines) == 4 + 700 + 1


def test_a_draft_with_few_cells_in_common_is_about_other_data(adata, open_session):
    session = open_session(adata[:100].copy(), dataset="pbmc")
    session.create_category("cell_type")
    session.close()
    with pytest.raises(DraftError, match="of its 100 only 10 are in this data of 200"):
        open_session(adata[90:290].copy(), dataset="pbmc")


def test_a_draft_that_went_through_a_spreadsheet(adata, open_session, tmp_path):
    session = open_session(adata, name="x")
    session.create_category("cell_type")
    session.label("T, B", cells=[0])
    path = session.save().path
    session.close()
    lines = path.read_text().splitlines()
    quoted = ['"' + line.replace('"', '""') + '"' if line.startswith("# cellxgene_widget") else line for line in lines]
    (tmp_path / "sheet.csv").write_text("\r\n".join(quoted), encoding="utf-8-sig", newline="")
    again = open_session(adata, annotations_dir=None, annotations_file=tmp_path / "sheet.csv")
    assert again.annotations.columns.tolist() == ["cell_type"]
    assert again.annotations["cell_type"].iloc[0] == "T, B"


def test_versions_of_a_draft_behind_a_link_are_what_it_was(adata, open_session, tmp_path):
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    session = open_session(adata, annotations_dir=None, annotations_file=tmp_path / "link.csv")
    session.create_category("cell_type")
    for label in "ab":
        session.label(label, cells=[0])
        session.save()
    assert (tmp_path / "link.csv").is_symlink()
    session.restore(session.versions()["version"][0])
    assert session.annotations["cell_type"].iloc[0] == "a"


def test_a_category_called_as_the_index_is(adata, open_session):
    session = open_session(adata)
    session.create_category("index")
    session.label("a", cells=[0])
    read = pd.read_csv(session.save().path, comment="#", dtype="category", index_col=0)
    assert read["index"].iloc[0] == "a"
    assert read.index.name == "index_"


def test_cells_that_are_not_in_the_object_are_kept_and_follow_their_labels(adata, open_session):
    session = open_session(adata, dataset="pbmc")
    session.create_category("cell_type")
    session.label("a", cells=range(700))
    session.label("b", cells=[5])
    session.close()
    part = adata[[3, 5, 8]].copy()
    small = open_session(part, dataset="pbmc")
    assert small.draft.n_matched == 3
    assert "697 cells that are not in this data" in small.warnings[0]
    assert small.annotations["cell_type"].tolist() == ["a", "b", "a"]
    small.rename_label("cell_type", "a", "A")
    small.label("c", cells=[0])
    small.close()
    whole = open_session(adata, dataset="pbmc")
    expected = np.array(["A"] * 700)
    expected[5], expected[3] = "b", "c"
    assert whole.annotations["cell_type"].tolist() == expected.tolist()
    assert whole.warnings == []


def test_cells_in_another_order_and_cells_without_a_row(adata, open_session):
    part = adata[::-1][:600].copy()
    session = open_session(part, dataset="pbmc")
    session.create_category("cell_type", like="louvain")
    session.close()
    whole = open_session(adata, dataset="pbmc")
    assert whole.draft.n_matched == 600
    assert "100 of the 700 cells had no row" in whole.warnings[0]
    named = whole.annotations["cell_type"].astype(str)
    assert named[part.obs_names].tolist() == part.obs["louvain"].astype(str).tolist()
    assert (named[:100] == "unassigned").all()


# -- saving


def test_it_is_saved_by_itself(adata, open_session):
    session = open_session(adata, autosave=0.01)
    saved = threading.Event()

    def heard(event):
        if isinstance(event, DraftChanged) and session.draft.saved_at:
            saved.set()

    session.parts.events.subscribe(heard)
    session.create_category("cell_type")
    assert saved.wait(60)
    assert session.draft.saved
    assert session.draft.path.exists()


def test_it_is_saved_on_merge_close_and_exit(adata, open_session, tmp_path):
    session = open_session(adata, autosave=None)
    session.create_category("a")
    assert not session.draft.saved
    session.merge()
    assert ",a\n" in session.draft.path.read_text()
    session.create_category("b")
    session.close()
    assert ",a,b\n" in session.draft.path.read_text()
    code = (
        "import sys; from tests.page.data import cells; import cellxgene_widget as cxw\n"
        "s = cxw.open_session(cells(), annotations_dir=sys.argv[1], user='exit', autosave=None)\n"
        "s.create_category('at_exit')\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "exit")], check=True)
    (file,) = (tmp_path / "exit").glob("*.csv")
    assert ",at_exit\n" in file.read_text()


def test_ten_versions_are_kept(adata, open_session):
    session = open_session(adata, autosave=None)
    session.create_category("cell_type")
    for number in range(14):
        session.label(f"label {number}", cells=[number])
        session.save()
    folder = session.draft.path.parent / f"{session.draft.path.stem}-backups"
    files = sorted(folder.glob("*.csv"))
    assert len(files) == 10
    assert all(file.name.startswith(session.draft.path.stem) for file in files)
    newest = session.versions()["path"][0].read_text()
    assert "label 12" in newest
    assert "label 13" not in newest, "the version on disk is not among the earlier ones"
    session.save()
    assert sorted(folder.glob("*.csv")) == files, "nothing to save, nothing kept"


def test_a_save_that_fails_says_why_keeps_the_labels_and_works_again(adata, open_session, monkeypatch):
    session = open_session(adata, autosave=None)
    session.create_category("cell_type")
    path = session.save().path
    whole = path.read_bytes()
    session.label("a", cells=[0])

    def full(_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(DraftError, match="No space left on device"):
            session.save()
        assert session.draft.error == "No space left on device"
        assert "trying again" in repr(session.draft)
        assert "safe on disk" in repr(session.draft)
    assert path.read_bytes() == whole
    assert not list(path.parent.glob(".*.tmp"))
    assert session.annotations["cell_type"].iloc[0] == "a"
    assert session.save().error is None
    assert b",a\n" in path.read_bytes()


def test_autosave_tries_again():
    tries, done = [], threading.Event()

    def save():
        tries.append(1)
        if len(tries) == 3:
            done.set()
        return len(tries) >= 3

    autosave = Autosave(save, delay=0.01, retry=0.01)
    autosave.schedule()
    assert done.wait(60)
    autosave.stop()
    autosave.schedule()
    assert len(tries) == 3


def test_a_file_is_replaced_through_its_link_with_its_permissions(tmp_path):
    target = tmp_path / "real.csv"
    target.write_text("old")
    target.chmod(0o640)
    (tmp_path / "link.csv").symlink_to(target)
    write_atomically(tmp_path / "link.csv", [b"n", b"ew"])
    assert target.read_text() == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert (tmp_path / "link.csv").is_symlink()
    with pytest.raises(TypeError):
        write_atomically(target, [b"half", None])
    assert target.read_text() == "new"
    assert len(list(tmp_path.iterdir())) == 2


def test_the_data_file_is_not_changed_by_a_whole_session(adata, open_session, tmp_path):
    file = tmp_path / "pbmc.h5ad"
    adata.write_h5ad(file)
    before, times = file.read_bytes(), file.stat().st_mtime_ns
    session = open_session(file, annotations_dir=None)
    session.create_category("cell_type", like="louvain")
    session.select(where={"CD79A": (1, None)})
    session.label("B cell")
    session.undo()
    session.merge()
    assert "cell_type" in session.adata.obs
    session.close()
    assert file.read_bytes() == before
    assert file.stat().st_mtime_ns == times


# -- who


def test_the_profile_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first, second = load_profile(), load_profile()
    assert first.user == second.user
    assert len(first.user) == 32
    assert stat.S_IMODE(default_path().stat().st_mode) == 0o600
    first.remember("ID", "name", tmp_path)
    assert load_profile().names == {"ID": "name"}
    assert load_profile("anna").user == "anna"
    assert load_profile().user == first.user


def test_the_environment_names_the_user_of_a_shared_account(monkeypatch):
    monkeypatch.setenv("CELLXGENE_WIDGET_USER", "anna")
    assert load_profile().user == "anna"
    assert load_profile("ben").user == "ben"


def test_a_damaged_profile_is_left_as_it_is(adata, open_session):
    default_path().parent.mkdir(parents=True)
    default_path().write_text("{oops")
    profile = load_profile()
    assert "damaged" in profile.warning
    assert "temporary identity" in profile.warning
    assert default_path().read_text() == "{oops"
    assert any("damaged" in warning for warning in open_session(adata).warnings)


def test_a_home_that_can_not_be_written(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file"))
    assert "temporary identity" in load_profile().warning
    assert "temporary identity" not in load_profile("anna").warning
    assert load_profile(" anna ").user == "anna"  # as with a profile: the draft is found by it


def test_the_name_chosen_is_suggested_again(adata, open_session, tmp_path):
    session = open_session(adata)
    session.name_draft("typed")
    session.create_category("a")
    session.close()
    elsewhere = open_session(adata, annotations_dir=tmp_path / "elsewhere")
    assert elsewhere.parts.draft.suggested_name == "typed"
