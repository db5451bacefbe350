"""What a file of outlines says: names, colors and polygons, whatever its dialect."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...labels.regions.region import Polygon

#: Regions of one file: more are cells, not regions of tissue.
MAX_REGIONS = 500


@dataclass(frozen=True)
class Outline:
    """One outline of a file.

    Attributes
    ----------
    name
        What it is called there; None: nothing.
    color
        As ``#rrggbb``; None: the file does not say.
    polygons
        In the units of the file.
    basis, section
        The embedding and the section of tissue, where the file says them.
    """

    name: str | None
    color: str | None
    polygons: tuple[Polygon, ...]
    basis: str | None = None
    section: str | None = None


@dataclass
class Outlines:
    """All outlines of a file, in its order, and what was passed over, by what it is."""

    found: list[Outline] = field(default_factory=list)
    passed_over: dict[str, int] = field(default_factory=dict)

    def pass_over(self, what: str) -> None:
        """Count one that is no region."""
        self.passed_over[what] = self.passed_over.get(what, 0) + 1

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences on what was passed over."""
        return tuple(f"Passed over {n:,} of the file: {what}." for what, n in self.passed_over.items())
