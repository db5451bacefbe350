"""The selection grows and shrinks along a graph: as a search cell by cell, as steps of the recipe, and back again."""

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from cellxgene_widget.errors import DataError, SelectionError
from cellxgene_widget.exchange.recipe_words import recipe_in_words
from cellxgene_widget.selection.along_graph import grown, shrunk


@st.composite
def graphs_and_cells(draw):
    """Draw a graph, cells of it, a part or none, and a number of steps."""
    n = draw(st.integers(1, 12))
    edges = draw(st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=30))
    dense = np.zeros((n, n), dtype=np.float32)
    for row, column in edges:
        dense[row, column] = 0.5
    flags = st.lists(st.booleans(), min_size=n, max_size=n).map(np.array)
    return sp.csr_matrix(dense), dense > 0, draw(flags), draw(st.none() | flags), draw(st.integers(1, 4))


@given(graphs_and_cells())
def test_growing_is_a_breadth_first_search(drawn):
    graph, near, cells, within, n = drawn
    part = np.ones(len(cells), dtype=bool) if within is None else within
    reached, frontier = set(np.flatnonzero(cells)), set(np.flatnonzero(cells & part))
    for _ in range(n):
        frontier = {int(b) for a in frontier for b in np.flatnonzero(near[a]) if part[b]} - reached
        reached |= frontier
    assert set(np.flatnonzero(grown(graph, cells, n, within))) == reached


@given(graphs_and_cells())
def test_shrinking_lets_go_of_cells_with_a_neighbor_outside(drawn):
    graph, near, cells, within, n = drawn
    part = np.ones(len(cells), dtype=bool) if within is None else within
    left = cells.copy()
    for _ in range(n):
        edge = [a for a in np.flatnonzero(left & part) if any(part[b] and not left[b] for b in np.flatnonzero(near[a]))]
        left[edge] = False
    np.testing.assert_array_equal(shrunk(graph, cells, n, within), left)


@pytest.fixture
def session(adata, open_session):
    return open_session(adata)


def near(adata):
    return adata.obsp["connectivities"].toarray() > 0


def replayed(session, recipe):
    """Run a recipe in a selection that was let go, and return the cells."""
    session.clear_selection()
    for step in recipe:
        session.select(**step)
    return session.selected


def test_the_neighbors_of_the_selected_cells_are_selected_too(session, adata):
    session.select(where={"louvain": ["3"]})
    before = session.selected
    n = session.select_neighbors()
    wanted = before | near(adata)[before].any(axis=0)
    np.testing.assert_array_equal(session.selected, wanted)
    assert n == wanted.sum() > before.sum()
    assert session.recipe[1:] == [{"neighbors": {"grow": 1, "graph": "connectivities"}, "mode": "add"}]
    assert session.code.splitlines()[1] == "w.select(neighbors={'grow': 1, 'graph': 'connectivities'}, mode='add')"
    session.undo_selection()
    np.testing.assert_array_equal(session.selected, before)
    session.redo_selection()
    np.testing.assert_array_equal(session.selected, wanted)


def test_cells_at_the_edge_are_let_go(session, adata):
    session.select(where={"louvain": ["3", "5"]})
    before = session.selected
    n = session.shrink_selection()
    wanted = before & ~near(adata)[:, ~before].any(axis=1)
    np.testing.assert_array_equal(session.selected, wanted)
    assert 0 < n < before.sum()
    session.undo_selection()
    np.testing.assert_array_equal(session.selected, before)


def test_a_recipe_with_steps_along_a_graph_runs_again(session):
    session.select(where={"louvain": ["3"]})
    session.select_neighbors(2)
    session.shrink_selection()
    session.select(where={"phase": ["G1"]}, mode="intersect")
    cells, recipe = session.selected, session.recipe
    np.testing.assert_array_equal(replayed(session, recipe), cells)
    assert session.recipe == recipe
    assert "then grown by 2 along connectivities; then shrunk by 1 along connectivities" in recipe_in_words(recipe)


def test_only_the_neighbors_are_selected_where_that_is_asked_for(session, adata):
    session.select(where={"louvain": ["3"]})
    before = session.selected
    session.select_neighbors(mode="replace")
    wanted = near(adata)[before].any(axis=0) & ~before
    np.testing.assert_array_equal(session.selected, wanted)
    np.testing.assert_array_equal(replayed(session, session.recipe), wanted)


def test_filters_are_part_of_what_grows(session, adata):
    session.set_filter("louvain", ["3"])
    before = session.selected
    session.select_neighbors()
    np.testing.assert_array_equal(session.selected, before | near(adata)[before].any(axis=0))
    assert session.filters == {}
    np.testing.assert_array_equal(replayed(session, session.recipe), session.selected)


def test_without_an_earlier_step_those_along_the_graph_are_made_again(session):
    session.select(where={"louvain": ["3"]})
    session.select(where={"louvain": ["7"]}, mode="add")
    session.select_neighbors()
    session.drop_step(0)
    without = session.selected
    session.select(where={"louvain": ["7"]})
    session.select_neighbors()
    np.testing.assert_array_equal(session.selected, without)
    session.drop_step(0)
    assert session.n_selected == 0
    assert session.recipe == []


def test_a_step_that_is_dropped_gives_its_cells_back(session):
    session.select(where={"louvain": ["3"]})
    before = session.selected
    session.select_neighbors(3)
    session.drop_step(1)
    np.testing.assert_array_equal(session.selected, before)


def test_a_step_before_is_not_dropped_where_the_graph_is_gone(session, adata):
    session.select(where={"louvain": ["3"]})
    session.select(where={"louvain": ["7"]}, mode="add")
    session.select_neighbors()
    before = session.selected
    del adata.obsp["connectivities"]
    with pytest.raises(DataError, match="no graph of neighbours"):
        session.drop_step(0)
    np.testing.assert_array_equal(session.selected, before)


def test_in_a_part_shown_alone_only_its_cells_are_near(session, adata):
    session.select(where={"louvain": ["0", "3", "5"]})
    session.isolate()
    part, recipe = session.selected, session.parts.part.now.recipe
    session.select(where={"louvain": ["3"]}, within=recipe)
    before = session.selected
    session.select_neighbors(2, within=recipe)
    ways = near(adata) & part[:, None] & part[None, :]
    once = before | ways[before].any(axis=0)
    np.testing.assert_array_equal(session.selected, once | ways[once].any(axis=0))
    grown_cells = session.selected
    session.shrink_selection(within=recipe)
    np.testing.assert_array_equal(session.selected, grown_cells & ~ways[:, ~grown_cells].any(axis=1))
    np.testing.assert_array_equal(replayed(session, session.recipe), session.selected)


def test_a_part_that_was_grown_names_its_cells(session, adata):
    session.select(where={"louvain": ["3"]})
    session.select_neighbors()
    session.isolate()
    assert list(session.parts.part.now.recipe[0]) == ["cells"]


def test_cells_that_have_no_more_neighbors_are_no_step(session):
    session.select_all()
    recipe = session.recipe
    assert session.select_neighbors() == session.n_selected == 700
    assert session.shrink_selection() == 700
    assert session.recipe == recipe


def test_labels_of_a_grown_selection_tell_how_it_was_made(session):
    session.create_category("ct")
    session.select(where={"louvain": ["3"]})
    session.select_neighbors()
    session.label("near 3", category="ct")
    assert session.history["recipe"].iloc[-1] == session.recipe


@pytest.mark.parametrize(
    ("asked", "error", "sentence"),
    [
        ({"neighbors": {"grow": 1}}, SelectionError, "takes mode='add', not 'replace'"),
        ({"neighbors": {"shrink": 1}, "mode": "add"}, SelectionError, "takes mode='intersect', not 'add'"),
        ({"neighbors": {"grow": 0}, "mode": "add"}, SelectionError, "1 or more, not 0"),
        ({"neighbors": {"grow": True}, "mode": "add"}, SelectionError, "1 or more, not True"),
        ({"neighbors": {"grow": 1, "shrink": 1}, "mode": "add"}, SelectionError, "neighbors= takes"),
        ({"neighbors": {}, "mode": "add"}, SelectionError, "neighbors= takes"),
        ({"neighbors": "grow", "mode": "add"}, SelectionError, "neighbors= takes"),
        ({"neighbors": {"grow": 1}, "mode": "add", "where": {"louvain": ["3"]}}, SelectionError, "goes on from"),
        ({"neighbors": {"grow": 1, "graph": "snn"}, "mode": "add"}, DataError, "no graph 'snn'"),
        ({"neighbors": {"grow": 1, "graph": "distances"}, "mode": "add"}, DataError, "holds distances"),
        ({"neighbors": {"grow": 1, "graph": 3}, "mode": "add"}, DataError, "graph= takes the name"),
    ],
)
def test_what_is_no_step_along_a_graph_is_refused_and_nothing_changes(asked, error, sentence, session):
    session.select(where={"louvain": ["3"]})
    before = session.recipe
    with pytest.raises(error, match=sentence):
        session.select(**asked)
    assert session.recipe == before


def test_nothing_grows_from_nothing(session):
    for call in (session.select_neighbors, session.shrink_selection):
        with pytest.raises(SelectionError, match="No cell is selected: there is nothing to"):
            call()
    session.select(where={"louvain": ["3"]})
    with pytest.raises(SelectionError, match="is 'add' or 'replace'"):
        session.select_neighbors(mode="subtract")
