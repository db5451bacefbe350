"""What a page for a colleague shows: chosen by the person, or what speaks for the labels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np

from ..core.names import composed
from ..data.cells import CellTable
from ..data.columns import ColumnInfo, describe
from ..errors import AnnotationError, DataError, ExportError
from ..exchange.page.page import PackedPage, packed_page
from ..exchange.page.subject import LabelMarkers, PageGene, PageSubject
from ..exchange.subject import chosen
from ..labels.beside import labels_of, require_labels
from ..labels.category import Category, as_now
from ..labels.history import History
from ..labels.nesting import with_descendants
from .columns import Columns
from .gate import Gate
from .marker_tables import MarkerTables
from .shown import Shown
from .working_draft import WorkingDraft

#: Genes that a page has unasked.
USUAL_GENES = 50
#: Columns and embeddings that it has unasked.
_USUAL_COLUMNS, _USUAL_EMBEDDINGS = 30, 4
_MARKERS_EACH = 25
_MOST_MARKED = 200

Names = str | Sequence[str] | None
Progress = Callable[[float], None]


class PageMaker:
    """Collects what goes into a page. Read under the lock, computed and packed without it.

    Parameters
    ----------
    gate, table, history, columns, shown, markers, draft
        Held; where what is shown is from.
    """

    def __init__(
        self,
        gate: Gate,
        table: CellTable,
        history: History,
        columns: Columns,
        shown: Shown,
        markers: MarkerTables,
        draft: WorkingDraft,
    ) -> None:
        self._gate = gate
        self._table = table
        self._history = history
        self._columns = columns
        self._shown = shown
        self._markers = markers
        self._draft = draft

    def packed(
        self,
        *,
        genes: Names = None,
        columns: Names = None,
        category: Names = None,
        title: str | None = None,
        progress: Progress = lambda _: None,
    ) -> PackedPage:
        """Return the page, ready to be written; see :meth:`Session.to_html`.

        Raises
        ------
        AnnotationError
            There is no such gene, column or category, or the page would be too large.
        """
        if title is not None and not isinstance(title, str):
            raise ExportError(f"title= takes text, not {title!r}.")
        with self._gate.lock:
            self._gate.require_open()
            seen = self._table.n_changes
            categories = [as_now(each) for each in self._chosen(category)]
            subject = self._without_values(categories, columns, title)
            color = self._shown.color
        progress(0.05)
        subject = replace(subject, markers=self._markers_of(categories, lambda done: progress(0.05 + 0.6 * done)))
        wanted = self._genes_named(genes) if genes is not None else self._usual_genes(subject, color)
        self._columns.read_ahead(wanted)
        progress(0.75)
        with self._gate.lock:
            self._gate.require_open()
            subject = replace(subject, genes=[self._gene(name) for name in wanted])
            self._table.check_unchanged()
            if self._table.n_changes != seen:
                raise DataError("The data changed meanwhile: nothing was written. Write the page again.")
            known = {*(info.name for info, _ in subject.columns), *(each.name for each in categories)}
            known |= {name for gene in subject.genes for name in (gene.key, gene.name)}
        first = subject.category or next((info.name for info, _ in subject.columns), None)
        return packed_page(replace(subject, color=color if color in known else first))

    def _chosen(self, category: Names) -> list[Category]:
        if category is None:  # a page without labels is one to begin with
            return labels_of(self._history.annotations.categories)
        if isinstance(category, list | tuple) and not category:
            return []
        found = list(chosen(self._history.annotations, category))
        for each in found:
            require_labels(each)
        return found

    def _without_values(self, categories: Sequence[Category], columns: Names, title: str | None) -> PageSubject:
        in_use = self._shown.category
        names = [each.name for each in categories]
        shown = self._shown.embedding
        infos = [info for info in self._table.obsm.describe() if info.section is None or info.key == shown]
        infos.sort(key=lambda info: info.key != shown)
        kept = infos[:_USUAL_EMBEDDINGS]
        return PageSubject(
            title=title.strip() if title and title.strip() else self._table.title,
            dataset=self._table.title,
            n_cells=self._table.n_cells,
            fingerprint=self._table.fingerprint,
            names=self._table.obs_names,
            draft=self._draft.id,
            revision=self._history.revision,
            embedding=kept[0].key,
            color=None,
            category=in_use if in_use in names else (names[0] if names else None),
            layer=self._columns.layer,
            most_labels=self._columns.max_category_items,
            # beneath tissue there is no image: it would be most of the file
            embeddings=[(replace(info, library=None), self._columns.coordinates(info.key).copy()) for info in kept],
            columns=[(info, self._columns.column(info.name)) for info in self._columns_named(columns)],
            genes=(),
            categories=categories,
            markers=(),
        )

    def _columns_named(self, columns: Names) -> list[ColumnInfo]:
        if columns is None:
            offered, _ = self._columns.describe()
            return [info for info in offered if not self._columns.is_made(info.name)][:_USUAL_COLUMNS]
        found = []
        for name in _listed(columns, "columns"):
            if self._columns.is_category(name):
                raise ExportError(f"{name!r} is a category of labels: name it with category=.")
            if self._columns.is_of_genes(name):
                if self._table.gene_layers.has(name):
                    raise ExportError(f"{name!r} is a gene: name it with genes=.")
                self._columns.check_column(name)
            found.append(describe(self._columns.column(name)))
        return found

    def _genes_named(self, genes: Names) -> list[str]:
        names = _listed(genes, "genes")
        with self._gate.lock:
            for name in names:
                if not self._columns.is_of_genes(name):
                    raise ExportError(f"{name!r} is no gene, but a column: name it with columns=.")
                self._columns.check_column(name)
        return names

    def _usual_genes(self, subject: PageSubject, color: str | None) -> list[str]:
        """Return the gene that is shown, those kept as evidence, and the first markers of each label by turns."""
        named = [color] if color is not None and self._table.gene_layers.has(color) else []
        labels = [label for category in subject.categories for label in category.labels]
        named += [one.id for label in labels for one in label.evidence]
        tables = [one.table for one in subject.markers]
        ranked: Iterable[str] = (
            table.attrs["keys"][rank]
            for rank in range(_MARKERS_EACH)
            for table in tables
            if rank < len(table) and table["scores"].iloc[rank] > 0
        )
        kept: dict[str, None] = {}
        for name in (*named, *ranked):
            if len(kept) < USUAL_GENES and self._columns.is_of_genes(name) and self._table.gene_layers.has(name):
                kept[name] = None
        return list(kept)

    def _gene(self, key: str) -> PageGene:
        # not as a column is read: what there is to know of a gene is noted then, and nobody looks at it here
        table = self._table.gene_layers.table_with(key)
        at = table.find(key).position
        return PageGene(str(table.names[at]), str(table.ids[at]), key, table.values(key))

    def _markers_of(self, categories: Sequence[Category], progress: Progress) -> list[LabelMarkers]:
        if not self._table.gene_layers.n_genes:
            return []
        labels = [(category, label) for category in categories for label in category.labels][:_MOST_MARKED]
        found: list[LabelMarkers] = []
        for number, (category, label) in enumerate(labels):
            progress(number / len(labels))
            names = with_descendants(category, [label.name])
            members = tuple(each.code for each in category.labels if each.name in names)
            mask = np.isin(category.codes[: self._table.n_cells], members)
            if np.count_nonzero(mask) < 2 or np.count_nonzero(~mask) < 2:
                continue
            try:
                table = self._markers.of_selection(cells=mask, n_genes=_MARKERS_EACH, samples=None, quick=True)
            except DataError:
                raise
            except AnnotationError:  # too few of these cells have values: there is nothing to compare
                continue
            found.append(LabelMarkers(category.id, label.name, members, table))
        return found


def _listed(names: Names, argument: str) -> list[str]:
    given = [names] if isinstance(names, str) else names
    if not isinstance(given, list | tuple) or not all(isinstance(name, str) for name in given):
        raise ExportError(f"{argument}= takes names, such as {argument}=['CD3E'], not {names!r}.")
    return list(dict.fromkeys(composed(name) for name in given))
