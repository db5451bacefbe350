"""The request of the loader for the front end itself."""

from __future__ import annotations

from ...session.session import Session
from ..bodies import Nothing
from ..front_end import bundle
from ..registry import Reply, handles


@handles("front_end", locked=False)
def front_end(_: Session, __: Nothing) -> Reply[Nothing]:
    """Answer with the code that the page is to run."""
    return Reply({}, bundle())
