"""What the genes of an AnnData are called: found by symbol or id, as people type them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from ..errors import DataError, some
from .frames import series_of

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


class GeneNames:
    """The names of genes.

    Parameters
    ----------
    var_names
        Their names in the data.
    var
        The table of the genes, in memory or lazy.
    gene_symbols
        The column of ``var`` with the names to show. By default ``var_names``, or, when these are Ensembl ids,
        ``feature_name``, ``gene_symbols`` or another usual column.
    where
        What to call ``var`` in messages.

    Raises
    ------
    DataError
        There is no such column.
    """

    def __init__(self, var_names: Any, var: Any, gene_symbols: str | None, where: str) -> None:
        if gene_symbols is not None and gene_symbols not in var.columns:
            raise DataError(f"{where} has no column {gene_symbols!r}. Its columns: {some(var.columns)}.")
        self.ids = pd.Index(var_names.astype(str))
        """Names in ``var_names``."""
        column = gene_symbols or _symbol_column(self.ids, var)
        self.names = self.ids if column is None else _symbols(series_of(var, column), self.ids)
        """Names to show."""

    def __len__(self) -> int:
        """Return the number of genes."""
        return len(self.ids)

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a gene of this symbol or id."""
        return name in self._by_name or name in self._by_id

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


def _symbol_column(ids: pd.Index[str], var: Any) -> str | None:
    first = ids[:1000]
    if sum(_ENSEMBL.fullmatch(name) is not None for name in first) * 2 <= len(first):
        return None
    return next((column for column in _SYMBOL_COLUMNS if column in var.columns), None)


def _symbols(column: pd.Series[Any], ids: pd.Index[str]) -> pd.Index[str]:
    """Return symbols as text; a gene without one goes by its id."""
    texts = [str(value) if known else name for value, known, name in zip(column, column.notna(), ids, strict=True)]
    return pd.Index([text.strip() or name for text, name in zip(texts, ids, strict=True)], dtype=object)
