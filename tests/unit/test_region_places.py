"""Outlines stay where they mean what they meant: other objects, sections over each other, lassos all over."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from cellxgene_widget.errors import DataError, SelectionError
from cellxgene_widget.labels.regions import shapes
from tests.page.data import in_sections, on_tissue

from .test_regions import BESIDE, INNER, SQUARE, keep, row, within


@pytest.fixture
def session(open_session):
    session = open_session(on_tissue(), basis="spatial", dataset="one", name="one")
    keep(session, "A")
    keep(session, "B", INNER)
    return session


@pytest.fixture
def replay(session):
    opened = []

    def carry(data, of=session, **given):
        opened.append(of.replay(data, dataset=f"other {len(opened)}", **given))
        return opened[-1]

    yield carry
    for each in opened:
        each.session.close()


def other(*, places=lambda xy: xy):
    """Give most of the cells in another order, perhaps at other places."""
    made = on_tissue()
    made = made[np.random.default_rng(0).permutation(700)[:500]].copy()
    made.obsm["spatial"] = places(np.array(made.obsm["spatial"]))
    return made


ELSEWHERE = {
    "turned": lambda xy: xy[:, ::-1] + [300, 0],
    "in other units": lambda xy: xy * 0.2125,
    "shuffled": lambda xy: np.random.default_rng(1).permutation(xy),
}


@pytest.mark.parametrize("how", ["names", "recipe", "neighbors"])
def test_outlines_go_along_where_cells_lie_as_they_did(how, session, replay):
    found = replay(other(), how=how)
    assert not [note for note in found.notes if "outline" in note]
    there = found.session.regions().set_index("region")
    assert there["area"].equals(session.regions().set_index("region")["area"])
    assert there.loc["A", "n_cells"] == within(found.session.adata, SQUARE).sum()


@pytest.mark.parametrize("how", ["names", "recipe", "neighbors"])
@pytest.mark.parametrize("where", ELSEWHERE)
def test_they_are_left_behind_where_the_cells_lie_elsewhere(how, where, session, replay):
    found = replay(other(places=ELSEWHERE[where]), how=how)
    [said] = [note for note in found.notes if "outline" in note]
    assert said.startswith("The outlines of 'A', 'B' in 'regions' are left behind: they are on 'spatial'")
    assert said.endswith("where the cells lie otherwise there.")
    assert found.session.regions().empty
    assert {label.name for label in found.session.find_category("regions").labels} == {"A", "B"}
    assert len(session.regions()) == 2


def test_without_tissue_and_without_cells_of_both(session, replay):
    made = other()
    del made.obsm["spatial"]
    assert "are on 'spatial', which is not in both." in replay(made).notes[0]
    made = other()
    made.obs_names = [f"new-{name}" for name in made.obs_names]
    [said] = [note for note in replay(made, how="neighbors").notes if "outline" in note]
    assert said.endswith("where no cell of both tells whether it is the same there.")


def test_a_section_is_compared_by_its_own_cells(open_session, replay):
    made = in_sections(images=False)
    few = np.flatnonzero(within(made, SQUARE))[:6]  # so few that all others agree, whatever becomes of these
    made.obs["library_id"] = np.where(np.isin(np.arange(700), few), "S2", "S1")
    session = open_session(made, basis="spatial[S2]", dataset="sections", name="sections")
    keep(session, "few")
    there = made.copy()
    assert replay(there, of=session).session.regions()["n_cells"].tolist() == [6]
    moved = made.copy()
    moved.obsm["spatial"][few] += 90
    assert [note for note in replay(moved, of=session).notes if "'spatial[S2]', where the cells lie otherwise" in note]
    named = made.copy()
    named.obs["library_id"] = named.obs["library_id"].map({"S1": "a", "S2": "b"})
    named.uns["spatial"] = {"a": {}, "b": {}}
    assert [note for note in replay(named, of=session).notes if "'spatial[S2]', which is not in both" in note]


def test_a_draft_brings_an_outline_if_the_same_cells_lie_in_it(session, open_session):
    session.save()
    same = open_session(other(), basis="spatial", dataset="same")
    assert same.carry_labels(session.draft.path).attrs["notes"] == []
    assert same.regions()["area"].tolist() == [1200**2, 400**2]
    session.close()


@pytest.mark.parametrize("where", ELSEWHERE)
def test_and_leaves_it_behind_else(where, session, open_session):
    session.save()
    moved = open_session(other(places=ELSEWHERE[where]), basis="spatial", dataset="moved")
    [note] = moved.carry_labels(session.draft.path).attrs["notes"]
    assert note.startswith("The outlines of 'A', 'B' in 'regions' are left behind")
    assert "where other cells than theirs lie here" in note
    assert moved.regions().empty
    assert (moved.annotations["regions"] == "A").any()


def test_a_csv_does_not_say_its_section_so_a_person_does(open_session, tmp_path):
    session = open_session(in_sections(images=False), basis="spatial[S1]")
    keep(session, "one")
    path = session.write_regions(tmp_path / "s.csv")
    before, revision = row(session, "one"), session.revision
    session.embedding = "spatial"
    with pytest.raises(DataError, match=r"several over each other: 'S1', 'S2'. basis='spatial\[S1\]' says it, or show"):
        session.read_regions(path, category="back")
    assert session.revision == revision
    session.read_regions(path, category="back", basis="spatial[S1]")
    assert row(session, "one", category="back")["n_cells"] == before["n_cells"]
    session.read_regions(path, category="all", basis="spatial")
    assert row(session, "one", category="all")["n_cells"] == within(session.adata, SQUARE).sum()
    session.embedding = "spatial[S1]"
    session.read_regions(path, category="shown")
    assert row(session, "one", category="shown")["section"] == "S1"


def test_sections_beside_each_other_are_told_by_the_geometry(open_session, tmp_path):
    made = in_sections(images=False)
    made.obsm["spatial"][(made.obs["library_id"] == "S2").to_numpy(), 0] += 10_000
    session = open_session(made, basis="spatial[S1]")
    keep(session, "one")
    path = session.write_regions(tmp_path / "s.csv")
    session.embedding = "spatial"
    session.read_regions(path, category="back")
    assert session.regions("back")["n_cells"].tolist() == session.regions("regions")["n_cells"].tolist()


@pytest.mark.parametrize("n", [400, 20_000])
def test_a_lasso_that_crosses_itself_all_over_is_refused(n, session):
    revision = session.revision
    session.select(lasso=np.random.default_rng(0).uniform(0, 2400, (n, 2)).tolist())
    with pytest.raises(SelectionError, match="crosses itself more than 5,000 times: draw it round the region again"):
        session.keep_region("wild")
    assert session.revision == revision
    round_it = [[1000 + 500 * np.cos(a), 1000 + 500 * np.sin(a)] for a in np.linspace(0, 6.28, 100_001)]
    session.select(lasso=round_it)
    with pytest.raises(SelectionError, match="100,001 corners; at most 100,000"):
        session.keep_region("wild")


def test_scribbled_rounds_and_a_hand_that_rests_are_kept(session):
    turns = np.linspace(0, 2 * np.pi * 25, 1_500)
    radius = 500 + 60 * np.sin(turns * 7.3) + np.linspace(0, 60, 1_500)
    lasso = np.stack([1000 + radius * np.cos(turns), 1000 + radius * np.sin(turns)], axis=1).tolist()
    session.select(lasso=[*lasso, *[lasso[-1]] * 400])
    selected = session.selected.copy()
    session.keep_region("scribbled")
    assert row(session, "scribbled")["n_cells"] == selected.sum()


def test_others_label_while_geometry_is_made(session, monkeypatch):
    made, done = shapes.enclosed_by, []

    def label():
        session.label("stroma", cells=np.arange(3), category="regions")
        done.append(True)

    def meanwhile(lassos):
        other = threading.Thread(target=label)
        other.start()
        other.join(60)
        return made(lassos)

    monkeypatch.setattr(shapes, "enclosed_by", meanwhile)
    keep(session, "C", BESIDE)
    assert done
    assert row(session, "C")["area"] == 800**2
