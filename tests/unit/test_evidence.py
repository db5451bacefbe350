"""Evidence kept with labels: where it travels, what it says, and what is refused."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from cellxgene_widget import AnnotationError, DataError, LabelError, SelectionError
from cellxgene_widget.draft.csv_reader import parse_csv
from cellxgene_widget.labels.evidence import evidence_from_json, evidence_to_json
from cellxgene_widget.statistics.samples import agreement, usual_columns

from .test_cellxgene import as_cellxgene_writes


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata)
    session.create_category("cell_type")
    session.select(where={"louvain": ["4"]})
    session.label("B cell")
    return session


def kept(session):
    return {
        (row.category, row.label): row.gene
        for row in session.evidence.groupby(["category", "label"])["gene"].apply(list).reset_index().itertuples()
    }


def test_the_top_markers_are_kept_with_what_speaks_for_them(session):
    session.keep_evidence("B cell")
    table, evidence = session.markers(n_genes=5), session.evidence
    assert evidence["gene"].tolist() == table.index.tolist()
    for column in ("logfoldchanges", "scores", "pct_in", "pct_out", "auc"):
        np.testing.assert_allclose(evidence[column], table[column], rtol=1e-5)
    first = evidence.iloc[0]
    assert (first["category"], first["label"], first["id"]) == ("cell_type", "B cell", first["gene"])
    assert (first["against"], first["method"], first["layer"]) == ("the rest", "t-test", "raw")
    assert first["n_in"] + first["n_out"] == session.parts.table.n_cells
    last = session.history.iloc[-1]
    assert (last["operation"], last["label"], last["category"]) == ("keep_evidence", "B cell", "cell_type")
    assert last["text"] == "keep evidence for B cell: " + ", ".join(table.index)
    assert last["recipe"] == [{"where": {"louvain": ["4"]}}]


def test_named_genes_come_beside_those_kept_before_and_go_again(session):
    session.keep_evidence("B cell", ["CD79A", "MS4A1"])
    session.create_category("other", like="louvain")
    session.keep_evidence("B cell", "CD3D", category="cell_type", against=("other", "0"))
    session.keep_evidence("B cell", ["MS4A1"], category="cell_type")  # once more: no second row
    evidence = session.evidence
    assert evidence["gene"].tolist() == ["CD79A", "CD3D", "MS4A1"]
    assert evidence["against"].tolist() == ["the rest", "other: 0", "the rest"]
    session.drop_evidence("B cell", ["CD3D"], category="cell_type")
    assert session.evidence["gene"].tolist() == ["CD79A", "MS4A1"]
    assert session.undo() == "take evidence from B cell: CD3D"
    assert session.evidence["gene"].tolist() == ["CD79A", "CD3D", "MS4A1"]
    session.drop_evidence("B cell", category="cell_type")
    assert session.evidence.empty
    assert list(session.evidence.columns[:4]) == ["category", "label", "gene", "id"]


def test_it_survives_saving_and_reopening_and_undo_reaches_back(session, adata, open_session):
    session.keep_evidence("B cell", ["CD79A"])
    session.save()
    session.keep_evidence("B cell", ["MS4A1"])
    before, path = session.evidence, session.draft.path
    session.close()
    again = open_session(adata)
    assert again.draft.path == path
    pd.testing.assert_frame_equal(again.evidence, before)
    again.undo()
    assert again.evidence["gene"].tolist() == ["CD79A"]
    again.save()
    head = path.read_text().splitlines()[2]
    assert json.loads(head.removeprefix("# cellxgene_widget "))["categories"][0]["labels"][0]["evidence"]
    read = pd.read_csv(path, comment="#", dtype="category", index_col=0)
    assert (read["cell_type"] == "B cell").sum() == (again.annotations["cell_type"] == "B cell").sum()


def test_it_follows_its_label(session):
    session.keep_evidence("B cell", ["CD79A"])
    session.rename_label("cell_type", "B cell", "B")
    session.rename_category("cell_type", "mine")
    assert kept(session) == {("mine", "B"): ["CD79A"]}
    session.create_category("copy", like="mine")
    session.delete_label("mine", "B")
    assert kept(session) == {("copy", "B"): ["CD79A"]}
    session.undo()
    session.merge_labels("mine", ["B"], "lymphocyte")
    assert kept(session) == {("copy", "B"): ["CD79A"]}
    session.undo()
    session.delete_category("copy")
    session.undo()
    assert kept(session) == {("mine", "B"): ["CD79A"], ("copy", "B"): ["CD79A"]}


def test_a_version_restored_brings_its_evidence(session):
    session.keep_evidence("B cell", ["CD79A"])
    session.save()
    session.keep_evidence("B cell", ["CD3D", "MS4A1"])
    session.save()
    session.restore(session.versions()["version"].iloc[0])
    assert session.evidence["gene"].tolist() == ["CD79A"]
    session.undo()
    assert session.evidence["gene"].tolist() == ["CD79A", "CD3D", "MS4A1"]


def test_a_file_without_it_or_with_something_else_there_is_read(session):
    session.keep_evidence("B cell", ["CD79A"])
    session.save()
    data = session.draft.path.read_bytes()
    head = data.split(b"\n")[2]
    meta = json.loads(head.removeprefix(b"# cellxgene_widget "))
    label = meta["categories"][0]["labels"][0]
    for wrong in ("CD79A", [1], [{"gene": "CD79A"}], None):
        label["evidence"] = wrong
        changed = data.replace(head, b"# cellxgene_widget " + json.dumps(meta).encode())
        (category,) = parse_csv(changed, "the file").categories
        assert [(x.name, x.evidence) for x in category.labels] == [("B cell", ())]


def test_what_another_program_writes_leaves_it_alone(session):
    session.keep_evidence("B cell", ["CD79A"])
    session.save()
    path = session.draft.path
    as_cellxgene_writes(path, "T cell")
    session.label("NK cell", cells=[0])
    session.save()
    assert (session.annotations["cell_type"] == "T cell").sum() == 1
    assert kept(session) == {("cell_type", "B cell"): ["CD79A"]}
    assert b'"evidence"' in path.read_bytes().split(b"\n")[2]


BAD = {
    "no label": (lambda s: s.keep_evidence("T cell"), LabelError, "no label 'T cell'"),
    "unassigned": (lambda s: s.keep_evidence("unassigned", ["CD3D"]), LabelError, "no label"),
    "no category": (lambda s: s.keep_evidence("B cell", category="nope"), LabelError, "no category"),
    "no gene": (lambda s: s.keep_evidence("B cell", ["CD79Q"]), DataError, "Did you mean"),
    "no genes": (lambda s: s.keep_evidence("B cell", []), DataError, "needs genes"),
    "too many": (lambda s: s.keep_evidence("B cell", n_genes=51), LabelError, "50 are the most"),
    "none at all": (lambda s: s.keep_evidence("B cell", n_genes=0), AnnotationError, "1 or more"),
    "a test there is not": (lambda s: s.keep_evidence("B cell", method="z"), AnnotationError, "method="),
    "not kept": (lambda s: s.drop_evidence("B cell", ["CD3D"]), DataError, "It has none"),
    "one cell": (lambda s: s.keep_evidence("B cell", cells=[1]), SelectionError, "Only one cell"),
    "nothing remembered": (lambda s: s.markers(against="C"), AnnotationError, "C"),
    "numbers": (lambda s: s.composition("n_genes"), DataError, "holds numbers"),
    "no column": (lambda s: s.composition("nope"), AnnotationError, "nope"),
    "the rest": (lambda s: s.remember_selection("rest"), LabelError, "stands for"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_sentence_and_changes_nothing(session, case):
    act, kind, words = BAD[case]
    before = session.revision
    with pytest.raises(kind, match=words):
        act(session)
    assert session.revision == before


def test_composition(session):
    session.select(where={"louvain": ["4", "8"]}, lasso=[[-100, -100], [100, -100], [100, 100], [-100, 100]])
    table = session.composition("louvain")
    louvain = session.adata.obs["louvain"]
    assert table.index.tolist() == louvain[session.selected].value_counts().index[:2].tolist()
    assert table["n"].sum() == session.n_selected
    assert table["of_selection"].sum() == pytest.approx(1)
    assert (table["of_level"] == 1).all()
    assert session.composition().index.name == "cell_type", "what is coloured by"
    assert session.composition().index.tolist() == ["B cell", "unassigned"]
    session.color_by("louvain")
    assert session.composition().index.name == "louvain"
    session.color_by("CD3D")
    assert session.composition().index.name == "cell_type", "the category in use"
    session.clear_selection()
    with pytest.raises(SelectionError, match="No cell is selected"):
        session.composition()


@pytest.mark.filterwarnings("ignore:Some values are below 0")
def test_a_remembered_selection_is_compared_with(session):
    session.select(where={"louvain": ["1"]})
    assert session.remember_selection() == session.n_selected
    session.select(where={"louvain": ["4"]})
    table = session.markers(n_genes=5, against="B", layer="X")
    assert table.attrs["against"] == "the set B"
    expected = session.markers(n_genes=5, against={"louvain": ["1"]}, layer="X")
    assert expected.attrs["against"] == "louvain: 1"
    pd.testing.assert_frame_equal(table, expected)
    session.label("T cell", cells=range(50))
    assert session.markers(n_genes=1, against={"cell_type": {"not": [None]}}).attrs["against"] == "cell_type: any"


@pytest.mark.filterwarnings("ignore:Some values are below 0")
def test_samples_that_agree(adata, open_session):
    rng = np.random.default_rng(0)
    adata.obs["batch"] = pd.Categorical(rng.choice(["a", "b", "c"], adata.n_obs))
    adata.obs["Donor_ID"] = [f"donor {number}" for number in rng.integers(0, 4, adata.n_obs)]
    session = open_session(adata)
    session.select(where={"louvain": ["4"]})
    table = session.markers(n_genes=20, layer="X")
    assert table.attrs["samples"] == "Donor_ID"
    assert (table["n_samples"] == 4).all()
    values = np.asarray(adata[:, table.index].X)
    agree = np.zeros(20, dtype=int)
    for donor in adata.obs["Donor_ID"].unique():
        here = (adata.obs["Donor_ID"] == donor).to_numpy()
        change = values[here & session.selected].mean(0) - values[here & ~session.selected].mean(0)
        agree += np.sign(change) == np.sign(table["logfoldchanges"].to_numpy())
    assert table["n_agree"].tolist() == agree.tolist()
    assert (session.markers(n_genes=3, samples="batch")["n_samples"] == 3).all()
    assert "n_agree" not in session.markers(n_genes=3, samples=None)
    with pytest.raises(DataError, match="nope"):
        session.markers(samples="nope")


def test_a_sample_needs_three_cells_on_both_sides():
    samples = np.repeat([1, 2, 3, 0], [6, 5, 6, 4]).astype(np.uint8)
    inside = np.array([1, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1, 0], dtype=bool)
    values = np.where(inside, 2.0, 1.0)[:, None].repeat(2, axis=1)
    values[11:17, 0] = [0, 0, 0, 1, 1, 1]
    n_agree, n_samples = agreement(values, np.array([1.0, 1.0]), inside, ~inside, samples)
    assert (n_agree.tolist(), n_samples) == ([1, 2], 2)
    assert list(usual_columns(["Batch", "x", "sample_id"])) == ["sample_id", "Batch"]


def test_a_number_beyond_all_numbers_is_refused_with_a_sentence(adata, open_session):
    session = open_session(adata, name="mine")
    session.create_category("cell_type")
    session.label("B", cells=range(40))
    session.keep_evidence("B", ["CD79A"], cells=range(40))
    (kept,) = evidence_to_json(session.categories[0].labels[0].evidence)
    assert evidence_from_json([kept])
    for wrong in (10**400, float("inf"), float("nan"), True, "1"):
        with pytest.raises(AnnotationError, match="could not be read"):
            evidence_from_json([{**kept, "logfoldchanges": wrong}])


def test_conditions_of_numpy_are_kept_as_a_journal_can_hold_them(adata, open_session):
    session = open_session(adata, name="mine")
    session.create_category("cell_type")
    session.label("B", cells=range(40))
    against = {"louvain": np.array(["1", "2"]), "n_genes": (np.float32(200), None)}
    session.keep_evidence("B", ["CD79A"], cells=range(40), against=against)
    assert len(session.evidence) == 1
    assert "against={'louvain': ['1', '2']" in session.code
