"""What the genes of an AnnData are called: found by symbol or id, as people type them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from ..core.optional import is_installed
from ..errors import DataError, some
from .gene_ids import (
    are_ids,
    names_in,
    other_ids,
    symbol_column,
    symbols_in,
    without_reference,
    without_version,
)

#: How near a gene is to what was typed, the lowest first: the kind of likeness, then length or spelling, then the name.
Rank = tuple[int, float, str]


@dataclass(frozen=True)
class Gene:
    """One gene.

    Attributes
    ----------
    position
        Its place in its table.
    name
        What to show.
    id
        Its name in ``var_names``.
    n_same
        How many genes have this name.
    only_in
        The layer its values come from, where the one in use has it not.
    alike
        Whether it was found only for being spelt much like what was typed.
    """

    position: int
    name: str
    id: str
    n_same: int = 1
    only_in: str | None = None
    alike: bool = False

    def found_in(self, layer: str | None) -> Gene:
        """Return it as one that is only in another layer than the one in use."""
        return replace(self, only_in=layer)

    @property
    def note(self) -> str | None:
        """What a person should know of the name, if anything."""
        said = []
        if self.n_same > 1:
            which = "the first" if self.id == self.name else repr(self.id)
            said.append(f"{self.n_same} genes are called {self.name!r}: the values are those of {which}.")
        if self.only_in is not None:
            said.append(f"Its values come from {self.only_in}.")
        return " ".join(said) or None


class Var(NamedTuple):
    """The table of some genes, in memory or lazy, the names of its rows, and what to call it in messages."""

    names: Any
    frame: Any
    called: str


class GeneNames:
    """The names of genes.

    Parameters
    ----------
    var
        The genes.
    gene_symbols
        The column of ``var`` with the names to show. By default ``var_names``, or, when these are ids (of Ensembl and
        the like), ``feature_name``, ``gene_symbols`` or another usual column.
    others
        Tables of the same genes, or some of them, whose symbols serve where ``var`` has no such column: that of X for
        raw, and the reverse.
    prefix
        What stands before each name: of a modality, as in ``rna:CD3E``.

    Raises
    ------
    DataError
        There is no such column.
    """

    def __init__(
        self, var: Var, gene_symbols: str | None = None, others: Sequence[Var] = (), *, prefix: str = ""
    ) -> None:
        self.own_ids = names_in(var.names, var.frame)
        """Names in ``var_names``, as text."""
        names = self._named(var, gene_symbols, others)
        self._other_ids = other_ids(var.frame, self.own_ids)
        if prefix:  # without it genes are found too
            self._other_ids = [names, self.own_ids, *self._other_ids]
        self.ids = prefix + self.own_ids if prefix else self.own_ids
        """The same, after the name of the modality where there are several."""
        self.names = self.ids if names is self.own_ids else prefix + names
        """Names to show, likewise."""

    def _named(self, var: Var, wanted: str | None, others: Sequence[Var]) -> pd.Index[str]:
        columns: list[list[str]] = []
        if wanted is not None:
            has = next((each for each in (var, *others) if wanted in each.frame.columns), None)
            if has is None:
                there = " and ".join(f"{each.called} has {some(each.frame.columns)}" for each in (var, *others))
                raise DataError(f"There is no column {wanted!r} with the symbols of genes: {there}.")
            columns.append(self._symbols_in(has, wanted))
            if has is var:
                return self._filled(columns)
        if are_ids(self.own_ids):
            usual = ((each, symbol_column(each.frame)) for each in (var, *others))
            columns += [self._symbols_in(each, column) for each, column in usual if column is not None][:1]
        return self._filled(columns) if columns else self.own_ids

    def _symbols_in(self, var: Var, column: str) -> list[str]:
        """Return the symbols that a table has for these ids, ``""`` where it has none."""
        ids, texts = names_in(var.names, var.frame), symbols_in(var.frame, column)
        if ids.equals(self.own_ids):
            return texts
        symbols = dict(zip(reversed(ids), reversed(texts), strict=True))  # of two of one id the first
        return [symbols.get(name, "") for name in self.own_ids]

    def _filled(self, columns: Sequence[Sequence[str]]) -> pd.Index[str]:
        """Return for each gene its first symbol in some columns; one without goes by its id."""
        rows = zip(*columns, self.own_ids, strict=True)
        names: pd.Index[str] = pd.Index([next(filter(None, row), row[-1]) for row in rows], dtype=object)
        return names

    def __len__(self) -> int:
        """Return the number of genes."""
        return len(self.ids)

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a gene of this symbol or id."""
        return isinstance(name, str) and self._positions_of(name) is not None

    def has_exactly(self, name: str) -> bool:
        """Tell whether a gene is called so, by symbol or an id, as they are written; without its modality too."""
        return any(name in known for known in (self._by_name, self._by_id, self._by_column))

    @cached_property
    def _by_name(self) -> dict[str, list[int]]:
        return _positions([self.names])

    @cached_property
    def id_by_name(self) -> dict[str, str]:
        """The ids of the genes that alone have their name."""
        ids = self.ids.tolist()
        return {name: ids[positions[0]] for name, positions in self._by_name.items() if len(positions) == 1}

    @cached_property
    def _by_id(self) -> dict[str, list[int]]:
        return _positions([self.ids])

    @cached_property
    def _by_column(self) -> dict[str, list[int]]:
        """Find genes by an id in a column of ``var``, or by their names without the modality."""
        found = _positions(self._other_ids)
        found.pop("", None)  # where there is no id
        return found

    @cached_property
    def _by_other_id(self) -> dict[str, list[int]]:
        """Find genes by an id in a column of ``var``, or what they are called without a version or a reference."""
        plain = [self.names] if self.names is self.ids else [self.names, self.ids]
        every = [*self._other_ids, *plain]
        found = dict(self._by_column)
        for change, mark in ((without_version, "."), (without_reference, "_"), (str.strip, " ")):
            changed = [[change(text) if mark in text else "" for text in texts] for texts in every]
            for name, positions in _positions(changed).items():
                found.setdefault(name, positions)
        found.pop("", None)  # where there is nothing to change: a name as it is comes first
        return found

    def _positions_of(self, name: str) -> list[int] | None:
        """Return the genes that a name may mean, the likeliest first; None: there is none."""
        for known in (self._by_name, self._by_id, self._by_other_id):
            if name in known:
                return known[name]
        plain = without_version(name)
        return None if plain == name or not plain else self._positions_of(plain)

    def find(self, name: str) -> Gene:
        """Return a gene by its symbol or one of its ids.

        A name that is there as it is written comes first, then an id in ``var["gene_ids"]`` and the like, then one
        without the version at its end or the reference genome before it. Of several with one symbol it is the one that
        has it as its id too, else the first; its ``note`` says so.

        Raises
        ------
        DataError
            There is no such gene; the nearest names are said.
        """
        positions = self._positions_of(name)
        if positions is None:
            raise DataError(f"There is no gene {name!r}.{self.suggestion(name)}")
        own = next((position for position in positions if self.ids[position] == name), positions[0])
        if name in self._by_name or (len(positions) > 1 and name not in self._by_id):
            return Gene(own, name, self.ids[own], len(positions))
        return self.gene(own)

    def gene(self, position: int) -> Gene:
        """Return a gene by its place."""
        return Gene(position, self.names[position], self.ids[position])

    def suggestion(self, name: str) -> str:
        """Return the end of a message about a gene that is not there: those that are called much like it."""
        return did_you_mean(name, self.search)

    def search(self, query: str, n: int = 20) -> list[Gene]:
        """Return the genes that a person typing this most likely means, the likeliest first.

        Those called exactly so come first, whether by symbol or by id, then those that begin so, then those with the
        text in them, then those that are spelt much like it (rapidfuzz's ratio, 70 of 100 or more; not without it).
        """
        return [gene for _, gene in self.hits(query, n)]

    def hits(self, query: str, n: int = 20) -> list[tuple[Rank, Gene]]:
        """Return what :meth:`search` does, each with how near it is: so hits in several tables can be put in order."""
        wanted = query.strip().lower()
        if not wanted or n < 1:
            return []
        wanted = without_version(wanted) if wanted not in self._lower[0] else wanted
        names = self._lower[0]
        found: dict[int, Rank] = {}
        tests: list[Callable[[str], bool]] = [
            wanted.__eq__,
            lambda text: text.startswith(wanted),
            lambda text: wanted in text,
        ]
        for kind, test in enumerate(tests):
            near = {position for texts in self._lower for position, text in enumerate(texts) if test(text)}
            # The shortest first: CD3 is nearer to CD3D than to CD300LB.
            ranks = {position: (kind, len(names[position]), names[position]) for position in near - found.keys()}
            found |= dict(sorted(ranks.items(), key=lambda item: (item[1], item[0])))
            if len(found) >= n:
                break
        if len(found) < n and len(wanted) > 1 and is_installed("rapidfuzz"):
            from rapidfuzz import fuzz, process

            near_names = process.extract(wanted, names, scorer=fuzz.ratio, limit=n, score_cutoff=70)
            for place, (_, score, position) in enumerate(near_names):
                found.setdefault(position, (len(tests), -score, f"{place:06}"))
        return [(rank, self._with_same(place, alike=rank[0] == len(tests))) for place, rank in list(found.items())[:n]]

    def n_without(self, others: Sequence[GeneNames]) -> int:
        """Return how many of the genes other tables have not, by name or id as they are written."""
        return sum(
            not any(other.has_exactly(own_id) or other.has_exactly(name) for other in others)
            for own_id, name in zip(self.ids, self.names, strict=True)
        )

    @cached_property
    def _lower(self) -> list[list[str]]:
        """Names, then ids, in lower case; names without the reference genome too, where some have it."""
        texts = [self.names] if self.names is self.ids else [self.names, self.ids]
        lower = [[name.lower() for name in each] for each in (*texts, *self._other_ids)]
        plain = [[without_reference(name) for name in each] for each in lower]
        return [*lower, *(after for before, after in zip(lower, plain, strict=True) if after != before)]

    def _with_same(self, position: int, *, alike: bool) -> Gene:
        name = self.names[position]
        return Gene(position, name, self.ids[position], len(self._by_name[name]), alike=alike)


def did_you_mean(name: str, search: Callable[[str, int], list[Gene]]) -> str:
    """Return the end of a message about a gene that is not there: those that a search finds for its name."""
    near = [gene.name for gene in search(name, 3)] if len(name) > 1 else []
    return f" Did you mean {some(near)}?" if near else ""


def _positions(columns: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    """Return the places of each text in some columns, in order, each once."""
    found: dict[str, list[int]] = {}
    for texts in columns:
        here: dict[str, list[int]] = {}
        for position, text in enumerate(texts):
            here.setdefault(text, []).append(position)
        for text, places in here.items():
            known = found.setdefault(text, places)
            if known != places:
                found[text] = list(dict.fromkeys([*known, *places]))
    return found
