"""The verbs that make, change and read gene sets."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ...core.given_paths import given_path
from ...core.names import clean_name
from ...core.uninterrupted import uninterrupted
from ...data.gene_sets import GeneSet, parse_gene_sets, sets_of_mapping
from ...draft.store import DraftStore
from ...errors import DataError, LabelError
from ...selection.selector import Selector
from ..columns import Columns
from ..events import DraftChanged, Events, GeneSetsChanged, Selected
from ..gene_sets import PREFIX, GeneSets
from ..shown import Shown
from ..working_draft import WorkingDraft


class GeneSetVerbs:
    """Gene sets of the draft. They are no edits: undo leaves them alone, earlier versions of their file are kept."""

    def __init__(
        self,
        gene_sets: GeneSets,
        columns: Columns,
        shown: Shown,
        selector: Selector,
        store: DraftStore,
        draft: WorkingDraft,
        events: Events,
    ) -> None:
        self._gene_sets = gene_sets
        self._columns = columns
        self._shown = shown
        self._selector = selector
        self._store = store
        self._draft = draft
        self._events = events

    def gene_sets(self) -> dict[str, list[str]]:
        """The genes of each set, by name; ``color="set: NAME"`` shows the mean of one."""
        return {name: list(each.genes) for name, each in self._gene_sets.sets.items()}

    def unknown_genes(self) -> dict[str, list[str]]:
        """By set the genes that are not in the data. They are kept, and left out of means."""
        return self._gene_sets.unknown_genes()

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
        if made.name in self._gene_sets.sets:
            raise LabelError(f"There is a gene set {made.name!r} already: use change_gene_set() to add genes to it.")
        self._take([*self._gene_sets.sets.values(), made])
        return self._gene_sets.unknown_genes().get(made.name, [])

    def change_gene_set(
        self,
        name: str,
        *,
        add: object = (),
        remove: object = (),
        rename: str | None = None,
        description: str | None = None,
    ) -> list[str]:
        """Add genes to a set, take some out, give it another name or description.

        The file of gene sets beside the draft is written; no label is changed, and :meth:`undo` is not about it.

        Parameters
        ----------
        name
            The set.
        add, remove
            Genes, one or several.
        rename, description
            What it is called from now on, and what it is said to be of.

        Returns
        -------
        list of str
            Genes of the set that are not in the data: they are kept, and left out of its mean.

        Raises
        ------
        DataError
            There is no such set, or it has not the genes to take out.
        LabelError
            Another set has the new name.
        """
        former = self._gene_sets.find(name)
        name = former.name
        changed = former.with_genes(add, remove)
        if description is not None:
            changed = replace(changed, description=" ".join(description.split()))
        if rename is not None:
            changed = replace(changed, name=clean_name(rename, "gene set"))
            if changed.name != name and changed.name in self._gene_sets.sets:
                raise LabelError(f"There is a gene set {changed.name!r} already.")
        sets = [changed if each.name == name else each for each in self._gene_sets.sets.values()]
        others = [changed.name] if changed.genes != former.genes else []
        self._take(sets, others, renamed=(PREFIX + name, PREFIX + changed.name))
        return self._gene_sets.unknown_genes().get(changed.name, [])

    def delete_gene_set(self, name: str) -> None:
        """Take a gene set away, also in the file beside the draft. No label is changed.

        Parameters
        ----------
        name
            The set.

        Raises
        ------
        DataError
            There is none of this name.
        """
        name = self._gene_sets.find(name).name
        self._take([each for other, each in self._gene_sets.sets.items() if other != name], [name])

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
            path = given_path(source, "read_gene_sets()", DataError)
            try:
                read = parse_gene_sets(path.read_bytes(), f"The file {str(path)!r}")
            except OSError as error:
                raise DataError(f"The file {str(path)!r} can't be read: {error.strerror or error}.") from error
        else:
            raise DataError("read_gene_sets() takes a file, or a dict such as {'T cells': ['CD3D', 'CD3E']}.")
        before_all = self._gene_sets.sets
        sets = dict(before_all)
        for each in read:
            before = sets.get(each.name)
            sets[each.name] = each if before is None else replace(
                before.with_genes(each.genes), about={**each.about, **before.about}
            )  # fmt: skip
        taken = {each.name for each in read}
        changed = [name for name in taken & before_all.keys() if before_all[name].genes != sets[name].genes]
        self._take(sets.values(), changed)
        return list(
            dict.fromkeys(g for name, genes in self._gene_sets.unknown_genes().items() if name in taken for g in genes)
        )

    def _take(
        self, sets: Iterable[GeneSet], changed: Iterable[str] = (), *, renamed: tuple[str, str] | None = None
    ) -> None:
        """Have these sets from now on, whole or not at all, and tell of it.

        Parameters
        ----------
        sets
            All of them.
        changed
            Those with other genes, or gone: filters on their means become picked cells.
        renamed
            The former and the present name of the column of one.
        """
        self._store.require_writable()
        self._draft.ensure_named()
        columns = {PREFIX + name for name in changed}
        taken = selected = False
        try:
            with uninterrupted():
                self._gene_sets.put(sets)
                if renamed is not None and renamed[0] != renamed[1]:
                    self._shown.color_renamed(*renamed)
                    selected = self._selector.renamed(*renamed)
                selected = self._selector.values_changing(columns.__contains__, self._columns.layer_of) or selected
                self._shown.drop_what_data_lost()
                taken = True
        finally:  # also when the stop button was pressed meanwhile: who shows it must know
            if taken:
                if selected:
                    self._events.publish(Selected())
                self._events.publish(DraftChanged())
                self._events.publish(GeneSetsChanged())
