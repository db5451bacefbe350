"""Copies of the data for CAP and CELLxGENE: what is in them, and that all else is as it was."""

import json
from collections.abc import Mapping

import anndata as ad
import h5py
import numpy as np
import pandas as pd
import pytest
from anndata.experimental import read_lazy

from cellxgene_widget.exchange.ways import export_labels
from cellxgene_widget.exchange.who import Who
from cellxgene_widget.labels.category import Label

from ..labelled import all_by_hand, labels_of, subject_of

FORMATS = ("cap", "cellxgene")


def export(adata, path, format_name, *, source=None, **more):
    return export_labels(subject_of(adata, **more), path, format=format_name, adata=adata, source=source)


def assert_equal(one, other):
    """Compare all that two AnnData hold, dtypes too."""
    pd.testing.assert_frame_equal(one.obs, other.obs)
    pd.testing.assert_frame_equal(one.var, other.var)
    assert_same(one.uns, other.uns)
    for part in ("layers", "obsm", "varm", "obsp", "varp"):
        arrays, others = getattr(one, part), getattr(other, part)
        assert set(arrays) == set(others)
        for key in others:
            assert_same(arrays[key], others[key])
    assert_same(one.X, other.X)
    assert_same(one.raw.X, other.raw.X)
    pd.testing.assert_frame_equal(one.raw.var, other.raw.var)


def assert_same(one, other):
    if isinstance(other, Mapping):
        assert set(one) == set(other)
        for key in other:
            assert_same(one[key], other[key])
    elif hasattr(other, "toarray"):
        assert one.dtype == other.dtype
        assert type(one) is type(other)
        np.testing.assert_array_equal(one.toarray(), other.toarray())
    else:
        np.testing.assert_array_equal(one, other)


def without(copy, before):
    """Take away what was added; what is left is to be as before."""
    copy.obs = copy.obs[list(before.obs.columns)]
    copy.uns = {key: value for key, value in copy.uns.items() if key in before.uns}
    return copy


def in_file(adata, tmp_path):
    adata.layers["counts"] = adata.raw[:, adata.var_names].X
    adata.write_h5ad(tmp_path / "data.h5ad")
    return tmp_path / "data.h5ad"


@pytest.mark.parametrize("format_name", FORMATS)
def test_the_rest_of_the_data_is_in_the_copy_and_the_object_as_it_was(adata, tmp_path, format_name):
    path = in_file(adata, tmp_path)
    before, saved = adata.copy(), path.read_bytes()
    export(adata, tmp_path / "out.h5ad", format_name)
    assert_equal(adata, before)
    assert_equal(without(ad.read_h5ad(tmp_path / "out.h5ad"), before), ad.read_h5ad(path))
    assert path.read_bytes() == saved


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_file_on_disk_is_copied_and_what_was_put_into_the_object_is_in_it(adata, tmp_path, format_name):
    path = in_file(adata, tmp_path)
    path.chmod(0o444)
    backed = ad.read_h5ad(path, backed="r")
    backed.obs["donor_id"] = pd.Categorical(["A"] * backed.n_obs)
    backed.uns["organism_ontology_term_id"] = "NCBITaxon:9606"
    backed.obsm["X_more"] = np.ones((backed.n_obs, 2))
    saved = path.read_bytes()
    made = export(backed, tmp_path / "out.h5ad", format_name, source=path)
    assert backed.isbacked
    backed.file.close()
    copy = ad.read_h5ad(tmp_path / "out.h5ad")
    assert list(copy.obs["donor_id"].unique()) == ["A"]
    assert copy.uns["organism_ontology_term_id"] == "NCBITaxon:9606"
    assert copy.obsm["X_more"].sum() == 2 * copy.n_obs
    assert not any("donor_id" in one for one in made.missing)
    del copy.obsm["X_more"]
    assert_equal(without(copy, ad.read_h5ad(path)), ad.read_h5ad(path))
    assert path.read_bytes() == saved


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.filterwarnings("ignore:.*:UserWarning")
def test_a_store_becomes_an_h5ad(adata, tmp_path, format_name):
    in_file(adata, tmp_path)
    adata.write_zarr(tmp_path / "data.zarr")
    lazy = read_lazy(tmp_path / "data.zarr")
    export_labels(
        subject_of(adata), tmp_path / "out.h5ad", format=format_name, adata=lazy, source=tmp_path / "data.zarr"
    )
    assert_equal(without(ad.read_h5ad(tmp_path / "out.h5ad"), adata), ad.read_h5ad(tmp_path / "data.h5ad"))


def test_a_view_is_written_as_the_cells_it_has(adata, tmp_path):
    view = adata[::2]
    export(view, tmp_path / "out.h5ad", "cellxgene")
    assert view.is_view
    assert_equal(without(ad.read_h5ad(tmp_path / "out.h5ad"), view), view.copy())


def test_the_columns_of_cap(adata, tmp_path):
    made = export(adata, tmp_path / "out.h5ad", "cap", deeds=all_by_hand())
    obs, uns = ad.read_h5ad(tmp_path / "out.h5ad").obs, ad.read_h5ad(tmp_path / "out.h5ad").uns
    by_label = obs.drop_duplicates("ct").set_index("ct").filter(like="ct--").astype(object)
    by_label.columns = by_label.columns.str.removeprefix("ct--")
    assert set(by_label.columns) == {
        "cell_fullname", "cell_ontology_exists", "cell_ontology_term_id", "cell_ontology_term", "rationale",
        "rationale_dois", "marker_gene_evidence", "canonical_marker_genes", "synonyms", "category_fullname",
        "category_cell_ontology_exists", "category_cell_ontology_term_id", "category_cell_ontology_term",
        "cell_ontology_assessment",
    }  # fmt: skip
    assert by_label.loc["B"].dropna().to_dict() == {
        "cell_fullname": "B cell",
        "cell_ontology_exists": True,
        "cell_ontology_term_id": "CL:0000236",
        "cell_ontology_term": "B cell",
        "rationale": "CD79A and MS4A1, as in 10.1038/s41587-022-01468-y.",
        "rationale_dois": "10.1038/s41587-022-01468-y",
        "marker_gene_evidence": "CD79A",
        "synonyms": "B lymphocyte, B-cell",
    }
    assert by_label.loc["Treg"].dropna().to_dict() == {
        "cell_fullname": "regulatory T cell",
        "cell_ontology_exists": True,
        "cell_ontology_term_id": "CL:0000815",
        "cell_ontology_term": "regulatory T cell",
        "synonyms": "regulatory T lymphocyte",
        "category_fullname": "CD4-positive, alpha-beta T cell",
        "category_cell_ontology_exists": True,
        "category_cell_ontology_term_id": "CL:0000624",
        "category_cell_ontology_term": "CD4-positive, alpha-beta T cell",
    }
    for word in ("doublets", "NA"):
        assert by_label.loc[word].dropna().to_dict() == {"cell_fullname": word, "synonyms": "NA"}
    assert dict(uns["cellannotation_metadata"]["ct"]) == {
        "description": "8 labels on 429 of 700 cells, given by hand in " + subject_of(adata).software + ".",
        "annotation_method": "manual",
        **dict.fromkeys(
            (
                "algorithm_name",
                "algorithm_version",
                "algorithm_repo_url",
                "reference_location",
                "reference_description",
            ),
            "NA",
        ),
    }
    assert (uns["author_name"], uns["author_orcid"], uns["title"]) == (
        "Ada Lovelace", "0000-0002-1825-0097", "Blood of one person",
    )  # fmt: skip
    assert len(uns["ct_colors"]) == len(obs["ct"].cat.categories)
    assert "obs['tissue'] is missing: such as 'blood', or its UBERON id in tissue_ontology_term_id." in made.missing


def test_sets_of_before_stay_beside_the_new_one(adata, tmp_path):
    adata.uns["cellannotation_metadata"] = {"old": {"description": "as before"}}
    export(adata, tmp_path / "out.h5ad", "cap")
    found = ad.read_h5ad(tmp_path / "out.h5ad").uns["cellannotation_metadata"]
    assert set(found) == {"old", "ct"}
    assert set(adata.uns["cellannotation_metadata"]) == {"old"}


def test_a_column_without_gaps_is_plainly_boolean(adata, tmp_path):
    annotations = labels_of(adata)
    annotations.categories[0].codes[:] = annotations.categories[0].find("B").code
    export(adata, tmp_path / "out.h5ad", "cap", categories=annotations.categories)
    assert ad.read_h5ad(tmp_path / "out.h5ad").obs["ct--cell_ontology_exists"].dtype == bool


def test_the_columns_of_cellxgene(adata, tmp_path):
    adata.obs["cell_type"] = "of before"
    adata.uns["cell_type_colors"] = ["#000000"]
    made = export(adata, tmp_path / "out.h5ad", "cellxgene")
    copy = ad.read_h5ad(tmp_path / "out.h5ad")
    found = copy.obs.drop_duplicates("author_cell_type").set_index("author_cell_type")["cell_type_ontology_term_id"]
    assert found.to_dict() == {
        "T cell": "CL:0000084",
        "Treg": "CL:0000815",
        "CD4 | memory": "unknown",
        "B": "CL:0000236",
        "monocyte": "CL:0000576",
        "Doublets": "unknown",
        "unassigned": "unknown",
    }
    assert copy.obs["cell_type_ontology_term_id"].dtype == "category"
    assert "cell_type" not in copy.obs
    assert "cell_type_colors" not in copy.uns
    assert "cell_type" in adata.obs
    assert (
        dict(zip(copy.obs["author_cell_type"].cat.categories, copy.uns["author_cell_type_colors"], strict=True))["B"]
        == "#0588cc"
    )
    assert made.notes == ["The data's column 'cell_type' is not in the copy."]
    assert "2 labels have no Cell Ontology term, so cells are 'unknown': 'CD4 | memory', 'empty'." in made.missing
    assert "obs['donor_id'] is missing: whom each cell is from." in made.missing


def test_terms_that_cellxgene_refuses_are_unknown(adata, tmp_path):
    annotations = labels_of(adata)
    label: Label = annotations.categories[0].find("monocyte")
    label.term = type(label.term)("CL:0000548", "animal cell")
    made = export(adata, tmp_path / "out.h5ad", "cellxgene", categories=annotations.categories)
    terms = ad.read_h5ad(tmp_path / "out.h5ad").obs["cell_type_ontology_term_id"]
    assert "CL:0000548" not in set(terms)
    assert any("CL:0000548 (animal cell), which CELLxGENE refuses" in one for one in made.missing)


def test_what_cellxgene_makes_itself_is_told(adata, tmp_path):
    adata.obs["sex"] = "male"
    adata.uns["schema_version"] = "6.0.0"
    missing = export(adata, tmp_path / "out.h5ad", "cellxgene", who=Who()).missing
    assert "CELLxGENE refuses 'sex' in obs, which it makes itself: drop what is so called." in missing
    assert "CELLxGENE refuses 'schema_version' in uns, which it makes itself: drop what is so called." in missing
    assert "uns['title'] is missing: the dataset's name (title=)." in missing


def test_columns_written_before_are_told_of_when_they_are_others_now(adata, tmp_path):
    adata.obs["author_cell_type"] = "mine"
    assert export(adata, tmp_path / "a.h5ad", "cellxgene").notes == [
        "The data's column 'author_cell_type' is another one in the copy."
    ]
    again = ad.read_h5ad(tmp_path / "a.h5ad")
    assert export(again, tmp_path / "b.h5ad", "cellxgene").notes == []


def test_what_is_wanted_of_genes_and_values_is_told(adata, tmp_path):
    said = "raw.X holds no counts: they are wanted in adata.raw, or in adata.X where there is no raw."
    missing = export(adata, tmp_path / "a.h5ad", "cap").missing
    assert said in missing
    assert "var_names are no ids of genes, such as ENSG00000167286 (the first is 'HES4')." in missing
    del adata.raw
    adata.X = np.ones(adata.shape, dtype=np.float32)
    adata.var_names = [f"ENSG{n:011d}" for n in range(adata.n_vars)]
    adata.uns["gone_colors"] = ["#000000"]
    missing = export(adata, tmp_path / "b.h5ad", "cellxgene").missing
    assert not any("counts" in one or "var_names" in one for one in missing)
    assert "CELLxGENE refuses colors of what is no column of obs: drop 'gone_colors' from uns." in missing


def test_a_raw_of_names_alone_is_written_as_it_is(adata, tmp_path):
    path = in_file(adata, tmp_path)
    with h5py.File(path, "r+") as file:
        del file["raw/X"]
    backed = ad.read_h5ad(path, backed="r")
    export(backed, tmp_path / "out.h5ad", "cap", source=path)
    backed.file.close()
    with h5py.File(tmp_path / "out.h5ad") as file:
        assert sorted(file["raw"]) == ["var", "varm"]


def test_the_title_of_the_data_is_that_of_the_labels(adata, tmp_path):
    adata.uns["title"] = "Blood"
    made = export(adata, tmp_path / "a.json", "cas", who=Who())
    assert json.loads(made.path.read_text("utf-8"))["title"] == "Blood"
    assert not any("title" in one for one in made.missing)
