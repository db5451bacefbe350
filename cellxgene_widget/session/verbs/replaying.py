"""The verbs that carry labels from one object to another."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from typing import Any, Literal

import pandas as pd
from anndata import AnnData

from ..replay.ends import Here
from ..replay.other_drafts import OtherDrafts
from ..replay.replay import Opened, checked, replay
from ..replay.replayed import Replayed


class ReplayVerbs:
    """Labels that survive a new analysis."""

    def __init__(self, here: Here, others: OtherDrafts, open_session: Callable[..., Opened]) -> None:
        self._here = here
        self._others = others
        self._open_session = open_session

    def replay(
        self,
        /,
        data: AnnData | str | os.PathLike[str],
        *,
        how: Literal["names", "recipe", "neighbors"] = "names",
        use_rep: str | None = None,
        n_neighbors: int = 15,
        threshold: float = 0.8,
        categories: str | Collection[str] | None = None,
        **options: Any,
    ) -> Replayed:
        """Carry the labels to another object: clustered anew, embedded anew, with other cells.

        The other object gets a session and a draft of its own, with the labels and all that is said of them: colours,
        notes, terms, nesting, confidence, evidence; an outline on tissue only where the cells of both lie at the
        same places there. Nothing is changed here, nor in the data.

        Parameters
        ----------
        data
            The other object, or its path, as :func:`open_session` takes it.
        how
            ``"names"``: a cell has its label wherever it is, by its name. ``"neighbors"``: so have cells of both, and
            those that are new are called as most of the cells nearest to them, in a representation that both have, the
            nearer the more they count; the share of these votes becomes the numbers ``carried: CATEGORY``. A neighbour
            without a label is a vote for none.
            ``"recipe"``: the edits are made again by how their cells were chosen (columns, genes, polygons), where that
            means the same there, as the cells of both tell. A lasso in an embedding that is another there means
            nothing, nor does a cluster of a new clustering, nor cells that were named: these are not run, and said.
        use_rep
            By neighbors: the representation of ``obsm``; by default the usual one that both have.
        n_neighbors
            By neighbors: how many of the nearest cells count.
        threshold
            By neighbors: a new cell has no label where its best one has a smaller share of the votes. Lower gives more
            cells a label and more of them a wrong one: see how many in the documentation.
        categories
            Which ones; by default all but what was decided in reviews.
        options
            Of :func:`open_session`, for the other object. It is opened as the same user's; one in memory has its draft
            beside this one, unless ``annotations_dir=`` says otherwise.

        Returns
        -------
        Replayed
            The ``session`` on the other object, a ``report`` label by label (carried, on new cells, changed, lost, and
            agreement where two ways tell), and ``notes``.

        Raises
        ------
        DataError
            The other object can't be shown, or has no representation in common; or the cells here changed meanwhile.
        DraftError
            It would have this very draft, or no cell is in both and ``how`` needs some.
        LabelError
            There is no such category, or the draft there has one of this name already.
        """
        asked = checked(how, use_rep, n_neighbors, threshold, categories)
        return replay(self._here, self._open_session, data, options, asked)

    def carry_labels(self, draft: str | os.PathLike[str] | None = None) -> pd.DataFrame:
        """Bring the labels of your draft of another object here, by the names of cells.

        As :meth:`replay` with ``how="names"``, from the other end: this object is open, the other need not be there
        any more. All that is said of labels comes with them, an outline on tissue only if the cells of its label lie in
        it here and no others of the draft do. One edit, that :meth:`undo` takes back; the other draft stays as it is.

        Parameters
        ----------
        draft
            The CSV; by default the newest of yours in the folder of this draft that knows these cells.

        Returns
        -------
        DataFrame
            The report, label by label: as ``replay()`` gives it. ``attrs["notes"]``: what was left behind.

        Raises
        ------
        DraftError
            There is none, it is not yours, or knows none of these cells.
        LabelError
            There is a category of one of the names already.
        """
        return self._others.carry(draft)[1]
