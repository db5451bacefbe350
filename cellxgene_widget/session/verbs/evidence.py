"""The verbs that keep evidence with a label: genes, and what speaks for it in them."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...errors import DataError
from ...labels import commands
from ...labels.evidence import Evidence, rounded
from ..core import verb
from .markers import Sides, check_wish
from .scanpy_plots import EvidenceVerbs

_NUMBERS = ("logfoldchanges", "scores", "pct_in", "pct_out", "auc")


class KeptEvidenceVerbs(EvidenceVerbs):
    """Why a label is what it is: kept in the draft, undone and redone like any edit."""

    def keep_evidence(
        self,
        label: str,
        genes: str | Sequence[str] | None = None,
        *,
        category: str | None = None,
        against: object = "rest",
        method: str = "t-test",
        n_genes: int = 5,
        layer: str | None = None,
        cells: object = None,
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
            As in :meth:`markers`.
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
        check_wish(n_genes, method)
        with self.lock:
            self.require_open()
            name = self._category(category)
            self._annotations.find(name).find(label)
            sides = self._sides(against, layer, cells)
            recipe = self._target(cells)[1]
            named = [genes] if isinstance(genes, str) else genes
            if isinstance(against, Mapping) and "frame" not in against:  # as a journal can hold it
                against = {str(column): self.plain_wanted(str(column), what) for column, what in against.items()}
            wanted = None if named is None else [sides.genes.find(gene).position for gene in dict.fromkeys(named)]
        if wanted is not None and not wanted:
            raise DataError("keep_evidence() needs genes, such as keep_evidence('B cell', ['CD79A', 'MS4A1']).")
        compared = self._compared(sides, method)
        if wanted is None:
            best = np.argsort(-compared.table["scores"].to_numpy(), kind="stable")[:n_genes]
        else:
            best = np.array(wanted)
        table = self._table_of(sides, compared, best, None, quick=True)
        for warning in table.attrs["warnings"]:
            warnings.warn(warning, UserWarning, stacklevel=2)
        with self.lock:
            self.require_open()
            kept = _evidence_of(sides, best, table, self.revision)
            call: dict[str, Any] = {
                "label": label,
                "genes": [one.id for one in kept],
                "category": name,
                "method": method,
            }
            call |= {"layer": layer} if layer is not None else {}
            known = isinstance(against, str | dict) or (isinstance(against, tuple) and len(against) == 2)
            call = {**call, "against": against} if known else {}
            self._do(commands.keep_evidence(self._annotations, name, label, kept, call), recipe)

    @verb
    def drop_evidence(
        self, label: str, genes: str | Sequence[str] | None = None, *, category: str | None = None
    ) -> None:
        """Take genes from the evidence of a label, by name or id; by default all.

        Raises
        ------
        DataError
            A gene is not among the evidence.
        """
        named = [genes] if isinstance(genes, str) else genes
        self._do(commands.drop_evidence(self._annotations, self._category(category), label, named))

    @property
    @verb
    def evidence(self) -> pd.DataFrame:
        """The genes kept as evidence, one row a gene, in the order of categories and labels.

        Columns: category, label, gene, id, logfoldchanges, scores, pct_in, pct_out, auc (NaN where it is not known),
        against, method, layer, n_in, n_out, revision, time (UTC).
        """
        rows = [
            {"category": category.name, "label": label.name, **vars(one)}
            for category in self.categories
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
