"""Two people on the same cells: what each calls them, with differences that are known, and the draft of one of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp

import cellxgene_widget as cxw

if TYPE_CHECKING:
    from anndata import AnnData

#: What is made of the labels of pbmc68k_reduced.
NAMES = {
    "CD4+/CD25 T Reg": "Treg",
    "CD4+/CD45RA+/CD25- Naive T": "naive T cell",
    "CD4+/CD45RO+ Memory": "memory T cell",
    "CD8+ Cytotoxic T": "cytotoxic T cell",
    "CD8+/CD45RA+ Naive Cytotoxic": "naive cytotoxic T cell",
    "CD56+ NK": "NK cell",
    "CD19+ B": "B cell",
    "CD14+ Monocyte": "monocyte",
    "CD34+": "stem cell",
    "Dendritic": "dendritic cell",
}
TERMS = {"NK cell": "CL:0000623", "B cell": "CL:0000236", "T cell": "CL:0000084", "Treg": "CL:0000815"}
#: Her word for the same term.
RENAMED = ("NK cell", "natural killers")
#: Her label is the coarser one.
COARSER = ("Treg", "T cell")


class Planted(NamedTuple):
    """What two people call the cells, and where they differ; they are all in the order of the data."""

    mine: npt.NDArray[np.object_]
    hers: npt.NDArray[np.object_]
    is_coarser: npt.NDArray[np.bool_]
    is_other: npt.NDArray[np.bool_]


def planted(adata: AnnData) -> Planted:
    """Return labels of which those of 5 % of the cells at boundaries differ, one is coarser, one has another word."""
    mine = adata.obs["bulk_labels"].astype(str).map(NAMES).to_numpy(object)
    hers = mine.copy()
    hers[mine == COARSER[0]] = COARSER[1]
    hers[mine == RENAMED[0]] = RENAMED[1]
    graph = sp.csr_matrix(adata.obsp["connectivities"])
    kinds = pd.factorize(mine)[0]
    rng = np.random.default_rng(17)
    at_boundary = [
        cell
        for cell in range(adata.n_obs)
        if (kinds[graph[cell].indices] != kinds[cell]).any() and mine[cell] not in (COARSER[0], RENAMED[0])
    ]
    is_other = np.zeros(adata.n_obs, dtype=bool)
    for cell in rng.choice(at_boundary, round(0.05 * len(at_boundary)), replace=False):
        beside = [mine[other] for other in graph[cell].indices if mine[other] not in (mine[cell], *COARSER, RENAMED[0])]
        if beside:
            hers[cell], is_other[cell] = beside[0], True
    return Planted(mine, hers, mine == COARSER[0], is_other)


@contextmanager
def being(name: str) -> Iterator[None]:
    """Be another user of this machine, as drafts know them, for a while."""
    with patch.dict(os.environ, {"CELLXGENE_WIDGET_USER": f"id of {name}", "LOGNAME": name}):
        yield


def label_all(on: cxw.Session | cxw.AnnotationWidget, category: str, labels: npt.NDArray[np.object_]) -> None:
    """Give each cell its label, and terms to those that have one."""
    on.create_category(category)
    for label in dict.fromkeys(labels.tolist()):
        on.label(label, cells=labels == label, category=category)
    used = set(labels.tolist())
    terms: Mapping[str, str] = TERMS | {RENAMED[1]: TERMS[RENAMED[0]]}
    on.set_terms(category, {label: term for label, term in terms.items() if label in used})


def draft_of(name: str, adata: AnnData, folder: Path, labels: npt.NDArray[np.object_], dataset: str = "pbmc") -> Path:
    """Write the draft of a user, as a session of theirs does; return its file."""
    with being(name):
        session = cxw.open_session(adata.copy(), dataset=dataset, annotations_dir=folder)
        session.name_draft(name.lower())
        label_all(session, "cell_type", labels)
        session.save()
        path = session.draft.path
        session.close()
    assert path is not None
    return Path(path)
