"""What a handler of requests gives back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple


class Answer(NamedTuple):
    """A JSON body, and bytes if the answer has an array."""

    body: dict[str, Any]
    payload: bytes | memoryview = b""


#: What came with a request.
Buffers = Sequence[Any]
