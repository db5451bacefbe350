"""A recipe in words: how cells were chosen, for those who read and do not run it. What is no recipe is passed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..core.counted import counted
from ..core.names import UNASSIGNED

#: How a step after the first goes on from the cells of those before.
_GOES_ON = {"add": "and also {}", "subtract": "without {}", "intersect": "of these only {}", "replace": "{}"}
#: Values named of a column; the others are counted.
_MOST_VALUES = 6


def recipe_in_words(recipe: object) -> str:
    """Return how cells were chosen, step by step; empty if that is not told."""
    steps = [step for step in recipe if isinstance(step, Mapping)] if isinstance(recipe, Sequence) else []
    said: list[str] = []
    for step in steps:
        words, mode = _step(step), step.get("mode", "replace")
        if mode == "replace" or not said:
            said = [words] if words else []
        elif mode == "invert":
            said.append(f"then all others{_within(step)}")
        elif words and step.get("neighbors"):
            said.append(f"then {words}")
        elif words:
            said.append(_GOES_ON.get(str(mode), "{}").format(words))
    return "; ".join(said)


def bases_of(recipe: object) -> list[str]:
    """Return the embeddings that lassos were drawn in, in their order; plots of two columns are none."""
    steps = [step for step in recipe if isinstance(step, Mapping)] if isinstance(recipe, Sequence) else []
    found: list[str] = []
    for step in steps:
        basis = step.get("basis")
        if step.get("lasso") and isinstance(basis, str):
            found.append(basis)
        found += bases_of(step.get("within"))
    return list(dict.fromkeys(found))


def _step(step: Mapping[str, Any]) -> str:
    if step.get("mode") == "all":
        return f"all cells{_within(step)}"
    if step.get("neighbors"):
        return f"{along_graph(step['neighbors'])}{_within(step)}"
    parts = [_lasso(step), *_conditions(step.get("where")), _named(step)]
    said = " and ".join(part for part in parts if part)
    layer = step.get("layer")
    if isinstance(layer, str):
        said += f" (values of {layer})"
    elif isinstance(layer, Mapping):
        said += f" (values of {', '.join(f'{gene} from {place}' for gene, place in layer.items())})"
    return said + _within(step) if said else ""


def _within(step: Mapping[str, Any]) -> str:
    part = recipe_in_words(step.get("within"))
    return f", within the part shown alone ({part})" if part else ""


def _lasso(step: Mapping[str, Any]) -> str:
    polygons, basis = step.get("lasso"), step.get("basis")
    if not isinstance(polygons, Sequence) or not polygons:
        return ""
    what = "a lasso" if len(polygons) == 1 else f"{len(polygons):,} lassos"
    if isinstance(basis, str):
        return f"{what} on {basis}"
    if isinstance(basis, Sequence) and len(basis) == 2:
        return f"{what} on the plot of {basis[0]} and {basis[1]}"
    return what


def along_graph(neighbors: object) -> str:
    """Say a step along a graph: ``grown by 2 along connectivities``."""
    if not isinstance(neighbors, Mapping):
        return ""
    way = "grown" if "grow" in neighbors else "shrunk"
    return f"{way} by {neighbors.get('grow', neighbors.get('shrink'))} along {neighbors.get('graph')}"


def _named(step: Mapping[str, Any]) -> str:
    cells, remembered, chosen_by = (step.get(key) for key in ("cells", "remembered", "chosen_by"))
    if isinstance(chosen_by, str):
        return f"cells chosen by {chosen_by}"
    if isinstance(remembered, str):
        return f"the cells remembered as {remembered}"
    if isinstance(cells, Sequence) and not isinstance(cells, str):
        return f"{counted(len(cells))} chosen in code"
    return "cells chosen in code" if isinstance(cells, Mapping) else ""


def _conditions(where: object) -> list[str]:
    return [_condition(name, wanted) for name, wanted in where.items()] if isinstance(where, Mapping) else []


def _condition(name: str, wanted: object) -> str:
    if isinstance(wanted, Mapping):
        return f"{name} is not {_values(wanted.get('not'), 'nor')}"
    if isinstance(wanted, Sequence) and len(wanted) == 2 and not any(isinstance(end, str) for end in wanted):
        low, high = wanted
        if low is None and high is None:
            return f"{name} with any value"
        if low is None or high is None:
            return f"{name} of at least {low:g}" if high is None else f"{name} of at most {high:g}"
        return f"{name} from {low:g} to {high:g}"
    return f"{name} is {_values(wanted, 'or')}"


def _values(wanted: object, joined: str) -> str:
    values = list(wanted) if isinstance(wanted, Sequence) and not isinstance(wanted, str) else [wanted]
    texts = [UNASSIGNED if value is None else str(value) for value in values]
    if len(texts) > _MOST_VALUES:
        texts = [*texts[: _MOST_VALUES - 1], f"{len(texts) - _MOST_VALUES + 1:,} others"]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} {joined} {texts[-1]}" if texts else "nothing"
