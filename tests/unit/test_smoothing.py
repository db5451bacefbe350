"""Isolated cells get the label of their neighbours: foreseen in numbers, one edit, and told in history and report."""

import numpy as np
import pytest

from cellxgene_widget.errors import DataError, LabelError, SelectionError


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata)
    session.create_category("ct", like="louvain")
    return session


def labels(session):
    return session.annotations["ct"].astype(object).to_numpy()


def isolated(session, adata, share=0.8):
    """Find the cells and what they would be called, one by one."""
    names, graph, found = labels(session), adata.obsp["connectivities"].toarray(), {}
    for cell in range(adata.n_obs):
        weights = {}
        for other in np.flatnonzero(graph[cell]):
            if other != cell:
                weights[names[other]] = weights.get(names[other], 0) + graph[cell, other]
        others = {name: weight for name, weight in weights.items() if name != names[cell]}
        if others:
            best = max(others, key=others.get)
            if others[best] >= share * sum(weights.values()) - 1e-6:
                found[cell] = best
    return found


def planted(session, rng, n=12):
    """Give some cells from within a cluster the label of another one."""
    cells = rng.choice(np.flatnonzero(labels(session) == "0"), n, replace=False)
    session.label("5", category="ct", cells=cells)
    return cells


def test_isolated_cells_get_the_label_of_their_neighbors(session, adata):
    planted(session, np.random.default_rng(0))
    before, wanted = labels(session), isolated(session, adata)
    preview = session.smooth_preview("ct")
    counted = {(before[cell], new): 0 for cell, new in wanted.items()}
    for cell, new in wanted.items():
        counted[before[cell], new] += 1
    assert {(row.label, row.suggested): row.n_cells for row in preview.itertuples()} == counted
    assert preview["n_cells"].is_monotonic_decreasing
    assert (labels(session) == before).all(), "a preview changes nothing"
    assert session.smooth("ct") == len(wanted) > 5
    after = labels(session)
    assert {cell: after[cell] for cell in np.flatnonzero(after != before)} == wanted
    assert session.undo_text == f"give {len(wanted)} cells of ct the label of their neighbours"
    session.undo()
    assert (labels(session) == before).all()
    session.redo()
    assert (labels(session) == after).all()


def test_the_recipe_names_the_cells(session, adata):
    cells = planted(session, np.random.default_rng(1))
    wanted = isolated(session, adata)
    session.smooth("ct")
    assert session.history["recipe"].iloc[-1] == [{"cells": adata.obs_names[sorted(wanted)].tolist()}]
    assert session.code == "w.smooth(category='ct', graph='connectivities', share=0.8)"
    assert set(cells) & set(wanted)


def test_where_no_cell_is_isolated_there_is_no_edit(session):
    for _ in range(20):
        if not session.smooth("ct", share=0.95):
            break
    revision = session.revision
    assert session.smooth_preview("ct", share=0.95).empty
    assert session.smooth("ct", share=0.95) == 0
    assert session.revision == revision


def test_unassigned_cells_are_left_alone_unless_they_are_asked_for(session):
    cells = np.flatnonzero(labels(session) == "0")[:5]
    session.unlabel(category="ct", cells=cells)
    assert None not in session.smooth_preview("ct")["label"].tolist()
    session.smooth("ct")
    assert (labels(session) == "unassigned").sum() == 5
    assert None in session.smooth_preview("ct", unassigned=True)["label"].tolist()
    session.smooth("ct", unassigned=True)
    assert (labels(session) == "unassigned").sum() < 5


def test_doublets_are_no_mistakes_and_do_not_spread(session):
    session.label("doublets", category="ct", cells=planted(session, np.random.default_rng(2)))
    n = (labels(session) == "doublets").sum()
    preview = session.smooth_preview("ct")
    assert "doublets" not in [*preview["label"], *preview["suggested"]]
    session.rename_label("ct", "0", "junk")
    assert "junk" not in session.smooth_preview("ct")["suggested"].tolist()
    session.smooth("ct")
    assert (labels(session) == "doublets").sum() == n


def test_the_report_tells_of_it(session):
    planted(session, np.random.default_rng(3))
    wanted = session.smooth_preview("ct").groupby("suggested")["n_cells"].sum().to_dict()
    session.smooth("ct")
    rows = [line.split(" | ") for line in session.report().splitlines() if "cells whose neighbours have this" in line]
    assert {row[0].removeprefix("| "): int(row[1]) for row in rows} == wanted
    assert "2 edits by hand" in session.report()


@pytest.mark.parametrize("share", [0.5, 1.1, True, "0.8", float("nan"), None])
def test_a_share_that_two_labels_can_have_is_refused(session, share):
    for verb in (session.smooth, session.smooth_preview):
        with pytest.raises(SelectionError, match=r"above 0\.5, up to 1"):
            verb("ct", share=share)


def test_what_is_not_there_is_told(session):
    with pytest.raises(LabelError, match="nope"):
        session.smooth("nope")
    with pytest.raises(DataError, match="holds distances"):
        session.smooth("ct", graph="distances")


def test_cells_that_a_person_decided_on_are_left_alone_and_counted(session):
    planted(session, np.random.default_rng(4))
    isolated_before = session.smooth_preview("ct")
    assert isolated_before.attrs["n_decided"] == 0
    session.review("ct")
    table, said = session.review_table(), {}
    for number in table.loc[table["suggested"].notna(), "group"]:
        session.review_group(number)
        cells = np.flatnonzero(session.selected)
        verb = (session.skip, session.accept, session.unsure)[len(said) % 3]
        said[number] = verb.__name__, cells
        verb(number)
    assert {verb for verb, _ in said.values()} == {"accept", "unsure", "skip"}
    kept = np.concatenate([cells for verb, cells in said.values() if verb != "skip"])
    before = labels(session)
    state = session.annotations["review: ct"].astype(object).to_numpy()
    preview = session.smooth_preview("ct")
    n_decided = preview.attrs["n_decided"]
    assert n_decided == sum(row.n_cells for row in isolated_before.itertuples()) - preview["n_cells"].sum() > 0
    session.smooth("ct")
    after = labels(session)
    assert (after != before).sum() == preview["n_cells"].sum() > 0
    np.testing.assert_array_equal(after[kept], before[kept])
    now = session.annotations["review: ct"].astype(object).to_numpy()
    np.testing.assert_array_equal(now[kept], state[kept])
