"""Counts in sentences: one cell is not "1 cells"."""

from __future__ import annotations


def counted(n: int, noun: str = "cell") -> str:
    """Return a count with its noun, ``"1 cell"`` or ``"2,638 cells"``."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def one_or_more(n: int, one: str, more: str) -> str:
    """Return the word that goes with a count, as in ``is`` and ``are``."""
    return one if n == 1 else more
