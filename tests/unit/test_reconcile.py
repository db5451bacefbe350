"""What annotators agree on becomes a category; what no rule settles is decided on, with who said what."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pandas as pd
import pytest

import cellxgene_widget as cxw
from cellxgene_widget import AnnotationError, DataError, LabelError
from cellxgene_widget.exchange.annotators.rules import Rule, settle
from tests.annotators import COARSE, RENAMED, RENAMED_TERM, as_ben, draft_of, with_terms
from tests.page.data import cells


@pytest.fixture
def ana(adata, open_session):
    """Open the session of Ana, beside whose draft is that of Ben."""
    draft_of(open_session, adata, "ben", as_ben)
    session = open_session(adata, user="ana", name="ana", autosave=None, dataset="pbmc")
    session.create_category("ct", like="bulk_labels")
    with_terms(session)
    return session


@pytest.fixture
def reconciled(ana):
    """Reconcile both by what they agree on."""
    ana.reconcile(ana.compare("ben"), into="final")
    return ana


def test_what_all_say_is_settled_in_one_edit(ana):
    comparison, before = ana.compare("ben"), ana.annotations.copy()
    revision = ana.revision
    told = ana.reconcile(comparison, into="final")
    assert ana.revision == revision + 1
    settled = comparison.agreement == "agree"
    assert (told.n_settled, told.n_open) == (int(settled.sum()), int((~settled).sum()))
    assert told.opinions == "opinions: final"
    final = ana.annotations["final"]
    assert final.isna().sum() == told.n_open or (final == "unassigned").sum() == told.n_open
    assert (final[settled.to_numpy()].astype(str) == before["ct"][settled.to_numpy()].astype(str)).all()
    assert ana.history["text"].iloc[-1] == f"reconcile ct of ana, ben: agree ({told.n_settled:,} cells settled)"
    assert ana.category == "final"
    assert repr(told).splitlines()[0] == f"Reconciled 'final' by 'agree': {told.n_settled:,} cells settled"
    pd.testing.assert_frame_equal(ana.annotations[["ct"]], before[["ct"]])
    ana.undo()
    assert ana.annotations.columns.tolist() == ["ct"]
    ana.redo()
    assert ana.annotations["final"].equals(final)


def test_labels_keep_their_terms_colors_and_nesting(ana):
    ana.add_label("ct", "T", term="CL:0000084")
    ana.set_parent("ct", "CD4+/CD25 T Reg", "T")
    ana.reconcile(ana.compare("ben"), into="final", rule="coarsest")
    labels = ana.labels("final").set_index("label")
    own = ana.labels("ct").set_index("label")
    assert labels.loc[RENAMED, "term_id"] == RENAMED_TERM
    assert labels.loc[RENAMED, "color"] == own.loc[RENAMED, "color"]
    assert labels.loc["CD4+/CD25 T Reg", "parent"] == "T"
    assert labels.loc["T", "n_cells"] == 0
    assert labels.loc[COARSE, "n_cells"] > 0


def test_no_two_labels_of_what_is_reconciled_have_one_color(adata, open_session):
    def others(session):
        for label in session.labels("ct")["label"].head(3):
            session.rename_label("ct", label, f"a {label}")

    draft_of(open_session, adata, "ben", others)
    session = open_session(adata, user="ana", name="ana", autosave=None, dataset="pbmc")
    session.create_category("ct", like="bulk_labels")
    session.reconcile(session.compare("ben"), into="final")
    labels, own = session.labels("final"), session.labels("ct").set_index("label")["color"]
    assert len(labels) == len(own) + 3
    assert labels["color"].is_unique
    assert labels.set_index("label")["color"][own.index].equals(own)


@pytest.mark.parametrize("rule", get_args(Rule))
def test_every_rule_is_one_edit_of_what_it_settles(ana, rule):
    comparison = ana.compare("ben", "bulk_labels")
    told = ana.reconcile(comparison, into=f"by {rule}", rule=rule)
    expected = settle(comparison, rule)
    assert told.n_settled == np.count_nonzero(expected)
    codes = ana.find_category(f"by {rule}").codes
    np.testing.assert_array_equal(codes > 0, expected > 0)
    opinions = [each for each in ana.categories if each.name == f"opinions: by {rule}"]
    assert bool(opinions) == bool(told.n_open)
    if opinions:
        np.testing.assert_array_equal(opinions[0].codes > 0, (expected == 0) & (comparison.states > 0))


def test_a_comparison_made_without_a_session_is_laid_on_its_cells(ana):
    ana.save()
    ben = next(ana.parts.draft.folder.glob("ben-*.csv"))
    comparison = cxw.compare({"Ana": ana.draft.path, "Ben": ben})
    here = ana.compare(ben, category="ct")
    assert ana.reconcile(comparison, into="final").n_settled == here.n_agree


def test_it_is_the_same_after_a_restart(reconciled, open_session):
    about = [dict(each.about) for each in reconciled.categories]
    labels = reconciled.annotations.copy()
    reconciled.close()
    again = open_session(cells_of(labels), user="ana", autosave=None, dataset="pbmc")
    assert [dict(each.about) for each in again.categories] == about
    pd.testing.assert_frame_equal(again.annotations, labels)
    assert again.review("final", by="opinions")["n_cells"].sum() > 0
    assert again.blame(category="final").columns[-2:].tolist() == ["says: ana", "says: ben"]


def cells_of(labels):
    return cells()[labels.index].copy()


def test_the_queue_groups_what_is_open_by_who_said_what(reconciled):
    queue = reconciled.review("final", by="opinions")
    open_cells = int((reconciled.find_category("final").codes == 0).sum())
    assert queue["n_cells"].sum() == open_cells
    assert queue["n_cells"].is_monotonic_decreasing
    assert queue["label"].isna().all()
    group = reconciled.review_next()
    assert reconciled.n_selected == group["n_cells"]
    ana, ben = group["offered"][:2]
    assert group["reason"].startswith(f"{group['n_cells']} cells without a label; ana says {ana}; ben says {ben}")
    assert group["suggested"] is None, "one says this, the other that: nobody's word comes first"


def test_a_settlement_is_an_edit_with_its_reason_in_the_journal(reconciled):
    reconciled.review("final", by="opinions")
    group = reconciled.review_next()
    assert reconciled.relabel(None, group["offered"][1]) == group["n_cells"]
    last = reconciled.parts.history.entries[-1]
    assert last.about["call"]["reason"].split("; ")[1:3] == group["reason"].split("; ")[1:3]
    assert last.about["call"]["by"] == "opinions"
    table = reconciled.review_table()
    assert (table["state"] == "changed").sum() == 1
    assert table[table["state"] == "open"]["n_cells"].sum() == (reconciled.find_category("final").codes == 0).sum()
    reconciled.review_back()
    assert len(reconciled.review_table()) == len(table)
    assert (reconciled.review_table()["state"] == "open").all()


def test_what_nobody_can_tell_and_what_was_labelled_elsewhere_is_asked_no_more(reconciled):
    n = len(reconciled.review("final", by="opinions"))
    reconciled.review_next()
    reconciled.unsure()
    second = reconciled.review_next()
    reconciled.label("B", category="final", cells=reconciled.selected)
    states = reconciled.review_table()["state"].value_counts()
    assert (states["open"], states["unsure"]) == (n - 2, 1)
    assert second["group"] not in reconciled.review_table()["group"].tolist()


def test_the_opinions_follow_a_rename_and_go_with_their_category(reconciled):
    reconciled.rename_category("final", "agreed")
    assert reconciled.review("agreed", by="opinions")["n_cells"].sum() > 0
    assert next(each for each in reconciled.categories if "opinions" in each.about).about["opinions"]["of"] == "agreed"
    reconciled.undo()
    assert reconciled.review("final", by="opinions")["n_cells"].sum() > 0
    reconciled.delete_category("final")
    assert [each.name for each in reconciled.categories] == ["ct"]
    reconciled.undo()
    assert [each.name for each in reconciled.categories] == ["ct", "final", "opinions: final"]
    assert reconciled.review("final", by="opinions")["n_cells"].sum() > 0


def test_opinions_are_no_labels(reconciled, adata):
    merged = reconciled.merge()
    assert "opinions: final" not in adata.obs.columns
    assert "final" in [each.key for each in merged.columns]
    report = reconciled.report()
    assert "opinions: final" not in report
    assert "reconciled from ct of ana and ben (agree: cells on which all who labelled them agree) on " in report
    for refused in (
        lambda: reconciled.review("opinions: final"),
        lambda: reconciled.compare("bulk_labels", category="opinions: final"),
        lambda: reconciled.propose("opinions: final", {}, by="A"),
    ):
        with pytest.raises(LabelError, match="holds what annotators said of cells of 'final', no labels of its own"):
            refused()


def test_an_export_says_whose_labels_were_reconciled(reconciled, tmp_path):
    path = tmp_path / "final.json"
    reconciled.export(path, format="cas", category="final")
    assert "reconciled from ct of ana and ben (agree: " in path.read_text()
    reconciled.export(tmp_path / "all.json", format="cas")
    assert "opinions: final" not in (tmp_path / "all.json").read_text()


def test_what_is_told_of_opinions_is_small(reconciled):
    told = {each["name"]: each["about"] for each in reconciled.describe()["categories"]}
    assert told["opinions: final"]["opinions"] == {"of": "final", "annotators": ["ana", "ben"]}
    assert told["final"]["reconciled"]["rule"] == "agree"


def test_blame_tells_who_said_what_and_by_which_edit(ana):
    comparison = ana.compare("ben", category="ct")
    ana.reconcile(comparison, into="final")
    ana.review("final", by="opinions")
    ana.review_next()
    chosen = ana.selected_names
    ana.relabel(None, "Ben's word")
    told = ana.blame(chosen)
    assert told.index.tolist() == list(chosen)
    assert (told["label"] == "Ben's word").all()
    assert (told["operation"] == "relabel").all()
    assert told["revision"].tolist() == [ana.revision] * len(chosen)
    for who in ("ana", "ben"):
        said = comparison.cells[who].loc[chosen].astype(object)
        assert told[f"says: {who}"].tolist() == said.tolist()
    everything = ana.blame(np.arange(700))
    assert everything["label"].isna().sum() == (ana.find_category("final").codes == 0).sum()
    assert everything["revision"].isna().equals(everything["label"].isna())
    assert set(everything["operation"].dropna()) == {"reconcile", "relabel"}


def test_blame_passes_over_what_was_taken_back_and_knows_former_names(ana):
    ana.label("NK", category="ct", cells=[1, 2])
    ana.label("gone", category="ct", cells=[2, 3])
    ana.undo()
    ana.rename_category("ct", "cell type")
    ana.select(cells=[0, 1, 2, 3])
    told = ana.blame(category="cell type")
    assert told["operation"].tolist() == ["create_category", "label", "label", "create_category"]
    assert told["text"].iloc[1] == "label 2 cells as NK"
    assert ana.blame([], category="cell type").empty
    with pytest.raises(LabelError, match="no category 'ct'"):
        ana.blame(category="ct")


def test_old_edits_are_looked_up_in_the_journal(ana, monkeypatch):
    ana.label("NK", category="ct", cells=[1, 2])
    first = ana.revision
    monkeypatch.setattr(ana.parts.history, "undo_depth", 2)
    for _ in range(3):
        ana.label("B", category="ct", cells=[5])
        ana.unlabel(category="ct", cells=[5])
    assert ana.parts.history.entries[first - 1].inverse is None
    told = ana.blame([1, 5], category="ct")
    assert told["revision"].tolist()[0] == first
    assert told["revision"].isna().tolist() == [False, True]


def test_a_category_is_replaced_with_what_was_decided_on_it_where_that_is_asked(reconciled):
    reconciled.review("final", by="opinions")
    reconciled.review_next()
    reconciled.relabel(None, "B")
    before, names = reconciled.annotations.copy(), [each.name for each in reconciled.categories]
    comparison = reconciled.parts.comparisons.current
    reconciled.reconcile(comparison, into="final", rule="coarsest", replace=True)
    assert sorted(each.name for each in reconciled.categories) == ["ct", "final", "opinions: final"]
    assert "B" not in [label.name for label in reconciled.find_category("final").labels]
    reconciled.undo()
    pd.testing.assert_frame_equal(reconciled.annotations, before)
    assert [each.name for each in reconciled.categories] == names
    with pytest.raises(LabelError, match="holds what annotators said"):
        reconciled.reconcile(comparison, into="opinions: final", replace=True)


def test_what_was_reconciled_is_there_after_a_crash(reconciled, open_session):
    reconciled.review("final", by="opinions")
    reconciled.review_next()
    n = reconciled.relabel(None, "B")
    labels = reconciled.annotations.copy()
    about = [dict(each.about) for each in reconciled.categories]
    reconciled.parts.store.close()
    assert not reconciled.draft.path.exists(), "all that is on disk of it is in the journal"
    again = open_session(cells_of(labels), user="ana", autosave=None, dataset="pbmc")
    pd.testing.assert_frame_equal(again.annotations, labels)
    assert [dict(each.about) for each in again.categories] == about
    assert again.undo() == f"label {n} cells as B, in review (no label before)"


@pytest.mark.parametrize(
    ("asked", "error", "message"),
    [
        (lambda s, c: s.reconcile("ben", into="final"), DataError, "takes what compare"),
        (lambda s, c: s.reconcile(c, into="final", rule="mood"), AnnotationError, "rule= is one of 'agree'"),
        (lambda s, c: s.reconcile(c, into="ct"), LabelError, "There is a category 'ct' already"),
        (lambda s, c: s.reconcile(c, into="louvain"), LabelError, "adata.obs has a column 'louvain'"),
        (lambda s, c: s.reconcile(c, into=" "), LabelError, "needs a name"),
        (lambda s, c: s.reconcile(c, into="agreement: ct"), LabelError, "made in this session"),
        (lambda s, c: s.review("ct", by="opinions"), LabelError, r"no opinions on 'ct': reconcile"),
    ],
)
def test_what_can_not_be_reconciled_is_told_and_changes_nothing(ana, asked, error, message):
    comparison = ana.compare("ben")
    revision, names = ana.revision, ana.annotations.columns.tolist()
    with pytest.raises(error, match=message):
        asked(ana, comparison)
    assert (ana.revision, ana.annotations.columns.tolist()) == (revision, names)


def test_cells_that_are_gone_since_are_passed_over(ana):
    comparison = ana.compare("ben")
    ana.adata._inplace_subset_obs(np.arange(300))
    told = ana.reconcile(comparison, into="final")
    assert told.n_settled == int((comparison.agreement.iloc[:300] == "agree").sum())


def test_a_label_that_can_be_none_is_refused_by_its_name(ana, adata):
    series = adata.obs["bulk_labels"].astype(str).where(adata.obs["bulk_labels"] != "Dendritic", "x" * 201)
    comparison, revision = ana.compare({"tool": series}), ana.revision
    with pytest.raises(LabelError, match="This label name has 201 characters"):
        ana.reconcile(comparison, into="final")
    assert ana.revision == revision
