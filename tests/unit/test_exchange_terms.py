"""Terms are looked up when they go out: a draft may be older than the ontology, or changed by another program."""

import anndata as ad
import pytest

import cellxgene_widget as cxw
from cellxgene_widget.exchange import term_book
from cellxgene_widget.exchange.cap import cap_additions
from cellxgene_widget.exchange.term_book import with_checked_terms
from cellxgene_widget.exchange.ways import export_labels
from cellxgene_widget.labels.category import Label
from cellxgene_widget.labels.terms import LabelTerm
from cellxgene_widget.ontology import data_files
from cellxgene_widget.ontology.cell_ontology import CellOntology
from cellxgene_widget.ontology.term_table import term_table

from ..labelled import labels_of, subject_of


def subject_with(adata, term_id):
    annotations = labels_of(adata)
    annotations.categories[0].find("B").term = LabelTerm(term_id, "of then")
    return with_checked_terms(subject_of(adata, categories=annotations.categories))


@pytest.fixture(scope="module")
def replaced():
    """Return the id of a term that is deprecated, and what took its place."""
    table = term_table()
    found = (table.deprecated(term_id) for term_id in table.deprecated_ids)
    return next((each.id, each.replaced_by) for each in found if each.replaced_by in table)


def test_a_deprecated_term_is_told_with_the_one_in_its_place(adata, tmp_path, replaced):
    old, new = replaced
    subject = subject_with(adata, old)
    made = export_labels(subject, tmp_path / "out.h5ad", format="cellxgene", adata=adata, source=None)
    (said,) = [one for one in made.missing if old in one]
    assert said.startswith("The term of the label 'B' is not in use, so cells are 'unknown'.")
    assert new in said
    assert old not in set(ad.read_h5ad(tmp_path / "out.h5ad").obs["cell_type_ontology_term_id"])
    assert any(new in one for one in export_labels(
        subject, tmp_path / "o.json", format="cas", adata=adata, source=None
    ).missing)  # fmt: skip


@pytest.mark.parametrize("term_id", ["UBERON:1", "CL:9999999", "nonsense"])
def test_an_id_that_is_no_term_is_told_and_unknown(adata, tmp_path, term_id):
    made = export_labels(
        subject_with(adata, term_id), tmp_path / "out.h5ad", format="cellxgene", adata=adata, source=None
    )
    assert term_id not in set(ad.read_h5ad(tmp_path / "out.h5ad").obs["cell_type_ontology_term_id"])
    assert sum(term_id in one for one in made.missing) == 1


def test_terms_in_use_are_not_told_of(adata):
    subject = with_checked_terms(subject_of(adata))
    assert subject.notes == ()
    assert subject.term_problem("CL:0000084") is None
    assert subject.term_problem("T cell") == "'T cell' is no id of a term: use CL:0000084."


def test_without_the_file_of_the_ontology_labels_go_out_all_the_same(adata, tmp_path, monkeypatch):
    monkeypatch.setattr(data_files, "TERMS", tmp_path / "gone.tsv")
    # read anew, as in a session that has not asked for it yet
    monkeypatch.setattr(term_book, "cell_ontology", lambda: CellOntology(term_table.__wrapped__()))
    subject = with_checked_terms(subject_of(adata))
    made = export_labels(subject, tmp_path / "o.json", format="cas", adata=adata, source=None)
    (note,) = made.notes
    assert note.startswith("Terms are not checked, and go out without synonyms: The Cell Ontology can't be read, ")
    annotations = labels_of(adata)
    for label in annotations.categories[0].labels:
        label.term = None
    assert with_checked_terms(subject_of(adata, categories=annotations.categories)).notes == ()


def test_columns_of_cap_that_coincide_are_refused(adata):
    annotations = labels_of(adata)
    annotations.load("ct--rationale", [Label("x", "#000000", 1)])
    with pytest.raises(cxw.ExportError, match="'ct' has a column 'ct--rationale' in this format"):
        cap_additions(subject_of(adata, categories=annotations.categories))
