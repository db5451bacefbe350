"""Traits that show the session as it is when they are read.

Pages hear of what happens a few times a second at most (see ``bridge.py``). Who reads a trait in the line after a verb,
as in ``w.select(...)`` and then ``w.n_selected``, must not be told of the time before it.
"""

from __future__ import annotations

from typing import Any

import traitlets as t


class Current(t.TraitType[Any, Any]):
    """Has its owner tell everything it knows before it is read: ``owner._catch_up()``."""

    def get(self, obj: Any, cls: Any = None) -> Any:
        """Return the value as it is now."""
        obj._catch_up()  # noqa: SLF001 - a trait is a part of its owner
        return super().get(obj, cls)


class CurrentText(Current, t.Unicode[Any, Any]):
    """A text, or None."""


class CurrentInt(Current, t.Int[int, int]):
    """A whole number."""


class CurrentList(Current, t.List[Any]):
    """A list."""


class CurrentDict(Current, t.Dict):
    """A dictionary."""
