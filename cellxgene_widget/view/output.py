"""What stands below a cell of the notebook: the live view, and a picture for places without one."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from ..core.readable import readable_within


class Output:
    """The outputs in which one widget is displayed: they have an id, so that the picture in them can be renewed."""

    def __init__(self) -> None:
        self._display_id = uuid.uuid4().hex

    @property
    def is_possible(self) -> bool:
        """Whether there is a notebook."""
        from IPython.core.getipython import get_ipython

        return get_ipython() is not None

    def publish(self, data: Mapping[str, Any], metadata: Mapping[str, Any], *, update: bool) -> None:
        """Display data, or replace what is displayed; without a notebook nothing is done."""
        from IPython.display import publish_display_data

        if self.is_possible:
            publish_display_data(  # type: ignore[no-untyped-call]
                dict(readable_within(data)), dict(metadata), transient={"display_id": self._display_id}, update=update
            )
