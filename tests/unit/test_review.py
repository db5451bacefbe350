"""Reviewing labels by verbs: groups of cells, decisions on exactly the cells that were seen, progress in the draft."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import cellxgene_widget as cxw
from cellxgene_widget import AnnotationError, DataError, LabelError, SelectionError
from tests.planted import plant


@pytest.fixture
def planted(adata):
    """Return 700 cells of which 21 have a wrong label in ``planted``, and which those are."""
    codes = adata.obs["louvain"].cat.codes.to_numpy().astype(np.int64) + 1
    wrong, cells = plant(sp.csr_matrix(adata.obsp["connectivities"]), codes, 3)
    names = [f"type {name}" for name in adata.obs["louvain"].cat.categories]
    adata.obs["planted"] = pd.Categorical.from_codes(wrong - 1, names)
    return adata, cells


@pytest.fixture
def session(planted, open_session):
    session = open_session(planted[0], autosave=None)
    session.create_category("ct", like="planted")
    return session


def states(session):
    counts = session.annotations["review: ct"].value_counts()
    return counts[counts > 0].to_dict()


def test_the_queue_is_a_table_with_the_doubtful_cells_first(session, planted):
    table = session.review("ct")
    assert list(table) == ["group", "n_cells", "label", "suggested", "reason", "score", "state"]
    assert table["n_cells"].sum() == 700
    assert set(table["state"]) == {"open"}
    doubtful = table[table["suggested"].notna()]
    assert (doubtful.index == np.arange(len(doubtful))).all()
    gains = doubtful["n_cells"] * doubtful["score"]
    assert gains.is_monotonic_decreasing
    assert table["group"].is_unique
    rest = table[table["suggested"].isna()]
    assert rest["reason"].str.contains("whose neighbours agree").all()
    found = []
    for _, row in doubtful.iterrows():
        session.review_group(row["group"])
        found += np.flatnonzero(session.selected).tolist()
    assert np.isin(planted[1], found).mean() >= 0.8
    assert session.history["operation"].tolist() == ["create_category"]


def test_a_group_says_why_it_is_looked_at_and_its_cells_are_selected(session):
    session.review("ct")
    group = session.review_next()
    assert group["suggested"] == group["offered"][0]
    assert group["label"] not in group["offered"]
    assert f"called {group['label']}" in group["reason"]
    assert f"of their neighbours are {group['suggested']}" in group["reason"]
    assert group["reason"].endswith(" up")
    assert group["state"] == "open"
    assert session.n_selected == group["n_cells"]
    assert set(session.annotations["ct"][session.selected]) == {group["label"]}
    (step,) = session.recipe
    assert step["chosen_by"] == f"review group {group['group']}"
    assert session.review_next() == group  # until it is decided


@pytest.mark.parametrize("without", ["X", "genes"])
def test_cells_without_values_of_genes_are_reviewed_too(planted, open_session, without):
    data = planted[0][:, :0].copy() if without == "genes" else planted[0].copy()
    data.raw = None
    if without == "X":
        data.X = None
    session = open_session(data, autosave=None)
    session.create_category("ct", like="planted")
    session.review("ct")
    assert "of their neighbours are" in session.review_next()["reason"]
    own, _ = session.parts.review.markers.sides(session.parts.review.find(None), "ct", None, 5)
    assert own.genes is None or own.genes.empty


def test_each_decision_is_one_edit_with_the_label_and_the_state(session):
    session.review("ct")
    first = session.review_next()
    before = session.annotations["ct"].copy()
    cells = session.selected.copy()
    assert session.relabel(None, first["suggested"]) == first["n_cells"]
    assert set(session.annotations["ct"][cells]) == {first["suggested"]}
    assert set(session.annotations["review: ct"][cells]) == {"changed"}
    assert states(session) == {"unassigned": 700 - first["n_cells"], "changed": first["n_cells"]}
    last = session.history.iloc[-1]
    assert (last["operation"], last["category"], last["label"]) == ("relabel", "ct", first["suggested"])
    assert last["n_changed"] == first["n_cells"]
    assert last["recipe"][0]["chosen_by"] == f"review group {first['group']}"
    assert session.undo() == last["text"]
    assert list(session.annotations) == ["ct"]
    pd.testing.assert_series_equal(session.annotations["ct"], before)

    assert session.review_next()["group"] == first["group"]
    session.accept()
    second = session.review_next()
    session.unsure()
    third = session.review_next()
    session.skip()
    assert len({first["group"], second["group"], third["group"]}) == 3
    n = (first["n_cells"], second["n_cells"], third["n_cells"])
    assert states(session) == {"unassigned": 700 - sum(n), "accepted": n[0], "unsure": n[1], "skipped": n[2]}
    pd.testing.assert_series_equal(session.annotations["ct"], before)
    table = session.review_table().set_index("group")["state"]
    assert [table[each["group"]] for each in (first, second, third)] == ["accepted", "unsure", "skipped"]
    assert table.tolist().index("skipped") > table.tolist().index("open")
    assert session.review_back() == f"skip {n[2]} cells called {third['label']}"
    assert session.review_next()["group"] == third["group"]


def test_a_decision_is_of_the_cells_that_were_seen_or_of_none(session):
    session.review("ct")
    group = session.review_next()
    cells = np.flatnonzero(session.selected)
    session.label("other", category="ct", cells=cells[:1])
    before = session.annotations.copy()
    decisions = (session.accept, session.unsure, session.skip, lambda: session.relabel(group["group"], "x"))
    for decide in decisions:
        with pytest.raises(LabelError, match="changed since"):
            decide()
    pd.testing.assert_frame_equal(session.annotations, before)
    again = session.review_next()
    assert again["group"] != group["group"]
    with pytest.raises(LabelError, match=rf"Group {group['group']} has changed since"):
        session.accept(group["group"])
    session.undo()
    assert session.review_next()["group"] == group["group"]  # the very cells, label and suggestion
    assert session.accept(group["group"]) == group["n_cells"]
    for decide in decisions:
        with pytest.raises(LabelError, match="decided on already"):
            decide()


@pytest.mark.parametrize("number", [0, -1, 10_000, 1.0, True, "1"])
def test_what_is_no_group_is_refused(session, number):
    session.review("ct")
    with pytest.raises(LabelError, match=r"none of the queue|by its number"):
        session.accept(number)
    assert len(session.history) == 1


def test_without_a_queue_there_is_nothing_to_decide(session):
    for call in (session.review_next, session.accept, session.review_table, lambda: session.relabel(1, "x")):
        with pytest.raises(LabelError, match=r"There is no queue yet: review\(category\)"):
            call()
    session.review("ct")
    with pytest.raises(LabelError, match=r"No group was shown yet: review_next\(\)"):
        session.accept()
    with pytest.raises(LabelError, match="no decision to take back: the last edit was another one"):
        session.review_back()


def test_cells_that_get_another_label_elsewhere_are_open_again(session):
    session.review("ct")
    group = session.review_next()
    cells = np.flatnonzero(session.selected)
    session.accept()
    session.label("other", category="ct", cells=cells[:1])
    assert session.annotations["review: ct"].iloc[cells[0]] == "unassigned"
    assert set(session.annotations["review: ct"].iloc[cells[1:]]) == {"accepted"}
    table = session.review_table()
    decided = table[table["state"] == "accepted"]
    assert decided["n_cells"].tolist() == [cells.size - 1]
    assert table.loc[table["label"] == "other", "state"].tolist() == ["open"]
    assert table["n_cells"].sum() == 700
    session.undo()  # one edit: the label and the state
    assert set(session.annotations["review: ct"].iloc[cells]) == {"accepted"}
    assert session.annotations["ct"].iloc[cells[0]] == group["label"]


def test_deleting_a_label_takes_the_state_of_its_cells_and_renaming_does_not(session):
    session.review("ct")
    group = session.review_next()
    session.accept()
    session.rename_label("ct", group["label"], "renamed")
    assert states(session)["accepted"] == group["n_cells"]
    assert session.review_table().set_index("group")["state"][group["group"]] == "accepted"
    session.delete_label("ct", "renamed")
    assert states(session) == {"unassigned": 700}
    session.undo()
    assert states(session)["accepted"] == group["n_cells"]


def test_what_others_had_before_is_told_of_the_labels_alone(session):
    session.review("ct")
    session.review_next()
    cells = np.flatnonzero(session.selected)
    session.accept()
    session.label("other", category="ct", cells=cells)
    former = session.parts.editor.last_change.former
    assert sum(former.values()) == cells.size
    assert "accepted" not in former


def test_skipped_groups_come_last_and_again_at_the_next_review(session):
    table = session.review("ct")
    skipped = []
    for group in table["group"][:3]:
        session.skip(group)
        skipped.append(group)
    for group in table["group"][3:]:
        session.accept(group)
    assert session.review_next()["group"] == skipped[0]
    assert session.review_next()["state"] == "skipped"
    again = session.review("ct")
    assert again["group"][:3].tolist() == skipped
    assert again["state"][:3].tolist() == ["open"] * 3
    for group in skipped:
        session.accept(group)
    assert session.review_next() is None
    assert set(session.review_table()["state"]) == {"accepted"}


def test_progress_is_in_the_draft(session, planted, open_session):
    session.review("ct")
    told = []
    for decide in (session.accept, lambda: session.relabel(None, "new"), session.unsure):
        told.append(session.review_next())
        decide()
    before = session.review_table()
    decided = before[before["state"] != "open"]
    session.close()
    again = open_session(planted[0], autosave=None)
    table = again.review("ct")
    back = table[table["state"] != "open"]
    pd.testing.assert_frame_equal(back.reset_index(drop=True), decided.reset_index(drop=True))
    assert back["group"].tolist() == [group["group"] for group in told]
    assert not set(table.loc[table["state"] == "open", "group"]) & set(back["group"])
    assert again.review_next()["group"] not in back["group"].tolist()
    again.undo()
    assert states(again).get("unsure", 0) == 0


def test_where_the_journal_has_nothing_progress_is_told_by_cells(session, planted, open_session):
    session.review("ct")
    group = session.review_next()
    session.accept()
    path = session.save().path
    session.close()
    for journal in path.parent.rglob("*.journal"):
        journal.unlink()
    again = open_session(planted[0], autosave=None)
    table = again.review("ct")
    (row,) = table[table["state"] != "open"].itertuples()
    assert (row.n_cells, row.label, row.state) == (group["n_cells"], group["label"], "accepted")
    assert pd.isna(row.group)
    assert table["n_cells"].sum() == 700


def test_what_was_decided_goes_with_its_category(session, adata):
    session.review("ct")
    session.review_next()
    session.accept()
    session.rename_category("ct", "cell_kind")
    session.review_next()
    session.accept()
    assert list(session.annotations) == ["cell_kind", "review: ct"]
    assert (session.review_table()["state"] == "accepted").sum() == 2
    report = session.merge()
    assert [column.key for column in report.columns] == ["cell_kind"]
    session.merge(["cell_kind", "review: ct"])
    assert "review: ct" in adata.obs
    session.delete_category("cell_kind")
    assert list(session.annotations) == []
    session.undo()
    assert list(session.annotations) == ["cell_kind", "review: ct"]


def test_exports_and_reports_leave_out_what_was_decided(session, tmp_path):
    session.review("ct")
    session.review_next()
    session.accept()
    assert "review: ct" not in session.report()
    session.export(tmp_path / "labels.json")
    assert "review: ct" not in (tmp_path / "labels.json").read_text()
    session.export(tmp_path / "both.json", category=["ct", "review: ct"])
    assert "review: ct" in (tmp_path / "both.json").read_text()


def test_a_name_that_is_taken_is_no_hindrance(session):
    session.create_category("review: ct")
    session.review("ct")
    session.review_next()
    session.accept()
    assert list(session.annotations) == ["ct", "review: ct", "review: ct 2"]


# -- ways


def test_without_a_graph_a_review_by_doubt_says_so(planted, open_session):
    del planted[0].obsp["connectivities"]
    session = open_session(planted[0])
    session.create_category("ct", like="planted")
    with pytest.raises(DataError, match="There is no graph of neighbours"):
        session.review("ct")
    table = session.review("ct", by="disagreement", other="louvain")
    assert table["n_cells"].sum() == 700
    table = session.review("ct", by="score", column="percent_mito")
    assert table["n_cells"].sum() == 700


def test_by_disagreement_pairs_that_do_not_go_together_come_first(session, planted):
    table = session.review("ct", by="disagreement", other="louvain")
    off = table[table["suggested"].notna()]
    assert off["n_cells"].sum() == planted[1].size
    assert off["reason"].str.contains("louvain says").all()
    session.review_next()
    assert session.selected[planted[1]].sum() == session.n_selected


def test_by_score_low_ones_come_first(session, adata):
    sure = np.full(700, 0.9, dtype=np.float32)
    sure[:40] = 0.2
    sure[40:45] = np.nan
    adata.obs["sure"] = sure
    table = session.review("ct", by="score", column="sure")
    low = table[table["score"] < 0.5]
    assert low["n_cells"].sum() == 40
    assert (low.index == np.arange(len(low))).all()
    assert low["reason"].str.contains(r"score 0\.20").all()


def test_by_markers_cells_without_the_genes_of_their_label_come_first(session, adata):
    label = session.annotations["ct"].mode()[0]
    session.select(where={"ct": [label]})
    session.keep_evidence(label, category="ct", n_genes=4)
    genes = session.evidence["gene"].tolist()
    table = session.review("ct", by="markers")
    first = table.iloc[0]
    assert first["label"] == label
    assert first["score"] < 0.5
    assert f"{', '.join(genes)} kept as evidence: found in" in first["reason"]
    session.review_next()
    values = adata.raw.to_adata()[session.selected, genes].X
    assert ((values > 0).mean(axis=1) < 0.5).all()


@pytest.mark.parametrize(
    ("asked", "error", "match"),
    [
        ({"by": "guess"}, AnnotationError, "by= is one of"),
        ({"by": "disagreement"}, SelectionError, "needs another category or column"),
        ({"by": "disagreement", "other": "ct"}, SelectionError, "does not disagree with itself"),
        ({"by": "disagreement", "other": "percent_mito"}, DataError, "holds numbers"),
        ({"by": "score"}, DataError, "has no scores"),
        ({"by": "score", "column": "louvain"}, DataError, "holds categories"),
        ({"by": "score", "column": "nope"}, DataError, "nope"),
        ({"by": "markers"}, DataError, "No label of 'ct' has genes kept as evidence"),
        ({"graph": "nope"}, DataError, "There is no graph 'nope'"),
        ({"by": "score", "column": 5}, AnnotationError, r"column= takes a name, not 5\."),
        ({"by": "score", "column": ["a"]}, AnnotationError, r"column= takes a name, not \['a'\]"),
        ({"by": "disagreement", "other": 3}, AnnotationError, "other= takes a name"),
        ({"graph": {}}, AnnotationError, "graph= takes a name"),
    ],
)
def test_what_can_not_be_reviewed_leaves_the_queue_as_it_was(session, asked, error, match):
    before = session.review("ct")
    with pytest.raises(error, match=match):
        session.review("ct", **asked)
    pd.testing.assert_frame_equal(session.review_table(), before)


# -- the numbers of groups


@settings(max_examples=20)
@given(st.data())
def test_a_number_never_means_other_cells(adata_shared, data):
    folder, adata = adata_shared
    session = cxw.open_session(adata, annotations_dir=folder, autosave=None, name=data.draw(st.uuids()).hex)
    meaning: dict[int, tuple] = {}
    try:
        if not session.categories:
            session.create_category("ct", like="louvain")
        session.review("ct")
        for _ in range(data.draw(st.integers(1, 4))):
            random = np.random.default_rng(data.draw(st.integers(0, 1000)))
            match data.draw(st.sampled_from(["label", "decide", "undo", "again"])):
                case "label":
                    cells = random.choice(700, 5, replace=False)
                    session.label(f"type {random.integers(3)}", category="ct", cells=cells)
                case "decide":
                    group = session.review_next()
                    random.choice([session.accept, session.skip, session.unsure])()
                    assert group is not None
                case "undo" if session.undo_text and not session.undo_text.startswith("create"):
                    session.undo()
                case _:
                    session.review("ct")
            table = session.review_table()
            queue = session.parts.review.queue.fresh()
            for each in queue.groups:
                told = (each.ranked.cells.tobytes(), each.ranked.label, each.ranked.suggested)
                assert meaning.setdefault(each.id, told) == told
            assert table["n_cells"].sum() == (session.annotations["ct"] != "unassigned").sum()
    finally:
        session.close()


@pytest.fixture(scope="module")
def adata_shared(tmp_path_factory):
    from tests.page.data import cells

    return tmp_path_factory.mktemp("drafts"), cells()
