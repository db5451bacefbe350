"""Which engine keeps columns of text here: that of Arrow, if pyarrow is installed."""

from __future__ import annotations

from functools import cache

from ..core.optional import is_installed
from .text_columns import Engine


@cache
def engine() -> Engine:
    """Return what keeps texts here."""
    if is_installed("pyarrow"):
        from . import arrow_texts

        return arrow_texts
    from . import plain_texts

    return plain_texts
