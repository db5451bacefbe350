"""The values of genes as plain arrays, whatever the matrix is and wherever it lies."""

from __future__ import annotations

import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from anndata import AnnData

from ..errors import DataError, some
from .counts import ValueLook, look_of
from .gene_index import GeneIndex, Totals, element_of
from .gene_index_places import index_command
from .gene_names import GeneNames, Var
from .matrix import READ_SIZE, ReadSize, columns_of, is_by_genes, is_in_memory, reading_token
from .modality_genes import Modality
from .reading import reading
from .stored import RAW, Layers, X, has_raw, has_x, layer_names, raw_matrix_of, x_of

#: Bytes of values that are kept.
CACHE_BYTES = 256_000_000
#: Means of genes that are kept.
_MEANS = 8
#: Seconds of reading after which a gene index is offered.
SLOW_SECONDS = 1.0


class GeneTable(GeneNames):
    """The names and values of genes.

    Parameters
    ----------
    adata
        In memory, backed or lazy. It is neither copied nor changed.
    layer
        The layer to take values from; None: ``adata.X``; ``"X"``: the same, or a layer called so where there is no X;
        ``"raw"``: ``adata.raw``, if no layer is called so.
    gene_symbols
        As for :class:`GeneNames`. The symbols in ``adata.var`` serve raw too, and the reverse.
    modality
        What ``adata`` is in a MuData: its genes are called ``rna:CD3E``, its values have one row a cell of the whole.
    path
        The file that the matrix is in, if there is one: its gene index is used.
    check
        Raises when the data is not what it was: called after a read, for a store that is gone reads as zeros.
    size
        How much of the matrix is read at a time.

    Raises
    ------
    DataError
        There is no such layer or column.
    """

    def __init__(
        self,
        adata: AnnData,
        *,
        layer: str | None = None,
        gene_symbols: str | None = None,
        modality: Modality | None = None,
        path: Path | None = None,
        check: Callable[[], None] = lambda: None,
        size: ReadSize = READ_SIZE,
    ) -> None:
        self.adata = adata
        self._modality = modality
        self._size = size
        layers = layer_names(adata)
        self.layer = layer = None if layer == X and (X not in layers or has_x(adata)) else layer
        self.is_raw = layer == RAW and RAW not in layers
        """Whether the values are those of ``adata.raw``."""
        if self.is_raw and not has_raw(adata):
            raise DataError("This AnnData has no raw to take the values of genes from.")
        if layer is not None and not self.is_raw and layer not in layers:
            raise DataError(f"There is no layer {layer!r}. Layers: {some(Layers(adata).names)}.")
        tables = [Var(adata.var_names, adata.var, "adata.var")]
        if has_raw(adata):
            tables.append(Var(adata.raw.var_names, adata.raw.var, "adata.raw.var"))
        own = tables.pop() if self.is_raw else tables.pop(0)
        super().__init__(own, gene_symbols, tables, prefix="" if modality is None else modality.prefix)
        self._kept: OrderedDict[int, npt.NDArray[np.float32]] = OrderedDict()
        self._means: OrderedDict[tuple[int, ...], npt.NDArray[np.float32]] = OrderedDict()
        self._token: str | None = None
        # Statistics run beside the session. What is at hand is not waited for while others read.
        self._lock, self._reading = threading.Lock(), threading.Lock()
        self._wanted: Counter[int] = Counter()  # by those who read, or wait to
        self.index: GeneIndex | None = None
        """The gene index of the file, if it is in one: used while it is fresh."""
        if path is not None:
            element = element_of(layer, layers)
            self.index = GeneIndex(path, element, layer, adata.obs_names, own.names.astype(str))
        self._was_slow = False
        self._look: tuple[str, ValueLook] | None = None
        self._check = check

    @property
    def matrix(self) -> Any:
        """Where the values are, as AnnData has it now; shape (n_cells, n_genes).

        Raises
        ------
        DataError
            There is none.
        """
        adata = self.adata
        if self.is_raw:
            matrix = raw_matrix_of(adata)
        else:
            matrix = x_of(adata) if self.layer is None else adata.layers[self.layer]
        if matrix is None:
            if layer_names(adata) or has_raw(adata):
                raise DataError(f"This AnnData has no {self.place} to take the values of genes from: pass layer=.")
            raise DataError("This AnnData has no X, no layers and no raw: its genes have names, but no values to show.")
        return matrix

    @property
    def place(self) -> str:
        """Where the values are, as a person names it: a layer, ``"X"`` or ``"raw"``; of a modality ``"rna:counts"``."""
        return self.layer or X if self._modality is None else self._modality.place(self.layer)

    def is_beside(self, other: GeneTable) -> bool:
        """Tell whether another table is of the same AnnData."""
        return self.adata is other.adata

    def per_row(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return one value a cell for the rows of :attr:`matrix`, which may be those of a modality."""
        return values if self._modality is None else self._modality.per_row(values)

    def _per_cell(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return values if self._modality is None else self._modality.per_cell(values)

    def values(self, name: str) -> npt.NDArray[np.float32]:
        """Return the values of a gene.

        Returns
        -------
        ndarray of float32, shape (n_cells,), read-only
            As they are stored: NaN and infinite ones too.

        Raises
        ------
        DataError
            There is no such gene, or no numbers to read.
        """
        return self.many([name])[0]

    def many(
        self, names: Sequence[str], progress: Callable[[float], None] = lambda _: None
    ) -> list[npt.NDArray[np.float32]]:
        """Return the values of several genes, in one pass: one gene of an on-disk CSR matrix takes reading it all.

        What was read is kept, up to 256 MB, until the matrix changes. Genes that other threads wait for are read along.
        ``progress`` is told the part that is read, 0 to 1; it may raise, to stop.

        Raises
        ------
        DataError
            As for :meth:`values`; nothing is read then.
        """
        positions = [self.find(name).position for name in names]
        matrix = self.matrix
        token = reading_token(matrix)
        found = self._at_hand(positions, token)
        if len(found) < len(set(positions)):
            self._want(positions)
            try:
                with self._reading:
                    found |= self._at_hand(positions, token)  # read by another thread meanwhile
                    missing = [position for position in dict.fromkeys(positions) if position not in found]
                    if missing:
                        found |= self._read_and_keep(self._with_wanted(missing), token, progress)
            finally:
                self._want(positions, no_longer=True)
        return [found[position] for position in positions]

    def mean(self, names: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the mean of several genes; the last few are kept, until the matrix changes.

        Returns
        -------
        ndarray of float32, shape (n_cells,), read-only
            In each cell the mean over the genes.

        Raises
        ------
        DataError
            As for :meth:`values`.
        """
        key = self._positions(names)
        token = reading_token(self.matrix)
        kept = self._kept_mean(key, token)
        if kept is not None:
            return kept
        total: Any = 0.0
        at_once = max(1, CACHE_BYTES // max(4 * self.matrix.shape[0], 1))
        for begin in range(0, len(names), at_once):
            for values in self.many(names[begin : begin + at_once]):
                total = total + values.astype(np.float64)
        mean: npt.NDArray[np.float32] = np.asarray(total / len(names), dtype=np.float32)
        mean.flags.writeable = False
        with self._lock:
            if token == self._token:
                while len(self._means) >= _MEANS:
                    self._means.popitem(last=False)
                self._means[key] = mean
        return mean

    def _want(self, positions: Sequence[int], *, no_longer: bool = False) -> None:
        with self._lock:
            (self._wanted.subtract if no_longer else self._wanted.update)(positions)
            self._wanted += Counter()  # without those that are at 0

    def _with_wanted(self, missing: Sequence[int]) -> list[int]:
        """Return these genes, and as many that others wait for as there is room to keep."""
        with self._lock:
            others = [position for position in self._wanted if position not in self._kept]
        room = max(1, CACHE_BYTES // max(4 * self.matrix.shape[0], 1))
        return list(dict.fromkeys([*missing, *others[: max(0, room - len(missing))]]))

    def _read_and_keep(
        self, positions: Sequence[int], token: str, progress: Callable[[float], None]
    ) -> dict[int, npt.NDArray[np.float32]]:
        begin = time.monotonic()
        read = self.columns(positions, progress)
        self._check()
        self._was_slow |= time.monotonic() - begin > SLOW_SECONDS
        return self._keep(positions, read, token)

    def has_mean(self, names: Sequence[str]) -> bool:
        """Tell whether the mean of these genes is kept."""
        return self._kept_mean(self._positions(names), reading_token(self.matrix)) is not None

    def _kept_mean(self, key: tuple[int, ...], token: str) -> npt.NDArray[np.float32] | None:
        with self._lock:
            return self._means.get(key) if token == self._token else None

    def _positions(self, names: Sequence[str]) -> tuple[int, ...]:
        return tuple(self.find(name).position for name in names)

    def at_hand(self, names: Sequence[str]) -> bool:
        """Tell whether the values of genes can be had without reading from disk."""
        matrix = self.matrix
        if is_in_memory(matrix):
            return True
        positions = {self.find(name).position for name in names}
        return len(self._at_hand(list(positions), reading_token(matrix))) == len(positions)

    def columns(
        self, positions: Sequence[int] | npt.NDArray[np.intp], progress: Callable[[float], None] = lambda _: None
    ) -> npt.NDArray[Any]:
        """Read genes by place, from the gene index if there is one; shape (n_cells, len(positions)), as stored.

        Raises
        ------
        DataError
            They can't be read.
        """
        matrix = self.matrix
        if self.index is not None and not is_in_memory(matrix):
            values = self.index.columns(positions)
            if values is not None:
                return values
        return _read(matrix, positions, progress, self._size)

    def totals(self) -> Totals | None:
        """Return the sums over all cells where the gene index has them."""
        return None if self.index is None or is_in_memory(self.matrix) else self.index.totals()

    @property
    def look(self) -> ValueLook:
        """What the values look like, from a sample that is looked at once.

        Raises
        ------
        DataError
            They can't be read.
        """
        matrix = self.matrix
        token = reading_token(matrix)
        if self._look is None or self._look[0] != token:
            with reading():
                self._look = token, look_of(matrix)
        return self._look[1]

    @property
    def is_quick(self) -> bool:
        """Whether a gene is read without reading the whole matrix from disk."""
        return is_in_memory(self.matrix) or (self.index is not None and self.index.file is not None)

    @property
    def note(self) -> str | None:
        """What a person should know of how genes are read: an index that is stale, or that one would help."""
        if self.index is None or self.is_quick:
            return None
        if self.index.problem is not None:
            return self.index.problem
        if not self._was_slow or is_by_genes(self.matrix):
            return None
        command = index_command(self.index.source, self.index.layer)
        return f"Genes are read slowly from this file. In a terminal, once, this makes it fast: `{command}`"

    def _at_hand(self, positions: Sequence[int], token: str) -> dict[int, npt.NDArray[np.float32]]:
        with self._lock:
            if token != self._token:
                self._kept.clear()
                self._means.clear()
                self._token = token
            found = {position: self._kept[position] for position in positions if position in self._kept}
            for position in found:
                self._kept.move_to_end(position)
            return found

    def _keep(self, positions: Sequence[int], read: npt.NDArray[Any], token: str) -> dict[int, npt.NDArray[np.float32]]:
        found = {}
        for place, position in enumerate(positions):
            with np.errstate(over="ignore"):
                values = np.array(self._per_cell(read[:, place]), dtype=np.float32)
            values.flags.writeable = False
            found[position] = values
        with self._lock:
            if token == self._token:
                self._kept |= found
                room = max(1, CACHE_BYTES // max(4 * read.shape[0], 1))
                while len(self._kept) > room:
                    self._kept.popitem(last=False)
        return found


def _read(
    matrix: Any, positions: Sequence[int] | npt.NDArray[np.intp], progress: Callable[[float], None], size: ReadSize
) -> npt.NDArray[Any]:
    with reading():
        return columns_of(matrix, positions, progress, size)
