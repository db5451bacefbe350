"""The verb that makes a page of the view, for somebody without Python."""

from __future__ import annotations

import os
from collections.abc import Sequence

from ...exchange.page.page import WrittenPage, write_page
from ...exchange.targets import target_for
from ..kept_files import KeptFiles
from ..page_maker import PageMaker


class PageVerbs:
    """The view in a file of its own."""

    def __init__(self, pages: PageMaker, kept: KeptFiles) -> None:
        self._pages = pages
        self._kept = kept

    def to_html(
        self,
        path: str | os.PathLike[str],
        *,
        genes: str | Sequence[str] | None = None,
        columns: str | Sequence[str] | None = None,
        category: str | Sequence[str] | None = None,
        title: str | None = None,
        overwrite: bool = False,
    ) -> WrittenPage:
        """Write the view as one file that opens without Python and without a network: a page for a colleague.

        They look at the cells, color, filter and select them, give labels and write comments, and save what they did
        as an answer, which :meth:`take_answer` brings in. Nothing of this session is changed by it.

        The names of the cells travel with the page, and it has no password: whoever has the file can read all that is
        in it. Images of tissue are not in it.

        Parameters
        ----------
        path
            The file to make, ``.html``.
        genes
            The genes that can be looked at, by name or id; by default those kept as evidence and the first markers of
            the labels, 50 at most.
        columns
            The columns of ``obs``, or of those made in this session; by default those of ``obs`` that the view offers,
            30 at most. None: ``[]``.
        category
            Which categories of labels; by default all. None: ``[]``.
        title
            What stands above it; by default the name of the data.
        overwrite
            Replace a file that is there. The data file, and drafts of anybody, are never replaced.

        Returns
        -------
        WrittenPage
            The file, its size and what is in it; prints well. Of 100,000 cells with 50 genes it has 12 MB at most: if
            need be numbers are rounded, which is said; coordinates never are.

        Raises
        ------
        ExportError
            The place can't be, or the page would be too large: then it says what would help. Nothing is written.
        DataError, LabelError
            There is no such gene, column or category.
        """
        kept = self._kept.now()
        # before anything takes its time
        target_for(path, ".html", overwrite=overwrite, kept=kept, verb="to_html()")
        page = self._pages.packed(genes=genes, columns=columns, category=category, title=title)
        return write_page(page, path, overwrite=overwrite, kept=kept)
