"""The verbs `export` and `report` on real sessions."""

import json
import os
import shutil
from pathlib import Path

import anndata as ad
import pytest

import cellxgene_widget as cxw
from release.readme import code_blocks


@pytest.fixture
def labelled(adata, open_session):
    """Return what labels the cells of a session as a person does."""

    def label(data=adata, **options):
        session = open_session(data, **options)
        session.create_category("ct")
        session.select(where={"bulk_labels": ["CD19+ B"]})
        session.label("B")
        session.select(where={"bulk_labels": ["CD4+/CD25 T Reg"]})
        session.label("Treg")
        session.add_label("ct", "T")
        session.set_term("ct", "B", "B cell")
        session.set_term("ct", "Treg", "CL:0000815")
        session.set_parent("ct", "Treg", "T")
        session.set_confidence("ct", "B", "high")
        session.set_note("ct", "B", "by CD79A")
        return session

    return label


@pytest.fixture
def data_file(adata, tmp_path):
    adata.write_h5ad(tmp_path / "data.h5ad")
    return tmp_path / "data.h5ad"


def test_labels_go_out_as_they_are(labelled, tmp_path):
    session = labelled()
    made = session.export(tmp_path / "labels.json", author="Ada Lovelace", title="Blood")
    assert (made.format, made.n_labels, made.n_labelled, made.categories) == ("cas", 3, 163, ("ct",))
    document = json.loads(made.path.read_text("utf-8"))
    found = {one["cell_label"]: one for one in document["annotations"] if one["labelset"] == "ct"}
    assert set(found) == {"B", "Treg", "NA"}
    assert found["Treg"]["cell_ontology_term"] == "regulatory T cell"
    assert "Treg" not in found["Treg"]["synonyms"]
    assert found["Treg"]["synonyms"] != []
    assert found["B"]["rationale"] == "by CD79A"
    assert found["B"]["author_annotation_fields"]["labelled_by"] == session.history["user"][0]
    assert document["author_name"] == "Ada Lovelace"
    assert "There is no ORCID of the author (orcid=)." in made.missing


@pytest.mark.parametrize("format_name", ["cap", "cellxgene"])
@pytest.mark.parametrize("kind", ["memory", "file"])
def test_copies_of_data_in_memory_and_on_disk(labelled, adata, data_file, tmp_path, format_name, kind):
    session = labelled(adata if kind == "memory" else data_file)
    saved, columns = data_file.read_bytes(), list(session.adata.obs.columns)
    session.adata.obs["donor_id"] = "A"
    made = session.export(tmp_path / "out.h5ad", format=format_name)
    copy = ad.read_h5ad(tmp_path / "out.h5ad")
    column = "ct--cell_ontology_term_id" if format_name == "cap" else "cell_type_ontology_term_id"
    assert (copy.obs[column] == "CL:0000236").sum() == 95
    assert (copy.obs["donor_id"] == "A").all()
    assert list(session.adata.obs.columns) == [*columns, "donor_id"]
    assert data_file.read_bytes() == saved
    assert not any("donor_id" in one for one in made.missing)
    session.label("B", cells=range(3))  # it goes on


@pytest.mark.filterwarnings("ignore:.*:FutureWarning", "ignore:.*:UserWarning", "ignore:.*:DeprecationWarning")
def test_genes_of_a_modality_are_genes_of_the_data(adata, open_session, tmp_path):
    mudata = pytest.importorskip("mudata")
    data = mudata.MuData({"rna": adata})
    data.obsm["X_umap"] = adata.obsm["X_umap"]
    session = open_session(data)
    session.create_category("ct")
    session.label("B", cells=range(10))
    session.keep_evidence("B", ["CD79A"], category="ct", cells=range(10))
    made = session.export(tmp_path / "labels.json")
    (found, _) = json.loads(made.path.read_text("utf-8"))["annotations"]
    assert found["marker_gene_evidence"] == ["rna:CD79A"]
    assert not any("evidence" in one for one in made.missing)


def test_never_over_the_data_or_the_draft(labelled, data_file, tmp_path):
    session = labelled(data_file)
    before = data_file.read_bytes()
    os.link(data_file, tmp_path / "other.h5ad")
    for path in (data_file, tmp_path / "other.h5ad"):
        with pytest.raises(cxw.ExportError, match="is the data file itself"):
            session.export(path, format="cellxgene", overwrite=True)
    assert data_file.read_bytes() == before


@pytest.mark.filterwarnings("ignore:.*:UserWarning")
def test_never_into_the_store_that_the_data_is(labelled, adata, tmp_path):
    adata.write_zarr(tmp_path / "data.zarr")
    session = labelled(tmp_path / "data.zarr")
    with pytest.raises(cxw.ExportError, match=r"is within the store 'data\.zarr'"):
        session.export(tmp_path / "data.zarr" / "out.h5ad", format="cellxgene")
    session.export(tmp_path / "out.h5ad", format="cellxgene")
    assert "author_cell_type" in ad.read_h5ad(tmp_path / "out.h5ad").obs


def test_bad_input_is_a_sentence(labelled, tmp_path):
    session = labelled()
    session.create_category("other")
    for options, said in (
        ({"format": "xml"}, "no format 'xml'"),
        ({"category": "nope"}, "no category 'nope'"),
        ({"orcid": "x"}, "is no ORCID"),
        ({"path": "labels.csv"}, r"ends in \.json"),
        (
            {"path": "o.h5ad", "format": "cellxgene", "category": ["ct", "other"]},
            "CELLxGENE has room for one category",
        ),
    ):
        path = tmp_path / options.pop("path", "labels.json")
        with pytest.raises(cxw.AnnotationError, match=said):
            session.export(path, **options)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []


@pytest.mark.parametrize("path", ["", ".", "..", "/"])
def test_a_folder_is_no_file(labelled, path):
    with pytest.raises(cxw.ExportError, match=r"is a folder: name a file in it|takes"):
        labelled().export(path)


def test_cells_with_a_label_in_any_category_are_counted(labelled, tmp_path):
    session = labelled()
    session.create_category("other")
    session.select(where={"bulk_labels": ["Dendritic"]})
    n = session.label("DC")
    made = session.export(tmp_path / "labels.json")
    assert made.n_labelled == 163 + int((session.adata.obs["bulk_labels"] == "Dendritic").sum())
    assert n is not None
    assert made.summary == f"4 labels on {made.n_labelled} of 700 cells"


def test_data_without_categories_has_nothing_to_tell(open_session, adata, tmp_path):
    session = open_session(adata)
    with pytest.raises(cxw.ExportError, match="no category of labels yet"):
        session.export(tmp_path / "labels.json")
    with pytest.raises(cxw.ExportError, match="no category of labels yet"):
        session.report()


def test_the_report_of_a_session(labelled, data_file):
    session = labelled(data_file)
    user = session.history["user"][0]
    text = session.report()
    assert (
        "The dataset data (data.h5ad) has 700 cells and 765 genes. Cells were labelled by hand in cellxgene_widget"
        in text
    )
    assert "The category ct has 3 labels; 163 of the 700 cells (23.3%) have one, 537 have none." in text
    assert "2 of the 3 labels of cell types have a term of the Cell Ontology (release" in text
    assert f"Labels were given by {user} (in 2 edits) on " in text
    assert "| bulk_labels is CD19+ B |" in text


def test_what_was_labelled_on_another_day_is_told_too(labelled, open_session, adata, tmp_path):
    labelled(dataset="d").close()
    again = open_session(adata, dataset="d")
    assert "(in 2 edits)" in again.report("ct")
    shutil.rmtree(tmp_path / "drafts")


def test_the_code_of_the_page_on_it_runs(labelled, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    session = labelled()
    session.rename_category("ct", "cell_type")
    code, _ = code_blocks((Path(__file__).parents[2] / "docs" / "exchange.md").read_text("utf-8"))
    names = {"w": session}
    for block in code:
        exec(compile(block, "exchange.md", "exec"), names)
    assert {path.name for path in tmp_path.glob("*.*")} == {"labels.json", "for_cap.h5ad", "for_cellxgene.h5ad"}
    assert names["text"].startswith("## Annotation of cells")


@pytest.mark.parametrize("format_name", ["cas", "cap"])
def test_what_labels_lack_is_told_with_their_category_where_there_are_several(labelled, tmp_path, format_name):
    session = labelled()
    path = tmp_path / f"o{'.json' if format_name == 'cas' else '.h5ad'}"
    assert "The label 'T' has no Cell Ontology term." in session.export(path, format=format_name).missing
    session.create_category("other")
    session.label("X", category="other", cells=[0])
    missing = session.export(path, format=format_name, overwrite=True).missing
    assert "In 'ct' the label 'T' has no Cell Ontology term." in missing
    assert "In 'other' the label 'X' has no Cell Ontology term." in missing


def test_the_formats_of_other_names_are_told(labelled, tmp_path):
    with pytest.raises(cxw.ExportError, match="other names are for format='cap' or format='cellxgene'"):
        labelled().export(tmp_path / "l.h5ad")
