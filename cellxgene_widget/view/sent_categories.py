"""The trait ``categories`` as it travels: the labels of a category as one text of columns.

It is sent with every edit, and categories have thousands of labels. As lists of dictionaries these are walked through
item by item by all who send them (for bytes among them, for text that UTF-8 can't hold), and most of what they hold is
the names of fields and what labels lack. A text is one item, and one that is as it was needs not be made or read again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from ..core.readable import is_readable, readable_within
from .label_replies import CategoryState, LabelState, SentCategory
from .label_states import ShownLabels

#: What a label is where nothing is said. A column in which all are so is left out.
USUAL: dict[str, Any] = {
    "note": "", "evidence": [], "term": None, "parent": None, "level": 1, "confidence": None, "reserved": False,
    "region": None,
}  # fmt: skip
#: What each label has of its own.
OWN = ("code", "name", "color", "count")

#: By widget and category the labels that were sent last, and their text.
_last: WeakKeyDictionary[Any, dict[int, tuple[list[LabelState], str]]] = WeakKeyDictionary()


def sent_categories(categories: Sequence[CategoryState], widget: Any) -> list[SentCategory]:
    """Return categories as a widget sends them."""
    before = _last.get(widget, {})
    now: dict[int, tuple[list[LabelState], str]] = {}
    for category in categories:
        labels = category["labels"]
        if isinstance(labels, ShownLabels):  # which whoever read it may have changed
            labels = labels.made_of
        known = before.get(category["id"])
        now[category["id"]] = known if known is not None and known[0] is labels else (labels, columns_of(labels))
    _last[widget] = now
    return [
        {
            "id": category["id"],
            "name": category["name"],
            "labels": now[category["id"]][1],
            "unassigned": category["unassigned"],
            "about": category["about"],
            "outdated": category["outdated"],
        }
        for category in categories
    ]


def columns_of(labels: Sequence[LabelState]) -> str:
    """Return labels as JSON, a list for each field; see ``USUAL`` for what is left out."""
    columns: dict[str, list[Any]] = {name: [label[name] for label in labels] for name in OWN}  # type: ignore[literal-required]
    for name, usual in USUAL.items():
        column = [label[name] for label in labels]  # type: ignore[literal-required]
        if column.count(usual) < len(column):
            columns[name] = column
    text = json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
    return text if is_readable(text) else json.dumps(readable_within(columns), ensure_ascii=False)
