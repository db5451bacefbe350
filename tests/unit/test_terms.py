"""Terms of the Cell Ontology beside labels: edits like all others, kept in the draft; what is no term is refused."""

from __future__ import annotations

import shutil

import numpy as np
import pandas as pd
import pytest

from cellxgene_widget import LabelError

from .test_cellxgene import as_cellxgene_reads, as_cellxgene_writes

TREG, T_CELL, B_CELL = "CL:0000815", "CL:0000084", "CL:0000236"


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata)
    session.create_category("ct")
    session.label("my tregs", cells=[0, 1, 2])
    session.label("B cell", cells=[3])
    return session


def terms(session):
    table = session.labels("ct")
    return dict(zip(table["label"], table["term_id"], strict=True))


def test_a_term_is_beside_the_label_and_never_instead(session):
    session.set_term("ct", "my tregs", TREG)
    row = session.labels().set_index("label").loc["my tregs"]
    assert (row["term_id"], row["term"], row["n_cells"]) == (TREG, "regulatory T cell", 3)
    assert session.annotations["ct"].iloc[0] == "my tregs"
    assert session.history.iloc[-1]["text"] == "give my tregs the term regulatory T cell (CL:0000815)"
    assert session.undo() == "give my tregs the term regulatory T cell (CL:0000815)"
    assert terms(session)["my tregs"] is None
    session.redo()
    assert terms(session)["my tregs"] == TREG
    session.set_term("ct", "my tregs", None)
    assert terms(session)["my tregs"] is None


@pytest.mark.parametrize("given", [TREG, "CL_0000815", "cl:0000815", "regulatory T cell", " Regulatory  t cell "])
def test_a_term_is_given_by_id_or_by_name(session, given):
    session.set_term("ct", "my tregs", given)
    assert terms(session)["my tregs"] == TREG


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("CL:9999999", "has no term CL:9999999"),
        ("UBERON:0000955", "no term of the Cell Ontology"),
        ("CL:0000003", "deprecated: use CL:0000000 \\(cell\\)"),
        ("treg!", "Did you mean regulatory T cell"),
        (815, "not 815"),
    ],
)
def test_what_is_no_term_is_refused_in_one_sentence_and_changes_nothing(session, given, sentence):
    before = session.revision
    with pytest.raises(LabelError, match=sentence):
        session.set_term("ct", "my tregs", given)
    with pytest.raises(LabelError, match=sentence):
        session.set_terms("ct", {"B cell": B_CELL, "my tregs": given})
    with pytest.raises(LabelError, match=sentence):
        session.label("new", cells=[9], term=given)
    assert session.revision == before
    assert set(terms(session).values()) == {None}


def test_unassigned_and_labels_that_are_not_there_get_no_term(session):
    with pytest.raises(LabelError, match="can't be given a term"):
        session.set_term("ct", "unassigned", TREG)
    with pytest.raises(LabelError, match="has no label 'nope'"):
        session.set_term("ct", "nope", TREG)
    with pytest.raises(LabelError, match="no category"):
        session.set_term("nope", "B cell", TREG)


def test_a_label_and_its_term_are_one_edit(session):
    session.label("regulatory T cell", cells=[5, 6], term=TREG)
    assert session.history.iloc[-1]["operation"] == "label"
    assert terms(session)["regulatory T cell"] == TREG
    session.undo()
    assert "regulatory T cell" not in terms(session)
    session.add_label("ct", "T cell", term="T cell")
    assert terms(session)["T cell"] == T_CELL


def test_who_labels_more_cells_does_not_change_a_term_that_is_there(session):
    session.set_term("ct", "B cell", B_CELL)
    before = session.revision
    with pytest.raises(LabelError, match="'B cell' is B cell \\(CL:0000236\\) already"):
        session.label("B cell", cells=[8], term=TREG)
    assert session.revision == before
    assert session.label("B cell", cells=[8], term=B_CELL) == 1
    assert terms(session)["B cell"] == B_CELL
    assert session.label("my tregs", cells=[0], term=TREG) == 0, "the cell has the label; the label gets the term"
    assert terms(session)["my tregs"] == TREG


def test_several_terms_are_one_edit(session):
    session.set_terms("ct", {"my tregs": TREG, "B cell": "B cell"})
    assert terms(session) == {"my tregs": TREG, "B cell": B_CELL}
    assert session.undo() == "give terms to my tregs, B cell"
    assert set(terms(session).values()) == {None}


def test_proposals_are_of_labels_without_a_term_that_are_cell_types(session):
    for name in ("Doublets", "Cluster 7"):
        session.add_label("ct", name)
    session.set_term("ct", "B cell", B_CELL)
    found = session.propose_terms("ct")
    first = found.drop_duplicates("label").set_index("label")
    assert first.loc["my tregs", "term_id"] == TREG
    assert "B cell" not in first.index
    assert "Doublets" not in first.index
    assert not (found.loc[found["label"] == "Cluster 7", "score"] >= 0.9).any()
    sure = first[first["score"] >= 0.9]
    session.set_terms("ct", dict(zip(sure.index, sure["term_id"], strict=True)))


def test_search_is_a_table_best_first_and_empty_where_nothing_is_likely(session):
    found = session.search_terms("treg", n=3)
    assert list(found.columns) == ["term_id", "term", "matched", "score", "definition"]
    assert found.iloc[0]["term_id"] == TREG
    assert found["score"].is_monotonic_decreasing
    assert len(found) <= 3
    assert len(session.search_terms("xqzwv 33")) == 0
    for bad in (None, 3):
        with pytest.raises(LabelError):
            session.search_terms(bad)
    with pytest.raises(LabelError):
        session.search_terms("treg", n=0)


@pytest.mark.parametrize(("tissue", "term"), [("liver", "hepatic stellate cell"), ("blood", "hematopoietic stem cell")])
def test_the_tissue_of_the_data_decides_between_two_meanings(adata, open_session, tissue, term):
    adata.obs["tissue"] = pd.Categorical([tissue] * adata.n_obs)
    assert open_session(adata).search_terms("HSC").iloc[0]["term"] == term


def test_terms_are_found_again_with_the_draft(adata, open_session, session):
    session.set_term("ct", "my tregs", TREG)
    session.set_confidence("ct", "my tregs", "low")
    session.set_parent("ct", "my tregs", "B cell")
    before = session.labels()
    session.save()
    session.close()
    again = open_session(adata)
    pd.testing.assert_frame_equal(again.labels(), before)
    assert again.undo() == "nest my tregs under B cell"


def test_an_edit_that_was_only_in_the_journal_is_recovered(adata, open_session, tmp_path):
    session = open_session(adata, autosave=None)
    session.create_category("ct")
    session.label("my tregs", cells=[0, 1, 2])
    session.label("B cell", cells=[3])
    session.save()
    session.set_terms("ct", {"my tregs": TREG, "B cell": B_CELL})
    session.set_confidence("ct", "B cell", "high")
    session.set_parent("ct", "my tregs", "B cell")
    left = shutil.copytree(session.draft.path.parent, tmp_path / "left")  # as if the machine had gone now
    again = open_session(adata.copy(), annotations_dir=left)
    pd.testing.assert_frame_equal(again.labels(), session.labels())


def test_a_copied_category_has_terms_nesting_and_confidence(session):
    session.set_terms("ct", {"my tregs": TREG})
    session.set_parent("ct", "my tregs", "B cell")
    session.set_confidence("ct", "my tregs", "medium")
    session.create_category("copy", like="ct")
    one, other = (session.labels(name).drop(columns="category") for name in ("ct", "copy"))
    pd.testing.assert_frame_equal(one, other)


def test_restoring_a_version_brings_back_what_was_said(session):
    session.set_term("ct", "my tregs", TREG)
    session.set_parent("ct", "my tregs", "B cell")
    session.save()
    before = session.labels()
    session.set_parent("ct", "my tregs", None)
    session.set_parent("ct", "B cell", "my tregs")
    session.set_term("ct", "my tregs", None)
    session.set_confidence("ct", "B cell", "high")
    session.save()
    session.restore(session.versions().iloc[0]["version"])
    pd.testing.assert_frame_equal(session.labels(), before)


def test_what_a_colleague_says_of_a_label_is_taken_over_and_ours_stays(session):
    """The file is changed by another program of ours while it is open here: three-way, label by label."""
    session.add_label("ct", "T cell")
    session.set_term("ct", "B cell", B_CELL)
    session.save()
    path = session.draft.path
    text = path.read_text("utf-8")
    meta = text.splitlines()[2]
    changed = meta.replace('"name":"my tregs"', '"name":"my tregs","parent":"T cell","confidence":"low"').replace(
        '{"id":"CL:0000236","name":"B cell","release":', '{"id":"CL:0000084","name":"T cell","release":'
    )
    assert changed != meta
    session.set_confidence("ct", "my tregs", "high")
    path.write_text(text.replace(meta, changed), "utf-8")
    session.save()
    row = session.labels().set_index("label")
    assert row.loc["my tregs", "parent"] == "T cell"
    assert row.loc["my tregs", "confidence"] == "high", "both said something: ours stays"
    assert row.loc["B cell", "term_id"] == T_CELL


def test_a_file_with_senseless_nesting_opens_without_it(adata, open_session, session):
    session.set_parent("ct", "my tregs", "B cell")
    session.set_term("ct", "B cell", B_CELL)
    session.save()
    session.close()
    path = session.draft.path
    text = path.read_text("utf-8")
    circle = text.replace('"name":"B cell",', '"name":"B cell","parent":"my tregs",', 1)
    assert circle != text
    path.write_text(circle.replace('"term":{"id":"CL:0000236"', '"term":{"id":7'), "utf-8")
    again = open_session(adata)
    table = again.labels("ct").set_index("label")
    assert table["parent"].notna().sum() == 1
    assert table["term_id"].isna().all()
    assert np.count_nonzero(again.annotations["ct"] == "my tregs") == 3


def test_what_another_program_writes_leaves_terms_nesting_and_confidence_alone(session):
    session.set_term("ct", "my tregs", TREG)
    session.set_parent("ct", "my tregs", "B cell")
    session.set_confidence("ct", "my tregs", "low")
    session.save()
    before = session.labels().drop(columns="n_cells")
    as_cellxgene_writes(session.draft.path, "B cell")
    session.label("my tregs", cells=[9])
    session.save()
    assert (session.annotations["ct"] == "B cell").sum() == 2
    pd.testing.assert_frame_equal(session.labels().drop(columns="n_cells"), before)


def test_the_file_is_as_flat_as_ever_for_cellxgene(session):
    session.label("CD4 #1 T", cells=[7], term=T_CELL)
    session.rename_label("ct", "CD4 #1 T", "CD4 1 T")  # cellxgene's reader cuts a name at "#"
    session.set_parent("ct", "my tregs", "CD4 1 T")
    session.save()
    table = as_cellxgene_reads(session.draft.path)
    assert list(table.columns) == ["ct"]
    assert table["ct"].tolist() == session.annotations["ct"].tolist()
