"""An answer is compared with by the path of its file: with the category that it is to."""

import numpy as np
import pytest

from cellxgene_widget.errors import DataError
from tests.answers import PageAnswer
from tests.page.data import cells

NAMES = cells().obs_names


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata, name="mine")
    session.create_category("ct")
    session.label("T", cells=list(range(100)))
    session.label("B", cells=list(range(200, 300)))
    return session


def test_an_answer_is_compared_with_by_its_path(session, tmp_path):
    page = PageAnswer(session).base("ct").label("ct", "B", NAMES[50:60])
    path = page.write(tmp_path / "a.jsonl")
    found = session.compare(path, category="ct")
    assert found.names[1] == "Ana"
    mine, hers = (found.cells[name].astype(object) for name in found.names)
    assert np.count_nonzero(mine.notna() & hers.notna() & (mine != hers)) == 10
    session.take_answer(path)
    assert session.compare("ct (Ana)", category="ct").kappa == found.kappa


def test_the_category_that_it_is_to_is_compared_also_where_another_is_in_use(session, tmp_path):
    path = PageAnswer(session).base("ct").label("ct", "B", NAMES[50:60]).write(tmp_path / "a.jsonl")
    expected = session.compare(path, category="ct").confusion
    session.take_answer(path)
    session.use_category("ct (Ana)")
    for given in (path, str(path), {"Ana": path}):
        found = session.compare(given)
        assert found.annotators[0].category == "ct"
        np.testing.assert_array_equal(found.confusion.to_numpy(), expected.to_numpy())
    # what a person names is taken
    with pytest.raises(
        DataError, match=r"The answer '.*a\.jsonl' has no category 'ct \(Ana\)', it has 'ct'.*category='ct'\)"
    ):
        session.compare(path, category="ct (Ana)")
    assert session.compare((path, "ct"), category="ct (Ana)").annotators[0].category == "ct (Ana)"


def test_of_several_that_it_is_to_one_is_to_be_named(session, tmp_path):
    session.create_category("state")
    session.label("on", category="state", cells=[1])
    page = PageAnswer(session)
    for name in ("ct", "state", "fresh"):
        page.base(name)
    page.label("ct", "B", NAMES[50:60]).label("state", "on", NAMES[:3]).label("fresh", "new", NAMES[:3])
    path = page.write(tmp_path / "a.jsonl")
    assert session.compare(path).annotators[0].category == "state"  # the one in use
    session.create_category("other")
    session.label("x", category="other", cells=[1])
    with pytest.raises(DataError, match=r"The answer .* has no category 'other', it has 'ct', 'state', 'fresh'"):
        session.compare(path)
    assert session.compare(path, category="ct").annotators[1].category == "ct"
