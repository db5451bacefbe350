"""Words for cells that are no cell type: those that the Cell Annotation Platform keeps for them."""

from __future__ import annotations

#: What each is for. The words are CAP's reserved labels, but for its "NA", which stands for no label at all.
RESERVED: dict[str, str] = {
    "doublets": "two cells or more in one droplet",
    "junk": "damaged cells, debris, empty droplets",
    "unknown": "cells that nothing tells what they are",
}


#: Greys, as no cell type is meant; not the one of cells without a label.
_GREYS = {"doublets": "#8a9099", "junk": "#666c75", "unknown": "#a5abb4"}


def color_of_reserved(label: str) -> str | None:
    """Return the grey of a word for cells that are no cell type; None: it is another label."""
    return _GREYS.get(label.casefold())


def is_reserved(label: str) -> bool:
    """Tell whether a label is a word for cells that are no cell type, however it is capitalized."""
    return label.casefold() in RESERVED
