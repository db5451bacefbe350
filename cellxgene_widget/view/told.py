"""Traits that tell what the session is now: pages hear of quick changes together, a reader of each at once."""

from __future__ import annotations

from typing import Any

import traitlets


def only_told(name: str) -> dict[str, Any]:
    """Return what a trait is tagged with that only the session sets: sent back by a host, it stays what it is.

    What comes back is of some moment before, and it need not have the form that the trait has here.
    """
    return {"only_told": True, "from_json": lambda _, widget: getattr(widget, name)}


class Told(traitlets.TraitType[Any, Any]):
    """Have a widget catch up with its session, by its method of that name, before a trait of it is read."""

    def get(self, obj: Any, cls: Any = None) -> Any:
        """Return the value, after what waits was told."""
        obj._catch_up()  # noqa: SLF001 - it is the widget's, and no verb of a user's
        return super().get(obj, cls)


class ToldInt(Told, traitlets.Int[int, int]):
    """A number."""


class ToldText(Told, traitlets.Unicode[Any, Any]):
    """A text."""


class ToldList(Told, traitlets.List[Any]):
    """A list."""


class ToldDict(Told, traitlets.Dict):
    """A dictionary with names as keys."""
