"""A second ``show()`` that can't open takes nothing away: the session before it goes on writing the draft."""

from __future__ import annotations

import pandas as pd
import pytest

from cellxgene_widget.errors import DataError, DraftError
from cellxgene_widget.session.predicted_scores import PredictedScores


def on_disk(session):
    return pd.read_csv(session.draft.path, comment="#", dtype=str, index_col=0)


@pytest.fixture
def labelled(adata, open_session):
    session = open_session(adata, name="mine")
    session.create_category("cell_type")
    session.label("B", cells=[0, 1])
    return session


def refuse(_session, adata, open_session, _monkeypatch):
    with pytest.raises(DataError, match="luvain"):
        open_session(adata, name="mine", color="luvain")


def stop(_session, adata, open_session, monkeypatch):
    """By the stop button, once the draft was read."""

    def stopped(_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(PredictedScores, "open", stopped)
        with pytest.raises(KeyboardInterrupt):
            open_session(adata, name="mine")


@pytest.mark.parametrize("fail", [refuse, stop])
@pytest.mark.parametrize("times", [1, 2])
def test_the_session_before_goes_on(labelled, adata, open_session, monkeypatch, fail, times):
    revision = labelled.history.index.max()
    for _ in range(times):
        fail(labelled, adata, open_session, monkeypatch)
    assert "Read-only" not in repr(labelled.draft)
    assert labelled.label("T", cells=[2]) == 1
    assert labelled.history.index.max() == revision + 1
    labelled.save()
    assert on_disk(labelled)["cell_type"].tolist()[:3] == ["B", "B", "T"]
    labelled.undo()
    assert labelled.annotations["cell_type"].tolist()[:3] == ["B", "B", "unassigned"]
    # and the next one that can be opened has all of it
    labelled.label("T", cells=[3])
    after = open_session(adata, name="mine")
    assert after.annotations["cell_type"].tolist()[:4] == ["B", "B", "unassigned", "T"]
    assert "Read-only: open in a later show() of this notebook" in repr(labelled.draft)
    with pytest.raises(DraftError, match="a later show"):
        labelled.label("T", cells=[0])


def test_one_that_left_the_draft_to_another_does_not_get_it_back(labelled, adata, open_session):
    second = open_session(adata, name="mine")
    with pytest.raises(DataError, match="luvain"):
        open_session(adata, name="mine", color="luvain")
    assert second.label("T", cells=[2]) == 1
    with pytest.raises(DraftError, match="a later show"):
        labelled.label("T", cells=[0])
    assert second.annotations["cell_type"].tolist()[:3] == ["B", "B", "T"]


def test_what_was_not_saved_is_saved_then(adata, open_session, tmp_path):
    session = open_session(adata, name="mine", autosave=None)
    session.create_category("cell_type")
    session.label("B", cells=[0])
    refuse(session, adata, open_session, None)
    session.label("B", cells=[1])
    session.close()
    assert open_session(adata, name="mine").annotations["cell_type"].tolist()[:2] == ["B", "B"]
