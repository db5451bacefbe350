"""What became of the labels from one version of a draft to the next, in a few words."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..core.cell_names import respelled
from .table import DraftCategory, DraftLabel, DraftTable

_Terms = npt.NDArray[np.intp]


class _Pair(NamedTuple):
    """One category before and after; where each cell is in both, and the codes there."""

    before: DraftCategory
    after: DraftCategory
    was: _Terms
    now: _Terms


def changes_between(before: DraftTable | None, after: DraftTable) -> list[str]:
    """Say what is different in a version: ``+214 B cell``, ``NK renamed NK cell``.

    Parameters
    ----------
    before
        The version before it; None: there is none.
    after
        The version.

    Returns
    -------
    list of str
        A phrase a change, those that concern the most cells first; of several categories one phrase each has all of its
        labels: ``cell_type: +240 DC, +129 Monocyte``. None where both say the same, or have no cell in common.
    """
    rows = None if before is None else _rows(before, after)
    if before is None or rows is None:
        return []
    old = {category.name: category for category in before.categories}
    new = {category.name: category for category in after.categories}
    renamed = _renamed(old, new, rows)
    said: list[tuple[int, str]] = []
    several = len(old.keys() | new.keys()) > 1
    for name, category in new.items():
        former = old.get(renamed.get(name, name))
        if former is None:
            said.append((int(np.count_nonzero(category.codes)), f"new category {name}"))
            continue
        if former.name != name:
            said.append((0, f"category {former.name} renamed {name}"))
        pair = _Pair(former, category, former.codes[rows[0]].astype(np.intp), category.codes[rows[1]].astype(np.intp))
        of_labels = _most_cells_first(_changes(pair))
        if several and of_labels:
            of_labels = [(of_labels[0][0], f"{name}: " + ", ".join(phrase for _, phrase in of_labels))]
        said += of_labels
    gone = [name for name in old if name not in new and name not in renamed.values()]
    said += [(int(np.count_nonzero(old[name].codes)), f"category {name} deleted") for name in gone]
    return [phrase for _, phrase in _most_cells_first(said)]


def _most_cells_first(said: list[tuple[int, str]]) -> list[tuple[int, str]]:
    return sorted(said, key=lambda one: -one[0])


def _rows(before: DraftTable, after: DraftTable) -> tuple[_Terms, _Terms] | None:
    """Return the rows of the cells that both have; None where none is in both."""
    if before.cells.equals(after.cells):
        rows = np.arange(len(after.cells))
        return (rows, rows) if len(rows) else None
    places = respelled(before.cells, after.cells).get_indexer(after.cells)
    here = np.flatnonzero(places >= 0)
    return (places[here], here) if here.size else None


def _renamed(
    old: dict[str, DraftCategory], new: dict[str, DraftCategory], rows: tuple[_Terms, _Terms]
) -> dict[str, str]:
    """Return by its new name the old one of each category with the same labels on the same cells."""
    found: dict[str, str] = {}
    for name in new.keys() - old.keys():
        for former in old.keys() - new.keys() - set(found.values()):
            one, other = old[former], new[name]
            if [label.name for label in one.labels] == [label.name for label in other.labels] and np.array_equal(
                one.codes[rows[0]], other.codes[rows[1]]
            ):
                found[name] = former
                break
    return found


def _changes(pair: _Pair) -> list[tuple[int, str]]:
    """Return what changed within one category, each with how many cells it concerns."""
    before, after = ([label.name for label in each.labels] for each in (pair.before, pair.after))
    known_before, known_after = set(before), set(after)
    n_names = len(after) + 1
    steps, sizes = np.unique(pair.was * n_names + pair.now, return_counts=True)
    moves = [(*divmod(int(step), n_names), int(n)) for step, n in zip(steps, sizes, strict=True)]
    goes, comes = Counter(was for was, _, _ in moves), Counter(now for _, now, _ in moves)
    said: list[tuple[int, str]] = []
    same: set[tuple[int, int]] = set()
    renamed: set[str] = set()
    for was, now, _ in moves:  # a label with the very cells of one that went: it has another name
        if was and now and goes[was] == comes[now] == 1:
            old, new = before[was - 1], after[now - 1]
            if old not in known_after and new not in known_before:
                same.add((was, now))
                renamed |= {old, new}
                said.append((0, f"{old} renamed {new}"))
    gained: Counter[int] = Counter()
    for was, now, n in moves:
        if now and (was, now) not in same and (not was or before[was - 1] != after[now - 1]):
            gained[now] += n
        elif was and not now:
            said.append((n, f"\N{MINUS SIGN}{n:,} {before[was - 1]}"))
    said += [(n, f"+{n:,} {after[code - 1]}") for code, n in gained.items()]
    empty = [name for code, name in enumerate(after, start=1) if name not in known_before and not gained[code]]
    said += [(0, f"new label {name}") for name in empty if name not in renamed]
    said += [(0, f"{name} deleted") for name in before if name not in known_after and name not in renamed]
    return said + [(0, phrase) for phrase in _other_changes(pair.before, pair.after)]


def _of_evidence(old: DraftLabel, new: DraftLabel) -> str:
    sign = "+" if not old.evidence else "−" if not new.evidence else ""
    return f"{sign}evidence of {new.name}"


def _other_changes(before: DraftCategory, after: DraftCategory) -> list[str]:
    """Return what changed of the labels that both have, besides their cells."""
    old, new = ({label.name: label for label in each.labels} for each in (before, after))
    both = [name for name in new if name in old]
    noted = [name for name in both if old[name].note != new[name].note]
    colored = [name for name in both if old[name].color != new[name].color]
    said = [f"note on {name}" for name in noted[:2]] + ([f"{len(noted) - 2} more notes"] if len(noted) > 2 else [])
    said += [_of_evidence(old[name], new[name]) for name in both if old[name].evidence != new[name].evidence][:2]
    if colored:
        said.append(f"colour of {colored[0]}" if len(colored) == 1 else f"{len(colored)} colours")
    if not said and [name for name in old if name in new] != both:
        said.append("labels in another order")
    return said
