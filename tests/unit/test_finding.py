"""A draft is found again however the data is named, by its user only; several candidates are told apart."""

from __future__ import annotations

import os
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellxgene_widget.draft.file_names import draft_id


def spelled(directory, way):
    """Return the path of ``pbmc.h5ad``, in another way."""
    return {
        "absolute": directory / "pbmc.h5ad",
        "text": str(directory / "pbmc.h5ad"),
        "relative": os.path.relpath(directory / "pbmc.h5ad"),
        "with dots": directory / "sub" / ".." / "pbmc.h5ad",
        "a link to it": directory.parent / "elsewhere" / "pbmc.h5ad",
        "through a linked directory": directory.parent / "link" / "pbmc.h5ad",
    }[way]


@pytest.mark.parametrize(
    "way", ["absolute", "text", "relative", "with dots", "through a linked directory", "a link to it"]
)
def test_the_same_file_however_its_path_is_spelled(way, adata, open_session, tmp_path, monkeypatch):
    data = tmp_path / "data"
    (data / "sub").mkdir(parents=True)
    (tmp_path / "link").symlink_to(data)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "pbmc.h5ad").symlink_to(data / "pbmc.h5ad")
    monkeypatch.chdir(tmp_path)
    adata.write_h5ad(data / "pbmc.h5ad")
    first = open_session(data / "pbmc.h5ad", annotations_dir=None)
    first.create_category("cell_type")
    first.label("a", cells=[0])
    first.close()
    again = open_session(spelled(data, way), annotations_dir=None)
    assert again.draft.id == first.draft.id
    assert again.draft.path.samefile(first.draft.path)
    assert again.annotations["cell_type"].iloc[0] == "a"


def test_a_path_below_home(adata, open_session, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    adata.write_h5ad(tmp_path / "pbmc.h5ad")
    assert open_session("~/pbmc.h5ad", annotations_dir=None).parts.table.path == tmp_path / "pbmc.h5ad"


@pytest.mark.parametrize("spelling", ["drafts", "./drafts", "~/drafts", "link"])
def test_the_same_directory_however_it_is_spelled(spelling, adata, open_session, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    first = open_session(adata)
    first.create_category("cell_type")
    first.close()
    (tmp_path / "link").symlink_to("drafts")
    again = open_session(adata, annotations_dir=spelling)
    assert again.draft.path.samefile(first.draft.path)
    file = open_session(adata, annotations_dir=None, annotations_file=f"{spelling}/{first.draft.path.name}")
    assert file.annotations.columns.tolist() == ["cell_type"]


def test_of_several_drafts_the_newest_is_opened_and_the_others_are_listed(adata, open_session, tmp_path):
    paths = []
    for age, name in enumerate(["oldest", "newest", "middle"]):
        session = open_session(adata, annotations_dir=tmp_path / name, name=name)
        session.create_category(name)
        session.close()
        paths.append(session.draft.path.rename(tmp_path / session.draft.path.name))
        os.utime(paths[-1], (1e9 + [0, 20, 10][age],) * 2)
    session = open_session(adata, annotations_dir=tmp_path)
    assert session.draft.name == "newest"
    assert session.draft.others == (paths[2], paths[0])
    assert f"Other drafts of this dataset: {paths[2].name}, {paths[0].name}" in repr(session.draft)
    session.create_category("more")
    session.close()
    chosen = open_session(adata, annotations_dir=None, annotations_file=paths[0])
    assert chosen.annotations.columns.tolist() == ["oldest"]


def test_drafts_that_cellxgene_left_are_pointed_out(adata, open_session, tmp_path):
    """They have an ID of cellxgene's own, made of a cookie: whose they are can't be told, so none is opened unasked."""
    adata.write_h5ad(tmp_path / "pbmc.h5ad")
    head = "# Annotations generated on 2026-11-22T08:34:22 using cellxgene version 0.13.0\n"
    about = "# Input data file was data/{}, which was last modified on 2026-11-22T08:11:05\nindex,mine\n{},B\n"
    left = tmp_path / "first-cell-labels-7QK2M4XA.csv"
    left.write_text(head + about.format("pbmc.h5ad", adata.obs_names[0]))
    (tmp_path / "first-cell-labels-7QK2M4XB.csv").write_text(head + about.format("other.h5ad", "x"))
    (tmp_path / "first-cell-labels-7QK2M4XC.csv").write_bytes(b"\xff\xfe")
    session = open_session(tmp_path / "pbmc.h5ad", annotations_dir=None)
    assert session.draft.path is None
    assert session.draft.others == (left,)
    assert left.name in repr(session.draft)
    assert open_session(adata, annotations_dir=None, annotations_file=left).annotations["mine"].iloc[0] == "B"


def test_a_draft_of_ours_that_has_a_name_as_cellxgene_gives_is_found(adata, open_session, tmp_path):
    session = open_session(adata, name="pbmc-cell-labels")
    session.create_category("cell_type")
    session.close()
    assert session.draft.path.name == f"pbmc-cell-labels-{session.draft.id}.csv"
    assert open_session(adata).draft.name == "pbmc-cell-labels"


def test_many_users_in_one_directory(adata, open_session, tmp_path):
    users = ["anna", "ben", "Anna", "anna ben", "annab", "α"]
    for user in users:
        session = open_session(adata, user=user, name="labels", dataset="pbmc")
        session.create_category("cell_type")
        session.label(user, cells=[0])
        session.close()
    assert len(list((tmp_path / "drafts").glob("*.csv"))) == len(users)
    for user in users:
        session = open_session(adata, user=user, dataset="pbmc")
        assert session.annotations["cell_type"].iloc[0] == user
        assert session.draft.others == ()


@given(st.sets(st.tuples(st.text(max_size=6), st.text(max_size=6)), min_size=2, max_size=20))
def test_no_two_users_or_datasets_share_an_id(pairs):
    # NUL parts the two, and can be in neither a file name nor an account's
    pairs = {(user, dataset) for user, dataset in pairs if "\0" not in user + dataset}
    for one, other in combinations(pairs, 2):
        assert draft_id(*one) != draft_id(*other)


OTHERWISE = {
    "reordered": lambda adata: adata[::-1].copy(),
    "its first cells": lambda adata: adata[:650].copy(),
    "two clusters": lambda adata: adata[adata.obs["louvain"].isin(["0", "4"])].copy(),
}


@pytest.mark.parametrize("change", OTHERWISE)
def test_an_object_without_a_name_is_found_again_by_its_cells(adata, open_session, change):
    first = open_session(adata)
    first.create_category("cell_type")
    first.label("a", cells=(adata.obs["louvain"] == "4").to_numpy())
    first.close()
    for _ in range(2):  # the draft goes on under its ID, whatever it was last opened with
        other = OTHERWISE[change](adata)
        again = open_session(other)
        assert again.draft.id == first.draft.id
        assert again.draft.n_matched == other.n_obs
        assert (again.annotations["cell_type"] == "a").tolist() == (other.obs["louvain"] == "4").tolist()
        again.add_label("cell_type", f"b{again.revision}")
        again.close()
    whole = open_session(adata)
    assert (whole.annotations["cell_type"] == "a").tolist() == (adata.obs["louvain"] == "4").tolist()


def test_other_cells_other_users_and_named_datasets_have_drafts_of_their_own(adata, open_session):
    first = open_session(adata)
    first.create_category("cell_type")
    first.close()
    other = adata.copy()
    other.obs_names = [f"other-{name}" for name in adata.obs_names]
    part = adata[:650].copy()
    assert open_session(other).draft.path is None
    assert open_session(part, user="ada").draft.path is None
    assert open_session(part, dataset="part").draft.path is None


def test_an_object_read_from_the_file_finds_the_drafts_made_by_its_path(adata, open_session, tmp_path):
    adata.write_h5ad(tmp_path / "pbmc.h5ad")
    first = open_session(tmp_path / "pbmc.h5ad")
    first.create_category("cell_type")
    first.close()
    assert open_session(adata).draft.path == first.draft.path


def test_ones_own_draft_named_as_a_file_is_that_draft_with_history_and_lock(adata, open_session):
    first = open_session(adata)
    first.create_category("cell_type")
    first.label("a", cells=[0])
    path = first.draft.path
    first.close()
    again = open_session(adata, annotations_dir=None, annotations_file=path)
    assert again.draft.id == first.draft.id
    assert again.history["operation"].tolist() == ["create_category", "label"]
    assert again.undo() == "label 1 cell as a"
    again.save()
    assert again.draft.path == path
    assert sorted(folder.name for folder in path.parent.glob("*-backups")) == [f"{path.stem}-backups"]
    again.close()
    # of someone else's only the file is used
    other = open_session(adata, annotations_dir=None, annotations_file=path, user="ada")
    assert other.annotations.columns.tolist() == ["cell_type"]
    assert other.history.empty
