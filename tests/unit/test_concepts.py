"""What two labels are to each other: by name, by term, by what they are nested under."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellxgene_widget import Comparison, DataError
from cellxgene_widget.exchange.annotators.concepts import concepts_of
from tests.annotators import annotator

T_CELL, CD4_T, CD8_T, B_CELL = "CL:0000084", "CL:0000624", "CL:0000625", "CL:0000236"


def relation(one, other, *, terms=({}, {}), parents=({}, {})):
    """Return what a label of Ana is to one of Ben."""
    more = [tuple(dict.fromkeys([*own.keys(), *own.values()])) for own in parents]
    ana, ben = (
        annotator(name, [label], terms=its, parents=own, more=tuple(x for x in others if x != label))
        for name, label, its, own, others in zip(("Ana", "Ben"), (one, other), terms, parents, more, strict=True)
    )
    found = Comparison([ana, ben])
    assert found.relation.loc[one, other] == found.relation_of(one, other)
    return found.relation_of(one, other)


@pytest.mark.parametrize(
    ("one", "other", "terms", "parents", "expected"),
    [
        ("x", "x", ({}, {}), ({}, {}), "same"),
        ("NK Cells", "nk cells", ({}, {}), ({}, {}), "same"),
        ("x", "y", ({}, {}), ({}, {}), "other"),
        ("mine", "yours", ({"mine": B_CELL}, {"yours": B_CELL}), ({}, {}), "same"),
        ("mine", "yours", ({"mine": CD4_T}, {"yours": T_CELL}), ({}, {}), "finer"),
        ("mine", "yours", ({"mine": T_CELL}, {"yours": CD4_T}), ({}, {}), "coarser"),
        ("mine", "yours", ({"mine": T_CELL}, {"yours": B_CELL}), ({}, {}), "other"),
        ("mine", "yours", ({"mine": "CL:9999999"}, {"yours": B_CELL}), ({}, {}), "other"),
        ("T cell", "yours", ({}, {"yours": CD4_T}), ({}, {}), "coarser"),
        ("x", "y", ({}, {}), ({"x": "y"}, {}), "finer"),
        ("x", "y", ({}, {}), ({"x": "mid", "mid": "Y"}, {}), "finer"),
        ("x", "y", ({}, {}), ({}, {"y": "x"}), "coarser"),
        ("x", "y", ({}, {}), ({"x": "top"}, {"y": "TOP"}), "sibling"),
        ("x", "y", ({}, {}), ({"x": "y"}, {"y": "x"}), "other"),
        ("x", "yours", ({"top": CD4_T}, {"yours": T_CELL}), ({"x": "top"}, {}), "finer"),
    ],
)
def test_a_relation(one, other, terms, parents, expected):
    assert relation(one, other, terms=terms, parents=parents) == expected


def test_siblings_are_right_below_one_term():
    assert relation("a", "b", terms=({"a": "CL:0000895"}, {"b": "CL:0000896"})) == "sibling"
    # all that two have in common is to be a cell
    assert relation("a", "b", terms=({"a": "CL:0000540"}, {"b": "CL:0000236"})) == "other"


def test_parts_of_what_another_calls_by_one_label_of_the_same_term_are_finer():
    ana = annotator("Ana", ["CD4 1", "CD4 2", "T"], terms={"CD4 1": CD4_T, "CD4 2": CD4_T})
    ben = annotator("Ben", ["CD4", "CD4", "T"], terms={"CD4": CD4_T})
    found = Comparison([ana, ben])
    assert found.relation_of("CD4 1", "CD4") == found.relation_of("CD4 2", "CD4") == "finer"
    assert found.disagreement == 0
    assert len(found.labels) == 4


def test_a_namesake_counts_before_a_term():
    ana = annotator("Ana", ["CD4 1", "CD4 2"], terms={"CD4 1": CD4_T, "CD4 2": CD4_T})
    ben = annotator("Ben", ["CD4 1", "CD4 1"], terms={"CD4 1": CD4_T}, more=["CD4 2"])
    found = Comparison([ana, ben])
    assert found.relation_of("CD4 1", "CD4 1") == "same"
    assert found.agreement.tolist()[0] == "agree"
    assert found.relation_of("CD4 2", "CD4 2") == "same"


def test_a_label_renamed_with_its_term_agrees():
    ana = annotator("Ana", ["mono", "B"], terms={"mono": "CL:0000576"})
    ben = annotator("Ben", ["Monocytes!", "B"], terms={"Monocytes!": "CL:0000576"})
    found = Comparison([ana, ben])
    assert found.kappa == 1
    assert found.labels == ("mono", "B")
    assert list(found.confusion.columns) == ["Monocytes!", "B"]


@st.composite
def several(draw):
    """Draw annotators whose labels have names and terms in common, in every way."""
    names = st.lists(st.sampled_from(["T", "t", "B", "b", "CD4", "x", "y"]), min_size=1, max_size=6, unique=True)
    out = []
    for name in ("Ana", "Ben", "Cem")[: draw(st.integers(2, 3))]:
        labels = draw(names)
        terms = {each: draw(st.sampled_from([T_CELL, CD4_T, CD8_T])) for each in labels if draw(st.booleans())}
        below = dict(zip(labels[1:], labels, strict=False))
        parents = {each: above for each, above in below.items() if draw(st.booleans())}
        out.append(annotator(name, labels, terms=terms, parents=parents))
    return out


@given(several())
def test_what_one_keeps_apart_stays_apart_and_relations_are_each_others_opposites(annotators):
    found = concepts_of(annotators)
    assert len(set(found.names)) == len(found.names)
    for numbers in found.numbers:
        its = numbers[1:].tolist()
        assert len(set(its)) == len(its)
        assert min(its) >= 1
    relations = found.relations
    opposite = np.array([0, 2, 1, 3, 4])
    np.testing.assert_array_equal(relations.T, opposite[relations])
    np.testing.assert_array_equal(relations == 0, np.eye(len(found.names), dtype=bool))
    for one, its in zip(annotators, found.numbers, strict=True):
        for other, theirs in zip(annotators, found.numbers, strict=True):
            for label in set(one.labels) & set(other.labels):
                same = its[one.labels.index(label) + 1] == theirs[other.labels.index(label) + 1]
                given = {each.terms.get(name) for each in annotators for name in each.labels if name == label}
                if len(given - {None}) < 2:
                    assert same
                if None not in (one.terms.get(label), other.terms.get(label)):
                    assert same == (one.terms[label] == other.terms[label])


@given(several())
def test_who_comes_first_does_not_change_how_far_they_agree(annotators):
    def sizes(them):
        try:
            found = Comparison(them)
        except DataError:  # they know no cell in common
            return None
        return found.n_agree, found.n_nested, found.n_disagree

    assert sizes(annotators) == sizes(annotators[::-1])


NK, B, LYMPHOCYTE = "CL:0000623", "CL:0000236", "CL:0000542"


def test_terms_that_people_gave_count_where_they_contradict():
    ana = annotator("Ana", ["NK", "NK", "T"], terms={"NK": NK})
    ben = annotator("Ben", ["NK", "NK", "T"], terms={"NK": B})
    cem = annotator("Cem", ["NK", "nk"], terms={"nk": LYMPHOCYTE})
    found = Comparison([ana, ben])
    assert found.relation_of("NK", "NK") != "same"
    assert found.states.tolist() == [3, 3, 1]
    assert set(found.labels) == {"NK", "T", "NK (CL:0000236)"}
    assert "NK (Ana) / NK (CL:0000236) (Ben): 2 cells" in repr(found)
    # who gave no term means what is called so; one above the other is coarser
    assert Comparison([ana, cem]).relation_of("NK", "NK") == "same"
    assert Comparison([ben, cem]).relation_of("NK", "nk") == "finer"
    # of two terms that contradict nobody knows which one means who gave none
    dora = annotator("Dora", ["NK", "NK"])
    for them in ([ana, ben, dora], [dora, ben, ana]):
        pairs = [Comparison(them).between(who, "Dora") for who in ("Ana", "Ben")]
        assert [each.n_agree for each in pairs] == [2, 2]
        assert (Comparison(them).n_agree, Comparison(them).n_disagree) == (1, 2)
