"""Edits made again on another object by how their cells were chosen; those that mean nothing there are said."""

import numpy as np
import pytest

from tests.page.data import cells

LEFT = [[(-20, -20), (0, -20), (0, 20), (-20, 20)]]


@pytest.fixture
def session(open_session):
    return open_session(cells()[:600].copy(), dataset="old", name="mine")


@pytest.fixture
def again(session):
    opened = []

    def again(data):
        found = session.replay(data, how="recipe", dataset="new")
        opened.append(found.session)
        return found

    yield again
    for each in opened:
        each.close()


def column(session, category="ct"):
    return session.annotations[category].astype(object)


def labelled(session, label, **how):
    session.select(**how)
    session.label(label)


def not_run(found):
    return [note for note in found.notes if note.startswith("Not run")]


def test_clusters_genes_and_numbers_are_asked_again(session, again):
    session.create_category("ct")
    labelled(session, "T", where={"bulk_labels": ["CD8+ Cytotoxic T", "CD4+/CD25 T Reg"]})
    labelled(session, "B", where={"CD79A": (1.0, None)})
    labelled(session, "rich", where={"n_genes": (1500, None), "bulk_labels": {"not": ["CD19+ B"]}})
    labelled(session, "pair", lasso=[[(1, 1), (9, 1), (9, 9), (1, 9)]], basis=("CD3E", "CD8A"))
    new = cells()
    found = again(new)
    whole = found.session
    session_of_all = column(whole)
    expected = np.full(700, "unassigned", dtype=object)
    bulk = new.obs["bulk_labels"].astype(str)
    expected[bulk.isin(["CD8+ Cytotoxic T", "CD4+/CD25 T Reg"])] = "T"
    gene = {name: np.asarray(whole.values(name)) for name in ("CD79A", "CD3E", "CD8A")}
    expected[gene["CD79A"] >= 1.0] = "B"
    expected[(new.obs["n_genes"] >= 1500) & (bulk != "CD19+ B")] = "rich"
    expected[(gene["CD3E"] > 1) & (gene["CD3E"] < 9) & (gene["CD8A"] > 1) & (gene["CD8A"] < 9)] = "pair"
    assert (session_of_all == expected).all()
    assert found.notes == ("4 edits of 4 made again.",)
    assert (found.report["agreement"].dropna() == 1).all()
    assert (found.report["n_changed"] == 0).all()
    # each edit is in the journal there with its recipe
    assert whole.history["operation"].tolist() == ["replay", "label", "label", "label", "label"]
    assert "CD79A" in str(whole.history["recipe"].iloc[2])


def test_a_lasso_counts_where_the_embedding_is_the_same(session, again):
    session.create_category("ct")
    labelled(session, "left", lasso=LEFT, basis="umap")
    same = cells()
    found = again(same)
    assert (column(found.session) == np.where(same.obsm["X_umap"][:, 0] < 0, "left", "unassigned")).all()
    assert not_run(found) == []


def test_a_lasso_in_an_embedding_that_changed_is_said_and_not_run(session, again):
    session.create_category("ct")
    labelled(session, "left", lasso=LEFT, basis="umap")
    labelled(session, "B", where={"bulk_labels": ["CD19+ B"]})
    new = cells()
    new.obsm["X_umap"] = new.obsm["X_umap"][:, ::-1] + 3
    found = again(new)
    assert set(column(found.session)) == {"B", "unassigned"}
    [note] = not_run(found)
    assert "as left (its lasso is in X_umap, which is another there)" in note
    report = found.report.set_index("label")
    assert report.loc["left", "n_carried"] == 0
    assert report.loc["left", "n_changed"] == (column(session) == "left").sum()
    assert report.loc["left", "agreement"] == 0
    assert report.loc["B", "agreement"] == 1


def test_cells_known_by_name_and_columns_that_are_gone_are_said(session, again):
    session.create_category("ct")
    session.label("named", cells=[1, 2, 3])
    labelled(session, "cluster", where={"louvain": ["1"]})
    labelled(session, "gene", where={"CD3D": (1, None)})
    new = cells()[:, [name for name in cells().var_names if name != "CD3D"]].copy()
    new.raw = None
    del new.obs["louvain"]
    found = again(new)
    assert set(column(found.session)) == {"unassigned"}
    named, cluster, gene = not_run(found)
    assert "its cells are known by name only" in named
    assert "there is no 'louvain' there" in cluster
    assert "there is no 'CD3D' there" in gene
    assert found.notes[0] == "0 edits of 3 made again."


def test_edits_are_told_by_the_names_of_now_and_those_undone_are_none(session, again):
    session.create_category("first")
    labelled(session, "B", where={"bulk_labels": ["CD19+ B"]})
    labelled(session, "wrong", where={"bulk_labels": ["Dendritic"]})
    session.undo()
    labelled(session, "gone", where={"bulk_labels": ["CD34+"]})
    session.delete_label("first", "gone")
    session.rename_label("first", "B", "B cell")
    session.rename_category("first", "ct")
    session.select(where={"n_genes": (1300, None)})
    session.unlabel()
    new = cells()
    found = again(new)
    is_b = (new.obs["bulk_labels"] == "CD19+ B") & (new.obs["n_genes"] < 1300)
    assert (column(found.session) == np.where(is_b, "B cell", "unassigned")).all()
    assert found.notes == ("2 edits of 2 made again.",)


def test_a_category_that_was_copied_from_a_column_is_copied_from_it_there(session, again):
    session.create_category("ct", like="bulk_labels")
    session.rename_label("ct", "CD19+ B", "B cell")
    session.merge_labels("ct", ["CD14+ Monocyte", "Dendritic"], "myeloid")
    new = cells()
    found = again(new)
    names = {"CD19+ B": "B cell", "CD14+ Monocyte": "myeloid", "Dendritic": "myeloid"}
    assert (column(found.session) == new.obs["bulk_labels"].astype(object).replace(names)).all()
    assert (found.report["agreement"] == 1).all()
    del new.obs["bulk_labels"]
    other = session.replay(new, how="recipe", dataset="other")
    assert "there is no 'bulk_labels' there" in not_run(other)[0]
    other.session.close()


def numbered_anew(data, column="louvain"):
    """Give the clusters of an object other numbers."""
    data.obs[column] = data.obs[column].cat.rename_categories({"0": "1", "1": "2", "2": "0"})
    return data


def test_a_cluster_of_a_new_clustering_means_nothing_and_is_not_run(session, again):
    session.create_category("ct")
    labelled(session, "T", where={"louvain": ["1"]})
    labelled(session, "B", where={"bulk_labels": ["CD19+ B"]})
    new = numbered_anew(cells())
    found = again(new)
    assert (column(found.session) == np.where(new.obs["bulk_labels"] == "CD19+ B", "B", "unassigned")).all()
    [note] = not_run(found)
    assert "as T ('louvain' is another there: cells of both have other values)" in note
    session.create_category("clusters", like="louvain")
    other = session.replay(numbered_anew(cells()), how="recipe", dataset="other", categories="clusters")
    assert "'louvain' is another there" in not_run(other)[0]
    assert set(column(other.session, "clusters")) == {"unassigned"}
    other.session.close()


def test_a_few_cells_that_differ_are_the_same_clustering(session, again):
    session.create_category("ct")
    labelled(session, "T", where={"louvain": ["1"]})
    new = cells()
    new.obs["louvain"] = new.obs["louvain"].astype(str).where(np.arange(700) >= 6, "9").astype("category")
    found = again(new)
    assert (column(found.session) == np.where(new.obs["louvain"] == "1", "T", "unassigned")).all()
    assert not_run(found) == []


def test_numbers_and_genes_of_another_scale_mean_nothing(session, again):
    session.create_category("ct")
    labelled(session, "rich", where={"n_genes": (1500, None)})
    labelled(session, "B", where={"CD79A": (1.0, None)})
    labelled(session, "pair", lasso=[[(1, 1), (9, 1), (9, 9), (1, 9)]], basis=("CD3E", "CD8A"))
    new = cells()
    new.obs["n_genes"] = new.obs["n_genes"] / 1000
    new.raw = None
    new.X = new.X * 2
    found = again(new)
    assert set(column(found.session)) == {"unassigned"}
    assert [note.split("(")[-1].split(" is ")[0] for note in not_run(found)] == ["'n_genes'", "'CD79A'", "'CD3E'"]


def test_with_few_cells_in_both_it_is_taken_at_its_word_and_said(session, again):
    session.create_category("ct")
    labelled(session, "T", where={"louvain": ["1"]})
    new = numbered_anew(cells())
    new.obs_names = [name if n < 19 else f"other-{n}" for n, name in enumerate(new.obs_names)]
    found = again(new)
    assert (column(found.session) == np.where(new.obs["louvain"] == "1", "T", "unassigned")).all()
    assert found.notes[1] == (
        "Taken at its word: 'louvain'. By 19 cells in both it can't be told whether it is the same there."
    )


def test_what_no_recipe_tells_is_said(session, again):
    session.create_category("ct")
    labelled(session, "B", where={"bulk_labels": ["CD19+ B"]})
    one = np.flatnonzero(session.adata.obs["bulk_labels"] == "CD19+ B")[0]
    session.label("T", cells=[one])
    assert session.smooth("ct", share=0.6) > 0
    session.import_labels("louvain", category="taken")
    found = again(cells())
    assert any("neighbours of then" in note for note in not_run(found))
    assert any("labels came from elsewhere" in note for note in not_run(found))
    assert set(column(found.session, "taken")) == {"unassigned"}
