"""What no verb writes over: the data, and whatever belongs to a draft of anybody."""

from __future__ import annotations

import os

import pytest

from cellxgene_widget.errors import ExportError
from tests.page.data import on_tissue

from .test_regions import SQUARE


@pytest.fixture
def session(open_session):
    session = open_session(on_tissue(), basis="spatial", name="mine")
    session.select(lasso=SQUARE)
    session.keep_region("a")
    session.create_gene_set("mine", ["CD3D"])
    session.save()
    return session


@pytest.fixture
def ben(open_session, session):
    """Ben's draft of the same cells, in the same folder."""
    theirs = open_session(
        on_tissue(), basis="spatial", user="ben", name="ben", annotations_dir=session.draft.path.parent
    )
    theirs.create_category("ct")
    theirs.label("T", cells=theirs.adata.obs_names[:50])
    theirs.create_gene_set("his", ["CD3D"])
    theirs.save()
    return theirs.draft.path


def write(session, path):
    return session.write_regions(path, overwrite=True)


@pytest.mark.parametrize("way", ["itself", "symlink", "another spelling"])
def test_the_draft_of_a_colleague(session, ben, way):
    path, before = ben, ben.read_bytes()
    if way == "symlink":
        path = ben.with_name("r.csv")
        path.symlink_to(ben)
    elif way == "another spelling":
        path = ben.parent / ".." / ben.parent.name / ben.name
    with pytest.raises(ExportError, match="is a draft of labels: choose another name"):
        write(session, path)
    assert ben.read_bytes() == before
    assert "ben" in list(session.colleagues()["name"])


def test_the_own_draft_and_a_draft_that_cellxgene_made(session, tmp_path):
    with pytest.raises(ExportError, match="is the draft itself"):
        write(session, session.draft.path)
    left = tmp_path / "left.csv"
    left.write_text("\ufeff# Annotations generated on 2020-01-01 using cellxgene version 0.16\n")
    with pytest.raises(ExportError, match="is a draft of labels"):
        write(session, left)


def test_gene_sets_of_anybody(session, ben):
    sets = [path for path in ben.parent.glob("*gene-sets*.csv") if "-backups" not in path.parent.name]
    assert len(sets) == 2
    for path in sets:
        with pytest.raises(ExportError, match="is a file of gene sets"):
            write(session, path)


def test_a_draft_that_is_so_far_in_its_journal_alone(session, ben):
    [sets] = ben.parent.glob("ben-gene-sets-*.csv")
    for path in (ben, sets):
        path.unlink()
        with pytest.raises(ExportError, match="is what a draft with its journal here is called"):
            write(session, path)
        assert not path.exists()


def test_journals_and_earlier_versions_whatever_link_leads_there(session, ben):
    files = [path for path in ben.parent.glob("*-backups/*") if path.is_file()]
    assert any(path.suffix == ".journal" for path in files)
    for number, path in enumerate(files):
        before, link = path.read_bytes(), ben.with_name(f"link{number}.csv")
        link.symlink_to(path)
        with pytest.raises(ExportError, match=r"of a draft|a draft of labels|of gene sets"):
            write(session, link)
        assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "verb"),
    [
        ("a.json", lambda session, path: session.export(path, overwrite=True)),
        ("a.html", lambda session, path: session.to_html(path, genes=[], columns=[], overwrite=True)),
        ("a.geojson", write),
    ],
)
def test_one_list_for_all_verbs_that_write(session, ben, name, verb):
    link = ben.with_name(name)
    os.link(ben, link)
    before = ben.read_bytes()
    with pytest.raises(ExportError, match="is a draft of labels"):
        verb(session, link)
    assert link.read_bytes() == before
    link.unlink()
    verb(session, link)
    verb(session, link)


def test_other_files_are_replaced_when_asked(session, ben, tmp_path):
    (tmp_path / "my-backups").mkdir()
    for path in (tmp_path / "r.csv", tmp_path / "my-backups" / "r.csv", ben.with_name("r-SELECTED.csv")):
        path.write_text("other")
        write(session, path)
        write(session, path)
        assert path.read_text("utf-8").startswith("#Selection name: a")
