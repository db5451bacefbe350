"""What cells that are new are called by the cells nearest to them, in a representation that tells of both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...core.counted import counted
from ...data.cells import CellTable
from ...data.representations import Representation, Representations
from ...errors import DataError, some
from ...exchange.predicted import given_by
from ...labels.about import Carried, Predicted
from ...labels.given_categories import Given
from ...statistics.nearest import nearest, votes
from .ends import Here
from .source import Places, Source, are_same, carried, said_of_carrying


@dataclass(frozen=True, eq=False)
class Space:
    """Where the cells of the source and those of the other object lie together.

    Attributes
    ----------
    key
        Of the representation.
    there
        Coordinates of all cells of the other object.
    here
        Of the cells of the source that are only in it, in the same space, and where they are in the source.
    notes
        What to tell.
    """

    key: str
    there: npt.NDArray[Any]
    here: npt.NDArray[Any]
    only_here: Places
    notes: tuple[str, ...]


def space_of(source: Source, here: Here, cells: pd.Index[Any], there: CellTable, use_rep: str | None) -> Space:
    """Return a representation in which the cells of two objects can be compared. What is of the source is read at once.

    Parameters
    ----------
    source, here, cells
        The labels, where they are from, and the names of the cells of the data there when they were copied.
    there
        The other object.
    use_rep
        The representation; None: the usual one that both have.

    Raises
    ------
    DataError
        There is none, or the source has other cells by now.
    """
    ours, theirs = Representations(here.table), Representations(there)
    n_here = len(cells)
    places = source.places(there.obs_names)
    both = np.flatnonzero(places >= 0)
    with here.gate.lock:
        here.require_same(cells)
        chosen = _chosen(ours, theirs, use_rep, alone=bool(both.size))
        own = ours.rows(chosen, np.arange(n_here, dtype=np.uint32)) if _is_in(ours, chosen) else None
    rows = theirs.rows(chosen, np.arange(there.n_cells, dtype=np.uint32))
    notes = [f"Neighbours are those in {chosen.key} ({chosen.n_columns} columns)."]
    in_both = np.zeros(len(source.names), dtype=bool)
    in_both[places[both]] = True
    only_here = np.flatnonzero(~in_both[:n_here])
    nothing = np.empty((0, chosen.n_columns)), np.empty(0, dtype=np.intp)
    if not only_here.size or own is None:
        return Space(chosen.key, rows, *nothing, tuple(notes))
    of_data = both[places[both] < n_here]
    if not both.size:
        notes.append(f"No cell is in both: {chosen.key} is taken to be the same space in both.")
    elif not are_same(own[places[of_data]], rows[of_data]):
        notes.append(
            f"{chosen.key} is another space there: only cells that are in both count, not the {only_here.size:,} "
            "others."
        )
        return Space(chosen.key, rows, *nothing, tuple(notes))
    return Space(chosen.key, rows, own[only_here], only_here.astype(np.intp), tuple(notes))


def _chosen(ours: Representations, theirs: Representations, use_rep: str | None, *, alone: bool) -> Representation:
    """Return the representation there that is in both; one that is only there will do where cells are in both."""
    if use_rep is not None:
        found = theirs.find(use_rep)
        if not alone and not _is_in(ours, found):
            raise DataError(
                f"No cell is in both objects, and {found.key!r} with {found.n_columns} columns is not in this one: "
                "nothing tells what lies near what."
            )
        return found
    choices = theirs.all()
    shared = [each for each in choices if _is_in(ours, each)]
    if shared or (alone and choices):
        return (shared or choices)[0]
    raise DataError(
        "There is no representation, such as X_pca or X_scVI, that both objects have with the same number of columns "
        f"(here {some(each.key for each in ours.all())}, there {some(each.key for each in choices)}): use_rep= names "
        "one, also a plot."
    )


def _is_in(representations: Representations, wanted: Representation) -> bool:
    try:
        return representations.find(wanted.key) == wanted
    except DataError:
        return False


@dataclass(frozen=True, eq=False)
class Voted:
    """A category by votes.

    Attributes
    ----------
    given
        The category there: cells that are in both keep their label.
    share
        One a cell: the share of the votes of its neighbours for the label that it has, or for the best one; NaN:
        nothing was asked of the cell.
    others
        What most neighbours of cells of both are called, without themselves (0: nothing); -1: it does not say.
    n_voted
        New cells that have a label by votes.
    n_below
        New cells whose neighbours do not agree enough.
    """

    given: Given
    share: npt.NDArray[np.float32]
    others: npt.NDArray[np.intp]
    n_voted: int
    n_below: int

    def said(self, given: Given, space: str, source: str, time: str, score: str) -> Given:
        """Return the category, as it is called there, with what is to be said of where its labels are from.

        What predicted them is said of cells that were carried as it was; as soon as some were voted on, it is said of
        how many.
        """
        about = dict(said_of_carrying(given, source, time).about)
        carried: Carried = about["carried"]
        carried = {**carried, "score": score}
        if self.n_voted:
            by, n = f"neighbours in {space}", given.n_labelled
            n_by_name = n - self.n_voted
            others = (
                f", the {n_by_name:,} others were carried by name from {source}" if n_by_name else f", after {source}"
            )
            carried["how"] = f"{counted(n_by_name)} by name, {self.n_voted:,} by the votes of {by}"
            if (before := about.get("predicted")) is not None:
                carried["before"] = f"{given_by(before)} ({before['source']})"
            of = f"{self.n_voted:,} of {counted(n)} with a label{others}"
            predicted: Predicted = {"by": by, "source": of, "time": time, "score": score}
            about["predicted"] = predicted
        about["carried"] = carried
        return replace(given, about=about)


def by_votes(given: Given, space: Space, places: Places, n_neighbors: int, threshold: float) -> Voted:
    """Call cells that are new as most of the cells nearest to them; one without a label is a vote for none.

    Raises
    ------
    DataError
        No labelled cell has a place in the representation.
    """
    by_name = carried(given, places)
    finite = np.isfinite(space.there).all(axis=1)
    known = np.flatnonzero((places >= 0) & finite)
    apart = np.isfinite(space.here).all(axis=1)
    reference = np.concatenate([space.there[known], space.here[apart]])
    codes = np.concatenate([by_name.codes[known], given.codes[space.only_here][apart]]).astype(np.intp)
    if not codes.any():
        raise DataError(f"No labelled cell of {given.name!r} has a place in {space.key!r}: there is nothing to go by.")
    own = np.full(len(places), -1, dtype=np.intp)
    own[known] = np.arange(known.size)
    asked = np.flatnonzero(finite & ((places < 0) | (by_name.codes > 0)))
    near = nearest(reference, space.there[asked], n_neighbors, own[asked])
    best, of_best, of_own = votes(near, codes, by_name.codes[asked])
    is_new = places[asked] < 0
    sure = (best > 0) & (of_best >= threshold)
    now = by_name.codes.astype(np.min_scalar_type(int(given.codes.max(initial=0))))
    now[asked[is_new & sure]] = best[is_new & sure]
    share = np.full(len(places), np.nan, dtype=np.float32)
    share[asked] = np.where(is_new, of_best, of_own)
    others = np.full(len(places), -1, dtype=np.intp)
    others[asked[~is_new]] = best[~is_new]
    n_below = int(np.count_nonzero(is_new & ~sure)) + int(np.count_nonzero(~finite & (places < 0)))
    n_voted = int(np.count_nonzero(is_new & sure))
    return Voted(Given(given.name, given.labels, now, given.about), share, others, n_voted, n_below)
