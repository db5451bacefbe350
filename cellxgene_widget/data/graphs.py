"""The graphs of neighbours in ``obsp``, of any kind (in memory, on disk, lazy, dense), as weights in CSR."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from anndata import AnnData

from ..errors import AnnotationError, DataError, some
from .matrix import in_memory, kind_of, summed, token_of
from .modalities import SEPARATOR, Modalities
from .reading import reading

#: What scanpy calls the weights of neighbours, and the end of that name where it was told another.
WEIGHTS = "connectivities"
#: Values and places that are looked at to see whether a graph was changed in place.
_SAMPLE = 4096


class ObspGraphs:
    """The square arrays of ``obsp`` that are weights: the more, the nearer two cells are.

    Parameters
    ----------
    adata
        In memory, backed or lazy; of a MuData those of the whole, then those of each modality as ``rna:connectivities``
        (cells that it does not have are without neighbours in them).
    """

    def __init__(self, adata: AnnData | Modalities) -> None:
        self._adata = adata
        self._known: dict[str, tuple[str, sp.csr_matrix]] = {}

    @property
    def names(self) -> list[str]:
        """Names of the graphs of weights, the usual ones first; distances are none."""
        names = [name for name in self._all() if not self.is_of_distances(name)]
        return sorted(names, key=lambda name: (SEPARATOR in name, name != WEIGHTS, not name.endswith(WEIGHTS)))

    def has(self, name: str) -> bool:
        """Tell whether ``obsp`` has something of this name, distances too."""
        return name in self._all()

    def is_of_distances(self, name: str) -> bool:
        """Tell whether a graph holds distances: by its name, or by what ``uns`` says of the neighbours computed."""
        adata, _, bare = self._place_of(name)
        noted = [entry.get("distances_key") for entry in adata.uns.values() if isinstance(entry, Mapping)]
        return bare in noted or bare.lower().endswith(("distances", "distance"))

    def matrix(self, name: str) -> sp.csr_matrix:
        """Return the weights of a graph.

        Returns
        -------
        csr_matrix of float32, shape (n_cells, n_cells)
            The neighbours of each cell in its row, none twice, none with the weight 0. It is not to be changed.

        Raises
        ------
        DataError
            There is no such graph, or it holds something else than weights.
        """
        if not self.has(name):
            raise DataError(f"There is no graph {name!r} in adata.obsp. {self._there()}")
        if self.is_of_distances(name):
            raise DataError(
                f"{name!r} holds distances, which are larger the further cells are apart: they are no weights. "
                f"{self._there()}"
            )
        rows, value = self._rows_and_array(name)
        stamp = _stamp(value, name) + ("" if rows is None else hashlib.blake2b(rows.tobytes()).hexdigest())
        known = self._known.get(name)
        if known is None or known[0] != stamp:
            graph = weights(value, name, None if rows is not None else self._adata.n_obs)
            known = self._known[name] = (stamp, graph if rows is None else _placed(graph, rows))
        return known[1]

    def forget(self) -> None:
        """Read all anew when they are next asked for."""
        self._known.clear()

    # -- where they are

    def _all(self) -> list[str]:
        if not isinstance(self._adata, Modalities):
            return [str(key) for key in self._adata.obsp]
        names = [key for key in self._adata.mdata.obsp if key not in self._adata.mod]
        for modality, adata in self._adata.mod.items():
            names += [f"{modality}{SEPARATOR}{key}" for key in adata.obsp]
        return list(dict.fromkeys(names))

    def _place_of(self, name: str) -> tuple[AnnData | Modalities, str | None, str]:
        """Return what has a graph, the modality that this is (None: the whole), and the key there."""
        adata = self._adata
        if isinstance(adata, Modalities) and name not in adata.mdata.obsp:
            for modality, key in adata.splits(name):
                if key in adata.mod[modality].obsp:
                    return adata.mod[modality], modality, key
        return adata, None, name

    def _rows_and_array(self, name: str) -> tuple[npt.NDArray[np.intp] | None, Any]:
        """Return what ``obsp`` holds, and the row that each cell has there; None: they are all there, in order."""
        adata, modality, key = self._place_of(name)
        if isinstance(adata, Modalities):
            return None, adata.mdata.obsp[key]
        rows = self._adata.rows(modality) if modality is not None and isinstance(self._adata, Modalities) else None
        return rows, adata.obsp[key]

    def _there(self) -> str:
        return f"Graphs of weights: {some(self.names, 20)}."


def weights(value: Any, name: str, n_cells: int | None = None) -> sp.csr_matrix:
    """Return a graph of any kind as weights.

    Parameters
    ----------
    value
        Square: sparse or dense, in memory, on disk or lazy.
    name
        What to call it in an error.
    n_cells
        How many cells it must be of.

    Returns
    -------
    csr_matrix of float32
        The neighbours of each cell in its row, in order, none twice, none with the weight 0.

    Raises
    ------
    DataError
        It has another shape, holds no numbers, or some that are missing, infinite or below 0.
    """
    shape = tuple(getattr(value, "shape", ()))
    if len(shape) != 2 or shape[0] != shape[1] or (n_cells is not None and shape[0] != n_cells):
        raise DataError(f"The graph {name!r} has the shape {shape}: it must have a row and a column for each cell.")
    graph = sp.csr_matrix(_read(value, name))
    if graph.dtype == bool:
        graph = graph.astype(np.float32)
    graph = summed(graph)
    if graph.data.size and not (np.isfinite(graph.data).all() and graph.data.min() >= 0):
        odd = "negative weights" if np.isfinite(graph.data).all() else "weights that are missing or infinite"
        raise DataError(f"The graph {name!r} has {odd}: weights of neighbours are numbers of 0 or more.")
    plain = sp.csr_matrix((graph.data.astype(np.float32, copy=False), graph.indices, graph.indptr), shape=graph.shape)
    if plain.data.size and plain.data.min() <= 0:  # stored all the same
        plain = plain.copy()
        plain.eliminate_zeros()
    plain.has_sorted_indices = plain.has_canonical_format = True
    return plain


def _read(value: Any, name: str) -> Any:
    if sp.issparse(value) and value.format not in ("csr", "csc"):
        value = value.tocsr()
    try:
        kind_of(value)
    except AnnotationError:
        raise DataError(f"The graph {name!r} holds no numbers that can be read ({_what(value)}).") from None
    with reading(f"The graph {name!r}"):
        if hasattr(value, "compute"):
            return value.compute()
        return in_memory(value, np.ones(value.shape[0], dtype=bool), limit=16_000_000_000)


def _what(value: Any) -> str:
    return f"{type(value).__name__} of {getattr(value, 'dtype', 'no dtype')}"


def _placed(graph: sp.csr_matrix, rows: npt.NDArray[np.intp]) -> sp.csr_matrix:
    """Return the graph of a modality by the cells of the whole; ``rows``: the row of each there, -1: none."""
    here = np.flatnonzero(rows >= 0)
    to_modality = sp.csr_matrix(
        (np.ones(here.size, dtype=np.float32), (here, rows[here])), shape=(rows.size, graph.shape[0])
    )
    placed = sp.csr_matrix(to_modality @ graph @ to_modality.T)
    placed.sort_indices()
    return placed


def _stamp(value: Any, name: str) -> str:
    """Return what is another text when another graph takes this one's place, or it is changed in place as a whole."""
    if sp.issparse(value) and value.format not in ("csr", "csc"):
        value = value.tocsr()
    try:
        stamp = token_of(value)
    except AnnotationError:
        raise DataError(f"The graph {name!r} holds no numbers that can be read ({_what(value)}).") from None
    if not sp.issparse(value):
        return stamp
    at = np.linspace(0, max(value.indices.size - 1, 0), min(value.indices.size, _SAMPLE)).astype(np.int64)
    return stamp + hashlib.blake2b(value.indices[at].tobytes(), digest_size=16).hexdigest()
