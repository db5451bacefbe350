"""Annotators made of plain lists, and two real drafts of the same cells by two people."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cellxgene_widget.exchange.annotators.annotator import Annotator
from tests.planted import plant

#: What Ben calls otherwise: one label renamed with the same term, two put together under a coarser term.
RENAMED, RENAMED_TO, RENAMED_TERM = "CD14+ Monocyte", "Classical mono", "CL:0001054"
FINE = {"CD4+/CD45RA+/CD25- Naive T": "CL:0000895", "CD4+/CD45RO+ Memory": "CL:0000897"}
COARSE, COARSE_TERM = "CD4 T", "CL:0000624"


def annotator(name, said, *, cells=None, **about):
    """Return an annotator who says these labels (None: none) of cells ``c0``, ``c1`` ..., or of those named."""
    names = [f"c{place}" for place in range(len(said))] if cells is None else cells
    labels = tuple(dict.fromkeys(each for each in said if each is not None)) + tuple(about.pop("more", ()))
    codes = np.array([0 if each is None else labels.index(each) + 1 for each in said], dtype=np.uint16)
    return Annotator(name, "series", f"what {name} says", "ct", pd.Index(names, dtype=object), codes, labels, **about)


def draft_of(open_one, adata, user, change=lambda session: None, **options):
    """Return the path of a draft of ``bulk_labels`` as a person changed it."""
    session = open_one(adata.copy(), user=user, name=user, autosave=None, dataset="pbmc", **options)
    session.create_category("ct", like="bulk_labels")
    change(session)
    session.save()
    path = session.draft.path
    session.close()
    return path


def with_terms(session):
    """Give the labels that Ben calls otherwise their terms."""
    session.set_terms("ct", {RENAMED: RENAMED_TERM, **FINE})


def as_ben(session):
    """Call 5 % of the cells like a cluster next to theirs, one label coarser, and one by another name."""
    graph = session.adata.obsp["connectivities"].tocsr()
    codes = session.adata.obs["bulk_labels"].cat.codes.to_numpy().astype(np.int64) + 1
    planted, at = plant(graph, codes, seed=1, share=0.05)
    levels = session.adata.obs["bulk_labels"].cat.categories
    for code in np.unique(planted[at]):
        session.label(levels[code - 1], category="ct", cells=at[planted[at] == code])
    with_terms(session)
    session.rename_label("ct", RENAMED, RENAMED_TO)
    session.merge_labels("ct", list(FINE), COARSE)
    session.set_term("ct", COARSE, COARSE_TERM)
