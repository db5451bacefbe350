"""Numbers as compiled code and scipy take them."""

from __future__ import annotations

from typing import Any

import numpy as np


def usual_numbers(values: Any) -> Any:
    """Return an array or a sparse matrix in the machine's order of bytes, floats as float32 or float64."""
    if values.dtype.kind == "f" and values.dtype not in (np.float32, np.float64):
        return values.astype(np.float32 if values.dtype.itemsize < 8 else np.float64)
    return values.astype(values.dtype.newbyteorder("="), copy=False)
