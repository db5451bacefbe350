"""What annotators and their labels may be called, whichever keyboard or file it is from."""

from __future__ import annotations

import unicodedata

import pandas as pd
import pytest

from cellxgene_widget import AnnotationError, LabelError

NFD = unicodedata.normalize("NFD", "José")


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata, autosave=None)
    session.create_category("ct", like="bulk_labels")
    return session


@pytest.fixture
def other(adata):
    """Give the labels with every second cell called otherwise."""
    labels = adata.obs["bulk_labels"].astype(str)
    labels.iloc[::2] = "Other"
    return labels


def test_names_in_two_forms_are_one_also_before_a_restart(session, other):
    comparison = session.compare({NFD: other.replace("Other", NFD)}, category="ct")
    assert comparison.names[1] == "José"
    session.reconcile(comparison, into="rec")
    session.review("rec", by="opinions")
    group = session.review_next()
    assert "José" in group["offered"]
    assert "José says José" in group["reason"]
    assert session.blame(session.selected_names)["says: José"].notna().all()


@pytest.mark.parametrize("name", ["A\nB", "A" * 300, "a\x0bb", "\u2028x\u2028y"])
def test_who_is_named_has_a_name_in_one_line(session, other, name):
    with pytest.raises(LabelError, match=r"annotator's name"):
        session.compare({name: other}, category="ct")
    assert session.parts.comparisons.current is None


def test_a_name_that_nobody_typed_is_made_one(session, other):
    found = session.compare(other.rename("two\nlines"), other.rename("x" * 300), category="ct")
    assert found.names[1] == "two lines"
    assert len(found.names[2]) == 200


@pytest.mark.parametrize("label", ["bad\nname", "L" * 300, "_index", "a\x00b"])
@pytest.mark.parametrize("rule", ["agree", "theirs"])
def test_labels_that_can_be_none_are_refused_with_whose_they_are(session, other, label, rule):
    comparison = session.compare({"Ben": other.replace("Other", label)}, category="ct")
    before = session.revision
    with pytest.raises(LabelError, match=r"^'Ben' has a label that can be none here"):
        session.reconcile(comparison, into="rec", rule=rule)
    assert (session.revision, [each.name for each in session.categories]) == (before, ["ct"])


def test_opinions_have_names_as_labels_have(session, other):
    comparison = session.compare({"A" * 150: other, "B" * 150: other.replace("Other", "C")}, category="ct")
    session.reconcile(comparison, into="rec")
    opinions = session.find_category("opinions: rec")
    assert all(len(label.name) <= 200 for label in opinions.labels)
    assert {label.name for label in opinions.labels} == set(opinions.about["opinions"]["said"])


@pytest.mark.parametrize("word", ["nan", "None", "NA", "<NA>", "", "NaN"])
def test_words_for_nothing_are_missing_and_no_disagreement(session, adata, tmp_path, word):
    labels = adata.obs["bulk_labels"].astype(str)
    labels.iloc[:100] = word
    adata.obs["said"] = labels
    path = tmp_path / "table.csv"
    path.write_text("index,ct\n" + "".join(f"{cell},{label}\n" for cell, label in labels.items()))
    for source in (labels, "said", path, labels.astype("category")):
        found = session.compare(source, category="ct")
        assert (found.n_compared, found.n_agree, found.n_only_one) == (600, 600, 100)
        assert word not in found.annotators[1].labels


def test_a_label_that_a_person_calls_so_is_one(session, adata, open_session):
    session.rename_label("ct", "Dendritic", "NA")
    session.save()
    other = open_session(adata.copy(), user="other", autosave=None)
    other.create_category("ct", like="bulk_labels")
    assert "NA" in other.compare(session.draft.path).annotators[1].labels


def test_numbers_are_no_labels(session, adata):
    adata.obs["score"] = adata.obs["n_genes"] / 7
    whole = adata.obs["louvain"].astype(int)
    adata.obs["k"] = whole
    for source, said in (
        ("n_genes", r"The column 'n_genes' holds numbers .*different ones"),
        (adata.obs["n_genes"], "The Series 'n_genes' holds numbers"),
        ("score", "The column 'score' holds numbers, no labels"),
        (adata.obs["score"], "holds numbers, no labels"),
        (whole.astype(float), "holds numbers, no labels"),
        (pd.Series(range(700), adata.obs_names, name="rank"), "holds numbers"),
    ):
        with pytest.raises(AnnotationError, match=said):
            session.compare(source, category="ct")
    session.doubt("ct")
    with pytest.raises(AnnotationError, match="'doubt: ct' holds numbers, no labels"):
        session.compare("doubt: ct", category="ct")
    assert session.compare("k", {"K": whole}, "louvain", category="ct").between("k", "louvain").kappa == 1
    with pytest.raises(AnnotationError, match="neither a file, a column") as told:
        session.compare("nothing", category="ct")
    assert "louvain" in str(told.value)
    assert not [name for name in ("n_genes", "score", "'k'", "percent_mito") if name in str(told.value)]
