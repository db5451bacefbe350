"""What a handler of requests is given, and gives back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple


class Answer(NamedTuple):
    """A JSON body, and bytes if the answer has an array."""

    body: dict[str, Any]
    payload: bytes | memoryview = b""


#: What came with a request.
Buffers = Sequence[Any]
#: Told the part that is done, 0 to 1; raises :data:`SUPERSEDED` when nobody waits for the answer any more.
Look = Callable[[float], None]
#: What a request is told whose answer nobody waits for any more.
SUPERSEDED = "superseded"
