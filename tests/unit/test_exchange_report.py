"""The methods paragraph and its tables: real sentences, nothing made up, and names as they are."""

import re
from datetime import UTC, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellxgene_widget.exchange.cap import cap_additions
from cellxgene_widget.exchange.cas import cas_document, cas_missing
from cellxgene_widget.exchange.days import days_in_words
from cellxgene_widget.exchange.deeds import Deeds
from cellxgene_widget.exchange.markdown import escaped, table
from cellxgene_widget.exchange.recipe_words import recipe_in_words
from cellxgene_widget.exchange.report import Facts, report_text
from cellxgene_widget.exchange.shares import share
from cellxgene_widget.exchange.subject import Subject
from cellxgene_widget.labels.annotations import Annotations
from cellxgene_widget.labels.category import Label
from cellxgene_widget.labels.terms import LabelTerm

from ..labelled import CD79A, entry, labels_of, subject_of

FACTS = Facts(765, "pbmc.h5ad", {"anndata": "0.12.8"})


def cells_of(line):
    """Split a row of a table as Markdown does: an escaped pipe is text."""
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def tables_in(text):
    found, rows = [], []
    for line in [*text.split("\n"), ""]:
        if line.startswith("| "):
            rows.append(cells_of(line))
        elif rows:
            found.append(pd.DataFrame(rows[2:], columns=rows[0]))
            rows = []
    return found


def test_the_paragraph_tells_what_the_draft_knows(adata):
    text = report_text(subject_of(adata), FACTS)
    software = subject_of(adata).software
    assert text.startswith(
        "## Annotation of cells\n\n"
        "The dataset pbmc68k (pbmc.h5ad) has 700 cells and 765 genes. Cells were shown in the embedding UMAP and "
        f"some of them labelled by hand in {software}.\n\n"
        "The category ct has 8 labels; 429 of the 700 cells (61.3%) have one, 271 have none. Labels are nested in 3 "
        "levels. 5 of the 7 labels of cell types have a term of the Cell Ontology (release 2026-03-26). 13 cells "
        "labelled Doublets are of no cell type. Confidence was stated for 1 label: low for 1. 2 genes were kept as "
        "evidence for 1 label, compared with other cells by the Wilcoxon rank-sum test. Labels were given by ada (in 1 "
        "edit) and bob (in 1 edit) from 3 to 4 November 2026. How the cells of T cell, CD4 \\| memory, monocyte and "
        "Doublets were chosen is not in the journal.\n"
    )
    assert text.endswith(
        f"Software: {software}, anndata 0.12.8, Cell Ontology 2026-03-26. Report made on 27 November 2026; days are "
        "those of UTC.\n"
    )


def test_the_tables_tell_of_each_label(adata):
    labels, evidence, who, how = tables_in(report_text(subject_of(adata), FACTS))
    rows = labels.set_index("Label")
    assert rows.loc["Treg"].to_dict() == {
        "Cells": "68", "Share": "9.7%", "With nested": "68", "Under": "CD4 T",
        "Cell Ontology term": "regulatory T cell", "Id": "CL:0000815", "Confidence": "low", "Note": "",
    }  # fmt: skip
    assert (rows.loc["CD4 T", "Cells"], rows.loc["CD4 T", "With nested"]) == ("0", "95")
    assert evidence.iloc[0].to_list() == [
        "B", "CD79A", "4.25", "96%", "5%", "0.97", "95", "all other cells", "605", "wilcoxon", "X",
    ]  # fmt: skip
    assert who.to_numpy().tolist() == [
        ["ada", "3 November 2026", "3 November 2026", "1", "95"],
        ["bob", "4 November 2026", "4 November 2026", "1", "68"],
    ]
    assert how.to_numpy().tolist() == [
        ["Treg", "68", "4 November 2026", "bob", "louvain is 2"],
        ["B", "95", "3 November 2026", "ada", "a lasso on X_umap"],
    ]


def test_one_of_each_is_told_as_one():
    annotations = Annotations(1)
    category = annotations.load("ct", [Label("a", "#000000", 1)])
    category.codes[:] = 1
    deeds = Deeds.of_entries([entry(1, "label", label="a", n_changed=1, recipe=[{"cells": ["x"]}])])
    text = report_text(Subject("d", pd.Index(["x"]), [category], deeds=deeds), Facts(1, None, {}))
    assert "The dataset d has 1 cell and 1 gene." in text
    assert "The category ct has 1 label; the cell has one. Labels were given by ada (in 1 edit) on 2 " in text
    assert "1 cell chosen in code" in text
    assert "Cell Ontology" not in text.split("**Table")[0]


def test_without_labels_there_are_sentences_and_no_tables(adata):
    category = Annotations(adata.n_obs).load("new", [])
    text = report_text(subject_of(adata, categories=[category], deeds=Deeds()), FACTS)
    assert "The category new has 0 labels; 0 of the 700 cells (0.0%) have one, 700 have none." in text
    assert tables_in(text) == []


def test_several_categories_have_a_heading_each_and_tables_are_numbered_through(adata):
    annotations = labels_of(adata)
    annotations.load("other", [Label("x", "#000000", 1)])
    text = report_text(subject_of(adata, categories=annotations.categories), FACTS)
    assert re.findall(r"^### .*$", text, re.MULTILINE) == ["### ct", "### other"]
    assert re.findall(r"Table (\d)", text) == ["1", "2", "3", "4", "5"]


def test_a_category_that_is_a_copy_is_told_to_be_one(adata):
    deeds = Deeds.of_entries([entry(1, "create_category", call={"name": "ct", "like": "bulk_labels"})])
    text = report_text(subject_of(adata, deeds=deeds), FACTS)
    assert "Its labels were taken over from bulk_labels; none was given by hand since." in text
    assert "not in the journal" not in text


def test_of_many_edits_the_last_are_told_and_the_others_counted(adata):
    entries = [
        entry(n, "label", label="B", n_changed=n, recipe=[{"where": {"n": [float(n), None]}}]) for n in range(1, 15)
    ]
    *_, how = tables_in(report_text(subject_of(adata, deeds=Deeds.of_entries(entries)), FACTS))
    assert how["How they were chosen"].to_list() == [
        "4 edits before those below", *(f"n of at least {n}" for n in range(5, 15)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        ([], ""),
        (None, ""),
        ("a lasso", ""),
        ([3, {}], ""),
        ([{"lasso": [[[0, 0], [1, 0], [1, 1]]], "basis": "X_umap"}], "a lasso on X_umap"),
        ([{"lasso": [[], []], "basis": ["CD3E", "CD8A"]}], "2 lassos on the plot of CD3E and CD8A"),
        ([{"where": {"louvain": ["3"]}}], "louvain is 3"),
        ([{"where": {"louvain": ["3", "7", None]}}], "louvain is 3, 7 or unassigned"),
        ([{"where": {"louvain": {"not": ["3", "7"]}}}], "louvain is not 3 nor 7"),
        ([{"where": {"l": [str(n) for n in range(9)]}}], "l is 0, 1, 2, 3, 4 or 4 others"),
        ([{"where": {"CD3D": [1.2, None]}, "layer": "counts"}], "CD3D of at least 1.2 (values of counts)"),
        ([{"where": {"CD3D": [None, 3.0]}}], "CD3D of at most 3"),
        ([{"where": {"CD3D": [1.0, 3.0], "n": [None, None]}}], "CD3D from 1 to 3 and n with any value"),
        ([{"cells": ["a", "b"]}], "2 cells chosen in code"),
        ([{"cells": {"frame": "x"}}], "cells chosen in code"),
        ([{"remembered": "mine", "cells": ["a"]}], "the cells remembered as mine"),
        ([{"chosen_by": "clusters 1: 0", "cells": ["a"]}], "cells chosen by clusters 1: 0"),
        ([{"remembered": "cells of interest", "cells": ["a"]}], "the cells remembered as cells of interest"),
        ([{"chosen_by": "review group 2", "cells": ["a"]}], "cells chosen by review group 2"),
        ([{"mode": "all"}], "all cells"),
        ([{"cells": ["a"]}, {"mode": "invert"}], "1 cell chosen in code; then all others"),
        (
            [
                {"where": {"a": ["x"]}},
                {"where": {"b": ["y"]}, "mode": "add"},
                {"where": {"c": ["z"]}, "mode": "subtract"},
                {"where": {"d": ["w"]}, "mode": "intersect"},
            ],
            "a is x; and also b is y; without c is z; of these only d is w",
        ),
        ([{"cells": ["a"]}, {"where": {"b": ["y"]}}], "b is y"),
        (
            [{"mode": "all", "within": [{"where": {"a": ["x"]}}]}],
            "all cells, within the part shown alone (a is x)",
        ),
    ],
)
def test_recipes_in_words(recipe, words):
    assert recipe_in_words(recipe) == words


@given(st.text(max_size=30))
def test_any_name_fits_into_a_cell_and_shows_its_very_characters(name):
    (line,) = table(["a", "b"], [[escaped(name), "x"]]).split("\n")[2:]
    assert len(cells_of(line)) == 2
    shown = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", escaped(name))
    assert shown == " ".join(name.encode("utf-8", "backslashreplace").decode().split())


def test_days_are_told_as_in_papers():
    def day(year, month, number):
        return datetime(year, month, number, 12, tzinfo=UTC)

    assert days_in_words([day(2026, 11, 3)]) == "on 3 November 2026"
    assert days_in_words([day(2026, 11, 5), day(2026, 11, 3)]) == "from 3 to 5 November 2026"
    assert days_in_words([day(2026, 10, 3), day(2026, 11, 5)]) == "from 3 October to 5 November 2026"
    assert days_in_words([day(2025, 12, 3), day(2026, 1, 5)]) == "from 3 December 2025 to 5 January 2026"


def test_what_was_taken_over_from_clusters_is_not_said_to_be_by_hand(open_session, adata, tmp_path):
    session = open_session(adata)
    session.create_category("ct", like="louvain")
    subject = subject_of_session(session)
    (labelset,) = cas_document(subject)["labelsets"]
    assert "annotation_method" not in labelset
    assert labelset["description"].endswith(f"taken over from 'louvain' in {subject.software}.")
    assert any(one.endswith("is not said: they were taken over from 'louvain'.") for one in cas_missing(subject))
    assert "Labels were kept in" in session.report()
    session.label("mine", cells=range(5))
    text = session.report()
    assert "Its labels were taken over from louvain; 1 edit by hand gave labels since." in text
    described = cas_document(subject_of_session(session))["labelsets"][0]["description"]
    assert "taken over from 'louvain', then given by hand in 1 edit in" in described
    sets = cap_additions(subject_of_session(session)).merged["cellannotation_metadata"]
    assert list(sets["ct"]) == ["description"]


def subject_of_session(session):
    history = session.parts.history
    return Subject(
        "d",
        session.parts.table.obs_names,
        list(history.annotations.categories),
        deeds=Deeds.of_entries(history.entries),
    )


def test_a_version_that_was_restored_is_told_of(open_session, adata):
    session = open_session(adata)
    session.create_category("ct")
    session.label("a", cells=range(10))
    session.save()
    session.label("b", cells=range(10, 20))
    session.save()
    session.restore(session.versions()["version"].iloc[0])
    text = session.report()
    assert "(in 1 edit)" in text
    assert "An earlier version" not in text


def test_a_version_of_an_older_journal_is_told_to_be_unclear(adata):
    deeds = Deeds.of_entries([entry(1, "label", label="B", n_changed=3), entry(2, "restore", None)])
    text = report_text(subject_of(adata, deeds=deeds), FACTS)
    assert "An earlier version of the labels was restored on 3 November 2026: which edits it took back is not" in text


def test_the_embeddings_are_those_that_cells_were_chosen_in(open_session, adata):
    session = open_session(adata)
    session.create_category("ct")
    session.select(lasso=[(-50, -50), (50, -50), (50, 50), (-50, 50)], basis="X_pca")
    session.label("a")
    session.embedding = "X_umap"
    assert "Cells were shown in the embedding PCA and labelled by hand" in session.report()


def test_a_single_label_has_its_own_sentence_and_genes_are_counted_once(adata):
    category = Annotations(adata.n_obs).load("ct", [Label("B", "#000000", 1)])
    label = category.find("B")
    label.term, label.evidence = LabelTerm("CL:0000236", "B cell"), (CD79A, CD79A)
    category.codes[:] = 1
    text = report_text(subject_of(adata, categories=[category]), FACTS)
    assert "The label has a term of the Cell Ontology." in text
    assert "1 gene was kept as evidence for 1 label" in text


def test_a_word_for_no_cell_type_without_cells_is_not_told(adata):
    category = Annotations(adata.n_obs).load("ct", [Label("doublets", "#000000", 1)])
    assert "of no cell type" not in report_text(subject_of(adata, categories=[category]), FACTS)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0.0%"), (1e-6, "under 0.1%"), (0.613, "61.3%"), (1 - 1e-6, "over 99.9%"), (1, "100.0%")],
)
def test_shares_are_not_rounded_to_none_or_all(value, text):
    assert share(value) == text


def test_marks_of_markdown_in_names_are_text():
    assert escaped("CD4^high ==x== @ref a@b a=b") == r"CD4\^high \=\=x\=\= \@ref a@b a=b"
