"""How many micrometres a unit of places on tissue is, where something says so."""

from __future__ import annotations

import re

from .embeddings import Embeddings
from .tissue_keys import has_images

#: Micrometres to a unit, by the word for it in the name of places.
_UNITS = {"um": 1.0, "micron": 1.0, "microns": 1.0, "mm": 1000.0}


def microns_per_unit(obsm: Embeddings, basis: str, section: str | None) -> float | None:
    """Return how many micrometres one unit of an embedding of tissue is; None: nothing says so.

    Its name may (``"spatial_um"``); else the library's scale factors, as Space Ranger writes them for Visium HD. Those
    of other Visium tell only how large a spot is drawn, which is not what it measures.

    Parameters
    ----------
    obsm
        The embeddings, with the libraries of their sections.
    basis, section
        A key of ``obsm``, and a section of it; None: all of it.
    """
    bare = basis.rpartition(":")[2]
    for word in re.split(r"[\W_]+", bare.lower()):
        if word in _UNITS:
            return _UNITS[word]
    if not has_images(bare):
        return None
    tissue = obsm.sections.tissue
    names = [name for name in tissue.names if section in (None, name)]
    scales = {tissue.library(name).microns_per_unit for name in names}
    return scales.pop() if len(scales) == 1 else None
