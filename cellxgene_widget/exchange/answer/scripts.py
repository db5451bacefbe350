"""Names that hold a script: shown as text everywhere, but no colleague types one, so an answer with it is refused."""

from __future__ import annotations

import re

from ...core.names import clean_name
from ...errors import LabelError

#: Written so that JavaScript reads it alike, without regard to case: a page refuses such names while they are typed.
SCRIPT = (
    r"<\s*/?\s*(script|iframe|frame|object|embed|applet|svg|math|img|image|video|audio|link|style|meta|base|form)\b"
    r"|<[^>]*\bon[a-z]+\s*="
    r"|\b(javascript|vbscript)\s*:"
)
_SCRIPT = re.compile(SCRIPT, re.IGNORECASE)


def name_without_script(name: object, what: str) -> str:
    """Return a name that an answer brings, trimmed; a :class:`LabelError` where it can be none, or holds a script."""
    cleaned = clean_name(name, what)
    if _SCRIPT.search(cleaned):
        raise LabelError(f"The {what} name {cleaned[:60]!r} holds a script: a name is words.")
    return cleaned
