"""Answers as a page writes them, line for line, by another hand than what reads them: nothing but their format."""

from __future__ import annotations

import hashlib
import json

SAVED = "2026-11-27T12:00:00.000Z"


def written(records, *, in_ascii=False):
    """Write records as the lines of an answer, each with its check."""
    lines, check = [], ""
    for record in records:
        said = json.dumps(record, ensure_ascii=in_ascii, separators=(",", ":"))[:-1]
        check = hashlib.sha256((check + said).encode("utf-8", "surrogatepass")).hexdigest()
        lines.append(f'{said},"check":"{check}"}}\n')
    return "".join(lines).encode("utf-8", "surrogatepass")


class PageAnswer:
    """A page of a session, and what a colleague does in it; by cell names, as the page does it.

    ``records``: what is to be written but for the last line, in order.
    """

    def __init__(self, session, author="Ana"):
        self.table = session.parts.table
        self.records = [
            {
                "kind": "answer",
                "format": 1,
                "page": "0123456789abcdef",
                "dataset": self.table.title,
                "draft": session.draft.id,
                "fingerprint": self.table.fingerprint,
                "n_cells": self.table.n_cells,
                "revision": session.revision,
                "author": author,
                "saved": SAVED,
            }
        ]
        self._own = {each.name: each for each in session.parts.history.annotations.categories}
        self._labels = {}

    def base(self, category):
        """Begin with a category: as it is in the session, or new."""
        own, names = self._own.get(category), self.table.obs_names
        labels, cells = [], {}
        self._labels[category] = of_cell = {}
        for label in own.labels if own else ():
            term = None if label.term is None else label.term.id
            labels.append({"name": label.name, "color": label.color, "term": term, "parent": label.parent})
            cells[label.name] = names[own.codes[: len(names)] == label.code].tolist()
            of_cell.update(dict.fromkeys(cells[label.name], label.name))
        self.records.append(
            {"kind": "base", "category": category, "new": own is None, "labels": labels, "cells": cells}
        )
        return self

    def label(self, category, label, cells):
        """Give cells a label; None takes it away."""
        of_cell, former = self._labels[category], {}
        for cell in cells:
            if of_cell.get(cell) != label:
                before = of_cell.get(cell) or ""
                former[before] = former.get(before, 0) + 1
                of_cell[cell] = label
        self.records.append(
            {
                "kind": "edit",
                "time": SAVED,
                "category": category,
                "label": label,
                "cells": list(cells),
                "changed": sum(former.values()),
                "former": former,
            }
        )
        return self

    def comment(self, category, label, text):
        """Note something on a label."""
        self.records.append({"kind": "comment", "time": SAVED, "category": category, "label": label, "text": text})
        return self

    def labels_of(self, category):
        """Give the label of each cell as the page draws it in the end, None for none, in the order of the data."""
        return [self._labels[category].get(name) for name in self.table.obs_names]

    @property
    def whole(self):
        """All records."""
        n = sum(record["kind"] == "edit" for record in self.records)
        return [*self.records, {"kind": "end", "edits": n}]

    def bytes(self):
        """Give what the page saves."""
        return written(self.whole)

    def write(self, path):
        """Write the file, and give its path."""
        path.write_bytes(self.bytes())
        return path
