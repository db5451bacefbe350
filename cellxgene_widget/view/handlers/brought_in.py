"""What is answered once labels of others are brought in: the category made of them, and what to know of it."""

from __future__ import annotations

from collections.abc import Sequence

from ...core.readable import readable
from ...session.session import Session
from ..label_replies import BroughtIn


def brought_in(session: Session, category: str = "", message: str = "", details: Sequence[str] = ()) -> BroughtIn:
    """Tell of a category by its name; where there is none of it, nothing was made."""
    history = session.parts.history
    return {
        "revision": history.revision,
        "category": history.annotations.find(category).id if history.annotations.has(category) else None,
        "name": category,
        "message": readable(message),
        "details": [readable(one) for one in details],
    }
