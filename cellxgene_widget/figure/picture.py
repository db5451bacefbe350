"""The Figure that people get: without pyplot, shown in a notebook all the same, its text kept as text when saved."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from .look import Look


class Picture(Figure):
    """A matplotlib Figure like any other.

    Two things are its own. ``savefig`` to SVG or PDF keeps text as text, so that it can be searched, and changed in a
    drawing program, unless matplotlib was set to something else by hand. And a notebook shows it, also where nobody
    imported pyplot.
    """

    def savefig(self, fname: Any, **options: Any) -> None:
        """Save as ``matplotlib.figure.Figure.savefig`` does."""
        with _text_as_text():
            super().savefig(fname, **options)

    def _repr_png_(self) -> bytes:
        """Return the picture for a notebook; where pyplot is in use its own settings go first."""
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", bbox_inches="tight")
        return buffer.getvalue()


def new_picture(size: tuple[float, float], look: Look, dpi: float | None = None) -> Picture:
    """Return an empty picture; ``size`` in inches, ``dpi`` by default what matplotlib is set to."""
    out = Picture(figsize=size, dpi=dpi, layout="compressed", facecolor=look.background)
    FigureCanvasAgg(out)
    out.get_layout_engine().set(w_pad=0.08, h_pad=0.08)  # type: ignore[union-attr, call-arg]
    if look.transparent:
        out.patch.set_alpha(0)
    return out


@contextlib.contextmanager
def _text_as_text() -> Iterator[None]:
    """Change matplotlib's settings while a person saves, as ``savefig`` itself does; theirs go first."""
    wanted: dict[Any, Any] = {"svg.fonttype": "none", "pdf.fonttype": 42, "ps.fonttype": 42}
    unchanged = {key: value for key, value in wanted.items() if mpl.rcParams[key] == mpl.rcParamsDefault[key]}
    with mpl.rc_context(unchanged):
        yield
