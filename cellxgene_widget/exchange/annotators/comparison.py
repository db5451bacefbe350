"""How far annotators agree on the same cells: numbers, tables, and the cells themselves."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...core.counted import counted
from ...errors import DataError, some
from ...statistics.agreement import coincidences, joint_counts, krippendorffs_alpha, times_labelled, worst_of_pairs
from ...statistics.confusion import along_diagonal
from ..shares import share
from .annotator import Annotator, cells_of_all, require_comparable
from .concepts import SEVERITY, WORDS, Relation, concepts_of
from .opinions import opinion_sets
from .tables import per_label, per_pair
from .without_terms import hint, labels_without_terms

#: What is of a cell, by the number in :attr:`Comparison.states`; 0: nobody labelled it.
STATES = ("agree", "coarser or finer", "disagree", "only one")
AGREE, NESTED, DISAGREE, ONLY_ONE = range(1, 5)
#: Colours of these, told apart by colour-blind readers as well.
STATE_COLORS = ("#4a90c2", "#e8c15a", "#d1495b", "#b9bec6")

#: Tables are of each label against each: more take gigabytes, and nobody could read them.
_MOST_LABELS = 2_000
_MOST_ANNOTATORS = 50
_MOST_TOLD = 3


class Comparison:
    """What several annotators call the same cells, and how far they agree.

    A cell that an annotator does not know, or left ``unassigned``, is missing: it is no disagreement. Labels called
    alike (but for case), or with the same term of the Cell Ontology, are the same, unless they were given different
    terms; see :attr:`relation`.

    Parameters
    ----------
    annotators
        Who is compared: two or more, of different names.
    cells
        The names of the cells that count; None: those that any of them knows.

    Raises
    ------
    DataError
        There is only one, two have one name, one gave no label, or none to cells that count; or no cell has labels of
        two annotators.
    """

    def __init__(self, annotators: Sequence[Annotator], cells: pd.Index[Any] | None = None) -> None:
        annotators = tuple(annotators)
        if len(annotators) > _MOST_ANNOTATORS:
            raise DataError(f"There are {len(annotators)} annotators: at most {_MOST_ANNOTATORS} are compared at once.")
        names = cells if cells is not None else cells_of_all(annotators) if annotators else pd.Index([])
        codes = tuple(each.on(names) for each in annotators)
        require_comparable(annotators, [int(np.count_nonzero(each)) for each in codes])
        n_labels = sum(len(each.labels) for each in annotators)
        if n_labels > _MOST_LABELS:
            raise DataError(
                f"The annotators have {n_labels:,} labels together, and at most {_MOST_LABELS:,} are compared: leave "
                "out columns that are no cell types."
            )
        self._annotators = annotators
        self._cells = names
        self._codes = codes
        self._concepts = concepts_of(annotators)
        self._said = tuple(
            numbers[own].astype(np.min_scalar_type(len(self._concepts.names)))
            for numbers, own in zip(self._concepts.numbers, codes, strict=True)
        )
        self._looked = times_labelled(self._said)
        if not np.any(self._looked > 1):
            raise DataError(
                f"No cell has a label of two of the annotators ({some([each.name for each in annotators])}): there is "
                "nothing to compare."
            )

    # -- who and what

    @property
    def annotators(self) -> tuple[Annotator, ...]:
        """Who is compared, in the order given."""
        return self._annotators

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the annotators."""
        return tuple(each.name for each in self._annotators)

    @property
    def revision(self) -> int | None:
        """The revision of a session's labels that it was made at; None: it is none of a session's own labels."""
        return next((each.read.revision for each in self._annotators if each.read is not None), None)

    @property
    def cell_names(self) -> pd.Index[Any]:
        """The names of the cells that count."""
        return self._cells

    @property
    def codes(self) -> tuple[npt.NDArray[Any], ...]:
        """By annotator the code of each cell's label among that annotator's ``labels``; 0: none."""
        return self._codes

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels of all, those that mean the same once, as the first annotator calls them."""
        return self._concepts.names

    @property
    def meanings(self) -> tuple[npt.NDArray[Any], ...]:
        """By annotator for each cell which of :attr:`labels` it is called, from 1 on; 0: none."""
        return self._said

    @property
    def numbers(self) -> tuple[npt.NDArray[Any], ...]:
        """By annotator and code of a label (0: none) which of :attr:`labels` it is, from 1 on."""
        return self._concepts.numbers

    @cached_property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """By annotator the labels as they are told: those of one name that mean two things as :attr:`labels` are."""
        meant: dict[str, set[int]] = {}
        for each, numbers in zip(self._annotators, self.numbers, strict=True):
            for label, number in zip(each.labels, numbers[1:].tolist(), strict=True):
                meant.setdefault(label, set()).add(number)
        return tuple(
            tuple(
                label if len(meant[label]) == 1 else self.labels[number - 1]
                for label, number in zip(each.labels, numbers[1:].tolist(), strict=True)
            )
            for each, numbers in zip(self._annotators, self.numbers, strict=True)
        )

    @property
    def relations(self) -> npt.NDArray[np.uint8]:
        """What any two of :attr:`labels` are: 0 ``same``, 1 ``coarser``, 2 ``finer``, 3 ``sibling``, 4 ``other``."""
        return self._concepts.relations

    @cached_property
    def cells(self) -> pd.DataFrame:
        """What each annotator calls each cell: one categorical column an annotator, missing where there is no label."""
        columns = {
            each.name: pd.Categorical.from_codes(
                codes.astype(np.int64) - 1, categories=pd.Index(each.labels, dtype=object)
            )
            for each, codes in zip(self._annotators, self._codes, strict=True)
        }
        return pd.DataFrame(columns, index=self._cells)

    # -- cell by cell

    @cached_property
    def states(self) -> npt.NDArray[np.uint8]:
        """What is of each cell: 1 ``agree``, 2 ``coarser or finer``, 3 ``disagree``, 4 ``only one``; 0: no label."""
        worst = worst_of_pairs(self._said, SEVERITY[self._concepts.relations])
        worst += np.uint8(AGREE)
        worst[self._looked == 1] = ONLY_ONE
        worst[self._looked == 0] = 0
        return worst

    @property
    def agreement(self) -> pd.Series[Any]:
        """The same in words, by the name of the cell; missing where nobody gave a label."""
        values = pd.Categorical.from_codes(self.states.astype(np.int64) - 1, categories=pd.Index(STATES))
        return pd.Series(values, index=self._cells, name="agreement")

    @cached_property
    def _n_by_state(self) -> npt.NDArray[np.int64]:
        return np.bincount(self.states, minlength=len(STATES) + 1)

    @property
    def n_compared(self) -> int:
        """Number of cells with labels of two annotators or more: those that all shares are of."""
        return int(np.count_nonzero(self._looked > 1))

    @property
    def n_agree(self) -> int:
        """Number of cells of which all who looked say the same."""
        return int(self._n_by_state[AGREE])

    @property
    def n_nested(self) -> int:
        """Number of cells that some call coarser than others: not wrong."""
        return int(self._n_by_state[NESTED])

    @property
    def n_disagree(self) -> int:
        """Number of cells with a real disagreement."""
        return int(self._n_by_state[DISAGREE])

    @property
    def n_only_one(self) -> int:
        """Number of cells that only one annotator gave a label."""
        return int(self._n_by_state[ONLY_ONE])

    @property
    def disagreement(self) -> float:
        """The share of :attr:`n_compared` cells with a real disagreement: coarser is not wrong."""
        return self.n_disagree / self.n_compared

    # -- numbers

    @property
    def kappa(self) -> float:
        """Cohen's kappa, of cells that both labelled; of more than two the mean of all pairs (Light's kappa).

        NaN where it is not defined: all such cells have one and the same label.
        """
        each = self.pairs["kappa"].to_numpy(float)
        known = each[~np.isnan(each)]
        return float(known.mean()) if known.size else float("nan")

    @cached_property
    def _coincidences(self) -> npt.NDArray[np.float64]:
        return coincidences(self._said, len(self.labels))

    @cached_property
    def alpha(self) -> float:
        """Krippendorff's alpha of names, with labels missing; NaN where all labels are the same."""
        return krippendorffs_alpha(self._coincidences)

    @cached_property
    def alpha_nested(self) -> float:
        """The same, where a coarser label is no disagreement."""
        apart = (SEVERITY[self._concepts.relations] > 1).astype(np.float64)
        return krippendorffs_alpha(self._coincidences, apart)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Each two annotators: ``a``, ``b``, ``n_both`` (cells), ``agree`` and ``disagree`` (shares), ``kappa``."""
        return per_pair(self._annotators, self._concepts, self._counts)

    def _counts(self, a: int, b: int) -> npt.NDArray[np.int64]:
        """Count cells by the labels of two annotators, those without one first."""
        known = self._tables.get((a, b))
        if known is None:
            one, other = self._annotators[a], self._annotators[b]
            known = joint_counts(self._codes[a], self._codes[b], len(one.labels), len(other.labels))
            self._tables[a, b] = known
        return known

    @cached_property
    def _tables(self) -> dict[tuple[int, int], npt.NDArray[np.int64]]:
        return {}

    # -- tables of two

    @cached_property
    def confusion(self) -> pd.DataFrame:
        """How many cells the first two annotators call what: one row a label of the first, one column of the second.

        Of cells that both labelled, and of labels that these have. ``attrs``: ``row_order`` and ``column_order`` as
        places, along the diagonal, and ``n_both``. Of others: ``comparison.between("Ana", "Ben").confusion``.
        """
        counts = self._counts(0, 1)[1:, 1:]
        rows, columns = np.flatnonzero(counts.sum(axis=1)), np.flatnonzero(counts.sum(axis=0))
        one, other = self._annotators[:2]
        within = counts[np.ix_(rows, columns)]
        table = pd.DataFrame(
            within,
            index=pd.Index([one.labels[k] for k in rows], name=one.name, dtype=object),
            columns=pd.Index([other.labels[k] for k in columns], name=other.name, dtype=object),
        )
        by_row, by_column = along_diagonal(within)
        table.attrs = {"n_both": int(within.sum()), "row_order": by_row, "column_order": by_column}
        return table

    @cached_property
    def relation(self) -> pd.DataFrame:
        """What each label of the first annotator is to each of the second; rows and columns as of :attr:`confusion`.

        ``same``: called alike but for case (and not given different terms), or the same term of the Cell Ontology.
        ``coarser``: the other one is a kind of it, by terms, or nested under it in a category; ``finer``: it is a kind
        of the other. ``sibling``: both are right below the same label or term. ``other``: none of these.
        """
        confusion = self.confusion
        words = [[self.relation_of(a, b) for b in confusion.columns] for a in confusion.index]
        return pd.DataFrame(words, index=confusion.index, columns=confusion.columns, dtype=object)

    def relation_of(self, a: str, b: str) -> Relation:
        """Return what a label of the first annotator is to one of the second, as :attr:`relation` does.

        Parameters
        ----------
        a, b
            The labels.

        Raises
        ------
        DataError
            They have no such label.
        """
        one, other = (int(self._concepts.numbers[at][self._code(at, label)]) - 1 for at, label in enumerate((a, b)))
        return WORDS[int(self._concepts.relations[one, other])]

    @cached_property
    def per_label(self) -> pd.DataFrame:
        """How far each label of each annotator is what the others say: one row a label, of all annotators in order.

        ``annotator``, ``label``, ``n_cells`` (with it), ``n_compared`` (opinions of others on these), ``n_agree``,
        ``precision`` (the share of these that say the same), ``n_disagree`` (those that are a real disagreement),
        ``mostly`` (what the others say most often instead; None: nothing).
        """
        sizes = [
            np.bincount(codes, minlength=len(each.labels) + 1)
            for each, codes in zip(self._annotators, self._codes, strict=True)
        ]
        return per_label(self._annotators, self._concepts, sizes, self._counts)

    # -- parts of it

    def select(self, a: str | None, b: str | None) -> pd.Index[Any]:
        """Return the names of the cells of one square: that the first annotator calls ``a``, and the second ``b``.

        Parameters
        ----------
        a, b
            Labels; None: cells that have none.

        Returns
        -------
        Index of str
            For ``session.select(cells=...)``.

        Raises
        ------
        DataError
            They have no such label.
        """
        mask = (self._codes[0] == self._code(0, a)) & (self._codes[1] == self._code(1, b))
        found: pd.Index[Any] = self._cells[mask]
        return found

    def between(self, a: str, b: str) -> Comparison:
        """Return the comparison of two of the annotators, in this order.

        Parameters
        ----------
        a, b
            Their names.

        Raises
        ------
        DataError
            There is no such annotator, or no cell that both labelled.
        """
        places = []
        for name in (a, b):
            if name not in self.names:
                raise DataError(f"There is no annotator {name!r}. There are {some(self.names, 20)}.")
            places.append(self.names.index(name))
        return Comparison([self._annotators[at] for at in places], self._cells)

    def _code(self, at: int, label: str | None) -> int:
        if label is None:
            return 0
        each = self._annotators[at]
        if label not in each.labels:
            raise DataError(f"{each.name!r} has no label {label!r}. Its labels: {some(each.labels, 20)}.")
        return each.labels.index(label) + 1

    # -- in words

    @cached_property
    def without_terms(self) -> dict[str, tuple[str, ...]]:
        """By annotator the labels in real disagreements that have no term, though the ontology's search is sure of one.

        With terms some of these may be only coarser, or the same; see :meth:`cellxgene_widget.Session.propose_terms`.
        """
        return labels_without_terms(self._annotators, self._codes, self.states == DISAGREE)

    @property
    def summary(self) -> str:
        """How far they agree, in one line: ``Ana and Ben agree on 95.1% of 690 cells (kappa 0.94)``."""
        two = len(self._annotators) == 2
        name, number = ("kappa", self.kappa) if two else ("alpha", self.alpha)
        who = " and ".join(self.names) if two else f"{len(self._annotators)} annotators"
        known = "" if np.isnan(number) else f" ({name} {number:.2f})"
        return f"{who} agree on {share(self.n_agree / self.n_compared)} of {counted(self.n_compared)}{known}"

    def __repr__(self) -> str:
        """Return the lines to print."""
        width = max(map(len, self.names))
        lines = [
            f"  {each.name:<{width}}  {each.category}, {counted(len(each.labels), 'label')} on "
            f"{counted(int(np.count_nonzero(codes)))} ({each.where})"
            for each, codes in zip(self._annotators, self._codes, strict=True)
        ]
        if self.n_nested:
            part = share(self.n_nested / self.n_compared)
            lines.append(f"  coarser or finer, which is not wrong: {counted(self.n_nested)} ({part})")
        lines.append(f"  a real disagreement: {counted(self.n_disagree)} ({share(self.disagreement)})")
        told = opinion_sets(self._annotators, self._codes, self.states == DISAGREE, _MOST_TOLD, self.words)
        sizes = np.bincount(told.codes, minlength=_MOST_TOLD + 1)
        lines += [f"    {words}: {counted(n)}" for words, n in zip(told.names, sizes[1:].tolist(), strict=False)]
        if self.n_only_one:
            lines.append(f"  labelled by only one: {counted(self.n_only_one)}")
        missing = hint(self.without_terms, "propose_terms()")
        if missing is not None:
            lines.append(f"  {missing}")
        return "\n".join([self.summary, *lines])
