"""The Cell Annotation Schema as JSON: what is told, and that nothing is lost on the way out and back."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellxgene_widget.exchange.cas import cas_document, cas_missing
from cellxgene_widget.exchange.report_tables import label_table
from cellxgene_widget.exchange.subject import Subject, chosen
from cellxgene_widget.exchange.ways import export_labels
from cellxgene_widget.exchange.who import Who
from cellxgene_widget.labels.annotations import Annotations
from cellxgene_widget.labels.category import Label
from cellxgene_widget.labels.nesting import n_levels
from cellxgene_widget.labels.terms import LabelTerm

from ..labelled import labels_of, subject_of


def read_back(document, names):
    """Return by label its term, parent and cells, as a reader of the schema finds them."""
    sets = {one["cell_set_accession"]: one for one in document["annotations"]}
    finest = next(one["name"] for one in document["labelsets"] if one.get("rank", 0) == 0)
    found = {}
    for one in document["annotations"]:
        if one["cell_label"] == "NA":
            continue
        label = one.get("author_annotation_fields", {}).get("label", one["cell_label"])
        above = one
        while above is not None and above["cell_label"] == one["cell_label"]:
            above = sets.get(above.get("parent_cell_set_accession"))
        term = one.get("cell_ontology_term_id"), one.get("cell_ontology_term")
        cells = set(one["cell_ids"]) if one["labelset"] == finest else set()
        before = found.get(label, (None, None, set()))
        found[label] = (term, None if above is None else above["cell_label"], before[2] | cells)
    return found


def expected(category, names):
    return {
        label.name: (
            (None, None) if label.term is None else (label.term.id, label.term.name),
            label.parent,
            set(names[category.codes == label.code]),
        )
        for label in category.labels
    }


def test_labels_terms_parents_and_cells_are_read_back(adata, tmp_path):
    subject = subject_of(adata)
    made = export_labels(subject, tmp_path / "labels.json", format="cas", adata=adata, source=None)
    document = json.loads(made.path.read_text("utf-8"))
    assert read_back(document, adata.obs_names) == expected(subject.categories[0], adata.obs_names)


def test_each_level_is_a_labelset_and_has_all_cells(adata):
    document = cas_document(subject_of(adata))
    ranks = {one["name"]: one["rank"] for one in document["labelsets"]}
    assert ranks == {"ct": 0, "ct_level_2": 1, "ct_level_1": 2}
    ids = [cell for one in document["annotations"] if one["labelset"] == "ct" for cell in one["cell_ids"]]
    assert sorted(ids) == sorted(adata.obs_names)
    labels = {name: [] for name in ranks}
    for one in document["annotations"]:
        labels[one["labelset"]].append(one["cell_label"])
    assert labels == {
        # "CD4 T" has no cells of its own: it is only what stands above others
        "ct": ["T cell", "Treg", "CD4 | memory", "B", "monocyte", "doublets", "empty", "NA"],
        "ct_level_2": ["T cell", "CD4 T", "B", "monocyte", "doublets", "empty", "NA"],
        "ct_level_1": ["T cell", "B", "monocyte", "doublets", "empty", "NA"],
    }
    accessions = [one["cell_set_accession"] for one in document["annotations"]]
    assert len(set(accessions)) == len(accessions)
    parents = {one.get("parent_cell_set_accession") for one in document["annotations"]}
    assert parents - {None} <= set(accessions)


def test_what_is_told_of_a_label(adata):
    found = {
        one["cell_label"]: one for one in cas_document(subject_of(adata))["annotations"] if one["labelset"] == "ct"
    }
    assert found["B"] | {"cell_ids": ...} == {
        "labelset": "ct",
        "cell_label": "B",
        "cell_fullname": "B cell",
        "cell_ontology_term_id": "CL:0000236",
        "cell_ontology_term": "B cell",
        "rationale": "CD79A and MS4A1, as in 10.1038/s41587-022-01468-y.",
        "rationale_dois": ["10.1038/s41587-022-01468-y"],
        "marker_gene_evidence": ["CD79A"],
        "synonyms": ["B lymphocyte", "B-cell"],
        "cell_set_accession": found["B"]["cell_set_accession"],
        "parent_cell_set_accession": found["B"]["parent_cell_set_accession"],
        "cell_ids": ...,
        "author_annotation_fields": {
            "color": "#0588cc",
            "ontology_release": "2026-03-26",
            "labelled_by": "ada",
            "last_labelled": "2026-11-03T09:00:00.000+00:00",
            "evidence": found["B"]["author_annotation_fields"]["evidence"],
        },
    }
    assert found["Treg"]["author_annotation_fields"]["confidence"] == "low"
    assert found["Treg"]["synonyms"] == ["regulatory T lymphocyte"]
    assert found["doublets"]["cell_fullname"] == "doublets"
    assert "cell_ontology_term_id" not in found["doublets"]


def test_a_set_keeps_its_accession_when_it_is_renamed(adata):
    """Nothing but the cells counts: as cas-tools makes it."""
    before = cas_document(subject_of(adata))["annotations"]
    annotations = labels_of(adata)
    annotations.categories[0].find("monocyte").name = "CD14 Mono"
    after = cas_document(subject_of(adata, categories=annotations.categories))["annotations"]
    assert [one["cell_set_accession"] for one in before] == [one["cell_set_accession"] for one in after]


def test_what_is_missing_is_said_and_nothing_made_up(adata):
    subject = subject_of(adata, who=Who())
    document = cas_document(subject)
    assert not {"author_name", "title", "orcid", "description"} & set(document)
    missing = cas_missing(subject)
    assert "There is no author, by first and last name (author=)." in missing
    assert "There is no title of the dataset (title=)." in missing
    assert "2 labels have no Cell Ontology term: 'CD4 | memory', 'empty'." in missing
    assert "'GONE1' of the evidence is no gene of this data, and was left out." in missing
    assert not any("author" in one for one in cas_missing(subject_of(adata)))
    assert cas_missing(subject_of(adata, who=Who(author="ada")))[-1:] != []
    assert any("one word" in one for one in cas_missing(subject_of(adata, who=Who(author="ada"))))


def test_a_long_note_is_cut_where_the_schema_ends_and_kept_whole_beside_it(adata):
    annotations = labels_of(adata)
    annotations.categories[0].find("B").note = "x" * 3000
    subject = subject_of(adata, categories=annotations.categories)
    (found,) = [one for one in cas_document(subject)["annotations"] if one["cell_label"] == "B" and "cell_ids" in one]
    assert len(found["rationale"]) == 2000
    assert len(found["author_annotation_fields"]["note"]) == 3000
    assert any("'B' is longer" in one for one in cas_missing(subject))


def test_each_category_has_its_own_ranks(adata):
    annotations = labels_of(adata)
    annotations.load("other", [Label("x", "#000000", 1)])
    document = cas_document(subject_of(adata, categories=annotations.categories))
    found = [(one["name"], one["rank"]) for one in document["labelsets"]]
    assert found == [("ct", 0), ("ct_level_2", 1), ("ct_level_1", 2), ("other", 0)]


def test_a_label_in_capitals_beside_the_reserved_word_keeps_its_name(adata):
    annotations = labels_of(adata)
    annotations.categories[0].find("empty").name = "doublets"
    document = cas_document(subject_of(adata, categories=annotations.categories))
    names = [one["cell_label"] for one in document["annotations"] if "cell_ids" in one]
    assert names.count("Doublets") == names.count("doublets") == 1


def test_of_two_spellings_of_a_reserved_word_one_is_the_schemas_and_the_other_as_it_is(adata):
    annotations = labels_of(adata)
    annotations.categories[0].find("empty").name = "DOUBLETS"
    document = cas_document(subject_of(adata, categories=annotations.categories))
    names = [one["cell_label"] for one in document["annotations"] if "cell_ids" in one]
    assert names.count("doublets") == names.count("DOUBLETS") == 1


def test_labelsets_of_levels_have_names_that_no_category_has(adata):
    annotations = labels_of(adata)
    annotations.load("ct_level_1", [Label("x", "#000000", 1)])
    document = cas_document(subject_of(adata, categories=annotations.categories))
    assert [one["name"] for one in document["labelsets"]] == ["ct", "ct_level_2", "ct_level_1_2", "ct_level_1"]
    accessions = [one["cell_set_accession"] for one in document["annotations"]]
    assert len(set(accessions)) == len(accessions)


def test_a_term_of_what_is_no_cell_type_is_left_out_and_told(adata):
    annotations = labels_of(adata)
    annotations.categories[0].find("Doublets").term = LabelTerm("CL:0000084", "T cell")
    subject = subject_of(adata, categories=annotations.categories)
    assert "The label 'Doublets' means no cell type: its term CL:0000084 (T cell) is left out." in cas_missing(subject)
    (row,) = [line for line in label_table(subject, annotations.categories[0]).split("\n") if "Doublets" in line]
    assert "CL:0000084" not in row


def test_cells_that_only_the_draft_knows_are_not_told(adata):
    annotations = Annotations(5)
    category = annotations.load("ct", [Label("a", "#000000", 1)])
    category.codes = np.array([1, 0, 1, 1, 1], dtype=np.uint8)
    subject = Subject("d", adata.obs_names[:3], [category])
    found = {one["cell_label"]: one["cell_ids"] for one in cas_document(subject)["annotations"]}
    assert found == {"a": list(adata.obs_names[[0, 2]]), "NA": [adata.obs_names[1]]}


@given(st.data())
def test_any_nesting_is_read_back(data):
    n = data.draw(st.integers(1, 6))
    parents = [None if i == 0 else data.draw(st.sampled_from([None, *range(i)])) for i in range(n)]
    labels = [Label(f"L{i}", "#000000", i + 1, parent=None if p is None else f"L{p}") for i, p in enumerate(parents)]
    annotations = Annotations(20)
    category = annotations.load("c", labels)
    category.codes = np.array(data.draw(st.lists(st.integers(0, n), min_size=20, max_size=20)), dtype=np.uint8)
    names = pd.Index([f"cell {i}" for i in range(20)])
    document = cas_document(Subject("d", names, [category]))
    assert len(document["labelsets"]) == n_levels(labels)
    assert read_back(document, names) == expected(category, names)


def test_categories_are_chosen_by_name(adata):
    annotations = labels_of(adata)
    annotations.load("other", [])
    assert [one.name for one in chosen(annotations, None)] == ["ct", "other"]
    assert [one.name for one in chosen(annotations, "other")] == ["other"]
    with pytest.raises(ValueError, match="no category 'nope'"):
        chosen(annotations, "nope")
    with pytest.raises(ValueError, match="room for one category"):
        chosen(annotations, None, single="CELLxGENE")
    with pytest.raises(ValueError, match="nothing to tell of"):
        chosen(Annotations(3), None)
    with pytest.raises(ValueError, match="takes the name"):
        chosen(annotations, 3)
