"""A session follows its AnnData, which the notebook changes in place: by the names of the cells, never by position."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from ..core.cell_names import respelled
from ..core.counted import counted, one_or_more
from ..core.recipe_step import columns_in, embeddings_in
from ..core.uninterrupted import uninterrupted
from ..data.cells import CellTable
from ..data.watch import DataChange
from ..errors import DataError
from ..selection.selector import Selector
from ..statistics.comparison import Comparer
from .columns import Columns
from .events import DataChanged, Edited, Event, Events, Selected
from .made_columns import MadeColumns
from .recipes import Recipes
from .shown import Shown
from .shown_part import ShownPart
from .working_draft import WorkingDraft

#: What the sentence on other cells is kept under, beside notes on columns and genes.
_CELLS = "(cells)"
#: That on a section of tissue that is not shown alone any more.
_SECTION = "(section)"


class Following:
    """Looks whether the data changed, before anything is read of it or given to it.

    Parameters
    ----------
    table
        What is shown of the data.
    draft, selector, shown, part, columns, made, recipes, comparer
        What rests on it.
    events
        Told of a change.
    """

    def __init__(
        self,
        table: CellTable,
        draft: WorkingDraft,
        selector: Selector,
        shown: Shown,
        part: ShownPart,
        columns: Columns,
        made: MadeColumns,
        recipes: Recipes,
        comparer: Comparer,
        events: Events,
    ) -> None:
        self._table = table
        self._draft = draft
        self._selector = selector
        self._shown = shown
        self._part = part
        self._columns = columns
        self._made = made
        self._recipes = recipes
        self._comparer = comparer
        self._events = events
        self._pinned = False
        # Counted, not noted: a run may end, on another thread, in the very moment of a look.
        self._n_runs = self._n_looked_after = 0
        events.subscribe(self._went_on)

    @contextmanager
    def pinned(self) -> Iterator[None]:
        """Refuse other cells meanwhile: what a page sent in positions is about those of the last look.

        A cell of the notebook may change the data while a request is answered on another thread.
        """
        self._pinned = True
        try:
            yield
        finally:
            self._pinned = False

    def notebook_ran(self) -> None:
        """Look next at all columns of ``obs``, not just at those in use: a cell of it may have changed them."""
        self._n_runs += 1

    def look(self) -> None:
        """Follow what changed since the last look; call it with the session's lock.

        Where cells went, came, were reordered or renamed the selection is let go; labels go with the names, and those
        of cells that are gone stay in the draft. Where values changed the cells selected stay the same.

        Raises
        ------
        DataError
            The data can't be shown as it is now; nothing is changed then, here or on disk.
        """
        with uninterrupted():
            n_runs = self._n_runs
            in_use = {*self._selector.filtered, *(columns_in(self._part.now.recipe) if self._part.now else ())}
            section = self._section()
            change = self._table.look(in_use, thorough=n_runs > self._n_looked_after)
            self._n_looked_after = n_runs
            if not change:
                return
            if change.cells:
                if self._pinned:
                    raise DataError(
                        "The data changed at this very moment: nothing was done. Look again, and repeat it."
                    )
                self._draft.require_about(self._table.names_now())
                self._take_cells()
            else:
                self._take_values(change)
            self._comparer.forget()
            self._shown.drop_what_data_lost()
            if section is not None and self._section() != section:
                self._table.notes[_SECTION] = (
                    f"The section {section!r} is not shown alone any more: the data does not tell now which cells are "
                    "of it. A lasso takes cells of all sections."
                )
        self._events.publish(DataChanged(change))

    def _section(self) -> str | None:
        """Return the section of tissue that is shown alone, or would be; None: all are."""
        obsm = self._table.obsm
        return obsm.split(self._shown.embedding)[1] or obsm.sections.library_id

    def _take_cells(self) -> None:
        before = self._table.obs_names
        self._table.take_cells()
        self._draft.follow()
        places = respelled(before, self._table.obs_names).get_indexer(self._table.obs_names)
        self._selector.move(places)
        self._made.move(places)
        lone, self._part.now = self._part.now, None
        n, gone = self._table.n_cells, len(before.difference(self._table.obs_names, sort=False))
        left = (
            f"{gone:,} {one_or_more(gone, 'is', 'are')} gone (their labels stay in the draft)"
            if gone
            else "they have other places or names"
        )
        lost = " Nothing is selected any more." if self._selector.has_lost_cells else ""
        whole = f" All are shown again, not only the {counted(lone.n)} of before." if lone else ""
        self._table.notes[_CELLS] = f"The data has changed: {counted(n)} now; {left}.{lost}{whole}"

    def _went_on(self, event: Event) -> None:
        # Who selects or labels goes on with the cells as they are now: what was said of the change is over.
        if isinstance(event, Selected | Edited):
            self._table.notes.pop(_CELLS, None)
            self._table.notes.pop(_SECTION, None)

    def _take_values(self, change: DataChange) -> None:
        def has_changed(column: str) -> bool:
            if self._columns.is_category(column):
                return False
            return column in change.columns or (change.genes and self._columns.is_of_genes(column))

        self._selector.values_changing(has_changed, self._columns.layer_of)
        part = self._part.now
        if part is None:
            return
        names = columns_in(part.recipe)
        # components of an array that is gone are told by nothing else
        is_moved = embeddings_in(part.recipe) or not all(map(self._table.has, names))
        if any(map(has_changed, names)) or (change.embeddings and is_moved):
            # the same cells go on being shown, so what is selected among them must be told by what finds them still
            is_slow = any(map(self._columns.is_slow, names))
            recipe = self._recipes.naming(part.mask) if is_slow else self._recipes.lasting(part.recipe, part.mask)
            self._part.now = replace(part, recipe=recipe)
