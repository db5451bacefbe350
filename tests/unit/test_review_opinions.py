"""A review by opinions: each label meant is offered once, called as it is now; what most say is what is accepted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellxgene_widget import LabelError
from cellxgene_widget.session.review.opinions import Said, open_groups
from tests.annotators import RENAMED, RENAMED_TO

#: Of these all but the session's own word is what others say.
OPEN = 10


@pytest.fixture
def mine(adata, open_session):
    """Open a session whose first cells are ``T cell`` in ``ct``."""
    session = open_session(adata, user="ana", name="ana", autosave=None, dataset="pbmc")
    session.create_category("ct", like="bulk_labels")
    session.label("T cell", category="ct", cells=np.arange(OPEN))
    return session


def others(session, **words):
    """Return what others say: all as ``bulk_labels``, but for the first cells."""
    labels = session.adata.obs["bulk_labels"].astype(str)
    return {who: labels.mask(np.arange(labels.size) < OPEN, word) for who, word in words.items()}


def reviewed(session, **words):
    session.reconcile(session.compare(others(session, **words), category="ct"), into="rec")
    session.review("rec", by="opinions")
    return session.review_next()


def labels_of(session):
    return [label.name for label in session.find_category("rec").labels]


def test_what_is_meant_is_offered_once_with_its_votes_added_up(mine):
    before = mine.find_category("ct").labels
    group = reviewed(mine, B="T CELL", C="NK", D="t cell")
    assert (group["suggested"], group["offered"][:2]) == ("T cell", ["T cell", "NK"])
    assert group["n_cells"] == OPEN
    me = mine.parts.comparisons.current.names[0]
    assert group["reason"] == f"10 cells without a label; {me} says T cell; B says T CELL; C says NK; D says t cell"
    assert mine.accept() == OPEN
    assert labels_of(mine) == [*(label.name for label in before), "NK"]
    assert (mine.annotations["rec"].iloc[:OPEN] == "T cell").all()
    assert mine.blame(np.arange(OPEN), category="rec")["says: B"].eq("T CELL").all()


def test_words_of_one_term_are_one_label(mine, open_session):
    mine.set_term("ct", RENAMED, "CL:0001054")
    mine.label(RENAMED, category="ct", cells=np.arange(OPEN))
    other = others(mine, B=RENAMED_TO, C="NK")
    ben = open_session(mine.adata.copy(), user="ben", name="ben", autosave=None, dataset="pbmc")
    ben.adata.obs["said"] = other["B"].replace(RENAMED, RENAMED_TO).to_numpy()
    ben.create_category("ct", like="said")
    ben.set_term("ct", RENAMED_TO, "CL:0001054")
    ben.save()
    mine.reconcile(mine.compare({"Ben": ben.draft.path, "C": other["C"]}, category="ct"), into="rec")
    row = mine.review("rec", by="opinions").iloc[0]
    assert row["suggested"] == RENAMED
    assert row["reason"].endswith(f" says {RENAMED}; Ben says {RENAMED_TO}; C says NK")


def test_even_opinions_are_chosen_between_and_never_closed_by_accepting(mine):
    group = reviewed(mine, B="T CELL", C="NK", D="NK")
    assert (group["suggested"], group["offered"][:2]) == (None, ["T cell", "NK"])
    revision = mine.revision
    with pytest.raises(LabelError, match="none has most of the opinions: choose one by relabel"):
        mine.accept()
    assert mine.revision == revision
    assert mine.review_table()["state"].tolist() == ["open"]
    mine.skip()
    assert mine.review_next()["group"] == group["group"], "what was skipped comes again"
    mine.relabel(None, "NK")
    assert (mine.annotations["rec"].iloc[:OPEN] == "NK").all()


def test_accepting_is_an_edit_that_says_who_said_what_and_is_taken_back(mine):
    group = reviewed(mine, B="NK", C="NK")
    mine.accept()
    assert mine.history["text"].iloc[-1] == "label 10 cells as NK, in review (no label before)"
    assert mine.parts.history.entries[-1].about["call"]["reason"] == group["reason"]
    row = mine.review_table().iloc[0]
    assert (row["state"], row["suggested"]) == ("changed", "NK")
    mine.review_back()
    assert mine.annotations["rec"].iloc[:OPEN].eq("unassigned").all()
    assert mine.review_table()["state"].tolist() == ["open"]


def test_an_offer_follows_its_label_to_another_name_and_back(mine, adata, open_session):
    group = reviewed(mine, B="T CELL", C="NK")
    mine.rename_label("rec", "T cell", "T lymphocyte")
    with pytest.raises(LabelError, match=r"'T cell' that was suggested for group .* is called otherwise since"):
        mine.accept(group["group"])
    renamed = mine.review_next()
    assert (renamed["suggested"], renamed["offered"][:2]) == ("T lymphocyte", ["T lymphocyte", "NK"])
    assert renamed["reason"] == group["reason"], "what people said stays as they said it"
    mine.undo()
    assert mine.review_next()["suggested"] == "T cell"
    mine.redo()
    mine.close()
    again = open_session(adata, user="ana", autosave=None, dataset="pbmc")
    again.review("rec", by="opinions")
    assert again.review_next()["suggested"] == "T lymphocyte"
    again.accept()
    assert "T cell" not in labels_of(again)


def test_labels_that_become_one_are_one_offer(mine):
    reviewed(mine, B="NK", C="Dendritic", D="Dendritic")
    mine.merge_labels("rec", ["T cell", "NK"], "lymphoid")
    group = mine.review_next()
    assert (group["suggested"], group["offered"][:2]) == (None, ["lymphoid", "Dendritic"])
    mine.rename_label("rec", "lymphoid", "Lymphocyte")
    assert mine.review_next()["offered"][0] == "Lymphocyte"
    with pytest.raises(LabelError, match="has changed since"):
        mine.relabel(group["group"], "lymphoid")
    mine.undo()
    mine.undo()
    assert mine.review_next()["suggested"] == "Dendritic"
    mine.delete_label("rec", "Dendritic")
    assert mine.review_next()["suggested"] == "Dendritic", "it was said of cells, be there such a label or not"
    mine.add_label("rec", "DENDRITIC")
    assert mine.review_next()["suggested"] == "DENDRITIC"


def test_markers_of_open_cells_are_against_those_of_both_opinions(mine):
    group = mine.parts.review.find(reviewed(mine, B="Dendritic")["group"])
    own, other = mine.parts.review.markers.sides(group, "rec", None, 5)
    assert (own.against, other.against) == ("T cell", "Dendritic")
    assert own.problem == "Fewer than two other cells are called T cell."
    assert len(other.genes) == 5


def test_what_tools_propose_for_cells_without_a_label_is_accepted_too(mine):
    mine.create_category("new")
    mine.propose("new", {"Dendritic": "DC"}, by="GPT", of="bulk_labels")
    mine.review("new")
    n = mine.review_next()["n_cells"]
    assert mine.accept() == n
    assert mine.annotations["new"].value_counts()["DC"] == n


@given(st.lists(st.sampled_from(["a", "A", "b", "c"]), min_size=1, max_size=7))
def test_what_is_suggested_is_said_by_more_than_anything_else(words):
    means = {"a": "a", "A": "a", "b": "b", "c": "c"}
    pairs = {1: [[f"who {place}", word] for place, word in enumerate(words)]}
    codes = np.array([1, 1], dtype=np.uint8)
    (group,) = open_groups(Said(codes, pairs, {1: "set"}, means), np.zeros(2, np.uint8), np.zeros(2, bool))
    votes = {label: [means[word] for word in words].count(label) for label in "abc"}
    assert set(group.labels) == {label for label, n in votes.items() if n}
    assert [votes[label] for label in group.labels] == sorted((n for n in votes.values() if n), reverse=True)
    most = [label for label, n in votes.items() if n == max(votes.values())]
    assert group.suggested == (most[0] if len(most) == 1 else None)
