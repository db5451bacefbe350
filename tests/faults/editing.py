"""Random verbs for a session, each said as ``(op, args)`` before it is called."""

from __future__ import annotations

import contextlib
import json
import random
from pathlib import Path
from typing import Any

from tests.draft_store import store_of

from .model import State

NAMES = ["T cell", "B cell", "CD4+ T, naïve", "α/β #1", '"odd"', "NA", "001", "True", "x", "NK  cell"]
COLORS = ["#112233", "#445566", "#778899"]


def random_verb(rng: random.Random, state: State, n_cells: int, versions: list[int]) -> tuple[str, dict[str, Any]]:
    """Choose a verb that fits a state."""
    category = rng.choice(list(state)) if state else None
    free = [name for name in NAMES if name not in state]
    if category is None or (rng.random() < 0.04 and free):
        return "create_category", {"name": rng.choice(free)}
    labels = list(state[category]["labels"])
    fresh = [name for name in NAMES if name not in labels]
    cells = sorted(rng.sample(range(n_cells), rng.randint(1, n_cells)))
    choices: list[tuple[float, str, dict[str, Any]]] = [
        (8, "label", {"label": rng.choice(NAMES), "category": category, "cells": cells}),
        (2, "unlabel", {"category": category, "cells": cells}),
        (3, "undo", {}),
        (2, "redo", {}),
        (4, "save", {}),
    ]
    if free and len(state) > 1:
        choices.append((0.5, "delete_category", {"name": category}))
    if free:
        choices.append((1, "rename_category", {"old": category, "new": rng.choice(free)}))
    if fresh:
        choices.append((1, "add_label", {"category": category, "label": rng.choice(fresh)}))
    if labels:
        one, color = rng.choice(labels), rng.choice(COLORS)
        choices.append((1, "delete_label", {"category": category, "label": one}))
        choices.append((1, "recolor_label", {"category": category, "label": one, "color": color}))
        choices.append((1, "reorder_labels", {"category": category, "labels": rng.sample(labels, len(labels))}))
        some = rng.sample(labels, rng.randint(1, len(labels)))
        choices.append((1, "merge_labels", {"category": category, "labels": some, "into": rng.choice(NAMES)}))
        if fresh:
            choices.append((1, "rename_label", {"category": category, "old": one, "new": rng.choice(fresh)}))
    if versions:
        choices.append((1, "restore", {"revision": rng.choice(versions)}))
    weights = [weight for weight, _, _ in choices]
    _, op, args = rng.choices(choices, weights)[0]
    return op, args


def versions_by_revision(session: Any) -> dict[int, str]:
    """Return the ids of the earlier versions by the revision that their third line names; the newest of each."""
    path = session.draft.path
    found: dict[int, str] = {}
    if path is None:
        return found
    for version in reversed(store_of(session).draft.versions().all()):
        with contextlib.suppress(FileNotFoundError):  # a save thinned them meanwhile
            found[revision_of(version.path)] = version.id
    return found


def revision_of(path: Path) -> int:
    """Return the revision that a draft's third line names."""
    with path.open(encoding="utf-8") as file:
        lines = [file.readline() for _ in range(3)]
    return int(json.loads(lines[2].removeprefix("# cellxgene_widget "))["revision"])


def call(session: Any, op: str, args: dict[str, Any]) -> None:
    """Call a verb."""
    if op == "restore":
        session.restore(versions_by_revision(session)[args["revision"]])
    else:
        getattr(session, op)(**args)
