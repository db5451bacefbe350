"""Shares in percent that never say none or all where there are some."""

from __future__ import annotations


def share(value: float, digits: int = 1) -> str:
    """Return a share such as ``61.3%``; one that would be rounded to none or all is under or over the next."""
    text, least = f"{value:.{digits}%}", 10.0**-digits
    if value > 0 and text == f"{0:.{digits}%}":
        return f"under {least:g}%"
    if value < 1 and text == f"{1:.{digits}%}":
        return f"over {100 - least:g}%"
    return text
