"""The verbs that make, change and read gene sets, and their means as columns."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...core.names import clean_name
from ...data.columns import Column, NumberColumn
from ...data.gene_sets import GeneSet, parse_gene_sets, sets_of_mapping
from ...data.genes import CACHE_BYTES, GeneTable
from ...draft.gene_set_file import GeneSetFile
from ...errors import DataError, LabelError, some
from ...labels.annotations import Category
from ..core import verb
from .dots import DotVerbs

#: A column of this name is the mean of a set: ``set: T cells``.
PREFIX = "set: "


class GeneSetVerbs(DotVerbs):
    """Gene sets of the draft. They are no edits: undo leaves them alone, earlier versions of their file are kept."""

    _sets: dict[str, GeneSet]
    _set_file: GeneSetFile
    _sets_unsaved = False

    @property
    def gene_sets(self) -> dict[str, list[str]]:
        """The genes of each set, by name."""
        return {name: list(each.genes) for name, each in self._sets.items()}

    @property
    def unknown_genes(self) -> dict[str, list[str]]:
        """By set the genes that are not in the data. They are kept, and left out of means."""
        genes = self.cells.genes
        missing = {name: [gene for gene in each.genes if gene not in genes] for name, each in self._sets.items()}
        return {name: unknown for name, unknown in missing.items() if unknown}

    @verb
    def create_gene_set(self, name: str, genes: object = (), *, description: str = "") -> list[str]:
        """Make a gene set; return those of its genes that are not in the data (they are kept).

        Parameters
        ----------
        name
            Its name.
        genes
            Symbols or ids, as a list, or as text between commas, blanks or line ends.
        description
            What it stands for.

        Raises
        ------
        LabelError
            There is a set of this name, or it can't be one.
        DataError
            The genes are no names.
        """
        made = GeneSet.of(name, genes, description)
        if made.name in self._sets:
            raise LabelError(f"There is a gene set {made.name!r} already: use change_gene_set() to add genes to it.")
        self._put({**self._sets, made.name: made})
        self._tell_sets()
        return self.unknown_genes.get(made.name, [])

    @verb
    def change_gene_set(
        self,
        name: str,
        *,
        add: object = (),
        remove: object = (),
        rename: str | None = None,
        description: str | None = None,
    ) -> list[str]:
        """Add genes to a set, take some out, give it another name or description; return those not in the data.

        Raises
        ------
        DataError
            There is no such set, or it has not the genes to take out.
        LabelError
            Another set has the new name.
        """
        former = self._find_set(name)
        changed = former.with_genes(add, remove)
        if description is not None:
            changed = replace(changed, description=" ".join(description.split()))
        if rename is not None:
            changed = replace(changed, name=clean_name(rename, "gene set"))
            if changed.name != name and changed.name in self._sets:
                raise LabelError(f"There is a gene set {changed.name!r} already.")
        self._put({(changed if each.name == name else each).name: changed if each.name == name else each
                   for each in self._sets.values()})  # fmt: skip
        if self.color == PREFIX + name:
            self.color = PREFIX + changed.name
        if changed.name != name and self._chooser.renamed(PREFIX + name, PREFIX + changed.name):
            self._tell_selected()
        self._tell_sets(*([changed.name] if changed.genes != former.genes else []))
        return self.unknown_genes.get(changed.name, [])

    @verb
    def delete_gene_set(self, name: str) -> None:
        """Take a gene set away."""
        self._find_set(name)
        self._put({other: each for other, each in self._sets.items() if other != name})
        if self.color == PREFIX + name:
            self.color = self.category
        self._tell_sets(name)

    @verb
    def read_gene_sets(self, source: object) -> list[str]:
        """Take in gene sets: of a name that is there already the genes are added to it.

        Parameters
        ----------
        source
            A file (cellxgene's CSV of gene sets, or GMT), what is in one as ``bytes``, or a dict from name to genes.

        Returns
        -------
        list of str
            Those of the genes that are not in the data. They are kept.

        Raises
        ------
        DataError
            There is no such file, or it holds no gene sets; nothing is taken in.
        """
        if isinstance(source, Mapping):
            read = sets_of_mapping(source)
        elif isinstance(source, bytes):
            read = parse_gene_sets(source, "The file")
        elif isinstance(source, str | os.PathLike):
            path = Path(source).expanduser()
            try:
                read = parse_gene_sets(path.read_bytes(), f"The file {str(path)!r}")
            except OSError as error:
                raise DataError(f"The file {str(path)!r} can't be read: {error.strerror or error}.") from error
        else:
            raise DataError("read_gene_sets() takes a file, or a dict such as {'T cells': ['CD3D', 'CD3E']}.")
        sets = dict(self._sets)
        for each in read:
            before = sets.get(each.name)
            sets[each.name] = each if before is None else replace(
                before.with_genes(each.genes), about={**each.about, **before.about}
            )  # fmt: skip
        taken = {each.name for each in read}
        changed = [name for name in taken & self._sets.keys() if self._sets[name].genes != sets[name].genes]
        self._put(sets)
        self._tell_sets(*changed)
        return list(dict.fromkeys(g for name, genes in self.unknown_genes.items() if name in taken for g in genes))

    def column(self, name: str, layer: str | None = None) -> Column:
        """Return a column of ``obs``, the values of a gene, or by ``set: NAME`` the mean of the genes of a set."""
        if self._is_set(name):
            return self._mean(self._find_set(name.removeprefix(PREFIX)), self.cells.genes_in(layer))
        return self.cells.column(name, layer)

    def column_or_category(self, name: str, layer: str | None = None) -> Column | Category:
        """Return a category of labels, or what :meth:`column` does, looked for in this order."""
        return self._annotations.find(name) if name in self._annotations.names else self.column(name, layer)

    def _genes_behind(self, name: str, table: GeneTable) -> list[str]:
        of = self._sets.get(name.removeprefix(PREFIX))
        if of is None or not name.startswith(PREFIX) or self.cells.has(name):
            return super()._genes_behind(name, table)
        genes = [gene for gene in of.genes if gene in table]
        if table.has_mean(genes):
            return []
        return genes[: max(1, CACHE_BYTES // (4 * self.cells.n_cells))]

    def has_column(self, name: str) -> bool:
        """Tell whether there is anything of this name to colour by."""
        if name in self._annotations.names or self.cells.has(name):
            return True
        return name.startswith(PREFIX) and name.removeprefix(PREFIX) in self._sets

    def check_column(self, name: str, layer: str | None = None) -> None:
        """Check that there is something of this name to colour by; values that take long to get are not read for it.

        Raises
        ------
        DataError, LabelError
            There is none, or it can't be used for colour.
        """
        if self._is_set(name) and self.is_slow(name, layer):
            self._known_genes(self._find_set(name.removeprefix(PREFIX)), self.cells.genes_in(layer))
        else:
            super().check_column(name, layer)

    @verb
    def use_layer(self, layer: str) -> None:
        """Take the values of genes from another layer, for the plot, histograms, filters and means of sets alike.

        Cells that were selected by a filter on a gene stay selected: what it let pass is picked instead, and the recipe
        names the layer its range was in.

        Parameters
        ----------
        layer
            A layer, ``"X"`` or ``"raw"``: one of :attr:`layers`.

        Raises
        ------
        DataError
            There is no such layer; all stays as it was.
        """
        if self.cells.genes_in(layer) is self.cells.genes:
            self.cells.layer_was_chosen = True
            return
        reselected = self._chooser.values_changing(self.is_of_genes, self.layer_of)
        self.cells.use_layer(layer)
        if self.color is not None and not self.has_column(self.color):
            self.color = self.category
        if reselected:
            self._tell_selected()
        self._tell(lambda listener: listener.layer_changed())

    def set_table(self) -> list[dict[str, Any]]:
        """Return the gene sets as the view shows them: ``name, description``, and of each gene ``name, known``."""
        genes = self.cells.genes
        return [
            {
                "name": each.name,
                "description": each.description,
                "genes": [{"name": gene, "known": gene in genes} for gene in each.genes],
            }
            for each in self._sets.values()
        ]

    def _is_set(self, name: str) -> bool:
        return name.startswith(PREFIX) and not self.cells.has(name)

    def _known_genes(self, of: GeneSet, genes: GeneTable) -> list[str]:
        known = [gene for gene in of.genes if gene in genes]
        if not known:
            raise DataError(f"None of the genes of the set {of.name!r} is in the data: it has no mean.")
        return known

    def _mean(self, of: GeneSet, genes: GeneTable) -> NumberColumn:
        return NumberColumn(PREFIX + of.name, genes.mean(self._known_genes(of, genes)))

    def _find_set(self, name: str) -> GeneSet:
        if name not in self._sets:
            raise DataError(f"There is no gene set {name!r}. Gene sets: {some(self._sets)}.")
        return self._sets[name]

    def _read_own_sets(self) -> None:
        """Read the sets that lie beside the draft."""
        self._set_file = GeneSetFile(self._keeper.draft)
        self._sets = {each.name: each for each in self._set_file.read()}

    def _put(self, sets: dict[str, GeneSet]) -> None:
        self._keeper.require_writable()
        if self._keeper.draft.path is None:
            self._name_draft(self.suggested_name)
        self._sets = sets
        self._sets_unsaved = True
        self._save_sets()

    def _tell_sets(self, *changed: str) -> None:
        """Tell of other sets; filters on the means of those whose genes changed become picked cells."""
        columns = {PREFIX + name for name in changed}
        if self._chooser.values_changing(columns.__contains__, self.layer_of):
            self._tell_selected()
        self.kept()
        self._tell(lambda listener: listener.gene_sets_changed())

    @property
    def gene_sets_path(self) -> Path | None:
        """The file of the gene sets; None as long as the draft has no name."""
        return self._keeper.draft.gene_sets_path

    def _save_sets(self) -> None:
        if self._sets_unsaved:
            self._sets_unsaved = not self._set_file.write(self._sets.values())

    def _name_draft(self, name: str) -> None:
        super()._name_draft(name)
        self._save_sets()

    @property
    def _set_warnings(self) -> list[str]:
        said: list[Any] = [self._set_file.problem, self._set_file.notice]
        return [sentence for sentence in said if sentence]
