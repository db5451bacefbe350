"""Labels that are carried elsewhere: over which cells, and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...core.cell_names import places_among, respelled
from ...draft.state import labels_of as labels_in_file
from ...draft.table import DraftTable
from ...labels.about import Carried
from ...labels.beside import is_beside
from ...labels.category import Category
from ...labels.given_categories import Given

Places = npt.NDArray[np.intp]

#: Coordinates are the same if they differ by less than this share of their spread.
_SAME = 1e-3
#: Of the cells of both so many must have the same.
MOST_SAME = 0.99


@dataclass(frozen=True, eq=False)
class Source:
    """Labels as they are, copied.

    Attributes
    ----------
    title
        Where they are from, as the end of a sentence: ``"the draft 'mine'"``.
    names
        Of the cells.
    categories
        Over these cells, with all that is said of their labels.
    """

    title: str
    names: pd.Index[Any]
    categories: tuple[Given, ...]

    def places(self, names: pd.Index[Any]) -> Places:
        """Return where cells of other names are among these, or -1."""
        return places_among(names, respelled(self.names, names))


def copied(category: Category) -> Given:
    """Return a category as it is: its labels with all that is said of them, who predicted it, and no more."""
    labels = tuple(replace(label) for label in category.labels)
    return Given(category.name, labels, category.codes.copy(), _about(category.about))


def source_of_table(table: DraftTable, title: str) -> Source:
    """Return the labels of a draft on disk; what stands beside other categories holds none."""
    given = tuple(
        Given(each.name, tuple(labels_in_file(each)), each.codes, _about(each.about))
        for each in table.categories
        if not is_beside(each.about)
    )
    return Source(title, table.cells, given)


def carried(given: Given, places: Places) -> Given:
    """Return a category over other cells, by name: ``places`` tells where each was; those that are new have none."""
    codes = np.zeros(len(places), dtype=given.codes.dtype)
    codes[places >= 0] = given.codes[places[places >= 0]]
    return replace(given, codes=codes)


def _about(about: Any) -> dict[Any, Any]:
    """Return what goes with the labels: what predicted or reconciled them; the scores are of cells elsewhere."""
    found = {key: about[key] for key in ("predicted", "reconciled") if key in about}
    if "predicted" in found:
        found["predicted"] = {**found["predicted"], "score": None}
    return found


def said_of_carrying(given: Given, source: str, time: str) -> Given:
    """Return a category that says where it was carried from by name; what is said of it there stays as it is."""
    said: Carried = {"source": source, "time": time, "how": "by name", "before": None, "score": None}
    return replace(given, about={**given.about, "carried": said})


def are_same(before: npt.NDArray[Any], now: npt.NDArray[Any]) -> bool:
    """Tell whether cells lie where they did, nearly all of them: then others do, too. Shape (n_cells, n_columns).

    Cells without a place in both, as on tissue those of other sections, tell nothing.
    """
    tell = ~(np.isnan(before).any(axis=1) & np.isnan(now).any(axis=1))
    before, now = before[tell], now[tell]
    if np.isnan(now).all(axis=0).any():  # also where no cell tells
        return False
    spread = np.nanstd(now, axis=0) + np.finfo(np.float32).tiny
    same = (np.isnan(before) & np.isnan(now)) | (np.abs(before - now) <= _SAME * spread)
    return bool(np.mean(same.all(axis=1)) >= MOST_SAME)


def report_of(
    before: Sequence[Given], after: Sequence[Given], places: Places, others: Sequence[npt.NDArray[Any] | None]
) -> pd.DataFrame:
    """Tell label by label what became of the cells.

    Parameters
    ----------
    before
        The categories as they were carried.
    after
        As they are there: labels of the same names.
    places
        Where the cells there were before, or -1.
    others
        By category what another way would call each cell there, in the codes of ``before``; -1: it does not say.

    Returns
    -------
    DataFrame
        See :class:`Replayed`.
    """
    rows = []
    for one, two, other in zip(before, after, others, strict=True):
        by_name, now = carried(one, places).codes, _in_codes_of(one, two)
        for label in one.labels:
            had, n = by_name == label.code, int(np.count_nonzero(one.codes == label.code))
            told = None if other is None else other[had & (other >= 0)]
            rows.append(
                {
                    "category": two.name,
                    "label": label.name,
                    "n_before": n,
                    "n_carried": int(np.count_nonzero(now == label.code)),
                    "n_new": int(np.count_nonzero((places < 0) & (now == label.code))),
                    "n_changed": int(np.count_nonzero(had & (now != label.code))),
                    "n_lost": n - int(np.count_nonzero(had)),
                    "agreement": float("nan") if told is None or not told.size else float(np.mean(told == label.code)),
                }
            )
    columns = ["category", "label", "n_before", "n_carried", "n_new", "n_changed", "n_lost", "agreement"]
    return pd.DataFrame(rows, columns=columns)


def _in_codes_of(one: Given, two: Given) -> npt.NDArray[np.intp]:
    codes = {label.name: label.code for label in one.labels}
    table = np.zeros(max((label.code for label in two.labels), default=0) + 1, dtype=np.intp)
    for label in two.labels:
        table[label.code] = codes.get(label.name, 0)
    return table[two.codes]
