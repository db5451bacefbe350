"""Pictures to take away: what is shown, as arrays taken under the lock and drawn without it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ..core.plain_numbers import is_number
from ..data.cells import CellTable
from ..data.columns import CategoryColumn, NumberColumn
from ..data.embeddings import embedding_title
from ..data.pairs import Basis, pair_of
from ..errors import AnnotationError
from ..labels.category import Category
from ..labels.history import History
from ..scene.cells import Beneath, Labels, Outline, Pane, Values
from ..selection.selector import Selector
from ..statistics.ordering import RowOrder
from .columns import Columns
from .dot_tables import DotTables
from .following import Following
from .gate import Gate
from .picture_words import words_of
from .shown import Shown
from .shown_part import ShownPart

if TYPE_CHECKING:
    from PIL.Image import Image

    from ..figure.cells import Style
    from ..figure.picture import Picture

Extent = Sequence[float]
Progress = Callable[[float], None]
Ends = tuple[float | None, float | None]


def _nobody(_: float) -> None:
    """Hear of no progress."""


class Pictures:
    """Makes pictures of what the session shows; matplotlib is imported when the first Figure is made.

    Parameters
    ----------
    table, columns, history, shown, selector, dots, part
        The cells, what they can be colored by, the labels, what is in use, which cells are selected, means by label,
        and which cells are shown alone.
    following
        Asked whether the data changed.
    gate
        Held while arrays are taken, not while they are drawn.
    """

    def __init__(
        self,
        table: CellTable,
        columns: Columns,
        history: History,
        shown: Shown,
        selector: Selector,
        dots: DotTables,
        part: ShownPart,
        following: Following,
        gate: Gate,
    ) -> None:
        self._table = table
        self._columns = columns
        self._history = history
        self._shown = shown
        self._selector = selector
        self._dots = dots
        self._part = part
        self._following = following
        self._gate = gate

    @property
    def color_shown(self) -> str | None:
        """What cells are colored by."""
        return self._shown.color

    def of_cells(
        self,
        style: Style,
        *,
        bases: Sequence[Basis | None] = (None,),
        limits: Sequence[Extent | None] = (None,),
        color: str | None = None,
        selected: bool = False,
        cmap: str | None = None,
        ends: Ends = (None, None),
        progress: Progress = _nobody,
    ) -> Picture:
        """Return a picture of cells in one embedding or two; see ``Session.figure``.

        Parameters
        ----------
        style
            What is drawn beside the cells, and how.
        bases, limits
            Each embedding (None: the one shown), and left, right, lowest and highest place (None: all cells).
        color
            What cells are colored by, by default as shown.
        selected
            Whether the selected cells are set off.
        cmap, ends
            The color map of numbers, and what its ends mean (None: the 1st and 99th percentile).
        progress
            Told the part that is done while the picture is saved, 0 to 1; may raise to stop.
        """
        from ..figure.cells import figure_of_cells

        extents = [None if each is None else _extent(each) for each in limits]
        wanted: list[Basis] = [self._shown.embedding if basis is None else basis for basis in bases]
        name = self._shown.color if color is None else color
        names = [axis for basis in wanted for axis in pair_of(basis) or ()] + ([name] if name is not None else [])
        self._columns.read_ahead(names)
        with self._gate.lock:
            self._gate.require_open()
            self._following.look()
            panes = [self._pane(basis, extent, name) for basis, extent in zip(wanted, extents, strict=True)]
            coloring = None if name is None else self._coloring(name)
            mask = self._selector.mask.copy() if selected and self._selector.n else None
            part = self._part.now
        if isinstance(coloring, Values):
            coloring = Values(coloring.values, _ends(coloring.ends, ends), cmap)
        if style.image > 0:
            panes = [self._on_image(pane, basis, style.image) for pane, basis in zip(panes, wanted, strict=True)]
        return figure_of_cells(panes, coloring, mask, style, progress, None if part is None else part.mask)

    def still(self, most: int) -> tuple[Image, str]:
        """Return a picture of what is shown, made quickly, without matplotlib, and what is to be seen on it.

        Parameters
        ----------
        most
            How many cells are drawn at the most; of more, a random sample.
        """
        from ..scene.still import still_of_cells

        name = self._shown.color
        basis = self._shown.embedding
        self._columns.read_ahead([*(pair_of(basis) or ()), *([] if name is None else [name])])
        with self._gate.lock:
            self._gate.require_open()
            self._following.look()
            pane = self._pane(basis, None, name)
            coloring = None if name is None else self._coloring(name)
            part = self._part.now
            words = self._words(basis, name, coloring)
        image = still_of_cells(pane, coloring, name or "", most, None if part is None else part.mask)
        return image, words

    def in_words(self) -> str:
        """Return what the picture of the cells shows now: "UMAP of 700 cells coloured by louvain: 0 112, 1 98"."""
        name = self._shown.color
        if name is not None:
            self._columns.read_ahead([name])
        with self._gate.lock:
            self._gate.require_open()
            return self._words(self._shown.embedding, name, None if name is None else self._coloring(name))

    def _words(self, basis: Basis, name: str | None, coloring: Labels | Values | None) -> str:
        key = self._columns.find_basis(basis)
        pair = self._columns.pair(key)
        title = " against ".join(pair[::-1]) if pair is not None else embedding_title(key)
        return words_of(title, self._table.n_cells, name, coloring)

    def _on_image(self, pane: Pane, basis: Basis, opacity: float) -> Pane:
        """Put the image of its tissue beneath, if it has one. Reads the image: not to be done under the lock."""
        obsm = self._table.obsm
        library = obsm.library_beneath(self._columns.find_basis(basis)) if pane.y_down else None
        image = None if library is None else obsm.sections.images.drawn(library)
        return pane if image is None else replace(pane, beneath=Beneath(image.data, image.scale, min(1.0, opacity)))

    def of_dots(
        self,
        genes: Sequence[str],
        style: Style,
        *,
        by: str | None = None,
        layer: str | None = None,
        scaled: bool = False,
        order: RowOrder = "label",
        cmap: str | None = None,
        progress: Progress = _nobody,
    ) -> Picture:
        """Return a dot plot; see ``Session.dot_figure``."""
        from ..figure.dots import figure_of_dots

        by = self._shown.named_or_in_use(None) if by is None else by
        table = self._dots.by_label(genes, by=by, layer=layer, order=order, progress=progress)
        none = "unassigned" if self._columns.is_category(by) else "no value"
        return figure_of_dots(table, style, scaled=scaled, none=none, cmap=cmap)

    def _pane(self, basis: Basis, limits: tuple[float, float, float, float] | None, color: str | None) -> Pane:
        key = self._columns.find_basis(basis)
        points = self._columns.coordinates(key)
        pair = self._columns.pair(key)
        if pair is not None:
            one_array = self._columns.is_of_one_array(key)
            return Pane(points, *pair, is_pair=True, is_even=one_array, limits=limits)
        title = embedding_title(key)
        is_tissue = self._table.obsm.is_tissue(key)
        outlines = self._outlines(key, color) if is_tissue else ()
        return Pane(points, f"{title} 1", f"{title} 2", y_down=is_tissue, limits=limits, outlines=outlines)

    def _outlines(self, key: str, color: str | None) -> list[Outline]:
        """Return the outlines of regions on tissue; the names of what cells are colored by stand over the cells."""
        basis, section = self._table.obsm.split(key)
        return [
            Outline("" if category.name == color else label.name, label.color, list(label.region.rings))
            for category in self._history.annotations.categories
            for label in category.labels
            if label.region is not None
            and label.region.basis == basis
            and (section is None or label.region.section in (None, section))
        ]

    def _coloring(self, name: str) -> Labels | Values:
        found = self._columns.column_or_category(name)
        if isinstance(found, NumberColumn):
            summary = found.summary()
            low, high = summary["low"], summary["high"]
            return Values(found.values, None if low is None or high is None else (low, high))
        if isinstance(found, CategoryColumn):
            return Labels(found.levels, found.colors, found.codes, "no value")
        return self._own(found)

    def _own(self, category: Category) -> Labels:
        codes: npt.NDArray[np.integer] = category.in_label_order()[: self._table.n_cells]
        names, colors = ([label.name for label in category.labels], [label.color for label in category.labels])
        return Labels(names, colors, codes, "unassigned")


def _extent(limits: Extent) -> tuple[float, float, float, float]:
    """Return limits as left, right, lowest, highest.

    Raises
    ------
    AnnotationError
        They are none.
    """
    try:
        left, right, low, high = (float(end) for end in limits)
    except (TypeError, ValueError, OverflowError):
        left = right = low = high = math.nan
    if not (left < right and low < high and all(map(math.isfinite, (left, right, low, high)))):
        raise AnnotationError(
            "limits= takes left, right, lowest and highest place in the units of the embedding, such as "
            f"(-5, 10, 0, 8), not {limits!r}."
        )
    return left, right, low, high


def _ends(usual: tuple[float, float] | None, wanted: Ends) -> tuple[float, float] | None:
    """Return what the ends of a color map mean.

    Raises
    ------
    AnnotationError
        The lower one is not below the other, or is no number.
    """
    if usual is None:
        return None
    low, high = (mine if its is None else its for mine, its in zip(usual, wanted, strict=True))
    if not (is_number(low) and is_number(high) and (low < high or wanted == (None, None))):
        raise AnnotationError(f"vmin= and vmax= take two numbers, the lower one first, not {low!r} and {high!r}.")
    return float(low), float(high)
