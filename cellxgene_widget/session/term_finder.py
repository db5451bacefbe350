"""The Cell Ontology for the labels of a session: terms by a person's words, and what terms say of labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..data.cells import CellTable
from ..data.columns import CategoryColumn
from ..errors import AnnotationError
from ..labels.category import Category, Label
from ..labels.describing import require_mapping
from ..labels.nesting import above, parents_of
from ..labels.reserved import is_reserved
from ..labels.terms import LabelTerm
from ..ontology.cell_ontology import cell_ontology
from ..ontology.search import Match, search_terms

#: Columns of ``obs`` that may say what the cells are from, in the order in which they are believed.
_TISSUE_COLUMNS = ("tissue", "organ", "Tissue", "Organ", "tissue_general", "organ_tissue")
#: More tissues than these tell nothing of a single word.
_MOST_TISSUES = 8
#: Terms proposed for a label.
_MOST_PROPOSED = 3


class Proposal(NamedTuple):
    """A label without a term, and the terms that it may be, best first."""

    label: Label
    matches: list[Match]


class TermFinder:
    """Finds terms, and labels by their terms.

    Parameters
    ----------
    table
        Its ``obs`` may say the tissue: ``HSC`` in blood is not what it is in liver.
    """

    def __init__(self, table: CellTable) -> None:
        self._table = table
        #: As it was last read, and after how many changes of the data.
        self._tissue: tuple[int, str | None] | None = None

    def search(self, text: str, n: int) -> list[Match]:
        """Return the terms that a person's words may mean, best first."""
        return search_terms(text, n=n, tissue=self.tissue)

    @property
    def tissue(self) -> str | None:
        """What the cells are from, as ``obs`` says it; None: it does not, or of too many."""
        changes = self._table.n_changes
        # a column of text takes its time, and this is asked with every letter typed
        if self._tissue is None or self._tissue[0] != changes:
            self._tissue = changes, self._read_tissue()
        return self._tissue[1]

    def _read_tissue(self) -> str | None:
        for name in _TISSUE_COLUMNS:
            if name in self._table.obs_columns:
                try:
                    column = self._table.column(name)
                except AnnotationError:
                    continue
                if isinstance(column, CategoryColumn) and 0 < len(column.levels) <= _MOST_TISSUES:
                    return ", ".join(column.levels)
        return None

    def named(self, term: str | None) -> LabelTerm | None:
        """Return a term by its id or its exact name, as a label keeps it; None stays None.

        Raises
        ------
        LabelError
            There is none, it is deprecated (its replacement is named), or of another ontology.
        """
        if term is None:
            return None
        ontology = cell_ontology()
        found = ontology.term(term)
        return LabelTerm(found.id, found.name, ontology.release)

    def all_named(self, terms: Mapping[str, str | None]) -> dict[str, LabelTerm | None]:
        """Return :meth:`named` for each of several labels."""
        require_mapping(terms, "set_terms", "{'Treg': 'CL:0000815'}")
        return {label: self.named(term) for label, term in terms.items()}

    def proposals(self, category: Category) -> list[Proposal]:
        """Return the labels of cell types that have no term, each with the best terms for its name."""
        tissue = self.tissue
        return [
            Proposal(label, search_terms(label.name, n=_MOST_PROPOSED, tissue=tissue))
            for label in category.labels
            if label.term is None and not is_reserved(label.name)
        ]

    def parents(self, category: Category) -> dict[str, str]:
        """Return where labels at the top belong by their terms: under the label whose term is the nearest above."""
        ontology, parents = cell_ontology(), parents_of(category.labels)
        kinds = [label for label in category.labels if not is_reserved(label.name)]
        by_term = {label.term.id: label.name for label in reversed(kinds) if label.term is not None}
        proposed: dict[str, str] = {}
        for label in kinds:
            if label.term is None or label.parent is not None or not ontology.has(label.term.id):
                continue
            nearest = ontology.nearest(label.term.id, [term for term in by_term if term != label.term.id])
            parent = None if nearest is None else by_term[nearest]
            # somebody may have nested the other way round
            if parent is not None and label.name not in (parent, *above(parent, parents)):
                parents[label.name] = proposed[label.name] = parent
        return proposed

    def synonyms(self, term_id: str) -> tuple[str, ...]:
        """Return other names of a term; of one that is not in this release none."""
        ontology = cell_ontology()
        return ontology.term(term_id).synonyms if ontology.has(term_id) else ()
