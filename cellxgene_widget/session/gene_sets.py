"""The gene sets of a draft: by name, as means, and on disk."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypedDict

from ..core.names import composed
from ..data.cells import CellTable
from ..data.columns import NumberColumn
from ..data.gene_sets import GeneSet
from ..data.genes import CACHE_BYTES, GeneTable
from ..draft.draft import Draft
from ..draft.gene_set_file import GeneSetFile
from ..errors import DataError, some

#: A column of this name is the mean of a set: ``set: T cells``.
PREFIX = "set: "


class GeneOfSet(TypedDict):
    """A gene of a set, and whether it is in the data."""

    name: str
    known: bool


class GeneSetRow(TypedDict):
    """A gene set as the view shows it."""

    name: str
    description: str
    genes: list[GeneOfSet]


class GeneSets:
    """Gene sets. They are no edits: undo leaves them alone, earlier versions of their file are kept.

    Parameters
    ----------
    table
        Has the genes.
    place
        Where the draft is, and the file of the sets beside it.
    """

    def __init__(self, table: CellTable, place: Draft) -> None:
        self._table = table
        self._place = place
        self._file = GeneSetFile(place)
        self._sets: dict[str, GeneSet] = {}
        self._unsaved = False

    @property
    def sets(self) -> dict[str, GeneSet]:
        """The sets by name, in order."""
        return dict(self._sets)

    @property
    def path(self) -> Path | None:
        """The file of the sets; None as long as the draft has no name."""
        return self._place.gene_sets_path

    @property
    def warnings(self) -> list[str]:
        """What a person should know of the file, as sentences."""
        return [sentence for sentence in (self._file.problem, self._file.notice) if sentence]

    def read(self) -> None:
        """Read the sets that lie beside the draft."""
        self._file = GeneSetFile(self._place)
        self._sets = {each.name: each for each in self._file.read()}

    def put(self, sets: Iterable[GeneSet]) -> None:
        """Have these sets from now on, and write them."""
        self._sets = {each.name: each for each in sets}
        self._unsaved = True
        self.save()

    def save(self) -> None:
        """Write the sets if they are not written yet; if that fails :attr:`warnings` says so."""
        if self._unsaved:
            self._unsaved = not self._file.write(self._sets.values())

    def find(self, name: str) -> GeneSet:
        """Return a set by its name.

        Raises
        ------
        DataError
            There is none.
        """
        name = composed(name)
        if name not in self._sets:
            raise DataError(f"There is no gene set {name!r}. Gene sets: {some(self._sets)}.")
        return self._sets[name]

    def unknown_genes(self) -> dict[str, list[str]]:
        """Return by set the genes that are not in the data. They are kept, and left out of means."""
        layers = self._table.gene_layers
        missing = {name: [gene for gene in each.genes if not layers.has(gene)] for name, each in self._sets.items()}
        return {name: unknown for name, unknown in missing.items() if unknown}

    def table(self) -> list[GeneSetRow]:
        """Return the sets as the view shows them."""
        layers = self._table.gene_layers
        return [
            {
                "name": each.name,
                "description": each.description,
                "genes": [{"name": gene, "known": layers.has(gene)} for gene in each.genes],
            }
            for each in self._sets.values()
        ]

    # -- as columns

    def of_column(self, name: str) -> GeneSet | None:
        """Return the set that a column is the mean of; None if there is none.

        A column of ``obs`` or a gene of this name comes first.
        """
        if not name.startswith(PREFIX) or self._table.has(name):
            return None
        return self._sets.get(composed(name.removeprefix(PREFIX)))

    def is_column(self, name: str) -> bool:
        """Tell whether a name can only stand for the mean of a set, of one that there is or not."""
        return name.startswith(PREFIX) and not self._table.has(name)

    def column(self, name: str, layer: str | None) -> NumberColumn:
        """Return the mean of a set by the name of its column.

        Raises
        ------
        DataError
            There is no such set, or none of its genes is in the data.
        """
        of = self.find(name.removeprefix(PREFIX))
        genes = self.genes_of(of, layer)
        mean = genes.mean(_known(of, genes))
        if layer is None:
            self._table.note_elsewhere(PREFIX + of.name, genes)
        return NumberColumn(PREFIX + of.name, mean)

    def check(self, name: str, layer: str | None) -> None:
        """Check that :meth:`column` will give one, without reading a value; raises as it does."""
        of = self.find(name.removeprefix(PREFIX))
        _known(of, self.genes_of(of, layer))

    def genes_of(self, of: GeneSet, layer: str | None, in_use: str | None = None) -> GeneTable:
        """Return the one table that the mean of a set is taken from.

        The layer named, else the one in use (or ``in_use``), unless another has more of the genes: values of different
        layers are never mixed in a mean.
        """
        layers = self._table.gene_layers
        return layers.table_with_most(of.genes, layers.table(in_use)) if layer is None else layers.table(layer)

    def genes_to_read(self, of: GeneSet, genes: GeneTable) -> list[str]:
        """Return the genes that must be read for the mean of a set, as many as fit into memory."""
        known = [gene for gene in of.genes if gene in genes]
        if genes.has_mean(known):
            return []
        return known[: max(1, CACHE_BYTES // (4 * self._table.n_cells))]


def _known(of: GeneSet, genes: GeneTable) -> list[str]:
    known = [gene for gene in of.genes if gene in genes]
    if not known:
        raise DataError(f"None of the genes of the set {of.name!r} is in the data: it has no mean.")
    return known
