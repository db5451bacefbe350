"""The verbs that nest labels under others, and tell what is said of them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ...data.cells import CellTable
from ...labels import describing
from ...labels.confidence import Confidence
from ...labels.history import History
from ...labels.nesting import families
from ..editor import Editor
from ..shown import Shown
from ..term_finder import TermFinder

_COLUMNS = (
    "category", "label", "n_cells", "color", "parent", "term_id", "term", "confidence", "note", "evidence",
)  # fmt: skip


class NestingVerbs:
    """Labels in levels: which is under which, how sure each is, and all that is known of them."""

    def __init__(self, table: CellTable, history: History, terms: TermFinder, shown: Shown, editor: Editor) -> None:
        self._table = table
        self._history = history
        self._terms = terms
        self._shown = shown
        self._editor = editor

    def set_parent(self, category: str, label: str, parent: str | None) -> None:
        """Nest a label under another one of its category, and color it as one of its family.

        Cells keep the one label that they have: those of ``Treg`` are those of ``T cell`` too, once it is nested there.

        Parameters
        ----------
        category, label
            The label.
        parent
            The label above it, or None to move it to the top.

        Raises
        ------
        LabelError
            There is no such label in the category, it would be above itself, or more than 20 levels deep.
        """
        self._editor.do(describing.set_parent(self._history.annotations, category, label, parent))

    def set_parents(self, category: str, parents: Mapping[str, str | None]) -> None:
        """Nest several labels, in one edit: by label the one above it, as :meth:`set_parent` takes it."""
        self._editor.do(describing.set_parents(self._history.annotations, category, parents))

    def propose_parents(self, category: str | None = None) -> dict[str, str]:
        """Return where labels belong by their terms, for :meth:`set_parents`; nothing is changed.

        A label at the top comes under the label whose term is the nearest above its own in the Cell Ontology.

        Parameters
        ----------
        category
            By default the one in use.
        """
        return self._terms.parents(self._history.annotations.find(self._shown.named_or_in_use(category)))

    def set_confidence(self, category: str, label: str, confidence: Confidence | None) -> None:
        """Say how sure a label is: ``"high"``, ``"medium"``, ``"low"``, or None to say nothing.

        Raises
        ------
        LabelError
            There is no such label, or it is another word.
        """
        self._editor.do(describing.set_confidence(self._history.annotations, category, label, confidence))

    def labels(self, category: str | None = None) -> pd.DataFrame:
        """All that is known of the labels, one row a label.

        Parameters
        ----------
        category
            By default all categories.

        Returns
        -------
        DataFrame
            ``category``, ``label``, ``n_cells`` (of the data, with this very label, not those nested under it),
            ``color``, ``parent``, ``term_id``, ``term``, ``confidence`` (None where nothing is said), ``note``, and
            ``evidence`` (a list of genes). Each label is followed by those nested under it.

        Raises
        ------
        LabelError
            There is no such category.
        """
        annotations = self._history.annotations
        chosen = annotations.categories if category is None else [annotations.find(category)]
        rows = []
        for each in chosen:
            counts = each.counts(self._table.n_cells)
            for label, _ in families(each.labels):
                term = (None, None) if label.term is None else (label.term.id, label.term.name)
                genes = list(dict.fromkeys(one.gene for one in label.evidence))
                about = (label.color, label.parent, *term, label.confidence, label.note, genes)
                rows.append((each.name, label.name, counts[label.code], *about))
        return pd.DataFrame(rows, columns=list(_COLUMNS), dtype=object).astype({"n_cells": int})
