"""Markers of the clusters of a clustering, each against the others of it: cells outside count nowhere."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from ..data.stored import log_base_of
from ..statistics.comparison import check_options
from ..statistics.rankings import ranked
from .clusterings import Clusterings
from .columns import Columns
from .gate import Gate
from .marker_tables import MarkerTables

_NUMBERS = ("logfoldchanges", "scores", "pvals_adj")


class ClusterMarkers:
    """The table of these. Computed without the session's lock.

    Parameters
    ----------
    gate, columns, clusterings, markers
        Held; asked what genes are called, for the clusters, and for the values of genes.
    """

    def __init__(self, gate: Gate, columns: Columns, clusterings: Clusterings, markers: MarkerTables) -> None:
        self._gate = gate
        self._columns = columns
        self._clusterings = clusterings
        self._markers = markers

    def of(
        self,
        name: str | None,
        *,
        n_genes: int = 5,
        layer: str | None = None,
        progress: Callable[[float], None] = lambda _: None,
    ) -> pd.DataFrame:
        """Return what :meth:`Session.cluster_markers` does, with more in ``attrs``: what to ask a gene by."""
        check_options(n_genes, "t-test")
        with self._gate.lock:
            self._gate.require_open()
            clustering = self._clusterings.find(name)
            column = self._clusterings.column(clustering)
            genes = self._markers.genes(layer)
            matrix, base = genes.matrix, log_base_of(genes.adata)
            codes = genes.per_row(column.codes.astype(np.int64))
        codes = np.where(np.isnan(codes), 0, codes).astype(np.int64) if codes.dtype.kind == "f" else codes
        inside = codes > 0
        groups = pd.Categorical.from_codes(codes[inside] - 1, categories=pd.Index(column.levels, dtype=object))
        sizes = groups.value_counts()
        usable = sizes.index[sizes > 1].tolist()
        progress(0.1)
        parts = [pd.DataFrame(columns=["cluster", *_NUMBERS, "at"])]
        if usable and np.count_nonzero(sizes) > 1:
            # by place: two genes may have one name
            places = pd.RangeIndex(len(genes)).astype(str)
            found = ranked(
                matrix, inside, places, groups, "cluster", base, groups=usable, method="t-test", n_genes=n_genes
            )
            parts = [
                pd.DataFrame(
                    {"cluster": level, **{key: found[key][level] for key in _NUMBERS}, "at": found["names"][level]}
                )
                for level in usable
            ]
        table = pd.concat(parts, ignore_index=True)
        # what is no marker of a cluster is left out: these come when there are few genes, or few that differ
        table = table[table["scores"] > 0].reset_index(drop=True).astype(dict.fromkeys(_NUMBERS, np.float64))
        at = table.pop("at").to_numpy(dtype=np.intp)
        table.insert(1, "gene", genes.names[at].to_numpy(dtype=object))
        names, ids = table["gene"].tolist(), genes.ids[at].tolist()
        keys = self._columns.keys_of_genes(names, ids)
        progress(1)
        table.attrs = {
            "name": clustering.name,
            "serial": clustering.serial,
            "layer": genes.place,
            "ids": ids,
            "keys": keys,
        }
        return table
