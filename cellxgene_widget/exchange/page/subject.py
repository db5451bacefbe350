"""What goes into a page, before it is packed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...data.columns import Column, ColumnInfo
from ...data.embeddings import EmbeddingInfo
from ...labels.category import Category


@dataclass(frozen=True, eq=False)
class PageGene:
    """A gene by its name and id, by what it is asked for, and with its values."""

    name: str
    id: str
    key: str
    values: npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class LabelMarkers:
    """The markers of the cells of a label and of those nested under it; see :meth:`MarkerTables.of_selection`."""

    category: int
    label: str
    members: tuple[int, ...]
    table: pd.DataFrame


@dataclass(frozen=True, eq=False)
class PageSubject:
    """What a page shows, and of which draft it is.

    Attributes
    ----------
    title
        What stands above it.
    dataset, n_cells, fingerprint, names
        The cells.
    draft, revision
        The ID of the draft, and how many edits had been made.
    embedding, color, category
        What is shown first.
    layer
        Where values of genes are from.
    most_labels
        A category of an answer may have no more.
    embeddings, columns, genes, categories, markers
        What is in it.
    """

    title: str
    dataset: str
    n_cells: int
    fingerprint: str
    names: pd.Index[Any]
    draft: str
    revision: int
    embedding: str
    color: str | None
    category: str | None
    layer: str
    most_labels: int
    embeddings: Sequence[tuple[EmbeddingInfo, npt.NDArray[np.float32]]]
    columns: Sequence[tuple[ColumnInfo, Column]]
    genes: Sequence[PageGene]
    categories: Sequence[Category]
    markers: Sequence[LabelMarkers]
