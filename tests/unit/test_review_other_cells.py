"""The notebook changes ``adata`` under a review: no group of before is decided on, shown or told of."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from cellxgene_widget import LabelError
from cellxgene_widget.labels.reviewing import Seen
from cellxgene_widget.view.requests import answer
from tests.planted import plant


@pytest.fixture
def session(adata, open_session):
    """Return a review of 700 cells that lie label by label: most have the label of who was there before a change."""
    codes = adata.obs["louvain"].cat.codes.to_numpy().astype(np.int64) + 1
    wrong, _ = plant(sp.csr_matrix(adata.obsp["connectivities"]), codes, 3)
    adata.obs["planted"] = pd.Categorical.from_codes(wrong - 1, [f"type {n}" for n in range(wrong.max())])
    adata._inplace_subset_obs(np.argsort(wrong, kind="stable"))
    session = open_session(adata, autosave=None)
    session.create_category("ct", like="planted")
    session.review("ct")
    return session


def sorted_within_labels(adata):
    adata._inplace_subset_obs(np.lexsort((adata.obs["n_counts"], adata.obs["planted"].cat.codes)))


def turned_round(adata):
    adata._inplace_subset_obs(np.arange(adata.n_obs)[::-1])


def cut_in_half(adata):
    adata._inplace_subset_obs(np.arange(adata.n_obs // 2))


changes = pytest.mark.parametrize("change", [sorted_within_labels, turned_round, cut_in_half])


@changes
def test_no_group_of_before_can_be_decided_on_or_shown(session, change):
    numbers = session.review_table()["group"].tolist()
    shown = session.review_next()["group"]
    change(session.adata)
    n, rest = len(session.history), numbers[-1]
    for number in (None, shown, rest):
        for decide in (session.accept, session.unsure, session.skip, lambda number: session.relabel(number, "other")):
            with pytest.raises(LabelError, match=rf"Group {number or shown} has changed since: review_next\(\)"):
                decide(number)
    for number in numbers:
        with pytest.raises(LabelError, match=f"Group {number} has changed since"):
            session.review_group(number)
    assert len(session.history) == n
    assert list(session.annotations) == ["ct"]


@changes
def test_a_group_found_before_a_change_is_of_no_cells_after_it(session, change):
    """As of a thread that has a group in hand while the notebook runs on."""
    reviewed = session.parts.review
    queue = reviewed.queue.fresh()
    session.review_next()
    session.skip()
    change(session.adata)
    assert session.describe()["review"] is None
    for group in queue.groups:
        assert reviewed.queue.state_of(group) is None
        assert not reviewed.queue.is_as_ranked(group)
        assert reviewed.markers.genes_up(group, "ct") is None
        with pytest.raises(LabelError, match="has changed since"):
            reviewed.markers.sides(group, "ct", group.ranked.suggested, 5)


@changes
def test_the_queue_is_made_anew_of_the_cells_that_there_are(session, change):
    first = session.review_next()
    names = session.adata.obs_names[session.selected]
    session.accept()
    change(session.adata)
    table = session.review_table()
    still = int(names.isin(session.adata.obs_names).sum())
    assert table.query("state == 'accepted'")["n_cells"].sum() == still
    assert table["n_cells"].sum() == session.adata.n_obs
    group = session.review_next()
    assert group["group"] != first["group"]
    cells = session.adata.obs_names[session.selected]
    assert session.relabel(group["group"], "other") == len(cells) == group["n_cells"]
    labels = session.annotations["ct"]
    assert set(labels.index[labels == "other"]) == set(cells)
    told = session.describe()["review"]
    assert told["n_cells"] == session.adata.n_obs


def test_as_many_other_cells_have_other_decisions(session):
    whole = session.adata.copy()
    session.review_group(int(session.review_table()["group"].iloc[-1]))
    n = session.accept()
    counts = []
    for half in (slice(0, 350), slice(350, 700)):
        session.adata._init_as_actual(whole[half].copy())
        counts.append(session.review_table().query("state == 'accepted'")["n_cells"].sum())
        assert counts[-1] == (session.annotations["review: ct"] == "accepted").sum()
    assert sum(counts) == n
    assert counts[0] != counts[1]


def test_the_view_is_told_that_the_group_has_changed(session):
    number = session.review_next()["group"]
    cut_in_half(session.adata)
    with pytest.raises(LabelError, match="has changed since"):
        answer(session, {"id": "a", "kind": "review_markers", "group": number, "n_genes": 5})


def test_a_draft_that_is_read_again_has_no_group_of_before(session, adata, open_session):
    session.save()
    number = session.review_next()["group"]
    other = open_session(adata, autosave=None)
    other.take_over()
    other.label("new", category="ct", cells=[0, 1])
    other.save()
    other.close()
    session.take_over()
    with pytest.raises(LabelError, match=f"Group {number} has changed since"):
        session.accept(number)
    assert session.review_table()["n_cells"].sum() == 700
    assert session.accept(session.review_next()["group"]) > 0


def test_a_decision_of_another_queue_with_the_same_number_hides_no_cells(session):
    """As a page offers it that kept the decision when the kernel of before was gone."""
    table = session.review_table()
    number, size = table.loc[table["suggested"].isna(), ["group", "n_cells"]].iloc[0]
    queue = session.parts.review.queue.fresh()
    group = queue.find(int(number))
    some = Seen(group.ranked.cells[:5], group.ranked.label, None, int(number), None, "of before")
    assert session.parts.review.decide_seen("ct", some, "relabel", "New") == 5
    table = session.review_table()
    assert table["n_cells"].sum() == 700
    assert table.query("label == @group.ranked.label and state == 'open'")["n_cells"].sum() >= size - 5
    session.undo()
    table = session.review_table()
    assert table["n_cells"].sum() == 700
    assert int(number) in table["group"].tolist()


def test_a_verb_decides_on_what_it_was_shown_not_on_what_a_page_shows(session):
    group = session.review_next()
    other = next(number for number in session.review_table()["group"] if number != group["group"])
    body = {"id": "a", "kind": "review_group", "group": int(other), "browser": "b"}
    assert answer(session, body).body["group"] == other
    assert session.describe()["review"]["shown"] == group["group"]
    assert session.accept() == group["n_cells"]
    assert session.review_table().query("state == 'accepted'")["group"].tolist() == [group["group"]]
