"""What tools that predict labels write, to the letter, for cells of the tests' data: nothing but their formats."""

import gzip
import warnings

import numpy as np
import pandas as pd

#: The words that the labels below are made of.
TYPES = ("B cell", "CD4+ T cell", "NK cell")


def labels_for(names, types=TYPES):
    """Give each cell a label by its place, so that a test can tell which one it must have."""
    return [types[at % len(types)] for at in range(len(names))]


def scores_for(names):
    """Give each cell a score by its place, all of them different."""
    return [round((at + 0.5) / len(names), 6) for at in range(len(names))]


def write_azimuth(path, names):
    """Write ``azimuth_pred.tsv`` of the Azimuth app: R/server.R, ``write.table(quote = FALSE, sep = "\\t")``."""
    levels = [f"predicted.celltype.{level}" for level in ("l1", "l2")]
    rows = ["\t".join(["cell", *levels, *(f"{level}.score" for level in levels), "mapping.score"])]
    for name, label, score in zip(names, labels_for(names), scores_for(names), strict=True):
        rows.append("\t".join([name, label.split()[0], label, "1", str(score), "0.9"]))
    path.write_text("\n".join(rows) + "\n")
    return path


def write_mapmycells(path, names, *, score="bootstrapping_probability"):
    """Write the CSV of MapMyCells: docs/output.md of AllenInstitute/cell_type_mapper; the last level has an alias."""
    lines = [
        "# metadata = mapping.json",
        '# taxonomy hierarchy = ["CCN20230722_CLAS", "CCN20230722_SUBC", "CCN20230722_CLUS"]',
        '# readable taxonomy hierarchy = ["class", "subclass", "cluster"]',
        "# algorithm: 'hierarchical'; codebase: http://github.com/AllenInstitute/cell_type_mapper; version: v1.5.0",
        ",".join(
            ["cell_id"]
            + [f"{level}_{what}" for level in ("class", "subclass") for what in ("label", "name", score)]
            + [f"cluster_{what}" for what in ("label", "name", "alias", score)]
        ),
    ]
    for at, (name, label, number) in enumerate(zip(names, labels_for(names), scores_for(names), strict=True)):
        lines.append(
            f"{name},CS20230722_CLAS_01,01 IT-ET Glut,1.0000,CS20230722_SUBC_{at % 3:03},{label},{number:.4f},"
            f"CS20230722_CLUS_0054,0054 L4/5 IT_1,{at},0.5600"
        )
    path.write_text("\n".join(lines) + "\n")
    return path


def popv_obs(names):
    """Give the columns that popV's ``annotate_data()`` adds to ``obs``, and writes to ``predictions.csv``."""
    labels = labels_for(names)
    return pd.DataFrame(
        {
            "popv_knn_on_scvi_prediction": labels,
            "popv_rf_prediction": labels[::-1],
            "popv_rf_prediction_probabilities": scores_for(names),
            "popv_prediction": pd.Categorical(labels),
            "popv_prediction_score": [1 + at % 8 for at in range(len(names))],
            "popv_majority_vote_prediction": pd.Categorical(labels[::-1]),
            "popv_majority_vote_score": [1 + at % 7 for at in range(len(names))],
            "popv_parent": pd.Categorical(["lymphocyte"] * len(names)),
        },
        index=pd.Index(names, name="index"),
    )


def cytetype_obs(names, group="leiden"):
    """Give the columns of CyteType's ``run()``: cytetype/core/results.py, all of them categoricals."""
    ids = {"B cell": "CL:0000236", "CD4+ T cell": "CL_0000624", "NK cell": "CL:0000623", "Unknown": "Unknown"}
    labels = ["Unknown", *labels_for(names)[1:]]
    return pd.DataFrame(
        {
            f"cytetype_annotation_{group}": pd.Categorical(labels),
            f"cytetype_cellOntologyTerm_{group}": pd.Categorical([label.lower() for label in labels]),
            f"cytetype_cellOntologyTermID_{group}": pd.Categorical([ids[label] for label in labels]),
            f"cytetype_cellState_{group}": pd.Categorical([""] * len(names)),
        },
        index=pd.Index(names),
    )


def celltypist_obs(names, prefix=""):
    """Give the columns of celltypist's ``to_adata(prefix=...)`` after majority voting."""
    labels = ["Unassigned", *labels_for(names)[1:]]
    return pd.DataFrame(
        {
            f"{prefix}predicted_labels": pd.Categorical(labels),
            f"{prefix}over_clustering": pd.Categorical([str(at % 5) for at in range(len(names))]),
            f"{prefix}majority_voting": pd.Categorical(labels[1:] + labels[1:2]),
            f"{prefix}conf_score": scores_for(names),
        },
        index=pd.Index(names),
    )


def write_celltypist(folder, names, *, packed=False):
    """Write the folder of celltypist's ``to_table()``: ``DataFrame.to_csv`` of three frames (classifier.py)."""
    labels = labels_for(names)
    labels[0], labels[1] = "Unassigned", "B cell|NK cell"
    frame = pd.DataFrame({"predicted_labels": labels}, index=pd.Index(names, name="index"))
    numbers = np.array(scores_for(names))
    matrix = pd.DataFrame(
        {name: np.where([label == name for label in labels], numbers, numbers / 10) for name in TYPES},
        index=frame.index,
    )
    for name, table in (("predicted_labels", frame), ("decision_matrix", matrix * 9), ("probability_matrix", matrix)):
        text = table.to_csv()
        if packed:
            (folder / f"{name}.csv.gz").write_bytes(gzip.compress(text.encode()))
        else:
            (folder / f"{name}.csv").write_text(text)
    return folder


def write_cellxgene(path, names):
    """Write a draft of the cellxgene desktop explorer 1.3: server/common/annotations/local_file_csv.py."""
    lines = [
        "# Annotations generated on 2026-11-12 09:30:00 using cellxgene version 1.3.0",
        "# Input data file was pbmc.h5ad, which was last modified on 2026-11-01 10:00:00",
        "index,cell_type,quality",
    ]
    for name, label in zip(names, ["unassigned", *labels_for(names)[1:]], strict=True):
        lines.append(f"{name},{label},good")
    path.write_text("\n".join(lines) + "\n")
    return path


def celltypist_result(adata, *, majority_voting=True):
    """Train a model of celltypist on data with all genes in ``raw``, and annotate the same cells with it.

    By SGD: its other way asks scikit-learn for an option that is gone since 1.8.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # celltypist's own, of other packages
        import celltypist

        whole = adata.raw.to_adata()
        model = celltypist.train(
            whole, labels=adata.obs["bulk_labels"].astype(str), check_expression=False, use_SGD=True, alpha=1.0,
            random_state=0,
        )  # fmt: skip
        clusters = adata.obs["louvain"].astype(str).to_numpy() if majority_voting else None
        return celltypist.annotate(whole, model=model, majority_voting=majority_voting, over_clustering=clusters)
