"""The verb that takes what a colleague sent back."""

from __future__ import annotations

import os

import pandas as pd

from ...errors import DataError
from ..answers import Answers, AskedFor


class AnswerVerbs:
    """What colleagues did in a page, as labels of theirs."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    def take_answer(
        self, path: str | os.PathLike[str], *, author: str | None = None, older: bool = False, replace: bool = False
    ) -> pd.DataFrame:
        """Take the answer of a colleague to a page of this draft, as that person's labels.

        Each category that was answered comes as ``CATEGORY (AUTHOR)``: its labels as the page was given them, with
        what the colleague did, and their comments as notes. Nothing of your own labels is changed, and the category in
        use stays in use, unless there was none. It is one edit, which :meth:`undo` takes back. :meth:`compare` sets it
        against your labels.

        Cells are known by name: the data may be in another order by now, or have lost cells. Those that are gone get
        their labels in the draft, where they wait for the data to have them again.

        Nothing in the file is believed unseen: it is checked line by line, and the edits are made again on what the
        page was given, as this draft has it.

        Parameters
        ----------
        path
            The file that the page saved, such as ``"answer-Ana.jsonl"``.
        author
            Who answered, in place of the name that the answer says: of two colleagues called the same.
        older
            Take it also if the labels that it is about were changed here since the page was made: then as it is to
            those of then.
        replace
            Let the labels take the place of those of an answer taken before.

        Returns
        -------
        DataFrame
            A row a label: ``category`` (that was made), ``label``, ``n_cells``, ``n_changed`` (cells that got it,
            and had another label in the page at first: those that lost one count where they went), ``n_gone`` (of
            ``n_cells`` those that are not in the data now) and ``comment``.

        Raises
        ------
        DataError
            It is no answer, is cut short, damaged or changed by hand, is to a page of other data or of another draft,
            or names what is not there. Nothing is changed.
        LabelError
            There is such a category already, or a name can't be one.
        DraftError
            The labels that it is about are others by now (``older=``), or the draft is open elsewhere.
        """
        if author is not None and not isinstance(author, str):
            raise DataError(f"author= takes a text, not {author!r}.")
        return self._answers.of_path(path, AskedFor(author, older is True, replace is True)).table
