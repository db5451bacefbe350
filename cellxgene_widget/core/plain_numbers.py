"""Numbers as people pass them: Python's own or numpy's, and no bool."""

from __future__ import annotations

import math
from typing import TypeGuard

import numpy as np


def is_whole_number(value: object) -> TypeGuard[int]:
    """Tell whether something is a whole number; ``int()`` makes a plain one of it, for JSON."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def is_number(value: object) -> TypeGuard[float]:
    """Tell whether something is a finite number; ``float()`` makes a plain one of it, for JSON."""
    try:
        return (is_whole_number(value) or isinstance(value, float | np.floating)) and math.isfinite(value)
    except OverflowError:  # a whole number that is too large for a float
        return False
