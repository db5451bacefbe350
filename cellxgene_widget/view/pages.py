"""The pages on one widget, as whoever tells them something needs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class Pages(Protocol):
    """All pages of one widget."""

    def update(self, state: Mapping[str, Any]) -> None:
        """Set traits, in one message."""

    def send_state(self, key: list[str]) -> None:
        """Tell traits once more, as they are."""

    def send(self, content: Mapping[str, Any], buffers: Sequence[bytes] | None = None) -> None:
        """Send a message to every page."""
