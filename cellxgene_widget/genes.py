"""The genes of an AnnData: found by symbol or id, and their values as plain arrays."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from anndata import AnnData

from .errors import DataError, some
from .frames import series_of
from .gene_index import GeneIndex, Totals, element_of, index_command
from .matrix import columns_of, is_by_genes, is_in_memory, token_of

#: Where the symbols are when the names are ids, the first that there is: CELLxGENE, scanpy, Seurat, monocle, others.
_SYMBOL_COLUMNS = (
    "feature_name",
    "gene_symbols",
    "gene_symbol",
    "gene_name",
    "gene_names",
    "gene_short_name",
    "symbol",
)
_ENSEMBL = re.compile(r"ENS[A-Z]*G\d+(\.\d+)?", re.ASCII)
#: Bytes of values that are kept.
CACHE_BYTES = 256_000_000
#: Means of genes that are kept.
_MEANS = 8
#: The name of ``adata.raw`` where a layer is asked for.
RAW = "raw"
#: Seconds of reading after which a gene index is offered.
SLOW_SECONDS = 1.0
#: The name of ``adata.X`` there.
X = "X"


@dataclass(frozen=True)
class Gene:
    """One gene. ``name`` is what to show, ``n_same`` how many genes have this name."""

    position: int
    name: str
    id: str
    n_same: int = 1

    @property
    def note(self) -> str | None:
        """What a person should know of the name, if anything."""
        if self.n_same == 1:
            return None
        return f"{self.n_same} genes are called {self.name!r}: the values are those of {self.id!r}."


class GeneTable:
    """The names and values of genes.

    Parameters
    ----------
    adata
        In memory, backed or lazy. It is neither copied nor changed.
    layer
        The layer to take values from; None or ``"X"``: ``adata.X``; ``"raw"``: ``adata.raw``, if no layer is called so.
    gene_symbols
        The column of ``var`` with the names to show. By default ``var_names``, or, when these are Ensembl ids,
        ``feature_name``, ``gene_symbols`` or another usual column.
    path
        The file that the matrix is in, if there is one: its gene index is used.
    check
        Raises when the data is not what it was: called after a read, for a store that is gone reads as zeros.

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
        path: Path | None = None,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        self._adata = adata
        self.layer = layer = None if layer == X and X not in adata.layers else layer
        self._is_raw = layer == RAW and RAW not in adata.layers
        if self._is_raw and adata.raw is None:
            raise DataError("This AnnData has no raw to take the values of genes from.")
        if layer is not None and not self._is_raw and layer not in adata.layers:
            raise DataError(f"There is no layer {layer!r}. Layers: {some(adata.layers.keys())}.")
        var = adata.raw.var if self._is_raw else adata.var
        if gene_symbols is not None and gene_symbols not in var.columns:
            raise DataError(
                f"adata.{'raw.' if self._is_raw else ''}var has no column {gene_symbols!r}. "
                f"Its columns: {some(var.columns)}."
            )
        self.ids = pd.Index((adata.raw if self._is_raw else adata).var_names.astype(str))
        """Names in ``var_names``."""
        column = gene_symbols or _symbol_column(self.ids, var)
        self.names = self.ids if column is None else _symbols(series_of(var, column), self.ids)
        """Names to show."""
        self._kept: OrderedDict[int, npt.NDArray[np.float32]] = OrderedDict()
        self._means: OrderedDict[tuple[int, ...], npt.NDArray[np.float32]] = OrderedDict()
        self._token: str | None = None
        # Statistics run beside the session. What is at hand is not waited for while others read.
        self._lock, self._reading = threading.Lock(), threading.Lock()
        self._wanted: Counter[int] = Counter()  # by those who read, or wait to
        self.index: GeneIndex | None = None
        """The gene index of the file, if it is in one: used while it is fresh."""
        if path is not None:
            element = element_of(layer, set(adata.layers.keys()))
            self.index = GeneIndex(path, element, layer, adata.obs_names, self.ids)
        self._was_slow = False
        self._check = check

    def __len__(self) -> int:
        """Return the number of genes."""
        return len(self.ids)

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a gene of this symbol or id."""
        return name in self._by_name or name in self._by_id

    @property
    def matrix(self) -> Any:
        """Where the values are, as AnnData has it now; shape (n_cells, n_genes).

        Raises
        ------
        DataError
            There is no X.
        """
        adata = self._adata
        if self._is_raw:
            return adata.raw.X
        matrix = adata.X if self.layer is None else adata.layers[self.layer]
        if matrix is None:
            raise DataError("This AnnData has no X to take the values of genes from: pass layer=.")
        return matrix

    @cached_property
    def _by_name(self) -> dict[str, list[int]]:
        positions: dict[str, list[int]] = {}
        for position, name in enumerate(self.names):
            positions.setdefault(name, []).append(position)
        return positions

    @cached_property
    def _by_id(self) -> dict[str, int]:
        return {name: position for position, name in reversed(list(enumerate(self.ids)))}

    def find(self, name: str) -> Gene:
        """Return a gene by its symbol or its id.

        Of several with one symbol it is the one that has it as its id too, else the first; its ``note`` says so.

        Raises
        ------
        DataError
            There is no such gene; the nearest names are said.
        """
        positions = self._by_name.get(name)
        if positions is not None:
            own = next((position for position in positions if self.ids[position] == name), positions[0])
            return Gene(own, name, self.ids[own], len(positions))
        if name not in self._by_id:
            raise DataError(f"There is no gene {name!r}.{self.suggestion(name)}")
        return self.gene(self._by_id[name])

    def gene(self, position: int) -> Gene:
        """Return a gene by its place."""
        return Gene(position, self.names[position], self.ids[position])

    def key_of(self, position: int) -> str:
        """Return what to ask for a gene by: its name, or its id where the name stands for another."""
        name = self.names[position]
        return str(name if self.find(name).position == position else self.ids[position])

    def suggestion(self, name: str) -> str:
        """Return the end of a message about a gene that is not there: those that are called much like it."""
        near = [gene.name for gene in self.search(name, 3)] if len(name) > 1 else []
        return f" Did you mean {some(near)}?" if near else ""

    def search(self, query: str, n: int = 20) -> list[Gene]:
        """Return the genes that a person typing this most likely means, the likeliest first.

        Those called exactly so come first, whether by symbol or by id, then those that begin so, then those with the
        text in them, then those that are spelt much like it (rapidfuzz's ratio, 70 of 100 or more).
        """
        wanted = query.strip().lower()
        if not wanted or n < 1:
            return []
        names, ids = self._lower
        both = [names] if ids is names else [names, ids]
        found: dict[int, None] = {}
        for test in (wanted.__eq__, lambda text: text.startswith(wanted), lambda text: wanted in text):
            hits = [position for texts in both for position, text in enumerate(texts) if test(text)]
            # The shortest first: CD3 is nearer to CD3D than to CD300LB.
            found |= dict.fromkeys(sorted(hits, key=lambda position: (len(names[position]), names[position])))
            if len(found) >= n:
                break
        if len(found) < n and len(wanted) > 1:
            from rapidfuzz import fuzz, process

            for _, _, position in process.extract(wanted, names, scorer=fuzz.ratio, limit=n, score_cutoff=70):
                found.setdefault(position)
        return [self._with_same(position) for position in list(found)[:n]]

    @cached_property
    def _lower(self) -> tuple[list[str], list[str]]:
        names = [name.lower() for name in self.names]
        return names, names if self.names is self.ids else [name.lower() for name in self.ids]

    def _with_same(self, position: int) -> Gene:
        name = self.names[position]
        return Gene(position, name, self.ids[position], len(self._by_name[name]))

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
        token = token_of(matrix)
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
        key = tuple(self.find(name).position for name in names)
        token = token_of(self.matrix)
        with self._lock:
            if token == self._token and key in self._means:
                return self._means[key]
        total = np.zeros(self.matrix.shape[0])
        at_once = max(1, CACHE_BYTES // (4 * len(total)))
        for begin in range(0, len(names), at_once):
            for values in self.many(names[begin : begin + at_once]):
                total += values
        mean = (total / len(names)).astype(np.float32)
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

    def at_hand(self, names: Sequence[str]) -> bool:
        """Tell whether the values of genes can be had without reading from disk."""
        matrix = self.matrix
        if is_in_memory(matrix):
            return True
        positions = {self.find(name).position for name in names}
        return len(self._at_hand(list(positions), token_of(matrix))) == len(positions)

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
        return _read(matrix, positions, progress)

    def totals(self) -> Totals | None:
        """Return the sums over all cells where the gene index has them."""
        return None if self.index is None or is_in_memory(self.matrix) else self.index.totals()

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
                values = np.array(read[:, place], dtype=np.float32)
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
    matrix: Any, positions: Sequence[int] | npt.NDArray[np.intp], progress: Callable[[float], None]
) -> npt.NDArray[Any]:
    try:
        return columns_of(matrix, positions, progress)
    except (OSError, KeyError, RuntimeError) as error:  # what h5py and zarr raise for a file that is gone
        raise DataError(
            f"The values of genes could not be read ({error}): was the data file moved, or deleted?"
        ) from error


def _symbol_column(ids: pd.Index[str], var: Any) -> str | None:
    first = ids[:1000]
    if sum(_ENSEMBL.fullmatch(name) is not None for name in first) * 2 <= len(first):
        return None
    return next((column for column in _SYMBOL_COLUMNS if column in var.columns), None)


def _symbols(column: pd.Series[Any], ids: pd.Index[str]) -> pd.Index[str]:
    """Return symbols as text; a gene without one goes by its id."""
    texts = [str(value) if known else name for value, known, name in zip(column, column.notna(), ids, strict=True)]
    return pd.Index([text.strip() or name for text, name in zip(texts, ids, strict=True)], dtype=object)
