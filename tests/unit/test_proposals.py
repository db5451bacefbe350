"""Tools and colleagues propose labels: they are groups of the queue by that author, and labels only when accepted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cellxgene_widget import AnnotationError, LabelError


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata, autosave=None)
    session.create_category("ct", like="louvain")
    return session


def of_category(session):
    return [(each["level"], each["label"], each["by"]) for each in session.find_category("ct").about["proposals"]]


FORMS = {
    "texts": {"3": "B cell", "5": "NK cell"},
    "numbers": {3: "B cell", 5.0: "NK cell"},
    "tuples": {"3": ("B cell", "high", "MS4A1 up"), "5": ["NK cell"]},
    "mappings": {"3": {"label": "B cell", "confidence": "High", "reason": "MS4A1 up"}, "5": {"label": " NK cell "}},
    "a DataFrame": pd.DataFrame({"label": ["B cell", "NK cell"], "confidence": ["high", np.nan]}, index=["3", "5"]),
    "clusters in a column": pd.DataFrame({"cluster": [3, 5], "label": ["B cell", "NK cell"], "other": [1, 2]}),
    "a Series": pd.Series({"3": "B cell", "5": "NK cell"}),
}


@pytest.mark.parametrize("mapping", FORMS.values(), ids=FORMS)
def test_a_table_in_any_form_comes_into_the_queue_and_changes_no_label(session, mapping):
    before = session.annotations.copy()
    n = (before["ct"].isin(["3", "5"])).sum()
    assert session.propose("ct", mapping, by="GPTCelltype") == n
    pd.testing.assert_frame_equal(session.annotations, before)
    assert of_category(session) == [("3", "B cell", "GPTCelltype"), ("5", "NK cell", "GPTCelltype")]
    first = session.review("ct").iloc[:2]
    assert sorted(zip(first["label"], first["suggested"], strict=True)) == [("3", "B cell"), ("5", "NK cell")]
    assert first["reason"].str.contains("GPTCelltype proposes").all()
    assert session.review_table()["n_cells"].sum() == 700
    assert session.undo() == "note 2 proposals of GPTCelltype for ct"
    assert "proposals" not in session.find_category("ct").about
    assert not session.review_table()["reason"].str.contains("proposes").any()


def test_confidence_and_reasons_are_told_in_the_authors_words(session):
    session.propose("ct", {"3": ("B cell", "high", "MS4A1, CD79A up"), "5": ("NK cell", 0.93)}, by="CyteType")
    reasons = session.review("ct")["reason"]
    assert "CyteType proposes B cell (high): MS4A1, CD79A up" in " ".join(reasons)
    assert "CyteType proposes NK cell: confidence 0.93" in " ".join(reasons)


def test_enter_keeps_the_label_and_the_proposal_is_taken_by_its_name(session):
    session.propose("ct", {"3": "B cell", "5": "NK cell"}, by="GPT")
    session.review("ct")
    first = session.review_next()
    assert first["offered"][0] == first["suggested"]
    session.accept()
    second = session.review_next()
    session.relabel(None, second["suggested"])
    counts = session.annotations["ct"].value_counts()
    assert counts[first["label"]] == first["n_cells"]
    assert counts[second["suggested"]] == second["n_cells"]
    assert not session.review("ct").query("state == 'open'")["reason"].str.contains("GPT").any()


def test_what_an_author_proposes_again_replaces_theirs_and_no_others(session):
    session.propose("ct", {"3": "B cell"}, by="A")
    session.propose("ct", {"3": "Plasma cell", "5": "NK cell"}, by="B")
    session.propose("ct", {"3": "T cell"}, by="A")
    assert of_category(session) == [("3", "Plasma cell", "B"), ("5", "NK cell", "B"), ("3", "T cell", "A")]
    row = session.review("ct").query("label == '3' and state == 'open'").iloc[0]
    assert row["reason"].endswith("B proposes Plasma cell; A proposes T cell")
    session.review_group(row["group"])
    assert session.review_next()["offered"][:2] == ["Plasma cell", "T cell"]
    session.propose("ct", None, by="B")
    assert of_category(session) == [("3", "T cell", "A")]
    with pytest.raises(LabelError, match="B has proposed nothing"):
        session.propose("ct", None, by="B")


def test_the_surest_is_suggested_first(session):
    session.propose("ct", {"3": ("B cell", "low")}, by="A")
    session.propose("ct", {"3": ("Plasma cell", "high")}, by="B")
    session.review("ct")
    assert session.review_next()["offered"][:2] == ["Plasma cell", "B cell"]


def test_clusters_of_another_column_and_cells_without_a_label(session):
    session.create_category("mine")
    n = session.propose("mine", {"Dendritic": "DC", "CD19+ B": "B cell"}, by="GPT", of="bulk_labels")
    bulk = session.adata.obs["bulk_labels"]
    assert n == bulk.isin(["Dendritic", "CD19+ B"]).sum()
    table = session.review("mine")
    assert len(table) == 2
    assert table["label"].isna().all()
    assert table["reason"].str.contains("cells without a label; GPT proposes").all()
    group = session.review_next()
    session.relabel(None, group["suggested"])
    assert session.annotations["mine"].value_counts()[group["suggested"]] == group["n_cells"]
    assert session.review_next()["group"] != group["group"]


def test_cells_that_are_called_so_already_are_not_asked_about(session):
    session.label("B cell", category="ct", cells=np.flatnonzero(session.annotations["ct"] == "3")[:10])
    session.propose("ct", {"B cell": "B cell", "3": "B cell"}, by="GPT")
    table = session.review("ct")
    proposed = table[table["reason"].str.contains("proposes")]
    assert proposed["label"].tolist() == ["3"]


@pytest.mark.parametrize(
    ("mapping", "by", "of", "match"),
    [
        ({"nope": "B cell"}, "A", None, r"The category 'ct' has no label 'nope': there are '0', "),
        ({"nope": "B cell"}, "A", "louvain", "'louvain' has no level 'nope'"),
        ({"3": "B cell"}, "A", "nope", "nope"),
        ({"3": "B cell"}, "A", "percent_mito", "holds numbers"),
        ({"3": "B cell"}, " ", None, "by= takes the name"),
        ({"3": "B cell"}, None, None, "by= takes the name"),
        ({"3": " "}, "A", None, "A label needs a name"),
        ({"3": "unassigned"}, "A", None, "means that a cell has no label"),
        ({"3": None}, "A", None, "is no label"),
        ({"3": ("B", "perhaps")}, "A", None, "A confidence is"),
        ({"3": {"name": "B"}}, "A", None, "needs a 'label'"),
        ({}, "A", None, "proposes nothing"),
        ({"3": "a", 3: "b"}, "A", None, "in the table twice"),
        ("B cell", "A", None, "takes a table"),
        (pd.DataFrame({"type": ["B"]}, index=["3"]), "A", None, "no column 'label'"),
    ],
)
def test_what_is_no_proposal_is_one_sentence_and_changes_nothing(session, mapping, by, of, match):
    session.propose("ct", {"5": "NK cell"}, by="A")
    revision = session.revision
    with pytest.raises(AnnotationError, match=match):
        session.propose("ct", mapping, by=by, of=of)
    assert session.revision == revision
    assert of_category(session) == [("5", "NK cell", "A")]


def test_proposals_survive_a_restart_and_columns_that_are_gone(session, adata, open_session):
    session.propose("ct", {"3": "B cell"}, by="A", of="louvain")
    session.save()
    session.close()
    again = open_session(adata, autosave=None)
    assert "A proposes B cell" in again.review("ct")["reason"].iloc[0]
    again.close()
    del adata.obs["louvain"]
    without = open_session(adata, autosave=None)
    assert not without.review("ct")["reason"].str.contains("proposes").any()
