"""The verbs that tell a script or an assistant what there is: the state as JSON, values by name, genes by words."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from ...core.arguments import CellValues
from ...core.plain_numbers import is_whole_number
from ...data.cells import CellTable
from ...data.columns import CategoryColumn, ColumnInfo, NumberColumn
from ...errors import DataError
from ...labels.about import told_about
from ...labels.categorical import categorical_of
from ...labels.category import Category
from ...labels.history import History
from ...labels.nesting import families
from ...selection.selector import Selector
from ..columns import Columns
from ..gene_sets import GeneSets
from ..named_sets import NamedSets
from ..neighbor_graphs import Graphs
from ..review.review import Review
from ..shown import Shown
from ..working_draft import WorkingDraft


class DescribeVerbs:
    """What there is, for those who do not look at the view."""

    def __init__(
        self,
        table: CellTable,
        columns: Columns,
        history: History,
        selector: Selector,
        sets: NamedSets,
        gene_sets: GeneSets,
        graphs: Graphs,
        review: Review,
        shown: Shown,
        draft: WorkingDraft,
    ) -> None:
        self._table = table
        self._columns = columns
        self._history = history
        self._selector = selector
        self._sets = sets
        self._gene_sets = gene_sets
        self._graphs = graphs
        self._review = review
        self._shown = shown
        self._draft = draft

    def describe(self) -> dict[str, Any]:
        """Return the whole state as plain JSON, for a script or an assistant to read; nothing is changed by it.

        Returns
        -------
        dict
            ``json.dumps`` takes it as it is: text, whole numbers, finite floats, True, False, None, lists and dicts.

            - ``dataset``: ``name``, ``file`` (None: in memory), ``n_cells``, ``n_genes``, ``layer`` in use, ``layers``,
              ``embeddings``, ``graphs`` (of neighbours)
            - ``shown``: ``embedding``, ``color``, ``category`` (the one that gets labels where none is named)
            - ``columns`` to color, select and filter by, besides categories: ``name``, ``kind`` (``"category"``,
              ``"number"``), ``n_missing``, ``made`` (in this session only, not in the data), ``levels`` (``name``,
              ``n_cells`` each) or ``min`` and ``max``
            - ``categories`` of labels: ``name``, ``n_unassigned``, ``labels`` (as :meth:`labels`, one dict a label),
              ``about`` (by what it was predicted, what is proposed for it, which category it is the review of; whose
              labels it reconciles, of which category it has the opinions)
            - ``selection``: ``n_cells``, ``recipe`` (``for step in recipe: session.select(**step)``), ``filters``
            - ``sets`` of cells that were remembered (``name``, ``n_cells``), ``gene_sets`` (``name``, ``genes``)
            - ``review``: the queue of :meth:`review` as it was made last, None if there is none: ``category``, ``by``,
              ``n_groups``, ``n_decided``, ``n_cells``, ``n_cells_decided``, ``shown`` (the group shown last)
            - ``draft``: ``file``, ``saved``, ``read_only``, ``revision``; ``undo`` and ``redo``: what they would do
            - ``warnings``: sentences
        """
        table, own = self._table, self._history.annotations
        status = self._draft.status
        return {
            "dataset": {
                "name": table.title,
                "file": None if table.data_file is None else str(table.data_file),
                "n_cells": table.n_cells,
                "n_genes": table.gene_layers.n_genes,
                "layer": self._columns.layer,
                "layers": self._columns.layers,
                "embeddings": self._columns.embeddings(),
                "graphs": self._graphs.names(),
            },
            "shown": {
                "embedding": self._shown.embedding,
                "color": self._shown.color,
                "category": self._shown.category,
            },
            "columns": [
                {**_column(info), "made": self._columns.is_made(info.name)} for info in self._columns.describe()[0]
            ],
            "categories": [self._category(category) for category in own.categories],
            "selection": {
                "n_cells": self._selector.n,
                "recipe": self._selector.how.recipe,
                "filters": dict(self._selector.how.filters),
            },
            "sets": [{"name": row["name"], "n_cells": row["n"]} for row in self._sets.table()],
            "gene_sets": [{"name": each.name, "genes": list(each.genes)} for each in self._gene_sets.sets.values()],
            "draft": {
                "file": None if status.path is None else str(status.path),
                "saved": status.saved,
                "read_only": status.read_only,
                "revision": self._history.revision,
            },
            "undo": self._history.undo_text,
            "redo": self._history.redo_text,
            "review": self._queue(),
            "warnings": list(self._draft.warnings),
        }

    def _queue(self) -> dict[str, Any] | None:
        told = self._review.at_hand()
        if told is None:
            return None
        settings, progress = told
        return {
            "category": settings.category,
            "by": settings.by,
            "n_groups": progress.n_groups,
            "n_decided": progress.n_decided,
            "n_cells": progress.n_cells,
            "n_cells_decided": progress.n_cells_decided,
            "shown": self._review.queue.shown,
        }

    def _category(self, category: Category) -> dict[str, Any]:
        counts = category.counts(self._table.n_cells)
        return {
            "name": category.name,
            "n_unassigned": counts[0],
            "labels": [
                {
                    "label": label.name,
                    "n_cells": counts[label.code],
                    "color": label.color,
                    "parent": label.parent,
                    "term_id": None if label.term is None else label.term.id,
                    "term": None if label.term is None else label.term.name,
                    "confidence": label.confidence,
                    "note": label.note,
                    "evidence": list(dict.fromkeys(one.gene for one in label.evidence)),
                }
                for label, _ in families(category.labels)
            ],
            "about": told_about(category.about),
        }

    def values(self, name: str, *, layer: str | None = None) -> CellValues:
        """Return one value a cell of anything that cells can be colored by; nothing is changed by it.

        Parameters
        ----------
        name
            A category of labels, a column of ``obs``, one made in this session (``doubt: cell_type``,
            ``clusters 1``), a gene, by ``"set: NAME"`` the mean of a gene set, or a component as ``PC3``; looked for in
            this order.
        layer
            Of a gene or gene set: the layer, by default the one in use.

        Returns
        -------
        Series of length n_cells
            With the names of cells as index, in ``obs`` order. Labels are a categorical as in :attr:`annotations`
            (``unassigned`` where a cell has none), and so are levels, missing where there is none; numbers are float32,
            NaN where missing.

        Raises
        ------
        DataError, LabelError
            There is nothing of this name, or it holds neither levels nor numbers.
        """
        if not isinstance(name, str):
            raise DataError(f"values() takes the name of a column, category or gene, not {name!r}.")
        found = self._columns.column_or_category(name, layer)
        names = self._table.obs_names
        if isinstance(found, NumberColumn):
            return pd.Series(found.values.copy(), index=names, name=name)
        if isinstance(found, CategoryColumn):
            codes = pd.Categorical.from_codes(
                found.codes.astype(np.intp) - 1, categories=pd.Index(found.levels, dtype=str)
            )
            return pd.Series(codes, index=names, name=name)
        return pd.Series(categorical_of(found, self._table.n_cells), index=names, name=name)

    def search_genes(self, text: str, *, n: int = 10) -> pd.DataFrame:
        """Return the genes that are likely meant by a symbol, an id, or a part of either; nothing is changed by it.

        Parameters
        ----------
        text
            As it is typed: case does not count.
        n
            As many at the most.

        Returns
        -------
        DataFrame
            ``name`` (as :meth:`column` and all others take it) and ``id``, one row a gene, the likeliest first; empty
            where none is alike.

        Raises
        ------
        DataError
            ``text`` is no text, or ``n`` no whole number of 1 or more.
        """
        if not isinstance(text, str):
            raise DataError(f"search_genes() takes text, not {text!r}.")
        if not is_whole_number(n) or n < 1:
            raise DataError(f"n= takes a whole number of 1 or more, not {n!r}.")
        found = self._table.gene_layers.search(text, int(n)) if text.strip() else []
        rows = [(self._columns.key_of_gene(gene.name, gene.id), gene.id) for gene in found]
        return pd.DataFrame(rows, columns=["name", "id"], dtype=object)


def _column(info: ColumnInfo) -> dict[str, Any]:
    told: dict[str, Any] = {"name": info.name, "kind": info.kind, "n_missing": info.n_missing}
    if info.kind == "category":
        return {**told, "levels": [{"name": level.name, "n_cells": level.count} for level in info.levels]}
    return {**told, "min": _finite(info.min), "max": _finite(info.max)}


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)
