"""Real cells with labels that have terms, parents, notes and evidence, as they go out to other programs."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from cellxgene_widget.exchange.deeds import Deeds
from cellxgene_widget.exchange.subject import Subject
from cellxgene_widget.exchange.who import Who
from cellxgene_widget.labels.annotations import Annotations
from cellxgene_widget.labels.category import Label
from cellxgene_widget.labels.entries import Entry
from cellxgene_widget.labels.evidence import Evidence
from cellxgene_widget.labels.terms import LabelTerm

RELEASE = "2026-03-26"
WHO = Who(
    "Ada Lovelace", "0000-0002-1825-0097", "ada@example.org", "Blood of one person", "700 cells", "1.0", "doi:10.1/x"
)
SYNONYMS = {"CL:0000815": ("Treg", "regulatory T lymphocyte"), "CL:0000236": ("B lymphocyte", "B-cell")}
#: Name, the label above it, its term, and the levels of bulk_labels that are it.
LABELS = {
    "T cell": (None, ("CL:0000084", "T cell"), ("CD8+ Cytotoxic T", "CD8+/CD45RA+ Naive Cytotoxic")),
    "CD4 T": ("T cell", ("CL:0000624", "CD4-positive, alpha-beta T cell"), ()),
    "Treg": ("CD4 T", ("CL:0000815", "regulatory T cell"), ("CD4+/CD25 T Reg",)),
    "CD4 | memory": ("CD4 T", None, ("CD4+/CD45RO+ Memory", "CD4+/CD45RA+/CD25- Naive T")),
    "B": (None, ("CL:0000236", "B cell"), ("CD19+ B",)),
    "monocyte": (None, ("CL:0000576", "monocyte"), ("CD14+ Monocyte",)),
    "Doublets": (None, None, ("CD34+",)),
    "empty": (None, None, ()),
}
CD79A = Evidence("CD79A", "CD79A", 4.25, 21.0, 0.96, 0.05, 0.97, "all other cells", "wilcoxon", "X", 95, 605)
NO_GENE = Evidence("GONE1", "GONE1", 1.0)


def labels_of(adata, *, nested: bool = True) -> Annotations:
    """Return a category ``ct`` on cells of ``pbmc68k_reduced``; dendritic and NK cells are unassigned."""
    annotations = Annotations(adata.n_obs)
    labels = [
        Label(name, f"#{code:02x}88cc", code, parent=parent if nested else None)
        for code, (name, (parent, _, _)) in enumerate(LABELS.items(), start=1)
    ]
    category = annotations.load("ct", labels)
    codes = np.zeros(adata.n_obs, dtype=np.uint8)
    for label, (_, term, levels) in zip(labels, LABELS.values(), strict=True):
        label.term = None if term is None else LabelTerm(*term, RELEASE)
        codes[adata.obs["bulk_labels"].isin(levels).to_numpy()] = label.code
    category.codes = codes
    category.find("B").evidence = (CD79A, NO_GENE)
    category.find("B").note = "CD79A and MS4A1, as in 10.1038/s41587-022-01468-y."
    category.find("Treg").confidence = "low"
    return annotations


def entry(revision: int, operation: str, category: str | None = "ct", label: str | None = None, **about) -> Entry:
    """Return an edit as the journal tells it."""
    known = {
        "time": f"2026-11-{revision % 28 + 1:02d}T09:00:00.000+00:00",
        "user": "ada",
        "n_changed": 0,
        "text": operation,
    }
    return Entry(revision, {**known, "operation": operation, "category": category, "label": label, **about}, None, None)


def all_by_hand() -> Deeds:
    """Return edits that gave every label to all of its cells."""
    return Deeds.of_entries(
        [entry(1, "create_category", call={"name": "ct"})]
        + [entry(2 + i, "label", label=name, n_changed=700) for i, name in enumerate(LABELS)]
    )


def subject_of(adata, **more) -> Subject:
    """Return what goes out of these cells."""
    annotations = labels_of(adata)
    entries = [
        entry(1, "create_category", call={"name": "ct"}),
        entry(2, "label", label="B", n_changed=95, recipe=[{"lasso": [[[0, 0], [1, 0], [1, 1]]], "basis": "X_umap"}]),
        entry(3, "label", label="Treg", n_changed=68, user="bob", recipe=[{"where": {"louvain": ["2"]}}]),
    ]
    given = {
        "dataset": "pbmc68k",
        "names": adata.obs_names,
        "categories": annotations.categories,
        "who": WHO,
        "deeds": Deeds.of_entries(entries),
        "synonyms": lambda term: SYNONYMS.get(term, ()),
        "has_gene": set(adata.var_names).__contains__,
        "made": datetime(2026, 11, 27, 12, tzinfo=UTC),
    }
    return Subject(**{**given, **more})
