"""What labels should be after any sequence of verbs: written a second time, plainly, to hold the package against."""

from __future__ import annotations

import copy
import json
import zlib
from typing import Any, NamedTuple

from cellxgene_widget.core.palettes import next_color

#: ``{category: {"labels": {label: color}, "cells": [label or None]}}``, both in order.
State = dict[str, dict[str, Any]]


class Step(NamedTuple):
    """One edit that took place."""

    kind: str
    before: State
    after: State


def digest(state: State) -> int:
    """Return a number that stands for a state, orders and colors included."""
    return zlib.crc32(json.dumps(state).encode())


def state_of(session: Any) -> State:
    """Return what a session shows."""
    table = session.annotations
    state = {}
    for category in session.categories:
        column = [None if name == "unassigned" else name for name in table[category.name].array]
        state[category.name] = {"labels": {label.name: label.color for label in category.labels}, "cells": column}
    return state


class Model:
    """The labels of a draft, each edit numbered, each state remembered."""

    def __init__(self, n_cells: int) -> None:
        self.n_cells = n_cells
        self.state: State = {}
        self.states: dict[int, State] = {0: {}}
        self.steps: list[Step] = []
        self.forgotten = 0  #: Steps that can't be taken back any more: their journal was compacted.

    @property
    def revision(self) -> int:
        return len(self.steps)

    def after(self, op: str, args: dict[str, Any]) -> Model:
        """Return the model with one more verb."""
        other = copy.copy(self)
        other.steps, other.states = list(self.steps), dict(self.states)
        other.play(op, args)
        return other

    def play(self, op: str, args: dict[str, Any]) -> None:
        """Do what a verb does; nothing if it changes nothing."""
        if op == "save":
            return
        before = self.state
        if op in ("undo", "redo"):
            stack = self.stacks()[op]
            if not stack:
                return
            after, kind = stack[-1].before, op
        else:
            after, kind = copy.deepcopy(before), "do"
            getattr(self, "_" + op)(after, **args)
            if json.dumps(after) == json.dumps(before):
                return
        self.steps.append(Step(kind, before, after))
        self.state = self.states[self.revision] = after

    def stacks(self) -> dict[str, list[Step]]:
        """Return what can be undone and redone."""
        undo: list[Step] = []
        redo: list[Step] = []
        for number, step in enumerate(self.steps, start=1):
            if step.kind == "undo":
                undo = undo[:-1]
                target = redo
            elif step.kind == "redo":
                redo = redo[:-1]
                target = undo
            else:
                redo.clear()
                target = undo
            if number <= self.forgotten:
                target.clear()
            else:
                target.append(step)
        return {"undo": undo, "redo": redo}

    def _create_category(self, state: State, name: str) -> None:
        state[name] = {"labels": {}, "cells": [None] * self.n_cells}

    @staticmethod
    def _rename_category(state: State, old: str, new: str) -> None:
        renamed = {new if name == old else name: value for name, value in state.items()}
        state.clear()
        state.update(renamed)

    @staticmethod
    def _delete_category(state: State, name: str) -> None:
        del state[name]

    @staticmethod
    def _add_label(state: State, category: str, label: str) -> None:
        labels = state[category]["labels"]
        labels[label] = next_color(labels.values())

    def _label(self, state: State, label: str, category: str, cells: list[int]) -> None:
        if label not in state[category]["labels"]:
            self._add_label(state, category, label)
        for cell in cells:
            state[category]["cells"][cell] = label

    @staticmethod
    def _unlabel(state: State, category: str, cells: list[int]) -> None:
        for cell in cells:
            state[category]["cells"][cell] = None

    @staticmethod
    def _rename_label(state: State, category: str, old: str, new: str) -> None:
        found = state[category]
        found["labels"] = {new if name == old else name: color for name, color in found["labels"].items()}
        found["cells"] = [new if name == old else name for name in found["cells"]]

    @staticmethod
    def _delete_label(state: State, category: str, label: str) -> None:
        found = state[category]
        del found["labels"][label]
        found["cells"] = [None if name == label else name for name in found["cells"]]

    @staticmethod
    def _merge_labels(state: State, category: str, labels: list[str], into: str) -> None:
        found = state[category]
        gone = [name for name in labels if name != into]
        if gone and into not in found["labels"]:
            found["labels"][into] = found["labels"][gone[0]]
        found["labels"] = {name: color for name, color in found["labels"].items() if name not in gone}
        found["cells"] = [into if name in gone else name for name in found["cells"]]

    @staticmethod
    def _recolor_label(state: State, category: str, label: str, color: str) -> None:
        state[category]["labels"][label] = color

    @staticmethod
    def _reorder_labels(state: State, category: str, labels: list[str]) -> None:
        known = state[category]["labels"]
        state[category]["labels"] = {name: known[name] for name in labels}

    def _restore(self, state: State, revision: int) -> None:
        """Go back; categories that stay keep their place."""
        wanted = self.states[revision]
        order = [name for name in state if name in wanted] + [name for name in wanted if name not in state]
        state.clear()
        state.update({name: copy.deepcopy(wanted[name]) for name in order})
