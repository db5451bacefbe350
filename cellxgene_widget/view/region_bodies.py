"""What the front end may ask about regions on tissue; the mirror of ``js/src/wire/regionMessages.ts``."""

from typing import Any, Literal, NotRequired, TypedDict


class KeepRegionBody(TypedDict):
    """Keep what the lassos of a recipe enclose as a region."""

    name: str
    category: str
    recipe: list[dict[str, Any]]


class OutlinesBody(TypedDict):
    """The outlines of a category, by its id."""

    category: int


class ReadRegionsBody(TypedDict):
    """Make regions of a file: one where the kernel runs, or one whose bytes come beside this, by what it is called.

    ``basis``: the embedding shown; ``scale``: what one unit of the file is in its units.
    """

    category: str
    path: NotRequired[str]
    file: NotRequired[str]
    basis: NotRequired[str]
    scale: NotRequired[float]


class RegionsFileBody(TypedDict):
    """The regions of a category as a file."""

    category: str
    format: Literal["geojson", "xenium"]
