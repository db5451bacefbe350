"""Terms by a person's words: what is left open, what a label denies, and ids."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cellxgene_widget.ontology.cell_ontology import cell_ontology
from cellxgene_widget.ontology.homes import Homes
from cellxgene_widget.ontology.scores import SURE, TIED, UNLIKELY
from cellxgene_widget.ontology.search import search_terms
from cellxgene_widget.ontology.term_table import term_table
from cellxgene_widget.ontology.tissues import said_tissues
from cellxgene_widget.ontology.words import denied
from tests.ontology_labels import labelled

LABELS = sorted({each.label for each in labelled()})
#: Cells that are no kinds of each other.
APART = ["T cell", "B cell", "NK", "Mono", "Treg", "Th1", "neuron", "fibroblast", "Endo", "hepatocyte", "podocyte"]
B_CELL = "CL:0000236"


def best(text, **options):
    return search_terms(text, n=1, **options)[0]


# --- two that are both meant ---


@settings(deadline=None)
@given(pair=st.permutations(APART).map(lambda those: those[:2]), sign=st.sampled_from(["/", " / ", "|", " & ", " + "]))
def test_of_two_cells_with_a_sign_between_them_neither_is_sure_in_either_order(pair, sign):
    meant = {best(side).term_id for side in pair}
    for sides in (pair, pair[::-1]):
        found = search_terms(sign.join(sides), n=20)
        assert [match.term for match in found if match.term_id in meant and match.score >= SURE] == []
        assert meant & {match.term_id for match in found[:5]}


@pytest.mark.parametrize(("label", "both"), [("Th1/17", ["Th1", "Th17"]), ("NK/T", ["NK", "T"]), ("T_B", ["T", "B"])])
def test_both_of_two_are_offered(label, both):
    found = {match.term_id for match in search_terms(label, n=5)}
    assert {best(each).term_id for each in both} <= found


@pytest.mark.parametrize("label", ["L2/3 IT", "monocyte/macrophage", "B/plasma"])
def test_a_sign_in_a_name_of_its_own_is_no_doubt(label):
    assert best(label).score >= SURE


def test_no_label_of_ours_is_sure_of_one_of_two_that_are_as_near():
    table = term_table()
    for label in LABELS:
        sure = [match for match in search_terms(label) if match.score >= SURE]
        for one, other in itertools.combinations(sure, 2):
            if round(one.score - other.score, 3) <= TIED:
                kinds = other.term_id in table.distances(one.term_id) or one.term_id in table.distances(other.term_id)
                assert kinds, label


# --- what it is not ---


@pytest.mark.parametrize("word", ["T", "B", "B cell", "NK", "neuron", "epithelial", "immune", "myeloid"])
@pytest.mark.parametrize("written", ["not {}", "Not {}", "non-{}", "non {}", "no {}"])
def test_what_a_cell_is_not_is_never_likely(word, written):
    itself = best(word).term_id
    found = {match.term_id: match.score for match in search_terms(written.format(word), n=50)}
    assert found.get(itself, 0) <= UNLIKELY
    assert all(score <= UNLIKELY for score in found.values())


@pytest.mark.parametrize("marker", ["CD3", "CD4", "CD19", "CD45", "lin", "CD34", "CD14"])
def test_a_marker_that_is_not_there_finds_nothing_likely_alone(marker):
    with_it = {match.term_id for match in search_terms(f"{marker}+", n=3) if match.score >= SURE}
    for label in (f"{marker}-", f"{marker}- cells", f"{marker} negative"):
        found = search_terms(label)
        assert all(match.score <= UNLIKELY for match in found)
        assert not with_it & {match.term_id for match in found}


@pytest.mark.parametrize(
    ("label", "term"),
    [
        ("non-classical monocytes", "non-classical monocyte"),
        ("memory-CD4 T", "CD4-positive, alpha-beta memory T cell"),
        ("CD16- NK", "CD16-negative, CD56-bright natural killer cell, human"),
        ("pre-B", "precursor B cell"),
        ("CD4 T (not Treg)", "CD4-positive, alpha-beta T cell"),
    ],
)
def test_what_else_it_says_is_found(label, term):
    assert best(label).term == term
    assert best(label).score >= SURE


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("CD3-CD4-CD8-", {"cd3", "cd4", "cd8"}),
        ("non-T, non-B", {"t", "b"}),
        ("nonimmune", {"immune"}),
        ("naive-CD8 T", set()),
        ("none", set()),
        ("notochord", set()),
        ("pre- B", set()),
    ],
)
def test_what_is_denied_is_read(text, what):
    assert denied(text) == what


# --- where it is at home ---


@pytest.mark.parametrize("tissue", ["blood", "bone marrow", "brain", "lung", "liver", "gut", "heart", "skin"])
def test_an_abbreviation_is_not_sure_of_a_cell_of_other_organs(tissue):
    homes, said = Homes(term_table()), said_tissues(tissue)
    short = [label for label in LABELS if len(label) <= 4 and label.isalpha()]
    assert len(short) > 50
    for label in short:
        for match in search_terms(label, tissue=tissue):
            assert match.score < SURE or not homes.are_elsewhere(match.term_id, said), (label, match.term)


def test_a_cell_without_a_home_is_at_home_anywhere():
    homes = Homes(term_table())
    assert homes.are_elsewhere("CL:0000092", frozenset({"brain"}))
    assert not homes.are_elsewhere("CL:0000092", frozenset({"bone"}))
    assert not any(homes.are_elsewhere("CL:0000084", frozenset({place})) for place in ("brain", "bone", "lung"))


# --- no group of cells ---


@pytest.mark.parametrize(
    "label",
    [
        "PC1",
        "PC 2",
        "PC_3",
        "UMAP1",
        "UMAP_2",
        "tSNE-1",
        "X_umap 1",
        "S phase",
        "G2M",
        "G2/M",
        "G1",
        "S",
        "x",
        "s",
        "k",
    ],
)
def test_axes_phases_and_letters_find_nothing_likely(label):
    assert all(match.score < 0.5 for match in search_terms(label))


@pytest.mark.parametrize("label", ["T", "B", "DC1", "M1", "S cell", "AT1"])
def test_what_only_looks_like_one_is_found(label):
    assert best(label).score >= SURE


# --- ids ---


@pytest.mark.parametrize(
    "given",
    ["CL:0000236", "CL_0000236", "cl:0000236", " CL:0000236 ", "http://purl.obolibrary.org/obo/CL_0000236"],
)
def test_an_id_finds_its_term_in_any_spelling(given):
    assert [(match.term_id, match.score) for match in search_terms(given)] == [(B_CELL, 1)]
    assert cell_ontology().term(given).id == B_CELL


def test_a_deprecated_id_finds_what_took_its_place_and_says_so():
    (match,) = search_terms("CL:0000003")
    assert (match.term_id, match.score, match.matched) == ("CL:0000000", 1, "CL:0000003 (native cell), deprecated")
    maybe = search_terms("CL:0000063")
    assert len(maybe) > 1
    assert all(each.score < SURE for each in maybe)
    assert search_terms("CL:0000063", n=1) == maybe[:1]


@pytest.mark.parametrize(
    "given",
    [
        "UBERON:0000955",
        "MONDO_0005148",
        "CL:9999999",
        "CL:0000045",
        "CL:0000002",
        "http://purl.obolibrary.org/obo/GO_0000955",
    ],
)
def test_of_an_id_of_another_ontology_or_of_none_nothing_is_found(given):
    assert search_terms(given) == []
