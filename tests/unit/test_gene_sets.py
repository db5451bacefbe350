"""Gene sets: their formats, their file beside the draft, and their means as columns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cellxgene_widget as cxw
from cellxgene_widget import DataError, DraftError, LabelError
from cellxgene_widget.data.gene_sets import GeneSet, csv_of_gene_sets, parse_gene_sets, sets_of_mapping

words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
sets = st.lists(
    st.builds(GeneSet.of, words, st.lists(words, max_size=4), words), max_size=5, unique_by=lambda each: each.name
)


@given(sets)
def test_the_csv_reads_back_exactly(given_sets):
    assert parse_gene_sets(csv_of_gene_sets(given_sets, ["one", "two"]), "it") == given_sets


def test_cellxgenes_own_file():
    text = (
        "# Gene sets generated on 2026\n# Input data file was a.h5ad\n"
        "gene_set_name,gene_set_description,gene_symbol,gene_description\r\n"
        "first,a description,F5, a gene_description\r\nfirst,other,SUMO3,\r\nempty,,,\r\nfirst,,F5,again\r\n"
    )
    first, empty = parse_gene_sets(b"\xef\xbb\xbf" + text.encode(), "it")
    assert (first.genes, first.description, first.about) == (
        ("F5", "SUMO3"),
        "a description",
        {"F5": "a gene_description"},
    )
    assert (empty.name, empty.genes) == ("empty", ())
    assert csv_of_gene_sets([first, empty], ["x", "y"]).decode() == (
        "# x\n# y\ngene_set_name,gene_set_description,gene_symbol,gene_description\n"
        "first,a description,F5,a gene_description\nfirst,a description,SUMO3,\nempty,,,\n"
    )


def test_other_formats():
    assert parse_gene_sets(b"T\thttp://x\tCD3D\tCD3E\nB\tna\tCD79A\t\n", "it") == [
        GeneSet("T", ("CD3D", "CD3E"), "http://x"),
        GeneSet("B", ("CD79A",), "na"),
    ]
    assert sets_of_mapping({"T": ["CD3D", "CD3D"], "B": "CD79A, CD79B\nMS4A1"})[1].genes == ("CD79A", "CD79B", "MS4A1")
    assert parse_gene_sets(b"", "it") == []


@pytest.mark.parametrize(
    "data", [b"a,b,c\n1,2,3\n", b"\xff\xfe\x00", b'gene_set_name,gene_set_description,gene_symbol\n"a']
)
def test_files_that_hold_no_gene_sets(data):
    with pytest.raises(DataError, match="it"):
        parse_gene_sets(data, "it")


def test_sets_lie_beside_the_draft_and_come_back(adata, open_session, tmp_path):
    session = open_session(adata, name="mine")
    assert session.create_gene_set("B", ["CD79A", "CD79B", "NOPE"], description="B cells") == ["NOPE"]
    path = tmp_path / "drafts" / f"mine-gene-sets-{session.draft.id}.csv"
    assert path.read_text().splitlines()[2:] == [
        "gene_set_name,gene_set_description,gene_symbol,gene_description",
        "B,B cells,CD79A,",
        "B,B cells,CD79B,",
        "B,B cells,NOPE,",
    ]
    assert [line[0] for line in path.read_text().splitlines()[:2]] == ["#", "#"]
    assert pd.read_csv(path, comment="#")["gene_symbol"].tolist() == ["CD79A", "CD79B", "NOPE"]
    assert session.unknown_genes == {"B": ["NOPE"]}
    session.change_gene_set("B", add="MS4A1", remove=["CD79B"])
    backups = list((tmp_path / "drafts" / f"mine-{session.draft.id}-backups").glob("mine-gene-sets-*.csv"))
    assert len(backups) == 1, "the version before is kept"
    session.close()
    again = open_session(adata)  # found again without a name, and without any label
    assert again.gene_sets == {"B": ["CD79A", "NOPE", "MS4A1"]}
    assert again.draft.path == tmp_path / "drafts" / f"mine-{session.draft.id}.csv"
    again.create_category("cell_type")
    again.label("x", cells=[1])
    again.close()
    last = open_session(adata)
    assert last.gene_sets == {"B": ["CD79A", "NOPE", "MS4A1"]}
    assert last.annotations["cell_type"].tolist()[1] == "x"
    assert not last.draft.others
    with pytest.raises(DraftError, match="gene sets"):
        open_session(adata, dataset="other", name="my-gene-sets")


def test_the_mean_of_a_set(adata, open_session):
    session = open_session(adata)
    session.create_gene_set("B", ["CD79A", "CD79B", "NOPE"])
    mean = adata[:, ["CD79A", "CD79B"]].X.mean(axis=1)
    np.testing.assert_allclose(session.column("set: B").values, mean, rtol=1e-5, atol=1e-6)
    session.color_by("set: B")
    assert session.select(where={"set: B": (1, None)}) == (session.column("set: B").values >= 1).sum()
    session.change_gene_set("B", rename="B cells", description="b")
    assert session.color == "set: B cells"
    session.delete_gene_set("B cells")
    assert session.color is None
    session.create_gene_set("empty")
    for name, said in [("set: empty", "None of the genes"), ("set: nope", "no gene set 'nope'")]:
        with pytest.raises(DataError, match=said):
            session.color_by(name)


def test_reading_sets(adata, open_session, tmp_path):
    session = open_session(adata)
    (tmp_path / "sets.gmt").write_text("T\tt\tCD3D\tXYZ\nB\tb\tCD79B\n")
    session.create_gene_set("B", ["CD79A"])
    assert session.read_gene_sets(tmp_path / "sets.gmt") == ["XYZ"]
    assert session.gene_sets == {"B": ["CD79A", "CD79B"], "T": ["CD3D", "XYZ"]}
    session.read_gene_sets({"NK": ["NKG7"]})
    before = session.gene_sets
    (tmp_path / "bad.csv").write_text("a,b\n")
    for bad in (tmp_path / "bad.csv", tmp_path / "nope.csv", 3, {"x": [1]}, {"x": {"a": 1}}):
        with pytest.raises(DataError):
            session.read_gene_sets(bad)
    with pytest.raises(LabelError, match="already"):
        session.create_gene_set("B", ["CD3D"])
    with pytest.raises(LabelError, match="already"):
        session.change_gene_set("B", rename="T")
    with pytest.raises(DataError, match="has no 'CD3D'"):
        session.change_gene_set("B", remove=["CD3D"])
    with pytest.raises(DataError, match="no gene set 'nope'"):
        session.delete_gene_set("nope")
    with pytest.raises(LabelError):
        session.create_gene_set(" ")
    assert session.gene_sets == before


def test_a_file_that_can_not_be_written_or_read(adata, open_session, tmp_path, monkeypatch):
    session = open_session(adata, name="mine")
    session.create_gene_set("B", ["CD79A"])

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("cellxgene_widget.draft.gene_set_file.write_atomically", full)
        session.change_gene_set("B", add=["CD79B"])
        assert any("No space left" in warning for warning in session.warnings)
    session.save()
    assert not any("No space left" in warning for warning in session.warnings)
    path = tmp_path / "drafts" / f"mine-gene-sets-{session.draft.id}.csv"
    assert "CD79B" in path.read_text()
    path.write_text("gene_set_name,gene_set_description,gene_symbol\ntheirs,,CD3D\n")
    session.create_gene_set("T", ["CD3D"])
    assert any("Another program wrote gene sets" in warning for warning in session.warnings)
    kept = (tmp_path / "drafts" / f"mine-{session.draft.id}-backups").glob("mine-gene-sets-*.csv")
    assert any("theirs" in file.read_text() for file in kept)
    session.close()
    path.write_text("no gene sets\n")
    again = open_session(adata)
    assert again.gene_sets == {}
    assert any("could not be read" in warning for warning in again.warnings)
    assert path.read_text() == "no gene sets\n"


def test_read_only_drafts_take_no_sets(adata, open_session):
    session = open_session(adata, name="mine")
    session.create_gene_set("B", ["CD79A"])
    other = open_session(adata)
    with pytest.raises(DraftError, match="read-only"):
        other.create_gene_set("T", ["CD3D"])
    assert other.gene_sets == {"B": ["CD79A"]}


def test_with_one_exact_file(adata, open_session, tmp_path):
    session = open_session(adata, annotations_dir=None, annotations_file=tmp_path / "labels.csv")
    session.create_gene_set("B", ["CD79A"])
    assert (tmp_path / "labels-gene-sets.csv").exists()


def test_the_widget_has_the_verbs(adata, tmp_path):
    widget = cxw.show(adata, annotations_dir=tmp_path)
    widget.create_gene_set("B", ["CD79A"])
    widget.color = "set: B"
    assert widget.gene_sets == {"B": ["CD79A"]}
    assert widget.session.color == "set: B"
    widget.close()


@pytest.mark.parametrize("change", [{"remove": ["CD79A"]}, {"remove": ["CD79A"], "rename": "C"}])
def test_a_set_that_is_colored_by_may_lose_its_last_known_gene(adata, open_session, change):
    session = open_session(adata)
    session.create_gene_set("B", ["CD79A", "NOPE"])
    session.color_by("set: B")
    session.set_filter("set: B", [1, None])
    n = session.n_selected
    assert session.change_gene_set("B", **change) == ["NOPE"]
    assert session.color == f"set: {change.get('rename', 'B')}"
    assert not session.filters
    assert session.n_selected == n > 0
