"""pynndescent from 0.7 on answers with a sparse array, where scanpy (to 1.12 at least) reads a sparse matrix alone.

So ``sc.pp.neighbors`` of more than some 8,000 cells fails with both as they are. The values are the same.
"""

from __future__ import annotations

import functools
from typing import Any

import scipy.sparse as sp

#: What says that it is done.
_MENDED = "answers_with_matrices"


def answer_with_matrices() -> None:
    """Have pynndescent answer with a matrix. For a process of our own: nobody else's library is changed."""
    try:
        from pynndescent import PyNNDescentTransformer
    except ImportError:  # scanpy says what it needs
        return
    plain = PyNNDescentTransformer.transform
    if getattr(plain, _MENDED, False):
        return

    @functools.wraps(plain)
    def transform(self: Any, *args: Any, **options: Any) -> Any:
        found = plain(self, *args, **options)
        return sp.csr_matrix(found) if isinstance(found, sp.sparray) else found

    setattr(transform, _MENDED, True)
    PyNNDescentTransformer.transform = transform
