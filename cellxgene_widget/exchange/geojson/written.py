"""A file of regions that was written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ...core.counted import counted


@dataclass(frozen=True, repr=False)
class WrittenRegions:
    """A file of regions; prints as a few lines, and can be given wherever a path can.

    Attributes
    ----------
    path
        The file.
    n_regions
        How many regions are in it.
    notes
        What the file can't hold of them, a sentence each; empty for GeoJSON.
    """

    path: Path
    n_regions: int
    notes: tuple[str, ...]

    def __fspath__(self) -> str:
        """Return the path as text."""
        return str(self.path)

    def __repr__(self) -> str:
        """Return the lines to print."""
        return "\n".join([f"Wrote {counted(self.n_regions, 'region')}: {self.path}", *self.notes])
