"""Names with a mistake in them: the column that was meant."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from ..errors import some

#: difflib's ratio: "louvian" and "louvain" have 0.86.
_LEAST = 0.75


def those_there_are(name: str, columns: Sequence[str]) -> str:
    """Return the end of a message about a missing column: those there are, and the one that is called much like it."""
    by_plain = {column.casefold(): column for column in columns}
    near = difflib.get_close_matches(name.casefold(), by_plain, n=1, cutoff=_LEAST)
    meant = f" Did you mean {by_plain[near[0]]!r}?" if near else ""
    return f"Columns: {some(columns, 8)}.{meant}"
