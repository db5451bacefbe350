"""The verbs that draw what is shown, for papers and talks: as a matplotlib Figure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from ...data.pairs import Basis
from ...errors import DataError
from ...statistics.ordering import RowOrder
from ..pictures import Pictures

if TYPE_CHECKING:
    from matplotlib.figure import Figure
else:
    Figure = Any  # matplotlib takes long to import: it is when the first picture is made


class PictureVerbs:
    """Pictures as the view shows them. Drawn without the session's lock: one may label meanwhile."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures

    def figure(
        self,
        *,
        basis: Basis | None = None,
        color: str | None = None,
        beside: Basis | None = None,
        names: bool = True,
        legend: bool = True,
        counts: bool = True,
        title: str | None = None,
        selected: bool = False,
        limits: Sequence[float] | None = None,
        vmin: float | None = None,
        vmax: float | None = None,
        cmap: str | None = None,
        point_size: float = 1.0,
        opacity: float = 1.0,
        image: float = 1.0,
        outlines: bool = True,
        size: Sequence[float] | None = None,
        dpi: float | None = None,
        theme: Literal["light", "dark"] | None = None,
    ) -> Figure:
        """Draw the current picture as a matplotlib Figure, in the look of the view.

        Fonts, their sizes, dpi and, without a theme, the colors of background and text are those that matplotlib is set
        to (``plt.rcParams``, ``sc.set_figure_params``). It is made without pyplot: no figure stays open. Saved as SVG
        or PDF, text stays text; up to 20,000 cells are points that a drawing program can take hold of, more are an
        image.

        Parameters
        ----------
        basis, color
            The embedding (or two names, for their plot) and what to color by; by default as shown.
        beside
            A second embedding, drawn at the right of the first.
        names, legend, counts
            Whether there are names at the centres of labels (of up to 100 labels), a legend, and numbers of cells.
        title
            By default what cells are colored by; ``""``: none.
        selected
            Whether the selected cells are outlined and the others faded.
        limits
            Left, right, lowest and highest place shown, in the units of the embedding; by default all cells.
        vmin, vmax, cmap
            What the ends of the colors of a number mean, by default its 1st and 99th percentile; and the color map.
        point_size, opacity
            Factors of what the view would take for so many cells.
        image
            Opacity of the image of tissue beneath the cells, 0 to 1 (0: without it), where there is one.
        outlines
            Whether the regions on tissue are drawn, where there are some.
        size
            Width and height in inches; by default what matplotlib is set to, (8, 6) where nobody set it.
        dpi
            Pixels to an inch; None: what matplotlib is set to.
        theme
            ``"light"`` or ``"dark"``, as the view; by default the colors of matplotlib.

        Returns
        -------
        matplotlib.figure.Figure
            With one Axes, or two; the scale of a number has one more.

        Raises
        ------
        DataError
            There is no such embedding or column.
        AnnotationError
            An option can't be.
        """
        from ...figure.cells import Style

        shown = self._pictures.color_shown if color is None else color
        style = Style(
            title=str(shown or "") if title is None else title, names=names, legend=legend, counts=counts, size=size,
            dpi=dpi, theme=theme, point_size=point_size, opacity=opacity, image=image,
            outlines=outlines,
        )  # fmt: skip
        return self._pictures.of_cells(
            style,
            bases=[basis] if beside is None else [basis, beside],
            limits=[limits] if beside is None else [limits, None],
            color=color,
            selected=selected,
            cmap=cmap,
            ends=(vmin, vmax),
        )

    def dot_figure(
        self,
        genes: str | Sequence[str],
        *,
        by: str | None = None,
        layer: str | None = None,
        scaled: bool = False,
        order: RowOrder = "label",
        cmap: str | None = None,
        legend: bool = True,
        counts: bool = True,
        title: str = "",
        size: Sequence[float] | None = None,
        dpi: float | None = None,
        theme: Literal["light", "dark"] | None = None,
    ) -> Figure:
        """Draw the dot plot as a matplotlib Figure, in the look of the view; :meth:`dotplot` is scanpy's own.

        Parameters
        ----------
        genes
            Names or ids.
        by
            A category of labels, or a column of ``obs`` with categories; by default the category in use.
        layer
            As in :meth:`markers`.
        scaled
            Whether the colors of each gene go from its lowest mean to its highest.
        order
            Rows in the order of labels, or ``"clustered"`` by their means.
        cmap
            A color map of matplotlib, by default what that is set to.
        legend, counts
            Whether sizes and colors are explained, and the numbers of cells told.
        title
            A title.
        size
            Width and height in inches; by default what the table needs.
        dpi, theme
            As in :meth:`figure`.

        Returns
        -------
        matplotlib.figure.Figure
            The first Axes has the dots.

        Raises
        ------
        DataError
            There is no such gene or column.
        """
        from ...figure.cells import Style

        wanted = [genes] if isinstance(genes, str) else list(genes)
        if not wanted:
            raise DataError("dot_figure() needs genes, such as dot_figure(['CD3D', 'CD79A']).")
        style = Style(title=title, legend=legend, counts=counts, size=size, dpi=dpi, theme=theme)
        return self._pictures.of_dots(wanted, style, by=by, layer=layer, scaled=scaled, order=order, cmap=cmap)
