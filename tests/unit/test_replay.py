"""Labels carried to another object: by name, by what is near, by recipe, with what became of each label."""

import sys

import numpy as np
import pandas as pd
import pytest
import scanpy as sc
from anndata import AnnData

from cellxgene_widget.errors import AnnotationError, DataError, DraftError, LabelError
from tests.page.data import cells

#: Coarse types of the labels that the data came with. Those were given by correlation with sorted cells, and tell
#: dendritic cells and monocytes, NK and cytotoxic T cells apart no better than 87 % of their own neighbours do.
COARSE = {
    "CD4+/CD25 T Reg": "T or NK cell", "CD4+/CD45RA+/CD25- Naive T": "T or NK cell",
    "CD4+/CD45RO+ Memory": "T or NK cell", "CD8+ Cytotoxic T": "T or NK cell",
    "CD8+/CD45RA+ Naive Cytotoxic": "T or NK cell", "CD56+ NK": "T or NK cell", "CD19+ B": "B cell",
    "CD14+ Monocyte": "myeloid cell", "Dendritic": "myeloid cell", "CD34+": "progenitor",
}  # fmt: skip


def split(seed=0):
    """Give the labelled object, 80 % of the cells, and the new one: all of them, clustered and embedded anew."""
    adata = cells()
    adata.obs["truth"] = adata.obs["bulk_labels"].map(COARSE).astype("category")
    kept = np.sort(np.random.default_rng(seed).permutation(adata.n_obs)[: int(adata.n_obs * 0.8)])
    old = adata[kept].copy()
    new = adata[np.random.default_rng(seed + 1).permutation(adata.n_obs)].copy()
    for key in ("X_umap", "X_draw_graph_fr"):
        new.obsm.pop(key, None)
    sc.pp.neighbors(new, n_neighbors=12, use_rep="X_pca", random_state=seed)
    sc.tl.umap(new, random_state=seed + 7)
    sc.tl.leiden(new, resolution=0.7, flavor="igraph", n_iterations=2, directed=False, random_state=seed)
    del new.obs["louvain"]
    return old, new


@pytest.fixture(scope="module")
def objects():
    return split()


@pytest.fixture
def session(objects, open_session):
    old = objects[0].copy()
    session = open_session(old, dataset="old", name="mine")
    session.create_category("ct", like="truth")
    session.add_label("ct", "Treg", color="#123456")
    session.set_parent("ct", "Treg", "T or NK cell")
    session.set_term("ct", "B cell", "CL:0000236")
    session.set_note("ct", "B cell", "MS4A1")
    session.set_confidence("ct", "B cell", "high")
    return session


@pytest.fixture
def carry(session):
    opened = []

    def carry(data, **options):
        found = session.replay(data, **options)
        opened.append(found.session)
        return found

    yield carry
    for each in opened:
        each.close()


def column(session, category):
    return session.annotations[category].astype(object)


def test_new_cells_are_called_as_their_neighbours(objects, session, carry, record_property):
    new = objects[1].copy()
    found = carry(new, how="neighbors", dataset="new")
    carried, truth = column(found.session, "ct"), new.obs["truth"].astype(str)
    held_back = ~new.obs_names.isin(session.adata.obs_names)
    labelled = held_back & (carried != "unassigned").to_numpy()
    right = (carried[labelled] == truth[labelled]).mean()
    figures = f"held back {held_back.sum()}, carried {labelled.sum()}, right {right:.1%}"
    record_property("figures", figures)
    sys.stdout.write(f"{figures}\n{found.report.to_string()}\n{found}\n")
    assert held_back.sum() == 140
    assert labelled.sum() >= 0.9 * held_back.sum()
    assert right >= 0.95  # of more samples and finer types: test_replay_right.py
    # cells of both keep what a person said
    both = ~held_back
    assert (carried[both] == column(session, "ct").reindex(new.obs_names[both])).all()
    report = found.report.set_index("label")
    assert (report["n_changed"] == 0).all()
    assert (report["n_lost"] == 0).all()
    assert report["n_carried"].sum() == both.sum() + labelled.sum()
    assert report.loc["T or NK cell", "agreement"] > 0.95
    shares = found.session.values("carried: ct")
    assert shares.between(0, 1).all()
    assert (shares[labelled] >= 0.8).all()
    assert "X_pca" in found.notes[0]


def test_all_that_is_said_of_labels_goes_with_them(objects, session, carry):
    found = carry(objects[1].copy(), dataset="new")
    here, there = session.labels("ct").set_index("label"), found.session.labels("ct").set_index("label")
    said = ["color", "parent", "term_id", "confidence", "note"]
    pd.testing.assert_frame_equal(here[said], there[said])
    assert (here["n_cells"] == there["n_cells"]).all()
    assert there.loc["Treg", "color"] == "#123456"


def test_by_name_each_cell_has_its_label_and_new_ones_have_none(objects, session, carry):
    old, new = objects
    found = carry(new.copy(), dataset="new")
    carried = column(found.session, "ct")
    assert (carried[old.obs_names] == column(session, "ct")).all()
    assert (carried[~new.obs_names.isin(old.obs_names)] == "unassigned").all()
    assert found.report["agreement"].isna().all()
    assert "By name new cells have no label (140)" in found.notes[-1]
    assert "ct: of 140 new cells none got a label, 140 stay open" in repr(found)
    assert (found.report["n_new"] == 0).all()
    assert "Carried 5 labels" in repr(found)


def test_cells_that_are_gone_are_counted(objects, session, carry):
    old = objects[0]
    found = carry(old[:300].copy(), dataset="new")
    before = column(session, "ct")
    report = found.report.set_index("label")
    for label in before.unique():
        assert report.loc[label, "n_lost"] == (before[300:] == label).sum()
        assert report.loc[label, "n_carried"] == (before[:300] == label).sum()


def test_it_is_one_edit_there_and_kept_in_a_draft_of_its_own(objects, session, open_session, tmp_path):
    new = objects[1].copy()
    before = session.revision
    found = session.replay(new, how="neighbors")
    assert found.session.history["operation"].tolist() == ["replay"]
    carried, shares = column(found.session, "ct"), found.session.values("carried: ct")
    found.session.close()
    assert session.revision == before
    again = open_session(new)  # found again by its cells: nothing is to be told
    assert again.draft.path != session.draft.path
    pd.testing.assert_series_equal(column(again, "ct"), carried)
    np.testing.assert_array_equal(again.values("carried: ct"), shares)
    again.undo()
    assert again.categories == []


def test_a_cell_whose_neighbours_do_not_agree_has_no_label(objects, session, carry):
    found = carry(objects[1].copy(), how="neighbors", dataset="new", threshold=1.0)
    carried, shares = column(found.session, "ct"), found.session.values("carried: ct")
    new = ~carried.index.isin(session.adata.obs_names)
    assert ((carried[new] != "unassigned") == (shares[new] == 1)).all()
    assert (carried[new] == "unassigned").any()
    assert "no label has 100% of the votes of their neighbours" in found.notes[-1]


def test_a_category_begun_for_one_kind_of_cell_is_not_given_to_all_that_are_new(objects, session, carry):
    """Most cells have no label in it: a neighbour without one counts as that."""
    session.create_category("begun")
    values = session.values("CD79A")
    session.label("CD79A+", category="begun", cells=values[values > 1].index[:63])
    found = carry(objects[1].copy(), how="neighbors", dataset="begun", categories="begun")
    carried, shares = column(found.session, "begun"), found.session.values("carried: begun")
    fresh = ~carried.index.isin(session.adata.obs_names)
    given = carried[fresh] == "CD79A+"
    is_b = (objects[1].obs["truth"] == "B cell").to_numpy()[fresh]
    assert 0 < given.sum() <= is_b.sum() < 30
    assert is_b[given].mean() > 0.9
    assert (given == (shares[fresh] >= 0.8)).all()
    [row] = found.report.to_dict("records")
    assert (row["n_before"], row["n_new"], row["n_carried"]) == (63, given.sum(), 63 + given.sum())
    assert 0.5 < row["agreement"] < 1  # cells that express it too little for the condition lie among these
    assert f"begun: of 140 new cells {given.sum()} got a label, {140 - given.sum()} stay open" in repr(found)


def test_labels_that_near_cells_do_not_have_are_named_in_the_print(objects, session, carry):
    session.create_category("far")
    few = [session.adata.obs_names[at] for at in (5, 200, 400)]
    session.label("scattered", category="far", cells=few)
    found = carry(objects[1].copy(), how="neighbors", dataset="far", categories="far")
    assert found.report["n_carried"].tolist() == [3]
    assert "far: of 140 new cells none got a label, 140 stay open" in repr(found)
    assert "less than half of the cells of: 'scattered 0%'" in repr(found)


def test_cells_of_another_object_altogether_go_by_what_is_near(objects, session, carry):
    other = objects[1].copy()
    truth = other.obs["truth"].astype(str).to_numpy()
    other.obs_names = [f"other-{i}" for i in range(other.n_obs)]
    found = carry(other, how="neighbors", dataset="other")
    carried = column(found.session, "ct").to_numpy()
    assert (carried == truth)[carried != "unassigned"].mean() >= 0.95
    assert "taken to be the same space in both" in " ".join(found.notes)
    with pytest.raises(DraftError, match="No cell of the draft 'mine' is in the other object"):
        session.replay(other, dataset="again")


def test_a_space_that_was_computed_anew_takes_cells_of_both_alone(objects, session, carry):
    new = objects[1].copy()[:600].copy()
    new.obsm["X_pca"] = -new.obsm["X_pca"][:, ::-1]
    found = carry(new, how="neighbors", dataset="new")
    assert "X_pca is another space there" in " ".join(found.notes)
    carried, truth = column(found.session, "ct"), new.obs["truth"].astype(str)
    fresh = ~new.obs_names.isin(session.adata.obs_names) & (carried != "unassigned").to_numpy()
    assert (carried[fresh] == truth[fresh]).mean() >= 0.95


def test_what_can_not_be_is_refused_and_nothing_is_made(objects, session, tmp_path):
    new = objects[1]
    before = sorted((tmp_path / "drafts").rglob("*"))
    for options, error, said in [
        ({"how": "magic"}, AnnotationError, "how= takes"),
        ({"n_neighbors": 0}, AnnotationError, "n_neighbors="),
        ({"threshold": 2}, AnnotationError, "threshold="),
        ({"categories": ["no"]}, LabelError, "no category 'no'"),
        ({"how": "neighbors", "use_rep": "X_scVI"}, DataError, "X_scVI"),
        ({"dataset": "old"}, DraftError, "would have this very draft"),
        ({"basis": "tsne"}, AnnotationError, "tsne"),
    ]:
        with pytest.raises(error, match=said):
            session.replay(new.copy(), **{"dataset": "refused", **options})
    with pytest.raises(DraftError, match="this draft itself"):
        session.replay(session.adata)
    assert sorted((tmp_path / "drafts").rglob("*")) == before


def test_the_other_object_is_opened_as_the_same_users(open_session, tmp_path):
    session = open_session(cells(), dataset="pbmc", name="mine", user="me")
    session.create_category("ct", like="bulk_labels")
    with pytest.raises(DraftError, match="would have this very draft"):
        session.replay(cells(), dataset="pbmc")
    found = session.replay(cells(), dataset="other")
    found.session.close()
    again = open_session(cells(), dataset="other", user="me")
    assert [each.name for each in again.categories] == ["ct"]
    theirs = session.replay(cells(), dataset="third", user="you")
    assert theirs.session.parts.other_drafts.user == "you"
    theirs.session.close()


def test_where_labels_are_from_is_told_of_those_carried_and_those_voted_on(objects, session, carry, open_session):
    by_name = carry(objects[0].copy(), dataset="same", how="neighbors")  # no cell is new: nothing is voted on
    [category] = by_name.session.parts.history.annotations.categories
    assert "predicted" not in category.about
    said = by_name.session.report()
    assert "carried by name from the draft 'mine' on" in said
    assert "predicted" not in said
    assert "not in the journal" not in said
    assert by_name.session.values("carried: ct").notna().all()
    voted = carry(objects[1].copy(), dataset="new", how="neighbors")
    n = int((column(voted.session, "ct") != "unassigned").sum())
    words = f"(560 cells by name, {n - 560} by the votes of neighbours in X_pca)"
    assert words in voted.session.report().replace("\\", "")
    about = voted.session.parts.history.annotations.find("ct").about["predicted"]
    assert about["source"].startswith(f"{n - 560} of {n} cells with a label, the 560 others were carried by name")


def test_what_predicted_labels_is_said_of_them_wherever_they_are_carried(objects, session, carry, open_session):
    session.import_labels("truth", category="tool", by="celltypist")
    for how in ("names", "neighbors"):
        found = carry(objects[0].copy(), dataset=f"same {how}", how=how, categories="tool")
        before, now = (each.parts.history.annotations.find("tool").about for each in (session, found.session))
        assert now["predicted"] == before["predicted"]
        report = found.session.report().replace("\\", "")
        assert "where they were predicted by celltypist (obs['truth'])" in report
    voted = carry(objects[1].copy(), dataset="new", how="neighbors", categories="tool")
    report = voted.session.report().replace("\\", "")
    assert "by the votes of neighbours in X_pca), where they were predicted by celltypist (obs['truth'])" in report
    kept = voted.session.values("carried: tool")
    voted.session.close()
    again = open_session(objects[1].copy(), dataset="new")
    np.testing.assert_array_equal(again.values("carried: tool"), kept)


def test_names_beside_those_of_columns_are_told_apart(open_session, carry):
    session = open_session(cells(), dataset="old two", name="mine")
    for name in ("cl", "cl_labels"):
        session.create_category(name)
        session.label(f"of {name}", category=name, cells=[1, 2])
    new = cells()
    new.obs["cl"] = "x"
    found = session.replay(new, dataset="new two")
    assert {each.name: list(each.labels) for each in found.session.categories}.keys() == {"cl_labels_2", "cl_labels"}
    assert "of cl" in set(found.session.annotations["cl_labels_2"])
    assert "'cl' is called 'cl_labels_2' there" in " ".join(found.notes)
    found.session.close()


def test_a_category_that_is_there_is_not_touched(objects, session, open_session):
    new = objects[1].copy()
    there = open_session(new, dataset="new", name="theirs")
    there.create_category("ct")
    there.label("mine", cells=[0])
    there.close()
    with pytest.raises(LabelError, match=r"The draft '.*theirs-.*\.csv' has a category 'ct' already"):
        session.replay(new, dataset="new")
    again = open_session(new, dataset="new")
    assert again.annotations["ct"].value_counts()["mine"] == 1


def test_a_column_of_the_name_is_in_nobodys_way(objects, session, carry):
    new = objects[1].copy()
    new.obs["ct"] = "x"
    found = carry(new, dataset="new")
    assert [each.name for each in found.session.categories] == ["ct_labels"]
    assert "'ct' is called 'ct_labels' there" in " ".join(found.notes)
    assert set(found.report["category"]) == {"ct_labels"}


class Meanwhile(AnnData):
    """Another object, while whose names are read something happens elsewhere."""

    happens = None

    @property
    def obs_names(self):
        happens, self.happens = self.happens, None
        if happens is not None:
            happens()
        return AnnData.obs_names.fget(self)


@pytest.mark.parametrize("how", ["neighbors", "recipe"])
@pytest.mark.parametrize("change", ["order", "fewer"])
def test_cells_that_changed_meanwhile_carry_no_labels_to_others(objects, session, tmp_path, how, change):
    session.select(where={"CD79A": (1, None)})
    session.label("CD79A+", category="ct")
    new = objects[1].copy()
    new.__class__ = Meanwhile
    order = np.arange(session.adata.n_obs)[::-1] if change == "order" else np.arange(100, 300)
    new.happens = lambda: session.adata._inplace_subset_obs(order)
    before = sorted((tmp_path / "drafts").rglob("*"))
    with pytest.raises(DataError, match=r"changed meanwhile: nothing was carried. Do it again\."):
        session.replay(new, how=how, dataset="new", annotations_dir=tmp_path / "drafts")
    assert new.happens is None
    assert sorted((tmp_path / "drafts").rglob("*")) == before
    found = session.replay(new, how=how, dataset="new")
    found.session.close()
