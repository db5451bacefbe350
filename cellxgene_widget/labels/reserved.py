"""Words for cells that are no cell type: those that the Cell Annotation Platform keeps for them."""

from __future__ import annotations

#: What each is for. The words are CAP's reserved labels, but for its "NA", which stands for no label at all.
RESERVED: dict[str, str] = {
    "doublets": "two cells or more in one droplet",
    "junk": "damaged cells, debris, empty droplets",
    "unknown": "cells that nothing tells what they are",
}


def is_reserved(label: str) -> bool:
    """Tell whether a label is a word for cells that are no cell type, however it is capitalized."""
    return label.casefold() in RESERVED
