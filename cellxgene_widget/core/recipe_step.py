"""One step of a recipe: what was asked of ``select``, as a journal, a notebook and the view hold it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, TypedDict


class Step(TypedDict, total=False):
    """The keyword arguments of ``select`` that make a step again: ``for step in recipe: w.select(**step)``.

    Attributes
    ----------
    mode
        What the step does to the cells selected before; by default it begins anew.
    lasso, basis
        Polygons in data coordinates, and the embedding (or the two columns) they were drawn on.
    where
        By column the values, ``{"not": [...]}`` or the range that was asked for.
    cells
        Names of cells; many are packed (:func:`.cell_sets.cells_to_json`), with the fingerprint of the data's cells.
    remembered
        What a set of cells is called that ``cells`` are: they count, the name only says it.
    chosen_by
        What ``cells`` were chosen by, in words, where that is in one session only: ``clusters 1: 2``,
        ``review group 3``.
    layer
        Where the values of genes in ``where`` and ``basis`` are, if there is a choice: a layer, or by gene the layer of
        each, where they are not in one.
    neighbors
        ``{"grow": 2, "graph": "connectivities"}``: the cells so many steps or fewer along a graph from those selected
        before are added; with ``"shrink"`` those that have a neighbour outside are let go, so many times. The graph is
        one of ``obsp``: a step along one that was computed in the session names its ``cells`` instead.
    within
        The recipe of the part that was shown alone when the step was made (``isolate``): the step is about its cells
        only, whatever is shown when it is run again. With the mode ``all`` it is all of them, with ``invert`` those of
        them that were not selected. A part by labels, which change, names its cells instead, as ``[{"cells": [...]}]``.
    """

    mode: Literal["replace", "add", "subtract", "intersect", "invert", "all"]
    lasso: list[list[list[float]]]
    basis: str | list[str] | None
    where: dict[str, Any]
    cells: list[str] | dict[str, Any]
    remembered: str
    chosen_by: str
    layer: str | dict[str, str]
    neighbors: dict[str, Any]
    within: list[Step]


def columns_in(recipe: Iterable[Step]) -> set[str]:
    """Return the columns that a recipe is about, in conditions and as the two of a plot; also in recipes within it."""
    names: set[str] = set()
    for step in recipe:
        basis = step.get("basis")
        names.update(step.get("where", ()), basis if isinstance(basis, list) else ())
        names |= columns_in(step.get("within", ()))
    return names


def is_along_graph(step: Step) -> bool:
    """Tell whether a step goes on from the cells selected before it along a graph: without these it means nothing."""
    return "neighbors" in step


def embeddings_in(recipe: Iterable[Step]) -> set[str]:
    """Return the embeddings that lassos of a recipe are drawn on; also in recipes within it."""
    keys: set[str] = set()
    for step in recipe:
        basis = step.get("basis")
        keys |= {basis} if isinstance(basis, str) else set()
        keys |= embeddings_in(step.get("within", ()))
    return keys
