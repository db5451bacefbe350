"""Where the values of genes come from: X, the layers and raw, the one in use, and which of them has a gene."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from ..errors import DataError, some
from .counts import ValueLook
from .gene_names import Gene, did_you_mean
from .genes import GeneTable
from .stored import Places, X


class GeneLayers:
    """The layers of an AnnData, a :class:`GeneTable` each.

    One layer is in use: values come from there. A gene that it has not is found in the first other that has it (raw,
    then X, then the layers), as where X was cut to variable genes and raw has all; unless a layer was named, for then
    no other is meant.

    Parameters
    ----------
    places
        The layers there are.
    make
        Makes the table of a layer by its name, as :attr:`names` has it.
    layer
        The layer to use; None: X, or the first there is where X is missing.

    Raises
    ------
    DataError
        There is no such layer.
    """

    def __init__(self, places: Places, make: Callable[[str], GeneTable], layer: str | None = None) -> None:
        self._places = places
        self._make = make
        self._tables: dict[str, GeneTable] = {}
        self._n_genes: dict[str, int] = {}
        self.was_chosen = layer is not None
        """Whether someone named the layer in use."""
        self.in_use = self._first() if layer is None else self._made(places.full(layer, None))
        """The genes, with the values of the layer in use."""

    @property
    def names(self) -> list[str]:
        """Where values can be taken from: ``"X"``, the layers, ``"raw"``; of a MuData those of its modalities."""
        return self._places.names

    def table(self, layer: str | None = None) -> GeneTable:
        """Return the genes with the values of a layer; None: of the one in use.

        Raises
        ------
        DataError
            There is no such layer.
        """
        if layer is None:
            return self.in_use
        if not isinstance(layer, str):
            raise DataError(f"layer= takes the name of a layer, not {layer!r}. Layers: {some(self.names)}.")
        return self._made(self._places.full(layer, self.in_use.place))

    def _made(self, place: str) -> GeneTable:
        if place not in self._tables:
            self._tables[place] = self._make(place)
        return self._tables[place]

    def place_of(self, name: str, in_use: str | None = None) -> str:
        """Return the layer that a gene is found in, were ``in_use`` (None: the one that is) in use.

        For a gene that none has it is the one in use.
        """
        return self._found(name, self.table(in_use)).place

    def table_with(self, name: str, layer: str | None = None) -> GeneTable:
        """Return the table that the values of a gene come from: of the layer named, else as :meth:`place_of` says.

        It need not have the gene: then none has it, or the layer named has it not.

        Raises
        ------
        DataError
            There is no such layer.
        """
        return self._found(name, self.in_use) if layer is None else self.table(layer)

    def table_with_most(self, names: Collection[str], first: GeneTable | None = None) -> GeneTable:
        """Return the one table for several genes: ``first`` (by default that in use), unless another has more of them.

        Values of different layers are never mixed: of scaled and of raw ones there is no mean.
        """
        tables = list(self._by_turn(first or self.in_use))
        # max() takes the first of those that have as many
        return max(tables, key=lambda table: sum(name in table for name in names))

    def table_of_each(self, names: Collection[str], first: GeneTable) -> dict[str, GeneTable]:
        """Return the table of each gene: ``first``, but a gene of another modality comes from there.

        Values of two modalities may stand beside each other; those of two layers of one may not.
        """
        found: dict[str, GeneTable] = {}
        for name in names:
            table = self._found(name, first)
            found[name] = first if table.is_beside(first) else self._for_tests(table)
        return found

    def for_tests(self) -> GeneTable:
        """Return the table that tests take: the layer that someone named, else raw if there is one, as in scanpy.

        Unless raw looks like counts and the layer in use does not, as in downloads from CELLxGENE Discover: tests and
        fold changes take log-normalised values. Scaled ones in X are not better than counts in raw.
        """
        return self.in_use if self.was_chosen else self._for_tests(self.in_use)

    def _for_tests(self, table: GeneTable) -> GeneTable:
        place = self._places.raw_beside(table.place)
        if place is None:
            return table
        raw = self._made(place)
        return table if _look_of(raw) == "counts" and _look_of(table) == "other" else raw

    def has(self, name: str) -> bool:
        """Tell whether a gene is in any layer."""
        return name in self.table_with(name)

    def key_of(self, name: str, gene_id: str) -> str:
        """Return what to ask for a gene by, without naming its layer: its name, unless that finds another gene."""
        table = self.table_with(name)
        return name if name in table and table.find(name).id == gene_id else gene_id

    def keys_of(self, names: Sequence[str], ids: Sequence[str]) -> list[str]:
        """Return :meth:`key_of` for each of many genes, by name and id: all that there are, in a blink."""
        keys, left = list(names), list(range(len(names)))
        for table in self._by_turn(self.in_use):
            id_by_name, not_here = table.id_by_name, []
            for i in left:
                name = names[i]
                if name in id_by_name:
                    keys[i] = name if id_by_name[name] == ids[i] else ids[i]
                elif table.has_exactly(name):
                    keys[i] = self.key_of(name, ids[i])
                else:
                    not_here.append(i)
            left = not_here
        for i in left:
            keys[i] = self.key_of(names[i], ids[i])
        return keys

    def use(self, layer: str) -> None:
        """Take values from another layer from now on.

        Raises
        ------
        DataError
            There is no such layer.
        """
        self.in_use = self.table(layer)
        self.was_chosen = True

    def read_anew(self) -> None:
        """Forget what was read: the data changed. The layer in use stays so, if it is still there."""
        place = self.in_use.place
        self._tables.clear()
        self._n_genes.clear()
        self.in_use = self._made(place) if place in self.names else self._first()

    @property
    def n_genes(self) -> int:
        """How many genes there are, wherever."""
        place = self.in_use.place
        if place not in self._n_genes:
            tables = list(self._distinct())
            others = sum(table.n_without(tables[:number]) for number, table in enumerate(tables) if number)
            self._n_genes[place] = len(tables[0]) + others
        return self._n_genes[place]

    def search(self, query: str, n: int = 20) -> list[Gene]:
        """Return the genes, wherever they are, that a person typing this most likely means, the likeliest first.

        As :meth:`GeneNames.search` does, with a note on those that are not in the layer in use.
        """
        tables = list(self._distinct())
        found = [
            [(rank, gene.found_in(table.place if place and table.is_beside(tables[0]) else None))
             for rank, gene in table.hits(query, n)
             if not any(other.has_exactly(gene.id) or other.has_exactly(gene.name) for other in tables[:place])]
            for place, table in enumerate(tables)
        ]  # fmt: skip
        return [gene for _, gene in heapq.merge(*found, key=lambda hit: hit[0])][: max(n, 0)]

    def suggestion(self, name: str) -> str:
        """Return the end of a message about a gene that is not there: those that are called much like it."""
        return did_you_mean(name, self.search)

    def _found(self, name: str, first: GeneTable) -> GeneTable:
        """Return the table of a gene: one that has it as it is written, else one that has what it may stand for.

        Without a version or a reference a name means another gene where some layer has one of just this name.
        """
        for is_in in (lambda table: table.has_exactly(name), lambda table: name in table):
            table = next(filter(is_in, self._by_turn(first)), None)
            if table is not None:
                return table
        return first

    def _first(self) -> GeneTable:
        names = self.names
        # Without any values the genes are there all the same, by name.
        return self._made(names[0]) if names else self._make(X)

    def _by_turn(self, first: GeneTable) -> Iterator[GeneTable]:
        """Give the tables in the order in which a gene is looked for."""
        yield first
        yield from map(self._made, self._places.by_turn(first.place))

    def _distinct(self) -> Iterator[GeneTable]:
        """Give a table of each list of genes: X and the layers have the same."""
        seen: list[Any] = []
        for table in self._by_turn(self.in_use):
            if not any(table.ids is ids or table.ids.equals(ids) for ids in seen):
                seen.append(table.ids)
                yield table


def _look_of(table: GeneTable) -> ValueLook | None:
    """Return what values look like; None: there are no numbers, and who asks for them is told."""
    try:
        return table.look
    except DataError:
        return None
