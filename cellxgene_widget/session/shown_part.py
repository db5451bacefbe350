"""The part of the cells that is shown alone: looked at, not filtered. Labels and selections are of all cells still."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..core.cell_sets import Mask
from ..core.recipe_step import Step
from . import origin


@dataclass(frozen=True, eq=False)
class Part:
    """Cells that are shown alone.

    Attributes
    ----------
    mask
        One truth value a cell; never to be changed in place.
    recipe
        The steps that find them again, wherever they are run.
    name
        Tells this part from others, on the wire: what a page was asked to select is about the part it showed.
    """

    mask: Mask
    recipe: Sequence[Step]
    name: str

    @property
    def n(self) -> int:
        """Number of cells shown."""
        return int(np.count_nonzero(self.mask))


class ShownPart:
    """Owns the part that is shown.

    Attributes
    ----------
    now
        The part; None: all cells are shown.
    """

    def __init__(self) -> None:
        self.now: Part | None = None
        self._numbers: Iterator[int] = itertools.count(1)

    def take(self, mask: Mask, recipe: Sequence[Step]) -> None:
        """Show only these cells."""
        self.now = Part(mask, recipe, origin.request.get() or f"code-{next(self._numbers)}")
