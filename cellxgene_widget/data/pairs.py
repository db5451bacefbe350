"""Two columns of numbers as an embedding: two genes against each other, to be gated like any other plot."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TypeGuard

import numpy as np
import numpy.typing as npt

from ..errors import DataError

#: What a person may give for an embedding: its name, or two genes, columns of numbers or gene sets (``"set: NAME"``).
Basis = str | Sequence[str]

Pair = tuple[str, str]


def pair_of(basis: object) -> Pair | None:
    """Return the two names that a basis stands for; None if it is no pair but the name of an embedding.

    Parameters
    ----------
    basis
        A list or tuple of two names, or the key of a pair as :func:`key_of` writes it.

    Raises
    ------
    DataError
        A list or tuple that is no pair of names.
    """
    if isinstance(basis, str):
        if not basis.startswith("["):
            return None
        try:
            read: object = json.loads(basis)
        except (ValueError, RecursionError):
            return None
        return (read[0], read[1]) if _are_two_names(read) else None
    if not _are_two_names(basis):
        raise DataError(
            "basis= takes the name of an embedding, or two names such as ('CD3E', 'CD8A') for their plot; "
            f"not {basis!r}."
        )
    return basis[0], basis[1]


def key_of(pair: Sequence[str]) -> str:
    """Write a pair as one text: the JSON of the list, as ``JSON.stringify`` of a browser writes it.

    The trait ``embedding`` and the view know a pair by it. A key of ``obsm`` that is spelt so would go first.
    """
    return json.dumps(list(pair), ensure_ascii=False, separators=(",", ":"))


def plain_basis(key: str) -> Any:
    """Write the key of an embedding as recipes have it: a list of two names for a pair, else the key."""
    pair = pair_of(key)
    return key if pair is None else list(pair)


def interleaved(x: npt.NDArray[np.float32], y: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return two columns as coordinates.

    Parameters
    ----------
    x, y
        Shape (n_cells,).

    Returns
    -------
    ndarray of float32, shape (n_cells, 2), read-only
        The very values; rows that are not finite in both columns are NaN.
    """
    points = np.stack([x, y], axis=1)
    points[~np.isfinite(points).all(axis=1)] = np.nan
    points.flags.writeable = False
    return points


def _are_two_names(names: object) -> TypeGuard[Sequence[str]]:
    return isinstance(names, list | tuple) and len(names) == 2 and all(isinstance(n, str) and n for n in names)
