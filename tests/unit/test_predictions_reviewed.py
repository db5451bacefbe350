"""What a real model of celltypist predicts, from import through review to merge."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.predicted import celltypist_result


@pytest.fixture(scope="module")
def predicted():
    from tests.page.data import cells

    adata = cells()
    adata.obs = adata.obs.join(celltypist_result(adata).to_adata().obs[["predicted_labels", "conf_score"]])
    return adata


@pytest.mark.parametrize("by", ["score", "doubt"])
def test_predictions_are_imported_reviewed_and_merged(open_session, predicted, tmp_path, by):
    adata = predicted.copy()
    session = open_session(adata, annotations_dir=tmp_path / by)
    told = session.import_labels("predicted_labels")
    assert told.category == "celltypist"
    (state,) = [each for each in session.describe()["categories"] if each["name"] == "celltypist"]
    assert state["about"]["predicted"]["by"] == "celltypist"
    assert session.values("score: celltypist").between(0, 1).all()

    queue = session.review("celltypist", by=by)
    assert queue["n_cells"].sum() == 700, "every cell once"
    before = session.annotations["celltypist"].astype(str)
    expected = before.copy()
    for _ in range(10):
        group = session.review_next()
        cells = session.selected.copy()
        assert cells.sum() == group["n_cells"]
        assert set(before[cells]) == {group["label"]}
        truth = adata.obs["bulk_labels"][cells].astype(str).value_counts().index[0]
        if truth == group["label"]:
            session.accept(group["group"])
        else:
            session.relabel(group["group"], truth)
            expected[cells] = truth
    pd.testing.assert_series_equal(session.annotations["celltypist"].astype(str), expected)
    assert (session.review_table()["state"] != "open").sum() == 10

    session.close()
    again = open_session(adata, annotations_dir=tmp_path / by)
    assert set(again.annotations["review: celltypist"].astype(str)) <= {"accepted", "changed", "unassigned"}
    assert again.values("score: celltypist").between(0, 1).all(), "kept beside the draft"
    assert (again.review("celltypist", by=by)["state"] != "open").sum() == 10, "progress is in the draft"
    again.merge()
    assert adata.obs["celltypist"].astype(str).tolist() == expected.tolist()
    assert "review: celltypist" not in adata.obs
