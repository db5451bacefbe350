"""The verb that brings labels in: predictions of tools, and what colleagues gave."""

from __future__ import annotations

from ...core.arguments import LabelSource
from ...errors import DataError
from ...exchange.imported import Imported
from ..importer import Importer, Wanted


class ImportVerbs:
    """Labels of others, as a category of one's own."""

    def __init__(self, importer: Importer) -> None:
        self._importer = importer

    def import_labels(
        self,
        source: LabelSource,
        *,
        category: str | None = None,
        label: str | None = None,
        score: str | None = None,
        by: str | None = None,
        replace: bool = False,
    ) -> Imported:
        """Make a category of labels that a tool predicted, or a colleague gave; their scores become numbers to show.

        celltypist, popV, Azimuth, Seurat, MapMyCells, CyteType, CELLxGENE and drafts (of cellxgene and of this program)
        are known by the names of their columns; of anything else ``label=`` says which column has the labels. Cells are
        matched by name, never by position, but for a column of ``obs``. Labels keep their words. What celltypist left
        ``Unassigned`` has no label. Terms that the source itself names are set; others are for :meth:`propose_terms`.

        The category is marked as predicted: by what, from where, and when. It is one edit, which undo takes back; the
        data, and what is on disk besides the draft, are not changed.

        Parameters
        ----------
        source
            The name of a column of ``obs``; a Series or DataFrame, with the names of the cells in its index or in a
            column; or a path: CSV or TSV, packed by gzip or not, or the folder that celltypist writes.
        category
            What the category is called; by default as the tool is, such as ``"celltypist"``.
        label, score
            The columns of labels and scores, in place of those that the source is recognized by. Scores need not be
            from 0 to 1: counts, as popV's, stay counts, and the column says so.
        by
            Who or what the labels are by, if the source does not tell.
        replace
            Let the labels take the place of those that a category of this name has.

        Returns
        -------
        Imported
            The category, how many cells have a label, which cells of the source are not in the data, the column of
            scores, and notes; prints well.

        Raises
        ------
        DataError
            The source can't be read, names no cell of the data or one twice, or no column of it has labels: the message
            names those there are. Nothing is changed.
        LabelError
            There is such a category already, or a label has an impossible name.
        DraftError
            The draft is open elsewhere.
        """
        given = {"category": category, "label": label, "score": score, "by": by}
        for option, value in given.items():
            if value is not None and not isinstance(value, str):
                raise DataError(f"{option}= takes a text, not {value!r}.")
        return self._importer.of_source(source, Wanted(**given, replace=replace is True))
