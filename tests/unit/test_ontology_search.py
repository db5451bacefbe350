"""Terms by a person's words: how good they are on labels of our own, and what holds for any text."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cellxgene_widget.errors import LabelError
from cellxgene_widget.ontology import spelling
from cellxgene_widget.ontology.scores import SURE
from cellxgene_widget.ontology.search import LONGEST, search_terms
from cellxgene_widget.ontology.term_table import term_table
from tests.ontology_labels import labelled

LABELS = labelled()
NO_CELL = [each for each in LABELS if not each.accepted]
CELLS = [each for each in LABELS if each.accepted]
#: Parts that labels are made of, for texts that look like some.
PARTS = [each.label for each in LABELS] + ["+", "-", "/", "(", ")", " ", "_", "cells", "CD4", "α", "2", "high", "\n"]


def ids(text, **options):
    return [match.term_id for match in search_terms(text, **options)]


# --- labels of our own ---


def test_the_labels_have_terms_in_use():
    table = term_table()
    assert len(CELLS) > 100
    assert len(NO_CELL) > 20
    assert {term_id for each in CELLS for term_id in each.accepted} <= set(table.ids)


def test_the_first_term_is_the_one_that_is_meant():
    wrong = [each.label for each in CELLS if ids(each.label, n=1, tissue=each.tissue) != [each.term_id]]
    assert len(wrong) <= 0.03 * len(CELLS), wrong


def test_without_a_place_all_are_among_the_first_five():
    missing = [each.label for each in CELLS if not each.accepted & set(ids(each.label, n=5))]
    assert missing == []
    wrong = [each.label for each in CELLS if ids(each.label, n=1)[0] not in each.accepted]
    assert len(wrong) <= 0.05 * len(CELLS), wrong


@pytest.mark.parametrize("label", NO_CELL, ids=lambda each: f"{each.label} {each.tissue or ''}")
def test_nothing_is_sure_of_what_is_no_cell_or_more_than_one(label):
    assert [match.term for match in search_terms(label.label, tissue=label.tissue) if match.score >= SURE] == []


def test_what_is_sure_is_right():
    for each in CELLS:
        best = search_terms(each.label, n=1, tissue=each.tissue)[0]
        assert best.score < SURE or best.term_id in each.accepted, each.label


# --- rules ---


@pytest.mark.parametrize("label", ["DC1", "DC2", "alpha", "Vip"])
def test_what_people_mean_goes_before_a_synonym_that_is_a_trap(label):
    """The ontology has them as synonyms of other dendritic cells, of a retinal cell of mice, of a cell of primates."""
    first, *rest = search_terms(label)
    assert first.score >= SURE
    assert all(match.score < SURE for match in rest)


@pytest.mark.parametrize(("label", "places"), [("HSC", ("bone marrow", "liver")), ("LC", ("skin", "testis"))])
def test_a_place_says_which_of_several_cells_is_meant(label, places):
    one, other = (search_terms(label, tissue=place)[0] for place in places)
    assert one.term_id != other.term_id
    assert min(one.score, other.score) >= SURE


@pytest.mark.parametrize("tissue", ["tumour", "whole organism", "", "unknown"])
def test_a_tissue_that_is_no_place_says_nothing(tissue):
    assert search_terms("HSC", tissue=tissue) == search_terms("HSC")


def test_an_abbreviation_of_several_cells_is_not_sure_without_a_place():
    assert search_terms("HSC")[0].score < SURE


@pytest.mark.parametrize("without", ["CD45-", "CD45 negative", "CD19-", "CD4- T"])
def test_a_marker_that_is_not_there_is_not_taken_for_one_that_is(without):
    with_it = {match.term_id for match in search_terms(without.replace("-", "+").replace(" negative", "+"), n=1)}
    assert not with_it & {match.term_id for match in search_terms(without) if match.score >= SURE}


def test_terms_of_one_species_come_last():
    table = term_table()
    found = [match.term for match in search_terms("Lamp5", n=10)]
    assert "(" not in found[0]
    assert any("(Primate)" in name or "(Homo sapiens)" in name for name in found[1:])
    exact = next(table.term(each) for each in table.ids if table.term(each).name.endswith("(Homo sapiens)"))
    assert ids(exact.name, n=1) == [exact.id]


def test_matched_is_what_a_person_would_read():
    (match,) = search_terms("tregs", n=1)
    assert match.matched == "Treg"
    assert match.term == "regulatory T cell"
    assert match.definition == term_table().term(match.term_id).definition


def test_a_former_name_leads_to_the_term_that_took_its_place():
    table = term_table()
    former = [each for each in map(table.deprecated, table.deprecated_ids) if each.replaced_by in table and each.name]
    assert len(former) > 50
    lost = [each.name for each in former if each.replaced_by not in ids(each.name.removeprefix("obsolete "), n=10)]
    assert len(lost) < 0.1 * len(former), lost


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        (5, {}, "Terms are found by text, not by 5."),
        ("T", {"n": 0}, "n is a whole number from 1 on, not 0."),
        ("T", {"n": 2.5}, "n is a whole number from 1 on, not 2.5."),
        ("T", {"n": True}, "n is a whole number from 1 on, not True."),
        ("T", {"tissue": 3}, "A tissue is text, not 3."),
    ],
)
def test_what_is_no_text_is_refused_in_a_sentence(text, options, said):
    with pytest.raises(LabelError) as error:
        search_terms(text, **options)
    assert str(error.value) == said


@pytest.mark.parametrize("text", ["", " ", "\n", "???", "-", "α" * 0, "の", "🧬", "\ud800", "\x00"])
def test_nothing_is_found_for_nothing(text):
    assert search_terms(text) == []


def test_of_a_longer_text_the_first_is_looked_at():
    text = "regulatory T cell " + "and so on " * 10_000
    assert search_terms(text) == search_terms(text[:LONGEST])


# --- for any text ---

texts = st.text(max_size=60) | st.lists(st.sampled_from(PARTS), max_size=7).map("".join)


@settings(deadline=None, max_examples=300)
@given(text=texts, n=st.integers(1, 12), tissue=st.none() | st.sampled_from(["liver", "peripheral blood", "?"]))
def test_any_text_gives_terms_in_use_in_order_and_the_same_again(text, n, tissue):
    found = search_terms(text, n=n, tissue=tissue)
    assert len(found) <= n
    assert len({match.term_id for match in found}) == len(found)
    assert all(match.term_id in term_table() for match in found)
    assert all(0 <= match.score <= 1 for match in found)
    scores = [match.score for match in found]
    assert scores == sorted(scores, reverse=True)
    assert found == search_terms(text, n=n, tissue=tissue)
    assert search_terms(text, n=n + 3, tissue=tissue)[:n] == found


names = st.sampled_from(term_table().ids).map(lambda term_id: term_table().term(term_id))


@settings(deadline=None)
@given(term=names, blanks=st.sampled_from(["  ", " \t", "\n"]))
def test_every_name_finds_its_term_whatever_the_case_and_the_blanks(term, blanks):
    if term.id == "CL:0000000":  # all are kinds of it: it says nothing
        return
    for text in (term.name, term.name.upper(), term.name.title(), blanks.join(term.name.split(" ")), f" {term.name} "):
        assert search_terms(text, n=1)[0].score == 1
        assert search_terms(text, n=1)[0].term.casefold() == term.name.casefold()


PLAIN = ["monocyte", "B cell", "smooth muscle cell", "natural killer cell", "plasma cell", "alveolar macrophage"]


@settings(deadline=None)
@given(
    name=st.sampled_from(PLAIN),
    separator=st.sampled_from([" ", "_", "-", ".", "  ", " - "]),
    plural=st.booleans(),
    case=st.sampled_from([str, str.lower, str.title]),
    number=st.sampled_from(["", "_1", " 2", "-3"]),
)
def test_case_separators_plural_and_a_number_make_no_other_cell(name, separator, plural, case, number):
    written = case(name.replace(" ", separator)) + "s" * plural + number
    assert search_terms(written, n=1)[0].term == name
    assert search_terms(written, n=1)[0].score >= SURE


# --- what it needs ---


def test_it_is_found_without_what_takes_long_to_import():
    code = """
import json, sys
from cellxgene_widget.ontology.search import search_terms
from cellxgene_widget.ontology.cell_ontology import cell_ontology
names = [match.term for match in search_terms("CD14+ Mono", n=2)] + [cell_ontology().term("CL:0000084").name]
loaded = {"anndata", "csv", "numpy", "pandas", "rapidfuzz", "scanpy"} & set(sys.modules)
print(json.dumps([names, sorted(loaded)]))
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    names, loaded = json.loads(ran.stdout)
    assert names[-1] == "T cell"
    assert len(names) == 3
    assert loaded == []


TYPOS = ["Astrocites", "Macropahges", "Keratinocites", "Eosinophlis", "Mesangail cells", "Plama cells"]


def test_without_rapidfuzz_mistakes_are_forgiven_too(monkeypatch):
    """In a browser there is none. Slower, and only for words that begin alike."""
    with_it = [ids(text, n=1) for text in TYPOS]
    monkeypatch.setattr(spelling, "is_rapidfuzz_there", lambda: False)
    monkeypatch.setitem(sys.modules, "rapidfuzz", None)
    assert [ids(text, n=1) for text in TYPOS] == with_it


@pytest.mark.parametrize("word", ["cel", "DC", "1234", "", "qqqqqqqq"])
def test_what_is_like_no_word_is_left_as_it_is(word):
    assert spelling.meant(word, ["cell", "dendritic", "quiescent"], lambda _: 1) is None
