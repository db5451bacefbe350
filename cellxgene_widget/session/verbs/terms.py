"""The verbs that say what labels are called in the Cell Ontology."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, fields

import pandas as pd

from ...labels import describing
from ...labels.history import History
from ...ontology.search import Match
from ..editor import Editor
from ..shown import Shown
from ..term_finder import TermFinder

_FOUND = tuple(field.name for field in fields(Match))


class TermVerbs:
    """Terms of the Cell Ontology beside labels. A label stays the words of the person."""

    def __init__(self, history: History, terms: TermFinder, shown: Shown, editor: Editor) -> None:
        self._history = history
        self._terms = terms
        self._shown = shown
        self._editor = editor

    def search_terms(self, text: str, *, n: int = 10) -> pd.DataFrame:
        """Return the terms of the Cell Ontology that a person's own words may mean, the best first. Asks no network.

        Abbreviations (``Treg``), genes (``CD14+ Mono``), states, Greek, plurals and typing errors are understood; where
        a column ``tissue`` or ``organ`` of ``obs`` tells what the cells are from, it decides between two meanings.

        Parameters
        ----------
        text
            What the cells are called.
        n
            How many terms at the most.

        Returns
        -------
        DataFrame
            ``term_id``, ``term`` (its name), ``matched`` (the name, synonym or abbreviation that was recognized),
            ``score`` (0 to 1; from 0.9 on it is hardly ever another one) and ``definition``. Empty where nothing is
            likely.

        Raises
        ------
        LabelError
            ``text`` is no text, or ``n`` no positive number.
        DataError
            The files of the ontology are damaged; all else goes on.
        """
        rows = [astuple(match) for match in self._terms.search(text, n)]
        return pd.DataFrame(rows, columns=list(_FOUND)).astype({"score": float})

    def set_term(self, category: str, label: str, term: str | None) -> None:
        """Say what a label is called in the Cell Ontology. The label stays as it is: a term is beside it.

        Parameters
        ----------
        category, label
            The label.
        term
            An id (``"CL:0000815"``), a name (``"regulatory T cell"``), or None for none. :meth:`search_terms` finds it.

        Raises
        ------
        LabelError
            There is no such label, or no such term; of a deprecated one the replacement is named.
        """
        self._editor.do(describing.set_term(self._history.annotations, category, label, self._terms.named(term)))

    def set_terms(self, category: str, terms: Mapping[str, str | None]) -> None:
        """Say of several labels what they are called in the Cell Ontology, in one edit.

        Parameters
        ----------
        category
            The category.
        terms
            By label an id, a name, or None, as :meth:`set_term` takes them.

        Raises
        ------
        LabelError
            There is no such label or term; nothing is changed then.
        """
        named = self._terms.all_named(terms)
        self._editor.do(describing.set_terms(self._history.annotations, category, named))

    def propose_terms(self, category: str | None = None) -> pd.DataFrame:
        """Return the best terms for the labels that have none, up to three a label; nothing is changed.

        ``w.set_terms("cell_type", dict(zip(found.label, found.term_id)))`` takes the rows that are left in ``found``.

        Parameters
        ----------
        category
            By default the one in use.

        Returns
        -------
        DataFrame
            ``label`` and what :meth:`search_terms` says of each term; the best term of a label first. Reserved words
            (doublets, junk, unknown) are no cell types, and left out, as are labels for which nothing is likely.
        """
        found = self._history.annotations.find(self._shown.named_or_in_use(category))
        rows = [(label.name, *astuple(match)) for label, matches in self._terms.proposals(found) for match in matches]
        return pd.DataFrame(rows, columns=["label", *_FOUND]).astype({"score": float})
