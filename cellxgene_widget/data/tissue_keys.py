"""What the key of an embedding says: whether it is tissue, and which section of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: Words beside "spatial" in the names of places on tissue; any other ("spatial_pca") makes it an embedding like others.
_TISSUE_WORDS = frozenset(
    (
        "spatial", "coordinates", "coords", "xy", "2d", "3d", "centroid", "centroids", "fov", "global", "local",
        "um", "micron", "microns", "mm", "px", "pixel", "pixels", "fullres", "hires", "lowres",
        "aligned", "registered", "rotated", "scaled", "original", "raw",
    )
)  # fmt: skip


def section_key(key: str, section: str) -> str:
    """Write the key of one section of an embedding."""
    return f"{key}[{section}]"


def section_keys(key: str) -> Iterator[tuple[str, str]]:
    """Yield what a key may stand for: an embedding, and one section of it. Both may have brackets in their names."""
    if key.endswith("]"):
        for at, letter in enumerate(key):
            if letter == "[" and at:
                yield key[:at], key[at + 1 : -1]


def has_images(bare: str) -> bool:
    """Tell whether the images of libraries lie beneath an embedding: their scale factors are of its units."""
    return bare.removeprefix("X_") == "spatial"


def is_tissue(key: str) -> bool:
    """Tell whether an embedding is the places of cells on tissue, by its key: y is drawn downwards then.

    ``"spatial"`` is what squidpy, spatialdata and scanpy write, ``"X_spatial"`` what others do; also with the usual
    words for units and versions, as in ``"spatial_um"``, ``"spatial_fov"`` or ``"aligned_spatial"``.
    """
    words = [word for word in re.split(r"[\W_]+", key.removeprefix("X_").lower()) if word]
    return "spatial" in words and _TISSUE_WORDS.issuperset(words)
