"""Each prediction has the scores of its own import, whatever the categories are called by now."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import cellxgene_widget as cxw
from cellxgene_widget import DataError
from cellxgene_widget.labels.edits import SetAbout


@pytest.fixture
def session(open_session, adata):
    return open_session(adata)


def of(adata, score, label="B cell"):
    """Give predictions that all have one score, by which it can be told whose they are."""
    return pd.DataFrame({"label": [label] * adata.n_obs, "score": score}, index=adata.obs_names)


def bring(session, score, **options):
    options = {"category": "p", "label": "label", "score": "score", **options}
    return session.import_labels(of(session.adata, score), **options).score


def scores(session):
    """Return the score that each category shows."""
    found = {}
    for category in session.parts.history.annotations.categories:
        column = category.about["predicted"]["score"]
        (found[category.name],) = set(np.round(session.column(column).values.astype(float), 3).tolist())
    return found


def test_a_renamed_prediction_keeps_its_scores_when_another_takes_its_name(session):
    bring(session, 0.3)
    session.rename_category("p", "old")
    bring(session, 0.1)
    assert scores(session) == {"old": 0.3, "p": 0.1}
    assert set(session.review("old", by="score")["reason"]) == {"700 cells called B cell; score 0.30"}
    session.undo()
    assert scores(session) == {"old": 0.3}
    session.redo()
    bring(session, 0.4, replace=True)
    assert scores(session) == {"old": 0.3, "p": 0.4}
    session.undo()
    assert scores(session) == {"old": 0.3, "p": 0.1}
    session.delete_category("old")
    session.undo()
    assert scores(session) == {"old": 0.3, "p": 0.1}


def test_one_that_is_replaced_has_its_name_for_the_next(session):
    assert bring(session, 0.3) == bring(session, 0.1, replace=True) == "score: p"
    session.delete_category("p")
    assert bring(session, 0.4) == "score: p"


def test_a_category_of_the_name_that_scores_would_have_stays_what_it_is(session):
    session.create_category("score: p")
    assert bring(session, 0.3) == "score: p_"


def test_scores_of_a_name_that_two_people_gave_are_those_of_the_first(session):
    bring(session, 0.3)
    bring(session, 0.2, category="q")
    said = session.find_category("q").about["predicted"]
    with session.parts.gate.lock:  # as a merge of two drafts brings it
        session.parts.history.annotations.apply(SetAbout("q", "predicted", {**said, "score": "score: p"}))
    session.create_category("another")
    assert set(session.column("score: p").values.round(3)) == {np.float32(0.3)}
    assert set(session.review("p", by="score")["reason"]) == {"700 cells called B cell; score 0.30"}
    with pytest.raises(DataError, match="'q' has no scores"):
        session.review("q", by="score")
    assert any("Two predictions have scores of one name, 'score: p'" in note for note in session.warnings)


def test_the_scores_of_many_predictions_are_all_there_after_a_kernel_died(session, adata, tmp_path):
    for n in range(12):
        bring(session, n / 20, category=f"p{n}")
    session.save()
    session.close()
    later = cxw.open_session(adata, annotations_dir=tmp_path / "drafts")
    assert scores(later) == {f"p{n}": n / 20 for n in range(12)}
    later.close()


@pytest.mark.parametrize("damage", ["a line of another program", "it can't be opened"])
def test_a_file_that_was_not_read_whole_is_kept_aside_before_it_is_written(session, adata, tmp_path, damage):
    bring(session, 0.3)
    session.save()
    session.close()
    [path] = (tmp_path / "drafts").rglob("*.scores")
    kept = path.read_bytes()
    path.unlink()
    if damage == "it can't be opened":
        path.mkdir()
        (path / "scores").write_bytes(kept)
    else:
        path.write_bytes(kept + b"something else\n")
    later = cxw.open_session(adata, annotations_dir=tmp_path / "drafts")
    bring(later, 0.1, category="q")
    [aside] = path.parent.glob("*.scores.damaged-*")
    assert (aside / "scores" if aside.is_dir() else aside).read_bytes().startswith(kept)
    assert later.column("score: q").values[0] == np.float32(0.1)
    later.close()
    again = cxw.open_session(adata, annotations_dir=tmp_path / "drafts")
    assert ("score: p" in again.parts.made.columns) is (damage != "it can't be opened")
    assert again.column("score: q").values[0] == np.float32(0.1)
    again.close()


def test_a_file_that_can_be_read_again_loses_nothing(session, adata, tmp_path):
    bring(session, 0.3)
    session.save()
    session.close()
    [path] = (tmp_path / "drafts").rglob("*.scores")
    away = path.rename(tmp_path / "away")
    path.mkdir()
    later = cxw.open_session(adata, annotations_dir=tmp_path / "drafts")
    assert any("can't be read" in note for note in later.warnings)
    path.rmdir()
    away.rename(path)
    bring(later, 0.1, category="q")
    assert scores(later) == {"p": 0.3, "q": 0.1}
    assert not any("scores" in note for note in later.warnings)
    assert not list(path.parent.glob("*.damaged-*"))
    later.close()
