"""The draft of an object in memory that was made in another directory is named, and not opened by itself."""

from __future__ import annotations

import json

import pytest

import cellxgene_widget as cxw
from cellxgene_widget.draft.user import default_path, load_profile

from ..faults.small import small_cells


def labelled(data=None, **options):
    session = cxw.open_session(small_cells() if data is None else data, autosave=None, **options)
    session.create_category("ct")
    session.label("B", cells=[1])
    session.close()
    return session.draft.path


def moved_to(folder, monkeypatch):
    folder.mkdir(exist_ok=True)
    monkeypatch.chdir(folder)


@pytest.mark.parametrize("change", ["same", "subset", "reordered", "named"])
@pytest.mark.parametrize("made", ["working directory", "annotations_dir"])
def test_a_draft_made_in_another_directory_is_named(made, change, tmp_path, monkeypatch):
    options = {"dataset": "d"} if change == "named" else {}
    moved_to(tmp_path / "first", monkeypatch)
    path = labelled(**options, **({} if made == "working directory" else {"annotations_dir": tmp_path / "drafts"}))
    moved_to(tmp_path / "second", monkeypatch)
    data = small_cells()
    data = {"subset": data[:2000].copy(), "reordered": data[::-1].copy()}.get(change, data)
    session = cxw.open_session(data, autosave=None, **options)
    assert session.annotations.empty, "it is not opened by itself"
    (said,) = [warning for warning in session.warnings if "A draft of these cells" in warning]
    assert str(path) in said
    assert str(path) in repr(session.draft)
    assert session.draft.elsewhere == path
    session.close()
    wanted = eval(said.partition("annotations_dir=")[2].removesuffix(" opens it."))  # as a person pastes it
    again = cxw.open_session(data, annotations_dir=wanted, autosave=None, **options)
    assert again.annotations.columns.tolist() == ["ct"]
    assert again.draft.elsewhere is None
    again.close()


def test_nothing_is_said_where_there_is_one_here_or_none_of_these_cells(tmp_path, monkeypatch):
    moved_to(tmp_path / "first", monkeypatch)
    labelled()
    moved_to(tmp_path / "second", monkeypatch)
    other = small_cells()
    other.obs_names = [f"other {name}" for name in other.obs_names]
    assert cxw.open_session(other).draft.elsewhere is None
    assert cxw.open_session(small_cells(), user="someone else").draft.elsewhere is None
    labelled()
    assert cxw.open_session(small_cells()).draft.elsewhere is None


def test_directories_that_are_gone_or_odd_are_passed_over(tmp_path, monkeypatch):
    moved_to(tmp_path / "first", monkeypatch)
    path = labelled()
    said = json.loads(default_path().read_text())
    assert said["directories"] == [str(tmp_path / "first")]
    odd = [str(tmp_path / "gone"), 5, None, str(path), "relative", *said["directories"]]
    default_path().write_text(json.dumps({**said, "directories": odd}))
    moved_to(tmp_path / "second", monkeypatch)
    assert cxw.open_session(small_cells()).draft.elsewhere == path
    default_path().write_text(json.dumps({**said, "directories": {"a": 1}}))
    assert cxw.open_session(small_cells()).draft.elsewhere is None


def test_the_newest_directories_are_remembered(tmp_path):
    for number in range(25):
        load_profile().remember("AAAAAAAA", "mine", tmp_path / str(number))
    directories = load_profile().directories
    assert directories == [str(tmp_path / str(number)) for number in range(24, 4, -1)]
    load_profile().remember("AAAAAAAA", "mine", tmp_path / "10")
    assert load_profile().directories[0] == str(tmp_path / "10")
    assert len(load_profile().directories) == 20
