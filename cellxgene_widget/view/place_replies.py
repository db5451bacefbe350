"""What the front end is told of the places of cells: embeddings, and the images that lie beneath some.

The mirror of ``js/src/wire/placeMessages.ts``.
"""

from typing import TypedDict


class EmbeddingInfo(TypedDict):
    """An embedding, how many cells have no place in it, and whether y grows downwards in it, as on tissue.

    ``of`` is its key in obsm; where it is one ``section`` of tissue, ``n_elsewhere`` cells are of others, and are not
    among those missing. ``library``: whose image lies beneath; ``overlap``: a sentence on
    sections that lie over each other; ``axes``: what three or more components are called;
    ``made``: in this session only.
    """

    key: str
    name: str
    n_missing: int
    y_down: bool
    of: str
    section: str | None
    n_elsewhere: int
    library: str | None
    overlap: str | None
    axes: list[str]
    made: bool


class TissueImageInfo(TypedDict):
    """An image of tissue: its name, the kind of file, pixels, and pixels to one unit of the coordinates."""

    name: str
    mime: str
    width: int
    height: int
    scale: float


class TissueImageReply(TypedDict):
    """The image of a library, None if there is none; what of it was passed over, and why. The file is beside it."""

    library: str
    spot_diameter: float | None
    why: list[str]
    image: TissueImageInfo | None
