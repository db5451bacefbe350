"""Thousands of labels in a category: what an edit makes, sends and looks through stays small, and means the same."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cellxgene_widget as cxw
from cellxgene_widget.core.trusted_files import MAX_DEPTH, parse_json
from cellxgene_widget.labels.annotations import Annotations
from cellxgene_widget.labels.category import Category, Label
from cellxgene_widget.labels.edits import AddLabel, Assign, Batch, CreateCategory, RenameLabel, SetParent
from cellxgene_widget.labels.nesting import with_descendants, with_those_below
from cellxgene_widget.view import label_states
from cellxgene_widget.view.label_states import LabelStates
from cellxgene_widget.view.sent_categories import OWN, USUAL
from tests.page.data import cells

MANY = 2000


@pytest.fixture
def widget(tmp_path):
    data = cells()
    data.obs["levels"] = pd.Categorical.from_codes(np.r_[np.arange(700)] % MANY, [f"level {k:04}" for k in range(MANY)])
    widget = cxw.show(data, annotations_dir=tmp_path, autosave=None, max_category_items=MANY)
    widget.create_category("many", like="levels")
    widget.create_category("few")
    yield widget
    widget.close()


def read(sent):
    """Return labels as the front end reads them: see ``js/src/wire/sentCategories.ts``."""
    columns = json.loads(sent)
    n = len(columns["name"])
    columns = {name: [usual] * n for name, usual in USUAL.items()} | columns
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def test_what_is_sent_is_what_the_trait_says(widget):
    widget.set_parents("many", {"level 0001": "level 0000", "level 0002": "level 0001"})
    widget.set_note("many", "level 0003", "seen")
    widget.set_term("many", "level 0004", "CL:0000236")
    widget.set_confidence("many", "level 0005", "low")
    widget.add_label("few", "doublets")
    sent = widget.get_state()["categories"]
    assert [read(one["labels"]) for one in sent] == [one["labels"] for one in widget.categories]
    assert [{**one, "labels": 0} for one in sent] == [{**one, "labels": 0} for one in widget.categories]
    assert json.loads(sent[1]["labels"]).keys() == {*OWN, "reserved"}


def test_an_edit_sends_two_thousand_labels_in_less_than_a_hundred_kilobytes(widget):
    assert len(json.dumps(widget.get_state(["categories"]))) < 100_000


def test_an_edit_makes_the_labels_of_its_category_only(widget, monkeypatch):
    before, made = widget.categories, []
    drawn = label_states.drawn_labels
    monkeypatch.setattr(label_states, "drawn_labels", lambda category: made.append(category.name) or drawn(category))
    widget.label("B", category="few", cells=[1, 2])
    now = widget.categories
    assert made == ["few"]
    assert now[0]["labels"] == before[0]["labels"]
    assert [one["count"] for one in now[1]["labels"]] == [2]
    widget.undo()
    assert widget.categories == before  # what is told waits a moment, but for whoever reads
    assert made == ["few", "few"]
    widget.rename_label("many", "level 1999", "last")
    assert widget.categories[0]["labels"][-1]["name"] == "last"
    assert made == ["few", "few", "many"]


def test_what_a_reader_changes_in_the_trait_is_gone_at_the_next_edit(widget):
    widget.keep_evidence("level 0001", ["CD3D"], category="many", cells=range(9))
    before, sent = copy.deepcopy(widget.categories), widget.get_state("categories")["categories"]
    given = widget.categories[0]["labels"]
    given.reverse()
    given[0]["name"] = "changed"
    given[-2]["evidence"].clear()
    widget.label("B", category="few", cells=[1])
    assert widget.categories[0] == before[0]
    now = widget.get_state("categories")["categories"]
    assert now[0] == sent[0]
    widget.rename_label("many", "level 1999", "changed")
    assert read(widget.get_state("categories")["categories"][0]["labels"])[-1]["name"] == "changed"


def test_the_front_end_takes_the_same_as_usual():
    source = (Path(__file__).parents[2] / "js/src/wire/sentCategories.ts").read_text("utf-8")
    (literal,) = re.findall(r"const USUAL: .*? = (\{.*?\n\});", source, re.DOTALL)
    assert json.loads(re.sub(r",\s*\}", "}", re.sub(r"(\w+):", r'"\1":', literal))) == USUAL


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "C"), ("color", "#123456"), ("note", "seen"), ("parent", "A"), ("confidence", "low"), ("code", 9)],
)
def test_labels_are_shown_anew_whatever_is_said_of_one(field, value):
    category = Category("c", 1, np.zeros(3, np.uint8), [Label("A", "#000000", 1), Label("B", "#ffffff", 2)])
    states, counts = LabelStates(), {0: 3, 1: 0, 2: 0}
    before = states.of(category, counts)
    assert states.of(category, dict(counts)).made_of is before.made_of
    setattr(category.labels[1], field, value)
    assert states.of(category, counts)[1][field] == value
    states.forget_all_but([])
    assert states.of(category, counts).made_of is not before.made_of


names = st.lists(st.text("abcdef", min_size=1, max_size=3), min_size=1, max_size=12, unique=True)


@given(names, st.data())
def test_a_label_is_found_by_its_name_whatever_became_of_the_others(given_names, data):
    """The place it was at is remembered: labels come, go, move and are renamed in between."""
    category = Category("c", 1, np.zeros(1, np.uint8), [Label(x, "#000000", i + 1) for i, x in enumerate(given_names)])
    for _ in range(8):
        asked = data.draw(st.text("abcdef", min_size=1, max_size=3))
        (found,) = [x for x in category.labels if x.name == asked] or [None]
        assert category.has(asked) == (found is not None)
        assert found is None or category.find(asked) is found
        what = data.draw(st.sampled_from(["rename", "reverse", "take away", "add"]))
        if what == "rename" and category.labels:
            one = data.draw(st.sampled_from(category.labels))
            new = data.draw(st.text("abcdef", min_size=1, max_size=3))
            if all(x.name != new for x in category.labels):
                one.name = new
        elif what == "reverse":
            category.labels.reverse()
        elif what == "take away" and category.labels:
            category.labels.pop(data.draw(st.integers(0, len(category.labels) - 1)))
        elif what == "add" and not category.has("new"):
            category.labels.insert(0, Label("new", "#000000", 99))


@given(st.integers(1, 20), st.data())
def test_a_label_and_those_below_it_have_as_many_cells_as_one_by_one(n, data):
    labels = [Label(f"L{k}", "#000000", k + 1) for k in range(n)]
    for k, label in enumerate(labels[1:], start=1):
        label.parent = data.draw(st.sampled_from([None, *[x.name for x in labels[:k]]]))
    counts = {x.name: data.draw(st.integers(0, 9)) for x in labels}
    category = Category("c", 1, np.zeros(1, np.uint8), labels)
    slow = {x.name: sum(counts[name] for name in with_descendants(category, [x.name])) for x in labels}
    assert with_those_below(labels, counts) == slow


@given(st.integers(1, 30), st.integers(0, 2**32 - 1))
def test_the_cells_of_many_labels_are_those_of_each(n, seed):
    codes = np.random.default_rng(seed).integers(0, n + 3, 200).astype(np.uint16)
    category = Category("c", 1, codes, [Label(f"L{k}", "#000000", k + 1) for k in range(n)])
    for label, found in category.cells_of(category.labels):
        assert found.tolist() == np.flatnonzero(codes == label.code).tolist()
        assert found.dtype == np.uint32


def test_a_batch_in_a_batch_is_made_and_taken_back_as_one(monkeypatch):
    annotations = Annotations(10)
    annotations.apply(CreateCategory("c"))
    annotations.apply(Batch(tuple(AddLabel("c", f"L{k}", "#000000") for k in range(20))))
    before = annotations.copy()
    inner = Batch((Assign("c", "L1", np.array([1], np.uint32)), RenameLabel("c", "L2", "two")))
    applied = annotations.apply(Batch((inner, Batch((inner.edits[0], SetParent("c", "two", "L1"))))))
    assert annotations.find("c").find("two").parent == "L1"
    annotations.apply(applied.inverse)
    assert annotations == before


@pytest.mark.parametrize("text", ['{"a": "[[[[" }', '[{"a\\"[": [1]}]', '"' + "[" * 200 + '"', "[]" * 0 + "[1]"])
def test_brackets_in_texts_are_not_levels(text):
    assert parse_json(text) == json.loads(text)


@pytest.mark.parametrize("depth", [MAX_DEPTH, MAX_DEPTH + 1])
def test_json_is_read_down_to_a_depth(depth):
    text = '[{"]": ' * (depth // 2) + "[" * (depth % 2) + '"]]]"' + "]" * (depth % 2) + "}]" * (depth // 2)
    if depth > MAX_DEPTH:
        with pytest.raises(ValueError, match="levels deep"):
            parse_json(text)
    else:
        assert parse_json(text) == json.loads(text)
