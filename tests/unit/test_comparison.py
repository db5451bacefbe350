"""A comparison of annotators: by name, with labels missing; its tables are those that pandas would make."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

import cellxgene_widget as cxw
from cellxgene_widget import Comparison, DataError
from tests.annotators import annotator

LABELS = st.sampled_from(["T", "B", "NK", "mono", None])


@st.composite
def two(draw):
    """Draw what two annotators say of the cells that each knows, in an order of its own."""
    n = draw(st.integers(1, 25))
    known = []
    for name in ("Ana", "Ben"):
        cells = draw(st.permutations([f"c{place}" for place in range(n)]))[: draw(st.integers(1, n))]
        known.append(annotator(name, [draw(LABELS) for _ in cells], cells=cells))
    return known


def series_of(each):
    """Return what an annotator says as a Series, missing values as None."""
    return pd.Series([None if code == 0 else each.labels[code - 1] for code in each.codes], each.cells, dtype=object)


@given(two())
def test_two_by_name_are_what_pandas_and_sklearn_say(annotators):
    frame = pd.concat([series_of(each).rename(each.name) for each in annotators], axis=1)
    both = frame.dropna()
    assume(len(both))
    found = Comparison(annotators)
    expected = pd.crosstab(both["Ana"], both["Ben"])
    pd.testing.assert_frame_equal(
        found.confusion.sort_index(axis=0).sort_index(axis=1), expected, check_dtype=False, check_index_type=False,
        check_column_type=False,
    )  # fmt: skip
    assert found.n_compared == len(both)
    assert found.n_agree == int((both["Ana"] == both["Ben"]).sum())
    assert found.n_only_one == int((frame.notna().sum(axis=1) == 1).sum())
    if both.nunique().max() > 1 or set(both["Ana"]) != set(both["Ben"]):
        assert found.kappa == pytest.approx(cohen_kappa_score(both["Ana"], both["Ben"]))
    cells = found.cells.astype(object).where(found.cells.notna(), None)
    expected = frame.where(frame.notna(), None).sort_index()
    pd.testing.assert_frame_equal(cells.sort_index(), expected, check_dtype=False, check_index_type=False)


@given(two())
def test_precision_both_ways_and_the_cells_of_a_square(annotators):
    ana, ben = map(series_of, annotators)
    both = pd.concat([ana.rename("a"), ben.rename("b")], axis=1).dropna()
    assume(len(both))
    found = Comparison(annotators)
    for row in found.per_label.itertuples():
        own, other = ("a", "b") if row.annotator == "Ana" else ("b", "a")
        its = both[both[own] == row.label]
        assert (row.n_compared, row.n_agree) == (len(its), int((its[other] == row.label).sum()))
        if len(its):
            assert row.precision == pytest.approx((its[other] == row.label).mean())
    for a in found.confusion.index:
        for b in found.confusion.columns:
            assert sorted(found.select(a, b)) == sorted(both.index[(both["a"] == a) & (both["b"] == b)])


def test_what_is_missing_is_no_disagreement():
    ana = annotator("Ana", ["T", "T", None, "B"])
    ben = annotator("Ben", ["T", None, "B", "T"], cells=["c0", "c1", "c2", "c9"])
    found = Comparison([ana, ben])
    assert found.agreement.tolist() == ["agree", "only one", "only one", "only one", "only one"]
    assert (found.n_compared, found.n_disagree) == (1, 0)
    assert list(found.select(None, "B")) == ["c2"]
    assert list(found.select("B", None)) == ["c3"]


def test_three_are_compared_pair_by_pair_and_together():
    said = {"Ana": ["T", "T", "B", "B"], "Ben": ["T", "T", "B", "T"], "Cem": ["T", "B", "B", None]}
    found = Comparison([annotator(name, labels) for name, labels in said.items()])
    assert found.agreement.tolist() == ["agree", "disagree", "agree", "disagree"]
    kappas = [
        cohen_kappa_score(said["Ana"], said["Ben"]),
        cohen_kappa_score(said["Ana"][:3], said["Cem"][:3]),
        cohen_kappa_score(said["Ben"][:3], said["Cem"][:3]),
    ]
    assert found.pairs["kappa"].tolist() == pytest.approx(kappas)
    assert found.kappa == pytest.approx(np.mean(kappas))
    assert found.between("Cem", "Ana").confusion.loc["B", "T"] == 1
    assert found.disagreement == 0.5


MISSING = (
    "  2 labels have no term of the Cell Ontology ('T', 'NK'): propose_terms() may show that some are only coarser."
)


def test_it_prints_what_matters_first():
    ana = annotator("Ana", ["T", "T", "B", "B", "CD4 T"], parents={"CD4 T": "T"})
    ben = annotator("Ben", ["T", "NK", "B", None, "T"])
    assert repr(Comparison([ana, ben])).splitlines() == [
        "Ana and Ben agree on 50.0% of 4 cells (kappa 0.27)",
        "  Ana  ct, 3 labels on 5 cells (what Ana says)",
        "  Ben  ct, 3 labels on 4 cells (what Ben says)",
        "  coarser or finer, which is not wrong: 1 cell (25.0%)",
        "  a real disagreement: 1 cell (25.0%)",
        "    T (Ana) / NK (Ben): 1 cell",
        "  labelled by only one: 1 cell",
        MISSING,
    ]


def test_coarser_is_not_wrong_for_the_alpha_of_terms():
    ana = annotator("Ana", ["CD4 T", "CD4 T", "B", "B"], parents={"CD4 T": "T"}, more=["T"])
    ben = annotator("Ben", ["T", "CD4 T", "B", "B"])
    found = Comparison([ana, ben])
    assert found.alpha < 1
    assert found.alpha_nested == pytest.approx(1)
    assert found.disagreement == 0


@pytest.mark.parametrize(
    ("annotators", "message"),
    [
        ([annotator("Ana", ["T"])], "takes two annotators or more, and there is only 'Ana'"),
        ([], "takes two annotators or more, and there is only 'nobody'"),
        ([annotator("Ana", ["T"]), annotator("Ana", ["B"])], "Two annotators are called 'Ana'"),
        ([annotator("Ana", ["T"]), annotator("Ben", [None])], "'Ben' .* gave no label yet"),
        ([annotator("Ana", ["T"]), annotator("Ben", ["T"], cells=["x"])], "No cell has a label of two"),
        ([annotator("Ana", ["T", None]), annotator("Ben", [None, "T"])], "No cell has a label of two"),
        ([annotator(str(n), ["T"]) for n in range(51)], "There are 51 annotators: at most 50"),
        ([annotator("A", [str(n) for n in range(2001)]), annotator("B", ["1"])], "2,002 labels together"),
    ],
)  # fmt: skip
def test_what_can_not_be_compared_is_told_in_a_sentence(annotators, message):
    with pytest.raises(DataError, match=message):
        Comparison(annotators)


def test_labels_of_other_cells_than_those_that_count_are_about_other_data():
    ana, ben = annotator("Ana", ["T"]), annotator("Ben", ["T"], cells=["x"])
    with pytest.raises(DataError, match=r"'Ben' .* labelled none of these cells: it is about other data"):
        Comparison([ana, ben], ana.cells)


def test_a_wrong_name_is_told_with_those_there_are():
    found = Comparison([annotator("Ana", ["T"]), annotator("Ben", ["T"])])
    with pytest.raises(DataError, match=r"'Ben' has no label 'B'\. Its labels: 'T'"):
        found.select("T", "B")
    with pytest.raises(DataError, match=r"no annotator 'Cem'\. There are 'Ana', 'Ben'"):
        found.between("Ana", "Cem")


def test_series_are_compared_without_a_session(adata):
    one, other = adata.obs["bulk_labels"], adata.obs["bulk_labels"].astype(str).rename("mine").iloc[::-1]
    found = cxw.compare(one, other)
    assert found.names == ("bulk_labels", "mine")
    assert found.kappa == 1
    named = cxw.compare({"Ana": one, "Ben": other.where(other != "Dendritic")})
    assert named.names == ("Ana", "Ben")
    assert named.n_only_one == int((one == "Dendritic").sum())
    assert cxw.compare({"k": adata.obs["louvain"], "n": adata.obs["louvain"].astype(int)}).kappa == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda labels: labels.reset_index(drop=True), "has no names of cells"),
        (lambda labels: pd.concat([labels, labels[:3]]), "has 3 cells more than once"),
        (lambda labels: pd.Series(0.5, labels.index, name="x"), "holds numbers, no labels"),
        (lambda labels: pd.Series(pd.Timestamp(0), labels.index, name="x"), "holds datetime64"),
        (lambda labels: labels.to_frame(), "DataFrame is none of them"),
        (lambda labels: 3, "int is none of them"),
        (lambda labels: {3: labels}, "An annotator has a name in words, not 3"),
        (lambda labels: "nowhere.csv", "neither a file, a column nor a colleague's draft 'nowhere.csv'"),
    ],
)
def test_what_is_no_source_is_told_in_a_sentence(adata, wrong, message):
    labels = adata.obs["bulk_labels"]
    with pytest.raises(DataError, match=message):
        cxw.compare(labels, wrong(labels))


def test_labels_without_a_term_are_told_where_the_search_is_sure_and_people_disagree():
    ana = annotator("Ana", ["CD4 T", "NK", "louvain 7", "B cell"], terms={"NK": "CL:0000623"})
    ben = annotator("Ben", ["Mono", "T cell", "B cell", "Treg"])
    found = Comparison([ana, ben])
    # "T cell" and "B cell" are names of terms, and count as these
    assert found.without_terms == {"Ana": ("CD4 T",), "Ben": ("Mono", "Treg")}
    line = (
        "  3 labels have no term of the Cell Ontology ('CD4 T', 'Mono', 'Treg'): propose_terms() may show that some "
        "are only coarser."
    )
    assert repr(found).splitlines()[-1] == line


def test_where_nobody_disagrees_no_terms_are_asked_for():
    found = Comparison([annotator("Ana", ["CD4 T", "Mono"]), annotator("Ben", ["CD4 T", None])])
    assert found.without_terms == {}
    assert "term" not in repr(found)
