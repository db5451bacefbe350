"""What an import of predictions brought."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.counted import counted, one_or_more
from ..errors import some
from .predictions.formats import BY_PEOPLE


@dataclass(frozen=True, repr=False)
class Imported:
    """What :meth:`cellxgene_widget.Session.import_labels` brought; prints as a few lines.

    Attributes
    ----------
    category
        The category of the labels.
    by, source
        The tool, and where its labels are from.
    n_labels, n_labelled, n_cells
        How many labels there are, and on how many of the cells of the data.
    n_missing
        Cells of the data that are not in the source.
    n_unknown, unknown
        Cells of the source that are not in the data, and the names of some.
    score
        The column of numbers with the scores; None: there are none.
    n_terms
        Labels that have a term of the Cell Ontology, as the source says it.
    notes
        What else a person should know, as sentences.
    """

    category: str
    by: str
    source: str
    n_labels: int
    n_labelled: int
    n_cells: int
    n_missing: int
    n_unknown: int
    unknown: tuple[str, ...]
    score: str | None
    n_terms: int
    notes: tuple[str, ...]

    @property
    def summary(self) -> str:
        """What was brought, in a phrase: ``8 labels on 690 of 700 cells``."""
        return f"{counted(self.n_labels, 'label')} on {self.n_labelled:,} of {counted(self.n_cells)}"

    @property
    def details(self) -> list[str]:
        """What there is to know besides, as sentences."""
        lines = []
        if self.score is not None:
            lines.append(f"Their scores are the numbers {self.score!r}.")
        if self.n_missing:
            n = self.n_missing
            lines.append(
                f"{counted(n)} of the data {one_or_more(n, 'is', 'are')} not in the source: "
                f"{one_or_more(n, 'it has', 'they have')} no label."
            )
        if self.n_unknown:
            n = self.n_unknown
            lines.append(
                f"{counted(n)} of the source {one_or_more(n, 'is', 'are')} not in the data and "
                f"{one_or_more(n, 'was', 'were')} passed over ({some(self.unknown, 3)}"
                f"{' ...' if n > len(self.unknown) else ''})."
            )
        if self.n_terms:
            lines.append(f"{counted(self.n_terms, 'label')} came with a term of the Cell Ontology.")
        return [*lines, *self.notes]

    def __repr__(self) -> str:
        """Return the lines to print."""
        how = "given" if self.by in BY_PEOPLE else "predicted"
        return "\n".join(
            [
                f"Imported {self.category!r}, {how} by {self.by} ({self.source})",
                f"  {self.summary}",
                *(f"  {line}" for line in self.details),
            ]
        )
