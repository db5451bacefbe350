"""Where an export may go, and what may be said of it: bad input is a sentence, and nothing is changed."""

import os

import anndata as ad
import mudata
import pytest

from cellxgene_widget.errors import AnnotationError, ExportError
from cellxgene_widget.exchange.targets import one_of
from cellxgene_widget.exchange.ways import export_labels, format_named
from cellxgene_widget.exchange.who import Who

from ..labelled import subject_of


@pytest.fixture
def data(adata, tmp_path):
    adata.write_h5ad(tmp_path / "data.h5ad")
    return tmp_path / "data.h5ad"


def export(adata, path, format_name="cellxgene", *, data=None, **more):
    kept = one_of({} if data is None else {data: "the data file itself"})
    return export_labels(subject_of(adata), path, format=format_name, adata=adata, source=None, kept=kept, **more)


@pytest.mark.parametrize("way", ["itself", "symlink", "hard link", "another spelling"])
def test_never_over_the_data_file(adata, data, way):
    other = data.with_name("other.h5ad")
    if way == "symlink":
        other.symlink_to(data)
    elif way == "hard link":
        os.link(data, other)
    elif way == "another spelling":
        other = data.parent / ".." / data.parent.name / data.name
    else:
        other = data
    before = data.read_bytes()
    with pytest.raises(ExportError, match="is the data file itself: choose another name"):
        export(adata, other, data=data, overwrite=True)
    assert data.read_bytes() == before


@pytest.mark.parametrize("name", ["data.zarr/out.h5ad", "data.zarr/tables/out.h5ad", "link/out.h5ad"])
def test_never_within_a_store(adata, tmp_path, name):
    (tmp_path / "data.zarr" / "tables").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "data.zarr")
    with pytest.raises(ExportError, match=r"is within the store 'data\.zarr'"):
        export(adata, tmp_path / name)
    assert [path.name for path in (tmp_path / "data.zarr").rglob("*")] == ["tables"]


def test_never_within_a_store_of_another_name(adata, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "zarr.json").write_text("{}")
    with pytest.raises(ExportError, match="is within the store 'mine'"):
        export(adata, tmp_path / "mine" / "out.json", "cas")


@pytest.mark.parametrize("format_name", ["cas", "cap", "cellxgene"])
def test_over_another_file_only_when_asked(adata, tmp_path, format_name):
    path = tmp_path / ("out.json" if format_name == "cas" else "out.h5ad")
    path.write_text("mine")
    with pytest.raises(ExportError, match="already: choose another name, or pass overwrite=True"):
        export(adata, path, format_name)
    assert path.read_text() == "mine"
    export(adata, path, format_name, overwrite=True)
    assert path.stat().st_size > 1000
    assert sorted(one.name for one in tmp_path.iterdir()) == [path.name]


@pytest.mark.parametrize(
    ("name", "format_name", "said"),
    [
        ("out.h5ad", "cas", r"needs a name that ends in \.json: 'out\.json', say"),
        ("out", "cap", r"needs a name that ends in \.h5ad: 'out\.h5ad', say"),
        ("folder.h5ad", "cap", "is a folder"),
        ("nowhere/out.json", "cas", "There is no directory"),
        ("a\0b.json", "cas", "no file name can have such a character"),
        (3, "cas", "takes a path"),
    ],
)
def test_impossible_places(adata, tmp_path, name, format_name, said):
    (tmp_path / "folder.h5ad").mkdir()
    with pytest.raises(ExportError, match=said):
        export(adata, tmp_path / name if isinstance(name, str) else name, format_name)
    assert [one.name for one in tmp_path.iterdir()] == ["folder.h5ad"]


def test_a_link_stays_and_what_it_names_is_replaced(adata, tmp_path):
    (tmp_path / "real.json").write_text("{}")
    (tmp_path / "link.json").symlink_to("real.json")
    export(adata, tmp_path / "link.json", "cas", overwrite=True)
    assert (tmp_path / "link.json").is_symlink()
    assert "labelsets" in (tmp_path / "real.json").read_text("utf-8")


def test_what_can_not_be_written_is_told_and_leaves_nothing(adata, tmp_path):
    adata.uns["mine"] = object()
    (tmp_path / "out.h5ad").write_text("mine")
    with pytest.raises(ExportError, match=r"could not be written: .* What was there is as before"):
        export(adata, tmp_path / "out.h5ad", overwrite=True)
    assert (tmp_path / "out.h5ad").read_text() == "mine"
    assert [one.name for one in tmp_path.iterdir()] == ["out.h5ad"]


def test_a_full_disk_is_told(adata, data, monkeypatch):
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    monkeypatch.setattr("cellxgene_widget.core.copies._shares_blocks", lambda *_: False)
    backed = ad.read_h5ad(data, backed="r")
    with pytest.raises(ExportError, match=r"could not be written: it needs .* of free space"):
        export_labels(subject_of(adata), data.with_name("o.h5ad"), format="cap", adata=backed, source=data)
    backed.file.close()
    assert [one.name for one in data.parent.iterdir()] == ["data.h5ad"]


def test_a_category_with_a_slash_is_no_column_of_a_file(adata, tmp_path):
    subject = subject_of(adata)
    subject.categories[0].name = "a/b"
    with pytest.raises(ExportError, match="can't have a slash in its name: rename the category 'a/b'"):
        export_labels(subject, tmp_path / "o.h5ad", format="cap", adata=adata, source=None)
    assert list(tmp_path.iterdir()) == []
    export_labels(subject, tmp_path / "o.h5ad", format="cellxgene", adata=adata, source=None)


@pytest.mark.filterwarnings("ignore")
def test_modalities_are_exported_one_by_one(adata, tmp_path):
    both = mudata.MuData({"rna": adata, "prot": adata[:, :5].copy()})
    with pytest.raises(ExportError, match=r"one AnnData, and the data is a MuData: show one of its modalities"):
        export_labels(subject_of(adata), tmp_path / "o.h5ad", format="cap", adata=both, source=None)
    export_labels(subject_of(adata), tmp_path / "o.json", format="cas", adata=both, source=None)


def test_formats_are_named():
    assert format_named("cap") == "cap"
    with pytest.raises(ExportError, match="no format 'CAS': use one of 'cas', 'cap', 'cellxgene'"):
        format_named("CAS")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"orcid": "0000-0002-1825-0098"}, "is no ORCID"),
        ({"orcid": "1234"}, "is no ORCID"),
        ({"author": 3}, "author= takes text, not 3"),
        ({"author": " "}, "author= takes text"),
        ({"title": "x" * 201}, "The title has 201 characters; use at most 200"),
        ({"contact": "me"}, "takes a mail address, not 'me'"),
        ({"autor": "Ada"}, r"export\(\) knows no 'autor'"),
    ],
)
def test_who_is_checked(given, said):
    with pytest.raises(AnnotationError, match=said):
        Who.of(given)


def test_an_orcid_is_taken_as_its_address_too():
    assert Who.of({"orcid": "https://orcid.org/0000-0002-1694-233x", "author": " Ada L "}) == Who(
        author="Ada L", orcid="0000-0002-1694-233X"
    )


def test_the_report_prints_what_is_missing(adata, tmp_path):
    said = repr(export(adata, tmp_path / "o.json", "cas"))
    assert said.startswith(
        f"Exported 'ct' as Cell Annotation Schema (CAS) JSON: {tmp_path / 'o.json'}\n  8 labels on 429"
    )
    assert "    2 labels have no Cell Ontology term: 'CD4 | memory', 'empty'." in said
