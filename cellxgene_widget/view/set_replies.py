"""What the front end is told of named sets of cells; see :mod:`.replies`."""

from typing import Literal, TypedDict

from ..session.named_sets import SetRow


class SetsEvent(TypedDict):
    """There are other named sets of cells: these."""

    event: Literal["sets"]
    sets: list[SetRow]
