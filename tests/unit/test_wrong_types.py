"""What is no name, no word and no yes or no: one sentence of ours, and nothing changes."""

import numpy as np
import pandas as pd
import pytest

import cellxgene_widget as cxw

WRONG = {
    "missing": pd.NA,
    "NaN": float("nan"),
    "an array": np.array(["A", "B"]),
    "a Series": pd.Series(["A"]),
    "a number": 3,
    "an object": object(),
}
VERBS = {
    "set_confidence of": lambda s, wrong: s.set_confidence("x", wrong, "high"),
    "set_confidence": lambda s, wrong: s.set_confidence("x", "A", wrong),
    "set_note": lambda s, wrong: s.set_note("x", wrong, "n"),
    "set_parent": lambda s, wrong: s.set_parent("x", "A", wrong),
    "set_parent of": lambda s, wrong: s.set_parent("x", wrong, "A"),
    "set_parents": lambda s, wrong: s.set_parents("x", {"A": wrong}),
    "set_term": lambda s, wrong: s.set_term("x", "A", wrong),
    "set_term of": lambda s, wrong: s.set_term("x", wrong, "CL:0000236"),
    "set_terms": lambda s, wrong: s.set_terms("x", {"A": wrong}),
    "labels": lambda s, wrong: s.labels(wrong),
    "propose_terms": lambda s, wrong: s.propose_terms(wrong),
    "propose_parents": lambda s, wrong: s.propose_parents(wrong),
    "search_terms": lambda s, wrong: s.search_terms(wrong),
    "export format": lambda s, wrong: s.export("o.json", format=wrong),
    "export overwrite": lambda s, wrong: s.export("o.json", overwrite=wrong),
    "export category": lambda s, wrong: s.export("o.json", category=wrong),
    "export path": lambda s, wrong: s.export(wrong),
    "rename_label": lambda s, wrong: s.rename_label("x", wrong, "C"),
    "merge_labels": lambda s, wrong: s.merge_labels("x", [wrong], "B"),
    "merge_labels into": lambda s, wrong: s.merge_labels("x", ["A"], wrong),
    "delete_label": lambda s, wrong: s.delete_label("x", wrong),
    "recolor_label": lambda s, wrong: s.recolor_label("x", wrong, "#ff0000"),
    "reorder_labels": lambda s, wrong: s.reorder_labels("x", [wrong, "A"]),
    "rename_category": lambda s, wrong: s.rename_category(wrong, "q"),
    "delete_category": lambda s, wrong: s.delete_category(wrong),
    "select nested": lambda s, wrong: s.select(where={"x": ["A"]}, nested=wrong),
    "merge levels": lambda s, wrong: s.merge(levels=wrong),
}


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata)
    session.create_category("x")
    session.label("A", cells=[1])
    session.label("B", cells=[2])
    return session


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_it_is_refused_in_a_sentence(session, verb, wrong):
    before, labels = session.revision, session.labels("x")
    with pytest.raises(cxw.AnnotationError):
        verb(session, wrong)
    assert session.revision == before
    pd.testing.assert_frame_equal(session.labels("x"), labels)


def test_a_value_of_several_names_selects_nothing(session):
    with pytest.raises(cxw.AnnotationError):
        session.select(where={"x": [np.array(["A", "B"])]})
    assert session.n_selected == 0
