"""A category that holds what was decided of another one is not itself reviewed, imported into, or proposed for."""

from __future__ import annotations

import pandas as pd
import pytest

from cellxgene_widget import LabelError


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata, autosave=None)
    session.create_category("ct", like="louvain")
    session.review("ct")
    session.review_next()
    session.accept()
    return session


@pytest.mark.parametrize(
    "refused",
    [
        lambda s: s.review("review: ct"),
        lambda s: s.review("review: ct", by="disagreement", other="ct"),
        lambda s: s.propose("review: ct", {"accepted": "B cell"}, by="A"),
        lambda s: s.import_labels(s.adata.obs["louvain"], label="louvain", category="review: ct"),
        lambda s: s.import_labels(s.adata.obs["louvain"], label="louvain", category="review: ct", replace=True),
        lambda s: s.import_labels("louvain", category="review: ct", replace=True),
    ],
)
def test_what_was_decided_is_no_category_of_labels(session, refused):
    before, revision = session.annotations.copy(), session.revision
    with pytest.raises(LabelError, match=r"'review: ct' holds what was decided in the review of 'ct', no labels"):
        refused(session)
    assert session.revision == revision
    pd.testing.assert_frame_equal(session.annotations, before)
    assert session.describe()["review"]["category"] == "ct"
