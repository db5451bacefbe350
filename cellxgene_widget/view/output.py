"""What stands below a cell of the notebook: the live view, and a picture for places without one.

Where a saved notebook is opened again the kernel has no such widget any more. JupyterLab says "Error displaying widget"
then, and shows nothing else of that output. So a second one stands behind it, which is hidden as long as the view is
there, and empty in all other places: what is in it is only in its style sheet, which GitHub leaves out, and which goes
by JupyterLab's names. The first output has the picture for those.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from ..core.readable import readable_within


class Output:
    """The outputs in which one widget is displayed: they have an id, so that the picture in them can be renewed."""

    def __init__(self) -> None:
        self._display_id = uuid.uuid4().hex
        self._reopened_id = uuid.uuid4().hex

    @property
    def is_possible(self) -> bool:
        """Whether there is a notebook."""
        from IPython.core.getipython import get_ipython

        return get_ipython() is not None

    def publish(self, data: Mapping[str, Any], metadata: Mapping[str, Any], *, update: bool) -> None:
        """Display data, or replace what is displayed; without a notebook nothing is done."""
        self._publish(data, metadata, self._display_id, update=update)

    def publish_reopened(self, png: str, *, update: bool) -> None:
        """Display behind the view what is seen in its place when the notebook is opened again, or replace it.

        Parameters
        ----------
        png
            The picture in base64; empty: nothing is seen, for the view is gone and its output has the picture.
        update
            Whether it is there already.
        """
        html = _REOPENED.format(id=self._reopened_id[:12], png=png) if png else "<div></div>"
        self._publish({"text/html": html, "text/plain": ""}, {}, self._reopened_id, update=update)

    def _publish(self, data: Mapping[str, Any], metadata: Mapping[str, Any], display_id: str, *, update: bool) -> None:
        from IPython.display import publish_display_data

        if self.is_possible:
            publish_display_data(  # type: ignore[no-untyped-call]
                dict(readable_within(data)), dict(metadata), transient={"display_id": display_id}, update=update
            )


#: Of a widget that it has no more, JupyterLab marks the output itself; of one that is there, what is inside it.
_REOPENED = """<div class="cxw-reopened cxw-reopened-{id}"></div><style>
.cxw-reopened {{ display: none; }}
.jp-OutputArea-child:has(> .jupyter-widgets):has(+ .jp-OutputArea-child .cxw-reopened) {{ display: none; }}
.jp-OutputArea-child:has(> .jupyter-widgets) + .jp-OutputArea-child .cxw-reopened-{id} {{
  display: block; position: relative; box-sizing: content-box; width: 720px; max-width: 100%; padding-top: 32px;
  aspect-ratio: 3 / 2;
  background: url(data:image/png;base64,{png}) left top / contain no-repeat content-box;
}}
.jp-OutputArea-child:has(> .jupyter-widgets) + .jp-OutputArea-child .cxw-reopened-{id}::before {{
  content: "A picture of how it was: run the cells to go on."; position: absolute; top: 4px; padding: 2px 8px;
  border-radius: 4px; background: #fff3d6; color: #4a3500; font: 13px / 20px sans-serif;
}}
</style>"""
