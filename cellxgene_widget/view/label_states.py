"""What the view shows of the labels of each category, remembered: an edit changes one category of several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Any, NamedTuple

from ..labels.category import Category
from ..labels.drawn import drawn_labels
from .label_replies import LabelState

#: All that is shown of a label but its count.
_SAID = [
    attrgetter(name) for name in ("code", "name", "color", "note", "evidence", "term", "parent", "confidence", "region")
]


class ShownLabels(list[LabelState]):
    """Labels for whoever reads them, who may change the list as they like; ``made_of`` is what it is a copy of."""

    def __init__(self, made_of: list[LabelState]) -> None:
        super().__init__(_copied(one) for one in made_of)
        self.made_of = made_of


def _copied(state: LabelState) -> LabelState:
    copied = state.copy()
    if state["evidence"]:
        copied["evidence"] = [*state["evidence"]]
    if state["term"]:
        copied["term"] = state["term"].copy()
    if state["region"]:
        copied["region"] = state["region"].copy()
    return copied


class _Known(NamedTuple):
    #: By field, not by label: of thousands of labels no object each is made, at every edit.
    said: list[list[Any]]
    counts: Mapping[int, int]
    states: list[LabelState]


class LabelStates:
    """The labels of categories as they are shown; of a category as it was they are copies of the very same list."""

    def __init__(self) -> None:
        self._known: dict[int, _Known] = {}

    def of(self, category: Category, counts: Mapping[int, int]) -> ShownLabels:
        """Return the labels of a category with the number of cells of each code."""
        said = [[*map(get, category.labels)] for get in _SAID]
        known = self._known.get(category.id)
        if known is None or known.counts != counts or known.said != said:
            states: list[LabelState] = [
                {**label, "count": counts.get(label["code"], 0)} for label in drawn_labels(category)
            ]
            known = self._known[category.id] = _Known(said, counts, states)
        return ShownLabels(known.states)

    def forget_all_but(self, ids: Iterable[int]) -> None:
        """Forget categories that are gone."""
        for number in self._known.keys() - set(ids):
            del self._known[number]
