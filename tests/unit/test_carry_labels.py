"""Labels that a draft of another object has for these cells are brought here, by name."""

import numpy as np
import pandas as pd
import pytest

from cellxgene_widget.errors import DraftError, LabelError
from tests.page.data import cells


@pytest.fixture
def before(open_session):
    session = open_session(cells()[:600].copy(), dataset="old", name="first")
    session.create_category("ct", like="louvain")
    session.add_label("ct", "Treg")
    session.set_parent("ct", "Treg", "1")
    session.set_term("ct", "2", "CL:0000236")
    session.set_note("ct", "2", "MS4A1")
    session.set_confidence("ct", "2", "low")
    session.recolor_label("ct", "3", "#123456")
    session.create_category("empty")
    session.save()
    return session


@pytest.fixture
def session(before, open_session):
    return open_session(cells()[100:].copy(), dataset="new")


def test_the_newest_draft_that_knows_the_cells_is_found_and_carried_in_one_edit(before, session):
    [known] = session.parts.other_drafts.known()
    assert (known.name, known.dataset, known.n_known) == ("first", "old", 500)
    report = session.carry_labels()
    there, here = before.annotations["ct"].astype(object), session.annotations["ct"].astype(object)
    assert (here[:500] == there[100:]).all()
    assert (here[500:] == "unassigned").all()
    said = ["color", "parent", "term_id", "confidence", "note"]
    labels = [each.labels("ct").set_index("label")[said] for each in (before, session)]
    pd.testing.assert_frame_equal(*labels)
    assert report["n_lost"].sum() == 100
    assert report["n_carried"].sum() == 500
    assert [each.name for each in session.categories] == ["ct", "empty"]
    assert session.history["operation"].tolist() == ["carry_labels"]
    assert session.code == f"w.carry_labels(draft={str(before.draft.path)!r})"
    session.undo()
    assert session.categories == []


def test_the_other_draft_stays_as_it_is(before, session):
    files = {path: path.read_bytes() for path in before.draft.path.parent.rglob("*first*") if path.is_file()}
    assert files
    session.carry_labels(before.draft.path)
    session.save()
    assert {path: path.read_bytes() for path in files} == files


def test_what_is_no_draft_of_mine_is_refused(before, session, open_session, tmp_path):
    theirs = open_session(cells(), dataset="theirs", name="theirs", user="somebody else")
    theirs.create_category("mine", like="louvain")
    theirs.save()
    assert [each.name for each in session.parts.other_drafts.known()] == ["first"]
    with pytest.raises(DraftError, match=r"no draft of yours: import_labels\(\)"):
        session.carry_labels(theirs.draft.path)
    with pytest.raises(DraftError, match="no draft of yours"):
        session.carry_labels(tmp_path / "nothing-AAAAAAAA.csv")
    assert session.revision == 0
    assert session.draft.path is None


def test_cells_that_no_draft_knows_and_names_that_are_taken(before, open_session):
    other = cells()
    other.obs_names = [f"other-{n}" for n in range(other.n_obs)]
    session = open_session(other, dataset="other")
    assert list(session.parts.other_drafts.known()) == []
    with pytest.raises(DraftError, match="No other draft of yours"):
        session.carry_labels()
    with pytest.raises(DraftError, match="knows none of these cells"):
        session.carry_labels(before.draft.path)
    again = open_session(cells(), dataset="again")
    again.create_category("ct")
    before_revision = again.revision
    with pytest.raises(LabelError, match="has a category 'ct' already"):
        again.carry_labels()
    assert again.revision == before_revision
    with pytest.raises(DraftError, match="draft of this data itself"):
        again.carry_labels(again.draft.path)


def test_a_draft_without_labels_is_not_offered(open_session):
    empty = open_session(cells(), dataset="old", name="first")
    empty.create_category("ct")
    empty.save()
    session = open_session(cells(), dataset="new")
    assert list(session.parts.other_drafts.known()) == []
    empty.label("T", cells=np.arange(3))
    empty.save()
    assert [each.name for each in session.parts.other_drafts.known()] == ["first"]
