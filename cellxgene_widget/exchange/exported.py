"""What an export made, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..core.counted import counted

Format = Literal["cas", "cap", "cellxgene"]
#: What a format is called, and what the names of its files end in.
FORMATS: dict[Format, tuple[str, str]] = {
    "cas": ("Cell Annotation Schema (CAS) JSON", ".json"),
    "cap": ("an .h5ad with the columns of the Cell Annotation Platform (CAP)", ".h5ad"),
    "cellxgene": ("an .h5ad with the columns of CELLxGENE's schema 7.1", ".h5ad"),
}


@dataclass(frozen=True, repr=False)
class Exported:
    """What an export made; prints as a few lines.

    Attributes
    ----------
    path
        The file.
    format
        Of it.
    categories
        Those that are in it.
    n_labels, n_labelled, n_cells
        How many labels there are, and on how many of the cells.
    missing
        What those whom the format is of want besides, a sentence each.
    notes
        What else a person should know.
    """

    path: Path
    format: Format
    categories: tuple[str, ...]
    n_labels: int
    n_labelled: int
    n_cells: int
    missing: list[str]
    notes: list[str]

    @property
    def summary(self) -> str:
        """What was written, in a phrase: ``3 labels on 214 of 700 cells``."""
        return f"{counted(self.n_labels, 'label')} on {self.n_labelled:,} of {counted(self.n_cells)}"

    def __repr__(self) -> str:
        """Return the lines to print."""
        kind, _ = FORMATS[self.format]
        names = ", ".join(map(repr, self.categories))
        lines = [
            f"Exported {names} as {kind}: {self.path}",
            f"  {self.summary}",
            *(f"  {note}" for note in self.notes),
        ]
        if self.missing:
            lines += [
                "  Still to be said or done, for nothing is made up here:",
                *(f"    {one}" for one in self.missing),
            ]
        return "\n".join(lines)
