"""What is answered for a first look; the mirror of ``js/src/wire/sampleMessages.ts``."""

from typing import TypedDict


class SampleReply(TypedDict):
    """How many cells the sample has (0: all come at once); beside it coordinates, then what they are coloured by.

    ``category``: the id of the category of labels that they are coloured by; None: it is none. ``levels``: of the
    column that it is instead. ``dtype``: of the codes; None: there are none, as of numbers.
    """

    n: int
    category: int | None
    dtype: str | None
    levels: list[str] | None
