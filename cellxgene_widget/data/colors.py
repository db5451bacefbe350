"""The colors that ``uns`` keeps for the levels of a column: those that scanpy draws, each with its own level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from ..core.colors import hex_of
from ..core.palettes import palette
from ..errors import some
from .columns import text_of
from .frames import computed


def entries_of(colors: object) -> list[Any] | dict[Any, Any] | None:
    """Return what stands in ``uns`` for colors, one entry a level or by level; None if it has no order or is none.

    Nothing is raised, whatever it is.

    Parameters
    ----------
    colors
        A list, tuple, array, Series, Index or Categorical with an entry a level, lazy or not; a mapping from level to
        color; or one text: the letters of it, as scanpy reads them.
    """
    colors = computed(colors)
    if isinstance(colors, Mapping):
        return {level: computed(color) for level, color in colors.items()}
    if colors is None or isinstance(colors, bytes | AbstractSet):
        return [colors] if isinstance(colors, bytes) else None
    try:
        if getattr(colors, "ndim", None) == 0:  # an array of one value
            colors = colors.item()  # type: ignore[attr-defined]
            return [colors]
        return list(colors) if hasattr(colors, "__len__") else None  # type: ignore[call-overload]
    except (TypeError, ValueError, AttributeError):
        return None


def colors_of_levels(key: str, colors: object, levels: Sequence[object]) -> tuple[tuple[str, ...], str | None]:
    """Return a color a level, ``#rrggbb``, and what a person should know of them, if anything.

    As scanpy does, a longer list is used as far as there are levels; of one that is too short, or holds what is no
    color, nothing is used: it is not known whose the others are. The colors are those of the palette then. Of a mapping
    each level takes its own.

    Parameters
    ----------
    key
        Where they stand in ``uns``.
    colors
        What stands there: see :func:`entries_of`.
    levels
        The levels, in the order of the colors.
    """
    fallback = tuple(palette(len(levels)))
    entries = entries_of(colors)
    if entries is None:
        return fallback, None if colors is None else f"uns[{key!r}] holds no colours in an order: {_INSTEAD}"
    if isinstance(entries, dict):
        return _by_level(key, entries, levels, fallback)
    if isinstance(colors, str):
        entries = [colors] if len(levels) == 1 and hex_of(colors) else list(colors)
    if len(entries) < len(levels):
        return fallback, f"uns[{key!r}] has {len(entries):,} colours for {len(levels):,} levels: {_INSTEAD}"
    found = [hex_of(entry) for entry in entries]
    wrong = [entry for entry, color in zip(entries, found, strict=True) if color is None]
    if wrong:
        return fallback, f"uns[{key!r}] holds what is no colour ({_quoted(wrong)}): {_INSTEAD}"
    return tuple(color for color in found[: len(levels)] if color is not None), None


def stamp_of_colors(colors: object) -> object:
    """Return what is another text when the colors that ``uns`` keeps are others."""
    entries = entries_of(colors)
    if isinstance(entries, dict):
        return tuple((str(level), str(color)) for level, color in entries.items())
    return None if entries is None else tuple(map(str, entries))


_INSTEAD = "the usual ones are shown instead."


def _by_level(
    key: str, entries: Mapping[Any, Any], levels: Sequence[object], fallback: Sequence[str]
) -> tuple[tuple[str, ...], str | None]:
    by_text = {text_of(level): color for level, color in entries.items()}
    texts = [text_of(level) for level in levels]
    found = [hex_of(by_text[text]) if text in by_text else None for text in texts]
    wrong = [by_text[text] for text, color in zip(texts, found, strict=True) if color is None and text in by_text]
    note = f"uns[{key!r}] holds what is no colour ({_quoted(wrong)}): {_INSTEAD}" if wrong else None
    return tuple(color or instead for color, instead in zip(found, fallback, strict=True)), note


def _quoted(wrong: Sequence[object]) -> str:
    shown = some(wrong, 3)
    return shown if len(shown) <= 200 else f"{shown[:199]}…"
