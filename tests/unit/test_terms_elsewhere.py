"""Terms, nesting and confidence where others had the draft: cellxgene, an older version of ours, a colleague."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from cellxgene_widget.labels.edits import AddLabel, Assign, Batch, SetTerm, edit_from_json
from cellxgene_widget.labels.entries import Entry
from cellxgene_widget.labels.terms import LabelTerm

from .test_cellxgene import as_cellxgene_writes

#: The operations that versions before 0.3 know.
OF_0_2 = {
    "create_category", "rename_category", "delete_category", "add_label", "rename_label", "delete_label",
    "merge_labels", "recolor_label", "reorder_labels", "set_note", "set_evidence", "assign", "batch",
}  # fmt: skip


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata, autosave=None)
    session.create_category("ct")
    session.label("my tregs", cells=[0, 1, 2])
    session.label("B cell", cells=[3], term="B cell")
    return session


def operations(edit):
    return {edit["op"], *(op for part in edit.get("edits", ()) for op in operations(part))}


def test_an_older_version_can_make_every_edit_that_is_about_cells(session):
    """It refuses an edit with a part that it does not know: labels of cells would go with it."""
    session.set_term("ct", "my tregs", "CL:0000815")
    session.create_category("copy", like="ct")
    session.set_parents("copy", {"my tregs": "B cell"})
    session.merge_labels("ct", ["my tregs"], "Treg")
    session.save()
    session.delete_label("ct", "Treg")
    session.undo()
    about_cells = [
        ops for entry in session.parts.store.journal.read().entries if "assign" in (ops := operations(entry.edit))
    ]
    assert len(about_cells) > 3
    assert all(ops <= OF_0_2 for ops in about_cells)


def test_what_older_versions_do_not_know_is_made_all_the_same():
    label, term = AddLabel("ct", "T", "#112233"), LabelTerm("CL:0000084", "T cell")
    cells = session_cells(0, 5)
    edit = Batch((label, SetTerm("ct", "T", term), Assign("ct", "T", cells)))
    entry = Entry.made(1, {}, edit, Batch(()), "frame", None)
    line = json.loads(json.dumps(entry.to_json()))
    assert Entry.from_json(line).unpack_edit() == Batch((label, Assign("ct", "T", cells), SetTerm("ct", "T", term)))
    assert edit_from_json(line["edit"]) == Batch((label, Assign("ct", "T", cells)))


def session_cells(*cells):
    import numpy as np

    return np.array(cells, dtype=np.uint32)


def test_cellxgene_writes_the_file_while_nobody_has_it_open(adata, open_session, session):
    """It knows nothing of our line: what was said is in the last version of ours, and in the journal since."""
    session.save()
    session.set_term("ct", "my tregs", "CL:0000815")
    session.set_parent("ct", "my tregs", "B cell")
    session.rename_label("ct", "my tregs", "Treg")
    session.set_confidence("ct", "Treg", "low")
    session.set_note("ct", "Treg", "FOXP3")
    session.save()
    before = session.labels()
    session.close()
    as_cellxgene_writes(session.draft.path, "B cell")
    again = open_session(adata)
    pd.testing.assert_frame_equal(again.labels().drop(columns="n_cells"), before.drop(columns="n_cells"))
    assert (again.annotations["ct"] == "B cell").sum() == 2
