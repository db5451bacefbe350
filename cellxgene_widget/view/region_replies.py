"""What is answered about regions on tissue; the mirror of ``js/src/wire/regionMessages.ts``."""

from typing import TypedDict


class OutlineState(TypedDict):
    """The outline of a label, by its code: of each polygon the corners of each ring.

    ``place``: the embedding it is on. The corners are beside it as float64, x and y interleaved, ring by ring.
    """

    code: int
    place: str
    polygons: list[list[int]]


class OutlinesReply(TypedDict):
    """The outlines of a category."""

    outlines: list[OutlineState]


class ReadRegionsReply(TypedDict):
    """The regions that were made, and what was passed over, a sentence each."""

    revision: int
    message: str
    notes: list[str]


class RegionsFileReply(TypedDict):
    """What the file is called that comes beside this, and what it can't hold of the regions, a sentence each."""

    name: str
    notes: list[str]
