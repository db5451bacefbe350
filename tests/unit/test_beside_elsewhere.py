"""What stands beside a category (decided in its review, said by annotators) is no label to whoever reads a draft."""

import pandas as pd
import pytest

from cellxgene_widget.errors import DataError
from cellxgene_widget.view import requests
from tests.page.data import cells


@pytest.fixture
def theirs(open_session):
    """A draft with a category that was reviewed, and one that was reconciled with what is open."""
    session = open_session(cells(), dataset="old", name="first")
    session.create_category("ct", like="bulk_labels")
    other = pd.Series("Other", index=session.adata.obs_names[:30])
    session.reconcile(session.compare({"Ben": other}, category="ct"), into="rec")
    session.review("ct", by="doubt")
    session.review_next()
    session.accept()
    assert {each.name for each in session.categories} == {"ct", "rec", "opinions: rec", "review: ct"}
    session.save()
    return session


def test_it_is_neither_offered_nor_carried_to_other_data(theirs, open_session):
    session = open_session(cells(), dataset="new")
    reply, _ = requests.answer(session, {"id": "1", "kind": "other_drafts"})
    assert [each["categories"] for each in reply["drafts"]] == [["ct", "rec"]]
    report = session.carry_labels()
    assert list(report["category"].unique()) == ["ct", "rec"]
    assert {each.name for each in session.categories} == {"ct", "rec"}


def test_it_is_no_category_of_a_colleague(theirs, open_session):
    session = open_session(cells(), dataset="old", user="somebody else")
    assert session.colleagues()["categories"].tolist() == [["ct", "rec"]]


def test_it_is_not_imported(theirs, open_session):
    session = open_session(cells(), dataset="new", user="somebody else")
    found = session.import_labels(theirs.draft.path, label="rec")
    assert "opinions" not in repr(found)
    assert "review" not in repr(found)
    for name in ("opinions: rec", "review: ct"):
        with pytest.raises(DataError, match=f"no column '{name}' for label=. Its columns: 'ct', 'rec'."):
            session.import_labels(theirs.draft.path, label=name)
