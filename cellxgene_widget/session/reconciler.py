"""What annotators agree on becomes a category, by a rule, as one edit; and who said what of a cell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, get_args

import numpy as np
import numpy.typing as npt

from ..core.counted import counted
from ..core.names import clean_name
from ..data.cells import CellTable
from ..errors import AnnotationError, DataError, LabelError
from ..exchange.annotators.comparison import ONLY_ONE, Comparison
from ..exchange.annotators.opinions import opinion_sets
from ..exchange.annotators.rules import Rule, settle
from ..labels import reconciling
from ..labels.about import Reconciled as About
from ..labels.beside import opinions_of
from ..labels.history import History
from ..labels.nesting import above, sound
from ..labels.reconciling import Verdict
from ..labels.terms import LabelTerm
from .comparisons import Comparisons
from .editor import Editor
from .free_names import taken_in
from .gate import Gate
from .names_in_use import NamesInUse
from .term_finder import TermFinder
from .working_draft import WorkingDraft


@dataclass(frozen=True, repr=False)
class Reconciled:
    """What :meth:`cellxgene_widget.Session.reconcile` made; prints as a few lines.

    Attributes
    ----------
    category, rule
        What it is called, and by what labels were settled.
    n_settled, n_open
        Cells with a label now; cells of which annotators said what the rule does not settle.
    n_only_one
        Of those settled, cells that only one annotator had labelled.
    opinions
        The category with what was said of the open cells; None: there are none.
    n_opinions
        How many different sets of opinions it has.
    """

    category: str
    rule: str
    n_settled: int
    n_open: int
    n_only_one: int
    opinions: str | None
    n_opinions: int

    def __repr__(self) -> str:
        """Return the lines to print."""
        lines = [f"Reconciled {self.category!r} by {self.rule!r}: {counted(self.n_settled)} settled"]
        if self.n_only_one:
            lines.append(f"  {self.n_only_one:,} of them were labelled by only one annotator")
        if self.n_open:
            sets = counted(self.n_opinions, "different opinion")
            lines.append(f"  {counted(self.n_open)} to decide on, {sets}: review({self.category!r}, by='opinions')")
        return "\n".join(lines)


class Reconciler:
    """Settles by a rule, without the lock; makes the edit under it."""

    def __init__(
        self,
        gate: Gate,
        table: CellTable,
        history: History,
        names: NamesInUse,
        terms: TermFinder,
        draft: WorkingDraft,
        editor: Editor,
        comparisons: Comparisons,
    ) -> None:
        self._gate = gate
        self._table = table
        self._history = history
        self._names_in_use = names
        self._terms = terms
        self._draft = draft
        self._editor = editor
        self._comparisons = comparisons

    def reconcile(self, comparison: object, into: str, rule: Rule, *, replace: bool = False) -> Reconciled:
        """Make the category. Raises as :meth:`Session.reconcile` does."""
        if not isinstance(comparison, Comparison):
            raise DataError(f"reconcile() takes what compare() returns, not {type(comparison).__name__}.")
        if rule not in get_args(Rule):
            raise AnnotationError(f"rule= is one of {', '.join(map(repr, get_args(Rule)))}, not {rule!r}.")
        name = clean_name(into, "category")
        with self._gate.lock:
            self._gate.require_open()
            self._comparisons.require_current(comparison)
            cells = self._table.obs_names
        here = comparison if comparison.cell_names is cells else Comparison(comparison.annotators, cells)
        settled = settle(here, rule)
        is_open = (settled == 0) & (here.states > 0)
        sets = opinion_sets(here.annotators, here.codes, is_open, words=here.words)
        verdict = self._verdict(here, settled, sets.names, sets.codes, sets.said)
        only_one = int(np.count_nonzero((settled > 0) & (here.states == ONLY_ONE)))
        about: About = {
            "of": here.annotators[0].category,
            "annotators": list(here.names),
            "rule": rule,
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        }
        with self._gate.lock:
            self._gate.require_open()
            if self._table.obs_names is not cells:
                raise DataError("The cells of the data changed meanwhile: nothing was reconciled. Compare again.")
            self._comparisons.require_current(comparison)
            self._make(name, self._over_all(verdict), about, replace=replace)
            self._comparisons.settled(comparison, about["time"])
            beside = opinions_of(self._history.annotations.categories, name)
        n_open = int(np.count_nonzero(is_open))
        opinions = None if beside is None else beside.name
        n = int(np.count_nonzero(settled))
        return Reconciled(name, rule, n, n_open, only_one, opinions, len(sets.names))

    def _make(self, name: str, verdict: Verdict, about: About, *, replace: bool) -> None:
        annotations = self._history.annotations
        command = reconciling.reconcile(
            annotations, self._draft.reserved(), taken_in(self._draft), name, verdict, about, replace=replace
        )
        if not annotations.has(name):
            self._draft.require_free(name)
            self._names_in_use.require_free(name)
        self._draft.ensure_named()
        self._editor.do(command, use=name)

    def _over_all(self, verdict: Verdict) -> Verdict:
        """Return the same over all cells that labels are kept for, also those that only the draft has."""
        n = self._history.annotations.n_cells

        def wide(codes: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
            out = np.zeros(n, dtype=np.int64)
            out[: codes.size] = codes
            return out

        return Verdict(
            verdict.labels, wide(verdict.codes), verdict.opinions, wide(verdict.opinion_codes), verdict.said,
            verdict.means, verdict.colors, verdict.terms, verdict.parents,
        )  # fmt: skip

    def _verdict(
        self,
        comparison: Comparison,
        settled: npt.NDArray[np.int64],
        opinions: tuple[str, ...],
        opinion_codes: npt.NDArray[np.int64],
        said: dict[str, list[list[str]]],
    ) -> Verdict:
        """Return the labels with what is said of them by the first annotator who has them."""
        called: dict[str, str] = {}
        colors: dict[str, str] = {}
        terms: dict[str, str] = {}
        nested: dict[str, str] = {}
        meant: dict[str, str] = {}
        for each, numbers in zip(comparison.annotators, comparison.numbers, strict=True):
            own = {label: comparison.labels[int(numbers[code]) - 1] for code, label in enumerate(each.labels, start=1)}
            meant |= own
            for label, name in own.items():
                called.setdefault(name, each.name)
                if label in each.colors:
                    colors.setdefault(name, each.colors[label])
                if label in each.terms:
                    terms.setdefault(name, each.terms[label])
                parent = each.parents.get(label)
                if called[name] == each.name and parent in own and own[parent] != name:
                    nested[name] = own[parent]
        nested = sound(nested, comparison.labels)
        # all that anybody calls a cell can be chosen for the open ones; and what these are nested under
        said_of_cells = np.zeros(len(comparison.labels) + 1, dtype=bool)
        for meaning in comparison.meanings:
            said_of_cells[np.unique(meaning)] = True
        used = {comparison.labels[k - 1] for k in np.flatnonzero(said_of_cells).tolist() if k}
        used |= {name for label in list(used) for name in above(label, nested)}
        clean = {name: _clean(name, called[name]) for name in comparison.labels if name in used}
        places = {name: place for place, name in enumerate(dict.fromkeys(clean.values()), start=1)}
        table = np.array([0, *(places[clean[name]] if name in used else 0 for name in comparison.labels)])
        parents = {clean[name]: clean[parent] for name, parent in nested.items() if name in used and parent in used}
        colors, terms = ({clean[name]: of[name] for name in clean if name in of} for of in (colors, terms))
        meant |= {name: name for name in comparison.labels}  # one word of two meanings is told by its label
        words = dict.fromkeys(word for pairs in said.values() for _, word in pairs)
        means = {word: clean[meant[word]] for word in words}
        return Verdict(
            tuple(places), table[settled], opinions, opinion_codes, said, means, colors, self._known(terms), parents
        )

    def _known(self, ids: dict[str, str]) -> dict[str, LabelTerm]:
        found: dict[str, LabelTerm] = {}
        for label, term in ids.items():
            try:
                named = self._terms.named(term)
            except AnnotationError:  # of another release or ontology: the label stays without
                continue
            if named is not None:
                found[label] = named
        return found


def _clean(label: str, annotator: str) -> str:
    """Return a label of somebody else's as one of ours; raises a :class:`LabelError` where it can be none."""
    try:
        return clean_name(label, "label")
    except LabelError as error:
        raise LabelError(f"{annotator!r} has a label that can be none here. {error}") from None
