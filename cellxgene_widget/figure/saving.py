"""A picture as the bytes of a file, on any thread, whatever the notebook does with matplotlib meanwhile.

matplotlib keeps its settings once for the whole process. ``rc_context`` would change them under a cell that draws at
the same time, and take back what that cell sets. So they are only read here: the two writers that ask for settings
(whether text stays text) are private copies of matplotlib's modules, which see these settings as we want them.
"""

from __future__ import annotations

import functools
import importlib.util
import io
import sys
from collections import ChainMap
from typing import Any, Literal, get_args

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from ..errors import AnnotationError
from .picture import Picture

Format = Literal["png", "svg", "pdf"]

#: Pixels of a PNG at the most: they take 4 bytes each, more than once.
MOST_PIXELS = 80_000_000
_SETTINGS: dict[str, object] = {"svg.fonttype": "none", "pdf.fonttype": 42, "pdf.use14corefonts": False}


def written(picture: Picture, kind: Format, dpi: float) -> bytes:
    """Return a picture as a file.

    Parameters
    ----------
    picture
        Nobody else may have it: its dpi are changed.
    kind
        The file's format.
    dpi
        Pixels to an inch: of a PNG, and of what is an image in the others.

    Raises
    ------
    AnnotationError
        There is no such format, or the image would have too many pixels.
    """
    if kind not in get_args(Format):
        raise AnnotationError(f"A picture is saved as 'png', 'svg' or 'pdf', not {kind!r}.")
    width, height = (round(side * dpi) for side in picture.get_size_inches())
    if width * height > MOST_PIXELS:
        raise AnnotationError(
            f"A picture of {width:,} by {height:,} pixels is too large: choose a smaller scale, or PDF or SVG at 1x."
        )
    picture.set_dpi(dpi)
    buffer = io.BytesIO()
    if kind == "png":
        canvas = FigureCanvasAgg(picture)
        canvas.draw()  # type: ignore[no-untyped-call]
        pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
        Image.fromarray(pixels).save(buffer, "png", dpi=(dpi, dpi))
    elif kind == "svg":
        # a date would make two files of one picture differ
        _writer("svg").FigureCanvasSVG(picture).print_svg(buffer, metadata={"Date": None})
    else:
        _writer("pdf").FigureCanvasPdf(picture).print_pdf(buffer)
    return buffer.getvalue()


class _Settings:
    """matplotlib, with some settings of our own in it."""

    def __getattr__(self, name: str) -> Any:
        return ChainMap(_SETTINGS, mpl.rcParams) if name == "rcParams" else getattr(mpl, name)


@functools.cache
def _writer(kind: Literal["svg", "pdf"]) -> Any:
    """Return a private copy of matplotlib's module that writes such files."""
    origin = importlib.util.find_spec(f"matplotlib.backends.backend_{kind}")
    assert origin is not None and origin.origin is not None  # noqa: S101, PT018 - a part of matplotlib
    name = f"matplotlib.backends._backend_{kind}_of_cellxgene_widget"  # in its package: it imports from there
    spec = importlib.util.spec_from_file_location(name, origin.origin)
    assert spec is not None and spec.loader is not None  # noqa: S101, PT018
    module: Any = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # it looks itself up there
    spec.loader.exec_module(module)
    module.mpl = _Settings()
    return module
