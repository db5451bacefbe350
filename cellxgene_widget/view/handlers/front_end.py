"""The request of the loader for the front end itself."""

from __future__ import annotations

from ..._version import __version__
from ...session.session import Session
from ..bodies import Nothing
from ..front_end import FrontEndReply, bundle
from ..registry import Reply, handles


@handles("front_end", locked=False)
def front_end(_: Session, __: Nothing) -> Reply[FrontEndReply]:
    """Answer with the code that the page is to run."""
    return Reply({"version": __version__}, bundle())
