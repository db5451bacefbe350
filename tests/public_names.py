"""What of a class is for people to use."""

from __future__ import annotations


def public(of: type) -> set[str]:
    """Return the names of its own and of its bases in this package."""
    return {
        name
        for cls in of.__mro__
        if cls.__module__.startswith("cellxgene_widget")
        for name in vars(cls)
        if not name.startswith("_")
    }
