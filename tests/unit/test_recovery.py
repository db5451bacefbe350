"""After a crash: the draft and the journal together hold every edit that was acknowledged, on the right cells."""

from __future__ import annotations

import shutil
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from cellxgene_widget import DraftError
from tests.draft_store import store_of


@pytest.fixture
def crash(open_session, tmp_path):
    """Leave a copy of the folder as a killed process would; give a function that opens it."""

    def crash(session, data, **options):
        copy = tmp_path / f"after crash {len(list(tmp_path.iterdir()))}"
        shutil.copytree(session.draft.path.parent, copy)
        for lock in copy.glob("*-backups/*.lock"):
            lock.unlink()
        return open_session(data, annotations_dir=copy, **options)

    return crash


def test_edits_that_were_never_saved(adata, open_session, crash):
    session = open_session(adata, autosave=None)
    session.create_category("cell_type")
    session.label("a", cells=[0, 1])
    session.label("b", cells=[1])
    assert not session.draft.path.exists()
    again = crash(session, adata)
    pd.testing.assert_frame_equal(again.annotations, session.annotations)
    assert again.history["operation"].tolist() == ["create_category", "label", "label"]
    assert again.revision == 3
    assert again.undo() == "label 1 cell as b"
    assert again.annotations["cell_type"].tolist()[:2] == ["a", "a"]


def test_edits_after_the_last_save(adata, open_session, crash):
    session = open_session(adata, autosave=None)
    session.create_category("cell_type", like="louvain")
    session.save()
    session.merge_labels("cell_type", ["1", "2"], "B cell")
    session.undo()
    session.delete_label("cell_type", "3")
    again = crash(session, adata)
    pd.testing.assert_frame_equal(again.annotations, session.annotations)
    assert again.revision == session.revision
    again.save()
    third = crash(again, adata)
    pd.testing.assert_frame_equal(third.annotations, session.annotations)
    assert third.draft.saved


def test_edits_go_to_the_right_cells_when_the_data_was_reordered_or_subset(adata, open_session, crash):
    session = open_session(adata, dataset="pbmc", autosave=None)
    session.create_category("cell_type")
    session.label("a", cells=adata.obs_names[:50])
    session.save()
    session.label("b", cells=adata.obs_names[[3, 60]])
    expected = session.annotations["cell_type"].astype(str)
    shuffled = adata[np.random.default_rng(0).permutation(700)].copy()
    again = crash(session, shuffled, dataset="pbmc")
    pd.testing.assert_series_equal(again.annotations["cell_type"].astype(str)[expected.index], expected)
    again.undo()
    expected.iloc[3], expected.iloc[60] = "a", "unassigned"
    pd.testing.assert_series_equal(again.annotations["cell_type"].astype(str)[expected.index], expected)
    part = crash(session, adata[[60, 3]].copy(), dataset="pbmc", autosave=None)
    assert part.annotations["cell_type"].tolist() == ["b", "b"]
    part.label("c", cells=[0])
    whole = crash(part, adata, dataset="pbmc")
    assert whole.annotations["cell_type"].iloc[[3, 60]].tolist() == ["b", "c"]
    assert (whole.annotations["cell_type"] == "a").sum() == 49


def test_a_draft_that_was_removed_is_put_together_again(adata, open_session):
    session = open_session(adata)
    session.create_category("cell_type")
    session.label("a", cells=[0, 1])
    session.save()
    session.label("b", cells=[5])
    session.close()
    expected = session_labels(open_session, adata)
    session.draft.path.unlink()
    again = open_session(adata)
    assert again.annotations["cell_type"].tolist() == expected
    assert "was gone" in again.warnings[0]
    again.save()
    assert again.draft.path.exists()


def session_labels(open_session, adata):
    session = open_session(adata)
    labels = session.annotations["cell_type"].tolist()
    session.close()
    return labels


def test_a_damaged_journal_is_kept_aside(adata, open_session):
    session = open_session(adata)
    session.create_category("cell_type")
    session.save()
    for label in "abc":
        session.label(label, cells=[0])
    session.close()
    journal = store_of(session).draft.journal_path
    lines = journal.read_bytes().split(b"\n")
    lines[3] = b"00000000 " + lines[3][9:]
    journal.write_bytes(b"\n".join(lines))
    again = open_session(adata)
    assert again.annotations["cell_type"].iloc[0] == "c", "the CSV had it all"
    assert "damaged" in again.warnings[0]
    assert len(list(journal.parent.glob("*.damaged-*"))) == 1
    again.label("d", cells=[1])
    again.close()
    assert open_session(adata).annotations["cell_type"].tolist()[:2] == ["c", "d"]


def test_the_journal_is_rebuilt_when_its_folder_is_removed(adata, open_session, crash):
    session = open_session(adata, autosave=None)
    session.create_category("cell_type")
    session.save()
    session.label("a", cells=[0])
    shutil.rmtree(store_of(session).draft.backup_directory)
    session.label("b", cells=[1])
    again = crash(session, adata)
    assert again.annotations["cell_type"].tolist()[:2] == ["a", "b"]


def test_a_damaged_draft_is_left_as_it_is(adata, open_session):
    session = open_session(adata)
    session.create_category("cell_type")
    session.close()
    session.draft.path.write_bytes(b"\xff\xfe broken")
    with pytest.raises(DraftError, match="not in UTF-8"):
        open_session(adata)
    assert session.draft.path.read_bytes() == b"\xff\xfe broken"


SCRIPT = """
import sys
import cellxgene_widget as cxw
from tests.page.data import cells
session = getattr(cxw, sys.argv[2])(cells(), annotations_dir=sys.argv[1], autosave=None)
session.create_category("cell_type")
session.label("a", cells=[0, 1])
"""


@pytest.mark.parametrize("opened_by", ["open_session", "show"])
def test_a_script_that_ends_without_close_has_saved_and_left_the_draft_free(tmp_path, opened_by):
    command = [sys.executable, "-c", SCRIPT, str(tmp_path), opened_by]
    ran = subprocess.run(command, check=True, timeout=120, capture_output=True, text=True)
    assert "Traceback" not in ran.stderr
    (draft,) = tmp_path.glob("*.csv")
    labels = pd.read_csv(draft, comment="#", dtype="category", index_col=0)
    assert (labels["cell_type"] == "a").sum() == 2
    assert not list(tmp_path.rglob("*.lock"))
