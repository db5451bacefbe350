"""Columns and embeddings made in a session: seen and selected by as those of the data, in no recipe that stays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cellxgene_widget.data.columns import CategoryColumn, NumberColumn
from cellxgene_widget.errors import DataError, LabelError
from cellxgene_widget.view.handlers import dataset  # noqa: F401 - it registers
from cellxgene_widget.view.registry import HANDLERS, Call

N = 700


def put(session, **made):
    with session.parts.gate.lock:
        session.parts.made.put(**made)


def doubt(values=None):
    return NumberColumn("doubt: x", np.linspace(0, 1, N, dtype=np.float32) if values is None else values)


def clusters():
    return CategoryColumn("clusters 1", ("0", "1"), ("#111111", "#222222"), (np.arange(N) % 3).astype(np.uint8))


def square():
    points = np.full((N, 2), np.nan, dtype=np.float32)
    points[:100] = np.random.default_rng(0).uniform(0, 1, (100, 2))
    return points


def test_they_are_columns_and_embeddings_like_others_and_the_data_has_none_of_it(open_session, adata):
    before = adata.copy()
    session = open_session(adata)
    put(session, columns=[doubt(), clusters()], embeddings={"clusters 1": square()})
    assert session.column("doubt: x").values[-1] == 1
    assert [each.name for each in session.describe_columns()[0]][:2] == ["doubt: x", "clusters 1"]
    session.color_by("clusters 1")
    session.show_embedding("clusters 1")
    np.testing.assert_array_equal(session.coordinates(), square())
    assert session.select(where={"clusters 1": ["0"]}) == np.count_nonzero(np.arange(N) % 3 == 1)
    session.clear_selection()
    assert session.set_filter("doubt: x", (0.5, None)) == 350
    assert session.select(lasso=[(-1, -1), (2, -1), (2, 2), (-1, 2)]) == 100, (
        "on the embedding shown; the rest has no place"
    )
    session.create_category("fine", like="clusters 1")
    assert session.labels("fine")["n_cells"].tolist() == [233, 233]
    assert list(adata.obs) == list(before.obs)
    assert list(adata.obsm) == list(before.obsm)
    assert list(adata.uns) == list(before.uns)


def test_what_is_written_down_of_a_selection_names_its_cells(open_session, adata):
    session = open_session(adata)
    put(session, columns=[doubt(), clusters()])
    session.create_category("mine")
    session.select(where={"clusters 1": ["0"], "louvain": ["1"]})
    session.set_filter("doubt: x", (0.5, None))
    cells = session.selected_names
    session.label("A")
    recipe = session.history["recipe"].iloc[-1]
    assert [step["chosen_by"] for step in recipe] == [
        "clusters 1: 0; louvain: 1",
        "doubt: x at least 0.5",
    ]
    assert session.recipe[0] == {"where": {"clusters 1": ["0"], "louvain": ["1"]}}, "as it was asked for, meanwhile"
    session.close()
    again = open_session(adata)
    for step in recipe:
        again.select(**step)
    assert set(again.selected_names) == set(cells)


def test_cells_stay_selected_when_it_is_made_anew_or_dropped(open_session, adata):
    session = open_session(adata)
    put(session, columns=[doubt(), clusters()])
    session.select(where={"clusters 1": ["1"]})
    session.set_filter("doubt: x", (0.5, None))
    cells = session.selected.copy()
    put(session, columns=[doubt(np.zeros(N, dtype=np.float32))])
    np.testing.assert_array_equal(session.selected, cells)
    session.color_by("clusters 1")
    with session.parts.gate.lock:
        session.parts.made.drop("clusters 1")
    np.testing.assert_array_equal(session.selected, cells)
    assert session.color != "clusters 1"
    session.clear_selection()
    for step in session.recipe:
        session.select(**step)
    session.undo_selection()
    np.testing.assert_array_equal(session.selected, cells)


def test_it_follows_the_cells_by_name(open_session, adata):
    session = open_session(adata)
    put(session, columns=[doubt(), clusters()], embeddings={"clusters 1": square()})
    by_name = dict(zip(adata.obs_names, session.column("doubt: x").values, strict=True))
    adata._inplace_subset_obs(np.random.default_rng(1).permutation(N)[:500])
    values = session.column("doubt: x").values
    assert {name: by_name[name] for name in adata.obs_names} == dict(zip(adata.obs_names, values, strict=True))
    assert session.coordinates("clusters 1").shape == (500, 2)


def test_what_has_not_a_value_for_each_cell_is_refused_and_no_category_is_called_so(open_session, adata):
    session = open_session(adata)
    with pytest.raises(DataError, match="has 3 values"):
        put(session, columns=[clusters(), NumberColumn("short", np.zeros(3, dtype=np.float32))])
    assert not session.parts.made.has("clusters 1")
    put(session, columns=[clusters()])
    assert session.parts.made.free_name("clusters") == "clusters 2"
    with pytest.raises(LabelError, match="made in this session"):
        session.create_category("clusters 1")


def test_a_page_that_asks_anew_is_told_of_it(open_session, adata):
    session = open_session(adata)
    seen = session.parts.table.n_changes
    put(session, columns=[doubt()], embeddings={"clusters 1": square()})
    body = HANDLERS["hello"].answer(session, {}, Call("1")).body
    assert body["seen"] > seen
    assert [each["name"] for each in body["columns"] if each["made"]] == ["doubt: x"]
    assert [(each["key"], each["n_elsewhere"]) for each in body["embeddings"] if each["made"]] == [("clusters 1", 600)]
    assert not session.parts.table.has_coordinates_of(seen, "clusters 1"), "a lasso drawn before is refused"


def test_the_name_of_what_is_made_is_that_of_nothing_else_nor_was(open_session, adata):
    session = open_session(adata)
    session.create_category("clusters 1")
    assert session.parts.made.free_name("clusters") == "clusters 2"
    put(session, columns=[replace(clusters(), name="clusters 2")], embeddings={"clusters 3": square()})
    with session.parts.gate.lock:
        session.parts.made.drop("clusters 2", "clusters 3")
    assert session.parts.made.free_name("clusters") == "clusters 4"
    session.create_gene_set("A 1", ["CD3E"])
    assert session.parts.made.free_name("set: A") == "set: A 2"
