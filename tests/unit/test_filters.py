"""Filters narrow what is meant, follow labels through edits, and never make more cells meant than was asked for."""

from __future__ import annotations

import numpy as np
import pytest

from cellxgene_widget.errors import LabelError, SelectionError


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata)
    session.create_category("cell_type", like="louvain")
    return session


def louvain(session, *levels):
    return session.adata.obs["louvain"].isin(levels).to_numpy()


def test_a_filter_alone_selects_what_passes_and_none_selects_nothing(session):
    assert session.n_selected == 0
    assert session.set_filter("louvain", ["1", "2"]) == louvain(session, "1", "2").sum()
    assert session.filters == {"louvain": ["1", "2"]}
    n_genes = session.adata.obs["n_genes"].to_numpy()
    session.set_filter("n_genes", (1000, None))
    np.testing.assert_array_equal(session.selected, louvain(session, "1", "2") & (n_genes >= 1000))
    session.set_filter("louvain", {"not": ["1"]})
    np.testing.assert_array_equal(session.selected, ~louvain(session, "1") & (n_genes >= 1000))
    assert session.set_filter("louvain", None) == (n_genes >= 1000).sum()
    assert session.clear_filters() == 0
    with pytest.raises(SelectionError, match="No cell is selected"):
        session.label("x")


def test_filters_narrow_a_pick_and_stay_when_the_view_picks_again(session):
    session.set_filter("louvain", "3")
    assert session.select(range(100), keep_filters=True) == louvain(session, "3")[:100].sum()
    assert session.select(range(100, 700), keep_filters=True) == louvain(session, "3")[100:].sum()
    assert session.recipe[-1] == {"where": {"louvain": ["3"]}, "mode": "intersect"}
    session.clear_selection(keep_filters=True)
    assert session.n_selected == louvain(session, "3").sum()
    session.clear_selection()
    assert session.n_selected == 0
    assert session.filters == {}


def test_a_select_of_the_api_begins_anew_without_filters_left_by_the_view(session):
    session.set_filter("louvain", ["3"])
    assert session.select([0, 1, 2]) == 3
    assert session.filters == {}


def test_other_modes_of_the_api_work_on_the_cells_selected_now(session):
    session.set_filter("louvain", ["3"])
    assert session.select(where={"louvain": ["4"]}, mode="add") == louvain(session, "3", "4").sum()
    assert session.filters == {}
    session.set_filter("louvain", ["3"])
    assert session.invert_selection() == (~louvain(session, "3")).sum()


def test_a_pick_of_no_cell_is_not_a_pick_of_all(session):
    session.set_filter("louvain", ["3"])
    far = [(1000, 1000), (1001, 1000), (1001, 1001)]
    assert session.select(lasso=far, keep_filters=True) == 0
    with pytest.raises(SelectionError, match="No cell is selected"):
        session.label("x")


def test_cells_that_get_an_excluded_label_leave_the_selection_and_come_back_with_undo(session):
    session.set_filter("cell_type", {"not": ["1"]})
    n = session.n_selected
    session.select(range(50), keep_filters=True)
    session.label("1")
    assert session.n_selected == 0
    session.undo()
    assert session.n_selected == (~louvain(session, "1"))[:50].sum()
    session.clear_selection(keep_filters=True)
    assert session.n_selected == n


def test_filters_follow_renamed_labels_and_categories_also_through_undo(session):
    session.set_filter("cell_type", ["1", "2"])
    session.set_filter("louvain", {"not": ["9"]})
    n = session.n_selected
    session.rename_label("cell_type", "1", "one")
    session.rename_category("cell_type", "mine")
    assert session.filters == {"mine": ["one", "2"], "louvain": {"not": ["9"]}}
    assert session.n_selected == n
    session.undo()
    session.undo()
    assert session.filters == {"cell_type": ["1", "2"], "louvain": {"not": ["9"]}}
    assert session.n_selected == n


def test_a_filter_on_a_label_that_goes_lets_nothing_pass_rather_than_all(session):
    session.select(range(50))
    session.set_filter("cell_type", ["1"])
    session.delete_label("cell_type", "1")
    assert session.filters == {"cell_type": []}
    assert session.n_selected == 0
    session.set_filter("cell_type", {"not": ["2"]})
    session.delete_label("cell_type", "2")
    assert session.filters == {}
    assert session.n_selected == 50


@pytest.mark.parametrize("picked", [False, True])
def test_when_a_category_goes_the_cells_its_filter_let_pass_stay_selected_and_no_others(session, picked):
    if picked:
        session.select(range(150))
    session.set_filter("cell_type", {"not": ["1"]})
    session.set_filter("louvain", {"not": ["2"]})
    selected = session.selected
    session.delete_category("cell_type")
    assert session.filters == {"louvain": {"not": ["2"]}}
    np.testing.assert_array_equal(session.selected, selected)
    session.undo()
    np.testing.assert_array_equal(session.selected, selected)


def test_values_are_written_in_one_way_however_they_are_given(session):
    session.adata.obs["leiden"] = session.adata.obs["louvain"].cat.rename_categories(int)
    session.adata.obs["flag"] = [True, False] * 350
    ones = louvain(session, "1").sum()
    for wanted in (1, [1], "1", np.array([1]), ["1", 1]):
        assert session.set_filter("leiden", wanted) == ones
        assert session.filters == {"leiden": ["1"]}
        session.select(where={"leiden": wanted})
        assert session.recipe == [{"where": {"leiden": ["1"]}}]
    session.clear_selection()
    assert session.set_filter("leiden", {"not": [2, 1]}) == 700 - louvain(session, "1", "2").sum()
    assert session.filters == {"leiden": {"not": ["2", "1"]}}
    session.clear_selection()
    assert session.set_filter("flag", {"not": True}) == 350
    assert session.filters == {"flag": {"not": ["True"]}}
    assert session.set_filter("n_genes", (500, float("inf"))) > 0
    assert session.filters["n_genes"] == [500.0, None]
    assert "inf" not in session.code


def test_a_category_can_not_take_the_name_of_a_filtered_gene(session):
    n = session.set_filter("CD79A", (0.5, None))
    with pytest.raises(LabelError, match="filter on 'CD79A'"):
        session.create_category(" CD79A ")
    with pytest.raises(LabelError, match="filter on 'CD79A'"):
        session.rename_category("cell_type", "CD79A")
    session.label("x", cells=[0])
    assert session.filters == {"CD79A": [0.5, None]}
    assert session.n_selected == n


def test_taking_cells_out_of_what_filters_let_pass(session):
    session.set_filter("louvain", ["3"])
    inside = louvain(session, "3")
    session.select(range(100), mode="subtract", keep_filters=True)
    expected = inside.copy()
    expected[:100] = False
    np.testing.assert_array_equal(session.selected, expected)
    assert session.recipe[0] == {"mode": "all"}
    session.clear_selection(keep_filters=True)
    session.select(range(100), mode="intersect", keep_filters=True)
    assert session.n_selected == inside[:100].sum()


def test_with_nothing_selected_nothing_can_be_taken_out_or_kept(session):
    for mode in ("subtract", "intersect"):
        assert session.select([1, 2], mode=mode) == 0
        assert session.recipe == []
    assert session.undo_selection() is False
    session.select([1, 2], mode="add")
    assert "mode" not in session.recipe[0]
    session.clear_selection()
    assert session.invert_selection() == 700
    assert session.recipe == [{"mode": "all"}]


def test_a_selection_whose_column_is_gone_is_passed_over_on_the_way_back(session):
    session.select([7])
    session.adata.obs["num"] = np.arange(700.0)
    session.set_filter("num", (0, 10))
    session.clear_selection()
    del session.adata.obs["num"]
    assert session.undo_selection() is True
    assert session.selected_names.tolist() == session.parts.table.obs_names[[7]].tolist()


def test_what_changes_nothing_is_no_step_back(session):
    session.clear_selection()
    assert session.undo_selection() is False
    session.set_filter("louvain", ["3"])
    session.set_filter("louvain", ["3"])
    assert session.undo_selection() is True
    assert session.undo_selection() is False


def test_unassigned_is_a_value_like_others(session):
    session.create_category("own")
    session.label("a", cells=[0, 1])
    assert session.set_filter("own", "unassigned") == 698
    assert session.filters == {"own": [None]}
    assert session.set_filter("own", {"not": [None]}) == 2


def test_the_rest_gets_a_label(session):
    session.create_category("own")
    session.label("a", cells=range(10))
    session.set_filter("louvain", ["3"])
    n = session.label_rest("b")
    assert n == louvain(session, "3")[10:].sum()
    assert session.history["recipe"].iloc[-1] == [{"where": {"louvain": ["3"], "own": [None]}}]
    with pytest.raises(SelectionError, match="no cell without a label"):
        session.label_rest("b")
    session.clear_filters()
    session.label_rest("c")
    assert (session.annotations["own"] != "unassigned").all()


def test_selections_are_undone_and_redone(session):
    assert session.undo_selection() is False
    session.select(range(10))
    session.set_filter("louvain", ["3"])
    session.rename_category("cell_type", "other")  # an edit of labels is no change of the selection
    session.clear_selection()
    assert session.undo_selection() is True
    assert session.filters == {"louvain": ["3"]}
    assert session.undo_selection() is True
    assert session.n_selected == 10
    assert session.redo_selection() is True
    assert session.redo_selection() is True
    assert session.n_selected == 0
    assert session.redo_selection() is False
    session.undo_selection()
    session.select([5])
    assert session.redo_selection() is False


def test_a_filter_gone_back_to_has_the_names_that_labels_have_now(session):
    session.set_filter("cell_type", ["1"])
    n = session.n_selected
    session.clear_selection()
    session.rename_label("cell_type", "1", "one")
    session.undo_selection()
    assert session.filters == {"cell_type": ["one"]}
    assert session.n_selected == n


def test_steps_can_be_dropped(session):
    session.select([1, 2, 3])
    session.select([3, 4], mode="add")
    session.set_filter("louvain", {"not": ["9"]})
    assert session.drop_step(2) == 4
    assert session.filters == {}
    assert session.drop_step(0) == 2
    assert session.recipe == [{"cells": session.parts.table.obs_names[[3, 4]].tolist()}]
    assert session.drop_step(0) == 0


def test_everything_is_selected_only_when_asked(session):
    assert session.select_all() == 700
    assert session.recipe == [{"mode": "all"}]
    session.clear_selection()
    assert session.select(mode="all") == 700


def test_a_draft_read_anew_keeps_filters_on_labels_by_name(adata, open_session):
    session = open_session(adata)
    session.create_category("own")
    session.label("a", cells=[0, 1])
    session.set_filter("own", ["a"])
    session.take_over()
    assert session.filters == {"own": ["a"]}
    assert session.selected_names.tolist() == adata.obs_names[:2].tolist()
