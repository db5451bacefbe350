"""Names of cells that are written in two forms of Unicode: an ``é`` in one piece or in two is one letter."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from .names import composed


def respelled(names: pd.Index[Any], like: pd.Index[Any]) -> pd.Index[Any]:
    """Return names of cells in the spelling that other names have of them.

    Parameters
    ----------
    names
        What to respell.
    like
        Names that count: those of the data.

    Returns
    -------
    Index
        The very names, unless some that are not among ``like`` are there in another form. Where that would make one
        cell of two, they stay as they are.
    """
    if _are_ascii(names):  # barcodes: there is one way to write them, and nothing to look for
        return names
    missing = ~names.isin(like)
    unusual = [name for name in names[missing] if isinstance(name, str) and not name.isascii()]
    if not unusual:
        return names
    spelled: dict[str, str | None] = {}
    for name in like[~like.isin(names)]:
        if isinstance(name, str) and not name.isascii():
            plain = composed(name)
            spelled[plain] = None if plain in spelled else name
    changed = {name: found for name in unusual if (found := spelled.get(composed(name))) is not None}
    if len(set(changed.values())) < len(changed) or not changed:
        return names
    out: pd.Index[Any] = pd.Index([changed.get(name, name) for name in names], dtype=object)
    return out


def are_same_names(names: pd.Index[Any], others: pd.Index[Any]) -> bool:
    """Tell whether names are the others, in their order: without a table of them, as pandas makes to look names up."""
    return names is others or bool(names.equals(others))


def places_among(names: pd.Index[Any], others: pd.Index[Any]) -> npt.NDArray[np.intp]:
    """Return where each name is among others, which all differ, or -1; see :func:`are_same_names`."""
    return np.arange(len(names)) if are_same_names(names, others) else others.get_indexer(names)


def n_in_common(some: pd.Index[Any], others: pd.Index[Any]) -> int:
    """Return how many of some names are among others; each is there once.

    The smaller set is looked up in: a table of a million names takes ten times what it takes to look as often.
    """
    few, many = (some, others) if len(some) < len(others) else (others, some)
    return int(np.count_nonzero(many.isin(few)))


def _are_ascii(names: pd.Index[Any]) -> bool:
    try:
        return "".join(names.tolist()).isascii()
    except TypeError:  # some are no text
        return False
