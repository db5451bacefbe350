"""A pandas Series of anything, as signatures name it: ``pd.Series[Any]`` is none when it runs with pandas 2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    Series = pd.Series[Any]
else:
    Series = pd.Series
