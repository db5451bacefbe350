"""Predictions become a category, marked, with their scores; one edit; nothing but the draft is changed."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pandas as pd
import pytest

import cellxgene_widget as cxw
from cellxgene_widget import DataError, DraftError, LabelError
from cellxgene_widget.session.importer import TakenError
from tests.page.data import cells
from tests.predicted import (
    celltypist_obs,
    celltypist_result,
    cytetype_obs,
    labels_for,
    popv_obs,
    scores_for,
    write_azimuth,
    write_cellxgene,
    write_mapmycells,
)


@pytest.fixture(scope="module")
def trained():
    """Predict the labels of the cells with a real model, trained here."""
    return celltypist_result(cells())


@pytest.fixture
def predicted(trained):
    """Give the data as celltypist gives it back."""
    adata = cells()
    adata.obs = trained.to_adata().obs.copy()
    return adata


def with_obs(adata, frame):
    for name in frame:
        adata.obs[name] = frame[name]
    return adata


def labels(session, category):
    return session.annotations[category].astype(object).tolist()


def about(session, category):
    return session.find_category(category).about["predicted"]


# -- a real model


def test_predictions_of_a_real_model_go_through_import_and_merge(open_session, predicted, tmp_path):
    before = predicted.copy()
    session = open_session(predicted)
    found = session.import_labels("majority_voting")
    assert (found.category, found.by, found.score) == ("celltypist", "celltypist", "score: celltypist")
    assert (found.n_labelled, found.n_missing, found.n_unknown) == (700, 0, 0)
    assert labels(session, "celltypist") == predicted.obs["majority_voting"].tolist()
    np.testing.assert_allclose(session.column(found.score).values, predicted.obs["conf_score"], rtol=1e-6)
    assert session.category == session.color == "celltypist"
    # labels are in the order, and in the colors, in which the column was seen
    levels = predicted.obs["majority_voting"].cat.categories.tolist()
    assert [label.name for label in session.find_category("celltypist").labels] == levels
    said = about(session, "celltypist")
    assert said["by"] == "celltypist"
    assert said["source"] == "obs['majority_voting']"
    assert said["score"] == "score: celltypist"
    pd.testing.assert_frame_equal(predicted.obs, before.obs)
    assert predicted.uns.keys() == before.uns.keys()
    session.merge()
    assert predicted.obs["celltypist"].tolist() == predicted.obs["majority_voting"].tolist()
    assert set(predicted.obs.columns) - set(before.obs.columns) == {"celltypist"}


def test_the_folder_of_a_real_model_says_what_its_data_says(open_session, trained, predicted, tmp_path):
    (tmp_path / "celltypist").mkdir()
    trained.to_table(tmp_path / "celltypist")
    session = open_session(predicted)
    by_folder = session.import_labels(tmp_path / "celltypist", category="folder", label="predicted_labels")
    by_column = session.import_labels("predicted_labels", category="column")
    assert by_folder.n_labelled == by_column.n_labelled == 700
    assert labels(session, "folder") == labels(session, "column")
    scores = [session.column(found.score).values for found in (by_folder, by_column)]
    np.testing.assert_allclose(*scores, rtol=1e-5)
    voted = session.import_labels(tmp_path / "celltypist", category="voted")
    # of the label itself, cell by cell: where the vote overruled the cell it is lower
    own = trained.probability_matrix.to_numpy()[
        np.arange(700), trained.probability_matrix.columns.get_indexer(trained.predicted_labels["majority_voting"])
    ]
    np.testing.assert_allclose(session.column(voted.score).values, own, rtol=1e-5)
    assert (own < scores[0] - 1e-6).any()


# -- one edit


def test_it_is_one_edit_and_the_scores_go_and_come_with_it(open_session, adata):
    session = open_session(with_obs(adata, celltypist_obs(adata.obs_names)))
    revision = session.revision
    session.import_labels("predicted_labels")
    assert session.revision == revision + 1
    assert session.history["operation"].tolist() == ["import_labels"]
    assert session.undo_text == "import celltypist from obs['predicted_labels'] (699 cells)"
    assert labels(session, "celltypist") == ["unassigned", *labels_for(range(700))[1:]]
    session.undo()
    assert list(session.annotations) == []
    with pytest.raises(DataError):
        session.column("score: celltypist")
    session.redo()
    np.testing.assert_allclose(session.column("score: celltypist").values, scores_for(range(700)), rtol=1e-5)


def test_scores_are_numbers_like_any_other(open_session, adata):
    session = open_session(with_obs(adata, celltypist_obs(adata.obs_names)))
    session.import_labels("predicted_labels")
    assert session.select(where={"score: celltypist": (None, 0.5)}) == 350
    session.color_by("score: celltypist")
    assert session.color == "score: celltypist"
    session.undo()
    assert session.color != "score: celltypist"


def test_counts_say_so_in_the_name_of_their_column(open_session, adata):
    session = open_session(with_obs(adata, popv_obs(adata.obs_names)))
    found = session.import_labels("popv_prediction")
    assert found.score == "score: popv (count)"
    assert session.column(found.score).values[:9].tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 1]
    assert "are counts of methods that agree" in repr(found)


def test_a_second_import_is_refused_until_it_is_said_to_replace(open_session, adata):
    session = open_session(with_obs(adata, celltypist_obs(adata.obs_names)))
    session.import_labels("predicted_labels")
    session.recolor_label("celltypist", "B cell", "#123456")
    session.label("Plasma cell", cells=range(5))
    session.label("Plasma cell", cells=range(5, 8))
    session.undo()
    revision, first = session.revision, session.column("score: celltypist").values.copy()
    with pytest.raises(TakenError, match="and 5 cells were given another label by hand since: replace=True"):
        session.import_labels("majority_voting")
    assert session.revision == revision
    adata.obs["conf_score"] = 1 - adata.obs["conf_score"]
    session.import_labels("majority_voting", replace=True)
    names = [label.name for label in session.find_category("celltypist").labels]
    assert set(names) == {"B cell", "CD4+ T cell", "NK cell"}
    assert session.find_category("celltypist").find("B cell").color == "#123456"
    assert labels(session, "celltypist") == adata.obs["majority_voting"].tolist()
    np.testing.assert_allclose(session.column("score: celltypist").values, 1 - first, rtol=1e-4)
    session.undo()
    assert labels(session, "celltypist")[:6] == ["Plasma cell"] * 5 + ["NK cell"]
    np.testing.assert_array_equal(session.column("score: celltypist").values, first)
    assert about(session, "celltypist")["source"] == "obs['predicted_labels']"
    session.redo()
    assert labels(session, "celltypist") == adata.obs["majority_voting"].tolist()


def test_a_category_of_ones_own_is_told_so(open_session, adata):
    session = open_session(with_obs(adata, celltypist_obs(adata.obs_names)))
    session.create_category("mine")
    with pytest.raises(TakenError, match="category 'mine' already, not from a prediction: replace=True"):
        session.import_labels("predicted_labels", category="mine")


def test_the_last_import_is_code_that_does_it_again(open_session, adata, tmp_path):
    session = open_session(with_obs(adata, celltypist_obs(adata.obs_names)))
    session.import_labels("predicted_labels", category="ct")
    assert session.code == "w.import_labels(source='predicted_labels', category='ct')"
    path = write_azimuth(tmp_path / "azimuth_pred.tsv", adata.obs_names)
    session.import_labels(path)
    assert session.code == f"w.import_labels(source={str(path)!r})"
    session.import_labels(adata.obs["bulk_labels"], category="x")
    assert session.code.startswith("# import x from a Series")


# -- sources


def test_files_of_tools_by_their_paths(open_session, adata, tmp_path):
    session = open_session(adata)
    shuffled = adata.obs_names[np.random.default_rng(0).permutation(700)]
    expected = dict(zip(shuffled, labels_for(shuffled), strict=True))
    session.import_labels(str(write_azimuth(tmp_path / "azimuth_pred.tsv", shuffled)))
    assert dict(zip(adata.obs_names, labels(session, "azimuth_celltype.l2"), strict=True)) == expected
    found = session.import_labels(write_mapmycells(tmp_path / "mapping.csv", [*shuffled[:600], "elsewhere-1"]))
    assert (found.n_missing, found.n_unknown) == (100, 1)
    assert "100 cells of the data are not in the source: they have no label." in repr(found)
    assert "1 cell of the source is not in the data and was passed over ('elsewhere-1')." in repr(found)
    assert np.isnan(session.column(found.score).values).sum() == 100
    found = session.import_labels(write_cellxgene(tmp_path / "colleague.csv", shuffled))
    assert (found.category, found.by, found.score) == ("cell_type", "a colleague", None)
    assert "given by a colleague (colleague.csv, cell_type)" in repr(found)


def test_a_draft_of_this_program_brings_order_colors_and_terms(open_session, adata, tmp_path):
    theirs = cxw.open_session(cells(), annotations_dir=tmp_path / "theirs", user="colleague")
    theirs.create_category("ct")
    theirs.label("NK", cells=range(10))
    theirs.label("B", cells=range(10, 40))
    theirs.recolor_label("ct", "B", "#abcdef")
    theirs.set_term("ct", "NK", "CL:0000623")
    theirs.close()
    session = open_session(adata)
    found = session.import_labels(theirs.draft.path)
    assert (found.category, found.n_labelled, found.n_terms) == ("ct", 40, 1)
    ours = session.find_category("ct")
    assert [(label.name, label.color) for label in ours.labels][1] == ("B", "#abcdef")
    assert [label.name for label in ours.labels] == ["NK", "B"]
    assert ours.find("NK").term.id == "CL:0000623"


def test_terms_come_only_from_the_source_itself(open_session, adata):
    session = open_session(with_obs(adata, cytetype_obs(adata.obs_names)))
    found = session.import_labels("cytetype_annotation_leiden")
    category = session.find_category("cytetype_leiden")
    assert found.n_terms == 3
    assert {label.name: label.term and label.term.id for label in category.labels} == {
        "B cell": "CL:0000236",
        "CD4+ T cell": "CL:0000624",
        "NK cell": "CL:0000623",
        "Unknown": None,
    }
    session.import_labels("bulk_labels", category="bulk")
    assert all(label.term is None for label in session.find_category("bulk").labels)
    assert set(session.propose_terms("bulk")["label"]) >= {"CD14+ Monocyte", "Dendritic"}


def test_ids_that_are_no_terms_are_left_out_and_told(open_session, adata):
    frame = cytetype_obs(adata.obs_names).astype(str).replace("CL:0000236", "CL:9999999")
    session = open_session(with_obs(adata, frame))
    found = session.import_labels("cytetype_annotation_leiden")
    assert found.n_terms == 2
    assert "Not in the Cell Ontology used here: CL:9999999." in found.notes


def test_any_two_columns_of_the_data(open_session, adata):
    session = open_session(adata)
    found = session.import_labels("bulk_labels", score="percent_mito", by="my tool")
    assert (found.category, found.by, found.score) == ("bulk_labels_labels", "my tool", "score: bulk_labels_labels")
    assert labels(session, "bulk_labels_labels") == adata.obs["bulk_labels"].tolist()
    np.testing.assert_array_equal(session.column(found.score).values, adata.obs["percent_mito"].to_numpy(np.float32))


def test_data_on_disk_gives_its_columns_too(open_session, adata, tmp_path):
    with_obs(adata, celltypist_obs(adata.obs_names)).write_h5ad(tmp_path / "cells.h5ad")
    size = (tmp_path / "cells.h5ad").stat()
    session = open_session(tmp_path / "cells.h5ad")
    session.import_labels("predicted_labels")
    assert labels(session, "celltypist")[1:] == labels_for(range(700))[1:]
    session.save()
    after = (tmp_path / "cells.h5ad").stat()
    assert (after.st_mtime_ns, after.st_size) == (size.st_mtime_ns, size.st_size)


# -- what is refused changes nothing


@pytest.mark.parametrize(
    ("source", "options", "error", "said"),
    [
        ("no such", {}, DataError, "neither an obs column nor a file 'no such'. The columns of obs: 'bulk_labels'"),
        ("bulk_labels", {"category": "louvain"}, LabelError, "adata.obs has a column 'louvain'"),
        ("bulk_labels", {"label": "louvain"}, DataError, "label= is for tables"),
        ("bulk_labels", {"score": "louvain2"}, DataError, "no column 'louvain2' for score="),
        ("percent_mito", {}, DataError, "holds numbers that are not whole"),
        (np.array(["a"] * 700), {}, DataError, "ndarray says nothing of which cell is which"),
        (["a"] * 700, {}, DataError, "list says nothing of which cell is which"),
        (pd.Series(["a"], index=["x"]), {}, DataError, "names no cell of this data"),
    ],
)
def test_what_can_not_be_is_refused_in_a_sentence(open_session, adata, source, options, error, said):
    session = open_session(adata)
    with pytest.raises(error, match=said.replace(".", r"\.")):
        session.import_labels(source, **options)
    assert session.revision == 0
    assert list(session.annotations) == []
    assert session.draft.path is None


def test_a_gene_that_cells_are_filtered_by_is_no_name_for_a_category(open_session, adata):
    session = open_session(adata)
    gene = adata.var_names[0]
    session.set_filter(gene, (0, None))
    with pytest.raises(LabelError, match="There is a filter on"):
        session.import_labels("bulk_labels", category=gene)


def test_a_draft_that_is_open_elsewhere_gets_no_predictions(open_session, adata, tmp_path):
    first = open_session(adata)
    first.create_category("ct")
    lock = first.parts.store.draft.lock_path
    holder = json.loads(lock.read_text())
    first.close()
    lock.write_text(json.dumps({**holder, "host": "elsewhere", "token": "x"}))
    second = open_session(adata)
    assert second.draft.read_only
    files = sorted(path.name for path in (tmp_path / "drafts").rglob("*"))
    with pytest.raises(DraftError, match="read-only"):
        second.import_labels("bulk_labels", score="percent_mito")
    assert sorted(path.name for path in (tmp_path / "drafts").rglob("*")) == files


# -- scores are kept beside the draft


def scores_file(session):
    [path] = session.draft.path.parent.rglob("*.scores")
    return path


def reopened(session, data, tmp_path, name="after"):
    """Open what a kernel that died left: its files as they are now, elsewhere."""
    shutil.copytree(session.draft.path.parent, tmp_path / name, ignore=shutil.ignore_patterns("*.lock"))
    return cxw.open_session(data, annotations_dir=tmp_path / name, dataset=session.parts.table.name)


def test_scores_are_there_after_a_kernel_died(open_session, adata, tmp_path):
    session = open_session(with_obs(adata, celltypist_obs(adata.obs_names)), dataset="blood")
    session.import_labels("predicted_labels")
    order = np.random.default_rng(0).permutation(700)[:650]
    later = reopened(session, cells()[order].copy(), tmp_path)
    np.testing.assert_allclose(
        later.column("score: celltypist").values, np.array(scores_for(range(700)))[order], rtol=1e-5
    )
    assert about(later, "celltypist") == about(session, "celltypist")
    later.undo()
    assert "score: celltypist" not in later.parts.made.columns
    later.redo()
    assert "score: celltypist" in later.parts.made.columns
    later.close()


def test_scores_follow_the_cells_and_the_name_of_the_draft(open_session, adata, tmp_path):
    session = open_session(with_obs(adata, celltypist_obs(adata.obs_names)), name="one")
    session.import_labels("predicted_labels")
    adata._inplace_subset_obs(np.arange(699, 99, -1))
    expected = np.array(scores_for(range(700)))[np.arange(699, 99, -1)]
    np.testing.assert_allclose(session.column("score: celltypist").values, expected, rtol=1e-5)
    session.rename_draft("two")
    assert scores_file(session).name.startswith("two-")
    session.undo()
    session.redo()
    np.testing.assert_allclose(session.column("score: celltypist").values, expected, rtol=1e-5)


def test_a_renamed_category_keeps_its_scores(open_session, adata, tmp_path):
    session = open_session(with_obs(adata, celltypist_obs(adata.obs_names)))
    session.import_labels("predicted_labels")
    session.rename_category("celltypist", "mine")
    assert "score: celltypist" in session.parts.made.columns
    later = reopened(session, cells(), tmp_path)
    assert "score: celltypist" in later.parts.made.columns
    later.close()


@pytest.mark.parametrize("damage", ["cut", "other text", "gone", "a folder", "other numbers"])
def test_a_damaged_file_of_scores_is_a_note(open_session, adata, tmp_path, damage):
    session = open_session(with_obs(adata, celltypist_obs(adata.obs_names)))
    session.import_labels("predicted_labels")
    kept = scores_file(session).read_bytes()
    shutil.copytree(session.draft.path.parent, tmp_path / "after")
    [path] = (tmp_path / "after").rglob("*.scores")
    path.unlink()
    if damage == "cut":
        path.write_bytes(kept[: len(kept) * 2 // 3])
    elif damage == "other text":
        path.write_bytes(b"[" * 10_000 + b"\n\xff\x00")
    elif damage == "a folder":
        path.mkdir()
    elif damage == "other numbers":
        path.write_bytes(kept.replace(b'"values":"', b'"values":"AAAA'))
    later = cxw.open_session(cells(), annotations_dir=tmp_path / "after")
    assert labels(later, "celltypist") == labels(session, "celltypist")
    assert "score: celltypist" not in later.parts.made.columns
    said = [note for note in later.warnings if "scores of" in note]
    assert len(said) == 1, later.warnings
    later.close()


# -- what is told to others


def test_who_predicted_it_is_told_in_report_and_exports(open_session, adata, tmp_path):
    session = open_session(with_obs(adata, celltypist_obs(adata.obs_names)))
    session.import_labels("predicted_labels")
    told = session.report().replace("\\", "")
    assert "Its labels were predicted by celltypist (obs['predicted_labels']), and imported on" in told
    assert "none was given by hand since" in told
    session.export(tmp_path / "labels.json")
    [labelset] = json.loads((tmp_path / "labels.json").read_text())["labelsets"]
    assert labelset["annotation_method"] == "algorithmic"
    assert labelset["automated_annotation"] == {
        "algorithm_name": "celltypist",
        "algorithm_version": "NA",
        "algorithm_repo_url": "https://github.com/Teichlab/celltypist",
    }
    session.label("Plasma cell", cells=range(5))
    made = session.export(tmp_path / "both.json")
    [labelset] = json.loads((tmp_path / "both.json").read_text())["labelsets"]
    assert labelset["annotation_method"] == "both"
    assert "then given by hand in 1 edit" in labelset["description"]
    assert any("algorithm_version is 'NA'" in sentence for sentence in made.missing)
    assert "1 edit by hand gave labels since" in session.report()


def test_labels_of_a_colleague_are_by_no_algorithm(open_session, adata, tmp_path):
    session = open_session(adata)
    session.import_labels(write_cellxgene(tmp_path / "colleague.csv", adata.obs_names))
    made = session.export(tmp_path / "labels.json")
    [labelset] = json.loads((tmp_path / "labels.json").read_text())["labelsets"]
    assert "annotation_method" not in labelset
    assert any("is not said: they are from colleague.csv, cell_type" in sentence for sentence in made.missing)
