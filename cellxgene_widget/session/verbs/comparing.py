"""The verbs that compare annotators, settle what they agree on, and tell who said what."""

from __future__ import annotations

import pandas as pd

from ...core.arguments import CellChoice
from ...exchange.annotators.comparison import Comparison
from ...exchange.annotators.rules import Rule
from ...labels.history import History
from ..annotators.sources import Sources
from ..blames import Blames
from ..comparisons import Comparisons, frame_of
from ..gate import Gate
from ..reconciler import Reconciled, Reconciler
from ..shown import Shown


class CompareVerbs:
    """Several people, one truth. Compared without the session's lock: one may label meanwhile."""

    def __init__(
        self,
        comparisons: Comparisons,
        reconciler: Reconciler,
        blames: Blames,
        history: History,
        shown: Shown,
        gate: Gate,
    ) -> None:
        self._comparisons = comparisons
        self._reconciler = reconciler
        self._blames = blames
        self._history = history
        self._shown = shown
        self._gate = gate

    def compare(self, *others: Sources, category: str | None = None) -> Comparison:
        """Compare a category with what others call the same cells; return the numbers, tables and cells.

        Cells are taken by name. Cells that only one has, or that are ``unassigned``, are missing: no disagreement.
        Labels called alike but for case, or with the same term of the Cell Ontology, are the same, unless they were
        given different terms; a coarser one is not wrong. Nothing of anybody's labels is changed. From then on there is
        a column ``agreement: CATEGORY`` to colour and filter by, with ``agree``, ``coarser or finer``, ``disagree`` and
        ``only one``; it stays as it is until you compare again.

        Parameters
        ----------
        others
            Whom to compare with, any of: the path of a draft (ours or cellxgene's), or ``(path, "its category")``; the
            name of a colleague as :meth:`colleagues` lists them; a column of ``obs`` or another category; a Series with
            the names of cells as index (labels, or the whole numbers of clusters); a mapping that names these, as
            ``{"Ana": path}``. By default all colleagues who have the category.
        category
            Of this session; of a draft that of the same name. By default the category in use, or the one that an answer
            is to.

        Returns
        -------
        Comparison
            Prints as a few lines; this session is the first annotator.

        Raises
        ------
        LabelError, DataError, DraftError
            There is no such category, file or column, it is about other cells, has no labels, or two annotators have
            one name. The comparison of before stays.

        Examples
        --------
        >>> c = w.compare("ben-7QK2M4XA.csv", "louvain")
        >>> c.kappa, c.confusion, c.per_label
        >>> w.select(cells=c.between("ana", "ben").select("T cell", "NK cell"))
        """
        with self._gate.lock:
            name = self._history.annotations.find(self._shown.named_or_in_use(category)).name
        return self._comparisons.make(others, name, is_said=category is not None)

    def colleagues(self) -> pd.DataFrame:
        """Return the drafts of these cells by others that lie in the folder of this one, the newest first.

        Returns
        -------
        DataFrame
            ``name`` (who edited it last, or where that does not tell them apart the name of the draft), ``path``,
            ``categories`` (a list), ``n_cells`` (of the data that it has) and ``saved_at``. :meth:`compare` takes names
            and paths.
        """
        return frame_of(self._comparisons.colleagues())

    def reconcile(
        self, comparison: Comparison, *, into: str, rule: Rule = "agree", replace: bool = False
    ) -> Reconciled:
        """Make a category of what annotators agree on; what a rule does not settle is left for a review.

        One edit, which :meth:`undo` takes back; nobody's labels are changed. Cells that are not settled stay
        ``unassigned``, and a category ``opinions: INTO`` has what was said of them, by whom: ``review(INTO,
        by="opinions")`` goes through these, and each decision is an edit with its reason in the journal. It is left out
        of merges, exports and reports.

        Parameters
        ----------
        comparison
            What :meth:`compare` or :func:`cellxgene_widget.compare` returned, as long as the labels of this session
            are what they were then.
        into
            The name of the new category.
        rule
            ``"agree"``: what all who looked say. ``"majority"``: what more than half of these say. ``"coarsest"``:
            where some only say it coarser, the coarsest. ``"mine"``, ``"theirs"``: in a conflict what the first
            annotator says, or what all others say. No rule gives a label that nobody gave to the cell.
        replace
            Whether a category of this name goes, and with it what was decided on it; :meth:`undo` brings it back.

        Returns
        -------
        Reconciled
            How many cells were settled, and how many are to be decided on; prints as a few lines.

        Raises
        ------
        LabelError
            The name is taken, or can't be one; nor can a label of an annotator.
        DataError
            It is no comparison, one of other cells, or one of labels of this session that are others since: compare
            again then.
        """
        return self._reconciler.reconcile(comparison, into, rule, replace=replace)

    def blame(self, cells: CellChoice | None = None, *, category: str | None = None) -> pd.DataFrame:
        """Return for each cell the last edit that gave its label, and who said what where annotators were compared.

        Parameters
        ----------
        cells
            Which: a mask, names or positions; by default the selected ones, or all where none is selected.
        category
            By default the category in use.

        Returns
        -------
        DataFrame
            One row a cell, by its name: ``label`` (missing: none), ``revision``, ``time``, ``user``, ``operation`` and
            ``text`` of the edit (missing where the journal does not go back to it), and for a category that was
            compared or reconciled a column ``says: NAME`` for each annotator.

        Raises
        ------
        LabelError, SelectionError
            There is no such category, or no such cells.
        """
        return self._blames.of(cells, self._shown.named_or_in_use(category))
