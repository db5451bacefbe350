"""An answer that brings a script in a name is refused; the draft's own names are no reason to."""

import pytest

from cellxgene_widget.errors import DataError
from tests.answers import PageAnswer
from tests.page.data import cells

NAMES = cells().obs_names


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata, name="mine")
    session.create_category("ct", like="louvain")
    return session


def names_of(session):
    return [category.name for category in session.categories]


SCRIPTS = [
    "<script>alert(1)</script>", "< SCRIPT src=x>", "<img src=x onerror=alert(1)>", "<b onclick = x>",
    "javascript:alert(1)", "</script><svg/onload=alert(1)>",
]  # fmt: skip


@pytest.mark.parametrize("hostile", SCRIPTS)
@pytest.mark.parametrize("where", ["author", "label", "category"])
def test_a_name_with_a_script_is_refused_and_changes_nothing(session, tmp_path, hostile, where):
    author = hostile if where == "author" else "Ana"
    page = PageAnswer(session, author).base("ct")
    if where == "category":
        page.base(hostile).label(hostile, "x", NAMES[:3])
    else:
        page.label("ct", hostile if where == "label" else "x", NAMES[:3])
    revision = session.revision
    with pytest.raises(DataError, match="holds a script"):
        session.take_answer(page.write(tmp_path / "a.jsonl"))
    assert (session.revision, names_of(session)) == (revision, ["ct"])


def test_a_label_of_the_drafts_own_with_a_script_is_no_reason_to_refuse(session, tmp_path):
    session.rename_label("ct", session.find_category("ct").labels[0].name, SCRIPTS[0])
    page = PageAnswer(session, "Ana").base("ct").label("ct", SCRIPTS[0], NAMES[:3])
    session.take_answer(page.write(tmp_path / "a.jsonl"))
    assert session.labels("ct (Ana)")["label"].tolist()[0] == SCRIPTS[0]
