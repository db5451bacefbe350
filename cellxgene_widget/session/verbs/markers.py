"""The verbs that give a label its reasons: markers of the selection, and genes kept as evidence."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...core.arguments import Against, CellChoice
from ...errors import DataError
from ...labels import describing
from ...labels.evidence import Evidence, rounded
from ...labels.history import History
from ...selection.target import Targets
from ...statistics.comparison import Comparer, Sides, TestMethod, check_options, rows_of
from ..columns import Columns
from ..editor import Editor
from ..gate import Gate
from ..marker_tables import MarkerTables
from ..shown import Shown

_NUMBERS = ("logfoldchanges", "scores", "pct_in", "pct_out", "auc")


class MarkerVerbs:
    """Why a label is what it is: found by comparing, kept in the draft, undone and redone like any edit."""

    def __init__(
        self,
        gate: Gate,
        history: History,
        columns: Columns,
        targets: Targets,
        shown: Shown,
        markers: MarkerTables,
        comparer: Comparer,
        editor: Editor,
    ) -> None:
        self._gate = gate
        self._history = history
        self._columns = columns
        self._targets = targets
        self._shown = shown
        self._markers = markers
        self._comparer = comparer
        self._editor = editor

    def markers(
        self,
        *,
        against: Against = "rest",
        n_genes: int | None = 20,
        method: TestMethod = "t-test",
        layer: str | None = None,
        samples: str | None = "auto",
        without_reserved: bool = False,
        estimate: bool | int = False,
    ) -> pd.DataFrame:
        """Return the genes that tell the selected cells from others best.

        Parameters
        ----------
        against
            ``"rest"``: all other cells. Or a label as ``(category, label)``, conditions as in :meth:`select`
            (``{"louvain": ["3"]}``), a selection by the name given to :meth:`remember_selection`, or cells: a boolean
            array, names or positions. Selected cells are left out of it.
        n_genes
            How many genes; None: all, those that are lower in the selected cells last.
        method
            ``"t-test"`` (Welch's, in a blink) or ``"wilcoxon"`` (exact, takes longer), both with scanpy's numbers.
        layer
            Where the values are: a layer, ``"X"`` or ``"raw"``. By default the layer that was chosen, else raw if there
            is one, else X, as in scanpy; but X where raw looks like counts and X does not, as in downloads from
            CELLxGENE Discover. Log-normalised values are assumed.
        samples
            The column of ``obs`` that tells the sample, donor or batch of a cell; ``"auto"``: one of a usual name, if
            there is one (``sample``, ``donor_id``, ``batch`` ...); None: do without.
        without_reserved
            Leave cells out that the category in use calls ``doublets``, ``junk`` or ``unknown``.
        estimate
            Be content with a random sample of the cells, half of it of each side, the same each time: so many cells, or
            20,000 (True). All numbers are those of the sample, p-values too; ``attrs["estimate"]`` tells of how many
            cells they are (None: exact). Fractions and AUC are near the exact ones; a fold change may be off by 1 and
            more where few of the sampled cells of a side have the gene, for it is a ratio to the smaller mean.

        Returns
        -------
        DataFrame
            Indexed by gene, the best first: ``scores``, ``logfoldchanges``, ``pvals``, ``pvals_adj``, ``pct_in``,
            ``pct_out`` (the part of the cells in which the gene is not zero), ``auc``. With samples also ``n_samples``,
            those with three cells or more on both sides, and ``n_agree``, those of them in which the mean changes in
            the same direction. Of all genes ``auc`` and ``n_agree`` are NaN but for the first and the last, where
            every value would take long: 100 genes of 50,000 cells have them. What was compared is in ``attrs``.

        Warns
        -----
        UserWarning
            The values look like raw counts.

        Raises
        ------
        SelectionError
            Fewer than two cells are selected, or there are fewer than two others.
        DataError
            There is no such layer, or no such column of samples.
        """
        table = self._markers.of_selection(
            against=against,
            n_genes=n_genes,
            method=method,
            layer=layer,
            samples=samples,
            without_reserved=without_reserved,
            estimate=estimate,
        )
        for warning in table.attrs["warnings"]:
            warnings.warn(warning, UserWarning, stacklevel=3)
        return table

    def keep_evidence(
        self,
        label: str,
        genes: str | Sequence[str] | None = None,
        *,
        category: str | None = None,
        against: Against = "rest",
        method: TestMethod = "t-test",
        n_genes: int = 5,
        layer: str | None = None,
        cells: CellChoice | None = None,
    ) -> None:
        """Keep genes as evidence for a label, with what tells the selected cells from others in them.

        They are in the draft from then on, beside those kept before; see :attr:`evidence`.

        Parameters
        ----------
        label
            A label that there is.
        genes
            Names or ids; by default the first ``n_genes`` of :meth:`markers`.
        category
            Its category, by default the one in use.
        against, method, layer
            As in :meth:`markers`; where genes are named and no layer is, another layer that has more of them is taken.
        n_genes
            How many genes, if none are named.
        cells
            Other cells than the selected ones: a boolean array, names or positions.

        Warns
        -----
        UserWarning
            The values look like raw counts.

        Raises
        ------
        LabelError
            There is no such label, or it would have more than 50 genes as evidence.
        DataError
            There is no such gene.
        SelectionError
            Nothing can be compared, as in :meth:`markers`.
        """
        check_options(n_genes, method)
        with self._gate.lock:
            self._gate.require_open()
            name = self._shown.named_or_in_use(category)
            self._history.annotations.find(name).find(label)
            named = [genes] if isinstance(genes, str) else genes
            sides = self._markers.sides(against, layer, cells, named or ())
            recipe = self._targets.of(cells)[1]
            if isinstance(against, Mapping) and "frame" not in against:  # as a journal can hold it
                against = {
                    str(column): self._columns.plain_wanted(str(column), what) for column, what in against.items()
                }
            for gene in named or ():
                if gene not in sides.genes and self._columns.is_of_genes(gene) and self._columns.has_column(gene):
                    raise DataError(
                        f"{gene!r} is not in {sides.genes.place!r}, where the others are: keep genes of one layer or "
                        "modality at a time."
                    )
            wanted = None if named is None else [sides.genes.find(gene).position for gene in dict.fromkeys(named)]
        if wanted is not None and not wanted:
            raise DataError("keep_evidence() needs genes, such as keep_evidence('B cell', ['CD79A', 'MS4A1']).")
        compared = self._comparer.compare(sides, method)
        best = compared.best(n_genes) if wanted is None else np.array(wanted)
        table = rows_of(sides, compared, best, None, quick=True)
        for warning in table.attrs["warnings"]:
            warnings.warn(warning, UserWarning, stacklevel=3)
        with self._gate.lock:
            self._gate.require_open()
            kept = _evidence_of(sides, best, table, self._history.revision)
            call: dict[str, Any] = {
                "label": label,
                "genes": [one.id for one in kept],
                "category": name,
                "method": method,
            }
            call |= {"layer": layer} if layer is not None else {}
            known = isinstance(against, str | dict) or (isinstance(against, tuple) and len(against) == 2)
            call = {**call, "against": against} if known else {}
            self._editor.do(describing.keep_evidence(self._history.annotations, name, label, kept, call), recipe)

    def drop_evidence(
        self, label: str, genes: str | Sequence[str] | None = None, *, category: str | None = None
    ) -> None:
        """Take genes from the evidence of a label. One edit, that :meth:`undo` takes back.

        Parameters
        ----------
        label, category
            The label, and its category, by default the one in use.
        genes
            By name or id, one or several; by default all.

        Raises
        ------
        DataError
            A gene is not among the evidence.
        """
        named = [genes] if isinstance(genes, str) else genes
        self._editor.do(
            describing.drop_evidence(self._history.annotations, self._shown.named_or_in_use(category), label, named)
        )

    def evidence(self) -> pd.DataFrame:
        """The genes kept as evidence, one row a gene, in the order of categories and labels.

        Columns: category, label, gene, id, logfoldchanges, scores, pct_in, pct_out, auc (NaN where it is not known),
        against, method, layer, n_in, n_out, revision, time (UTC).
        """
        rows = [
            {"category": category.name, "label": label.name, **vars(one)}
            for category in self._history.annotations.categories
            for label in category.labels
            for one in label.evidence
        ]
        frame = pd.DataFrame(rows, columns=["category", "label", *(field.name for field in fields(Evidence))])
        frame["time"] = pd.to_datetime(frame["time"], utc=True, format="ISO8601", errors="coerce")
        return frame.astype(dict.fromkeys(_NUMBERS, np.float64))


def _evidence_of(sides: Sides, genes: npt.NDArray[np.intp], table: pd.DataFrame, revision: int) -> list[Evidence]:
    about: dict[str, Any] = {key: table.attrs[key] for key in ("against", "method", "layer", "n_in", "n_out")}
    about |= {"revision": revision, "time": datetime.now(UTC).isoformat(timespec="seconds")}
    ids = sides.genes.ids
    out = []
    for name, place, row in zip(table.index, genes, table.to_dict("records"), strict=True):
        numbers: dict[str, Any] = {key: rounded(float(row[key])) for key in _NUMBERS}
        out.append(Evidence(str(name), str(ids[place]), **numbers, **about))
    return out
