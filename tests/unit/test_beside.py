"""What stands beside a category has no labels of its own: decisions of a review and opinions are held to one rule."""

from __future__ import annotations

import pandas as pd
import pytest

from cellxgene_widget import LabelError


@pytest.fixture(params=["review: ct", "opinions: rec"])
def beside(request, adata, open_session):
    """Open a session with both kinds; give it, and the name of one of them."""
    session = open_session(adata, autosave=None)
    session.create_category("ct", like="bulk_labels")
    session.review("ct")
    session.review_next()
    session.accept()
    other = adata.obs["bulk_labels"].astype(str).where(adata.obs["louvain"] != "1", "Other")
    session.reconcile(session.compare({"Ben": other}, category="ct"), into="rec")
    return session, request.param


def test_nobody_gives_makes_or_renames_its_labels(beside, tmp_path):
    session, name = beside
    before, revision = session.annotations.copy(), session.revision
    first = session.find_category(name).labels[0].name
    for refused in (
        lambda: session.label("x", category=name, cells=[1, 2]),
        lambda: session.add_label(name, "x"),
        lambda: session.rename_label(name, first, "x"),
        lambda: session.merge_labels(name, [first], "x"),
        lambda: session.set_note(name, first, "x"),
        lambda: session.set_confidence(name, first, "high"),
        lambda: session.to_html(tmp_path / "page.html", category=name),
        lambda: session.to_html(tmp_path / "page.html", category=["ct", name]),
        lambda: session.compare("bulk_labels", category=name),
        lambda: session.compare(name, category="ct"),
    ):
        with pytest.raises(LabelError, match=f"'{name}' holds what .*, no labels of its own: name another category"):
            refused()
    assert session.revision == revision
    assert not list(tmp_path.glob("*.html"))
    pd.testing.assert_frame_equal(session.annotations, before)


def test_it_is_coloured_ordered_and_renamed_and_cells_are_taken_out_of_it(beside):
    session, name = beside
    names = [label.name for label in session.find_category(name).labels]
    session.recolor_label(name, names[0], "#123456")
    session.reorder_labels(name, names[::-1])
    taken = session.find_category(name).codes.nonzero()[0][:1]
    assert session.unlabel(category=name, cells=taken) == 1
    session.rename_category(name, "other name")
    assert len(session.find_category("other name").labels) == len(names)
    session.review("rec", by="opinions")
    assert len(session.review_next()["offered"]) == 2  # as many said one as the other


def test_a_version_brings_back_what_stood_beside_a_category_as_that(beside):
    session, _ = beside
    before = {each.name: dict(each.about) for each in session.categories}
    session.save()
    for name in list(before):
        if session.parts.history.annotations.has(name):
            session.delete_category(name)
    session.save()
    session.restore(session.versions()["version"].iloc[0])
    assert {each.name: dict(each.about) for each in session.categories} == before
    session.merge()
    assert not [name for name in session.adata.obs if name.startswith(("review:", "opinions:"))]
