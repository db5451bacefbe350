"""What was decided in a review, after a three-way merge: it stays on cells that have the label it was decided on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..core.cell_sets import Mask, cells_of_mask
from .annotations import Annotations
from .category import NO_LABEL, Category
from .common_codes import codes_in, numbers_of
from .edits import Assign, Batch, Edit
from .reviewing import is_review


def reopened_by_merge(base: Annotations, ours: Annotations, theirs: Annotations, parts: Sequence[Edit]) -> list[Edit]:
    """Return the edits that take a state off the cells that got another label by a merge than it was decided on.

    The label may come from one side and the state from the other, or from before both: whoever decided did not see the
    label that such cells have now, so they are to be looked at again.

    Parameters
    ----------
    base, ours, theirs
        What is merged, over the same cells.
    parts
        What the merge does to ours.
    """
    if not any(is_review(category) for side in (ours, theirs) for category in side.categories):
        return []
    after = ours.copy()
    after.apply(Batch(tuple(parts)))
    more: list[Edit] = []
    for review in after.categories:
        name = review.about.get("reviews")
        if name is None or not after.has(name):
            continue
        labels = [after.find(name), *(_reviewed(side, review.name, name) for side in (ours, theirs))]
        numbers = numbers_of(*labels)
        now, mine, their = (codes_in(numbers, each) for each in labels)
        seen = np.where(_from_theirs(review.name, base, ours, theirs), their, mine)
        cells = cells_of_mask((review.codes != NO_LABEL) & (seen != now))
        if cells.size:
            more.append(Assign(review.name, None, cells))
    return more


def _reviewed(side: Annotations, review: str, name: str) -> Category:
    """Return the labels that a review was of on one side, which may call them otherwise; none, if they are not there.

    A file that another program wrote does not say what is the review of what: there it is as after the merge.
    """
    if side.has(review):
        name = side.find(review).about.get("reviews", name)
    return side.find(name) if side.has(name) else _empty(name, side.n_cells)


def _from_theirs(review: str, base: Annotations, ours: Annotations, theirs: Annotations) -> Mask:
    """Return the cells whose state comes from them; that of the others is ours, or from before both."""
    if not theirs.has(review) or not ours.has(review):
        return np.full(ours.n_cells, theirs.has(review))
    states = [each.find(review) if each.has(review) else _empty(review, each.n_cells) for each in (ours, theirs, base)]
    numbers = numbers_of(*states)
    mine, their, before = (codes_in(numbers, each) for each in states)
    from_theirs: Mask = (their != before) & (mine == before)
    return from_theirs


def _empty(name: str, n_cells: int) -> Category:
    return Category(name, 0, np.zeros(n_cells, dtype=np.uint8))
