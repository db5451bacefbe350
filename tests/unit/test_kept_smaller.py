"""Cells of edits in memory: bytes in place of base64, and the same text in the journal."""

from __future__ import annotations

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cellxgene_widget.core.cell_sets import as_json, cells_from_json, cells_to_json, kept_smaller
from cellxgene_widget.labels.edits import AddLabel, Assign, Batch
from cellxgene_widget.labels.entries import Entry

sets = st.sets(st.integers(0, 2**32 - 1), max_size=50).map(lambda found: np.array(sorted(found), dtype=np.uint32))


@given(sets)
def test_a_set_is_the_same_and_so_is_its_text(cells):
    text = cells_to_json(cells)
    kept = kept_smaller(text)
    assert isinstance(kept["steps"], bytes)
    assert cells_from_json(kept).tolist() == cells.tolist()
    assert as_json(kept) == text


@given(st.one_of(st.text(), st.integers(), st.none(), st.lists(st.integers())))
def test_what_is_damaged_stays_as_it_is(value):
    assert as_json(kept_smaller({"n": 1, "width": 1, "steps": value})) == {"n": 1, "width": 1, "steps": value}
    assert as_json(kept_smaller(value)) == value


def test_an_edit_is_kept_so_and_its_line_of_the_journal_is_as_ever():
    cells = np.arange(0, 5_000, 3, dtype=np.uint32)
    assigned = Assign("c", "A", cells)
    edit = Batch((AddLabel("c", "A", "#000000"), assigned))
    entry = Entry.made(1, {"n_changed": 1}, edit, Assign("c", None, cells), "f", None)
    line = json.loads(json.dumps(entry.to_json()))
    assert line["edit"]["edits"][1]["cells"] == cells_to_json(cells)
    again = Entry.from_json(line)
    assert again == entry
    assert isinstance(again.edit["edits"][1]["cells"]["steps"], bytes)
    assert isinstance(again.inverse["cells"]["bits"], bytes)
    assert again.unpack_edit().edits[1] == assigned
    assert again.unpack_inverse() == Assign("c", None, cells)
    assert again.to_json() == line


def test_what_is_said_of_a_category_is_left_alone():
    said = {"op": "set_about", "name": "c", "value": {"cells": {"steps": "abcd"}}}
    assert Entry(1, {}, said, None) == Entry.from_json({"revision": 1, "about": {}, "edit": said})
