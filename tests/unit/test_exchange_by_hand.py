"""What is called given by hand: only labels of which nothing says that their cells got them otherwise."""

import json
from dataclasses import replace

import numpy as np
import pytest

from cellxgene_widget.exchange.deeds import Deeds
from cellxgene_widget.labels.edits import Assign, Batch, edit_to_json

from ..labelled import entry


@pytest.fixture
def from_file(open_session, adata, tmp_path):
    """Open labels that another program wrote."""
    path = tmp_path / "predicted.csv"
    adata.obs["louvain"].cat.rename_categories(lambda level: f"Type {level}").rename("ct").to_csv(path)

    def opened():
        return open_session(adata, annotations_file=path, annotations_dir=None)

    return opened


def told(session, tmp_path):
    """Return what CAS tells of the set, of each label, and the report."""
    session.export(tmp_path / "o.json", format="cas", overwrite=True)
    document = json.loads((tmp_path / "o.json").read_text())
    (labelset,) = document["labelsets"]
    return (
        labelset,
        {one["cell_label"]: one.get("author_annotation_fields", {}) for one in document["annotations"]},
        session.report(),
    )


def test_labels_of_a_file_are_not_by_hand_because_one_is(from_file, adata, tmp_path):
    session = from_file()
    session.label("Mine", category="ct", cells=[0])
    labelset, fields, report = told(session, tmp_path)
    assert "annotation_method" not in labelset
    assert "kept, with 1 edit by hand," in labelset["description"]
    assert "labelled_by" in fields["Mine"]
    assert "labelled_by" not in fields["Type 1"]
    assert "Some cells were labelled by hand" in report
    assert "Type 1" in report.split("How the cells of ")[1].split(" were chosen is not in the journal")[0]


def test_who_labelled_one_cell_did_not_label_the_others(from_file, adata, tmp_path):
    session = from_file()
    session.label("Type 1", category="ct", cells=(adata.obs["louvain"] == "2").to_numpy().nonzero()[0][:3])
    labelset, fields, report = told(session, tmp_path)
    assert "annotation_method" not in labelset
    assert "labelled_by" not in fields["Type 1"]
    assert "Of the cells of Type 1 it is not in the journal for all how they were chosen." in report


def test_all_by_hand_is_said_to_be(open_session, adata, tmp_path):
    session = open_session(adata)
    session.create_category("ct")
    session.label("A", cells=range(700))
    session.label("B", cells=range(300))
    session.merge_labels("ct", ["A"], "B")
    labelset, fields, report = told(session, tmp_path)
    assert labelset["annotation_method"] == "manual"
    assert "labelled_by" in fields["B"]
    assert "Cells were labelled by hand" in report


@pytest.mark.parametrize("label", ["A", "Auto"])
def test_what_another_program_wrote_into_the_draft_is_not_by_hand(open_session, adata, tmp_path, label):
    session = open_session(adata)
    session.create_category("ct")
    session.label("A", cells=range(200))
    session.label("B", cells=range(100))  # now there is room for a hundred cells that A may have got by hand
    session.save()
    path = session.draft.path
    path.write_text(path.read_text().replace("unassigned", label, 50))
    session.save()
    assert session.draft.saved
    labelset, fields, report = told(session, tmp_path)
    assert "annotation_method" not in labelset
    assert "labelled_by" in fields["B"]
    assert "labelled_by" not in fields[label]
    assert label in report.split("Some cells were labelled by hand")[1]


def test_what_another_program_gave_is_told_by_the_names_of_now():
    merged = entry(2, "merge_outside", None, n_changed=1)
    made = edit_to_json(Batch((Assign("old", "X", np.array([1], dtype=np.uint32)),)))
    edits = [
        entry(1, "create_category", "old", call={"name": "old"}),
        replace(merged, edit=made),
        entry(3, "rename_category", "new", call={"old": "old", "new": "new"}),
        entry(4, "rename_label", "new", call={"old": "X", "new": "Y"}),
    ]
    assert Deeds.of_entries(edits).outside == {("new", "Y")}
    # a journal that was compacted does not tell which
    assert Deeds.of_entries([edits[0], merged]).outside is None
