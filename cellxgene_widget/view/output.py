"""What stands below a cell of the notebook: the live view, and a picture for places without one.

Of a widget without a kernel JupyterLab says "Loading widget..." or "Error displaying widget", pages made of a notebook
(nbconvert, Sphinx with myst-nb, Quarto) show nothing, and none of them looks at the picture that is in the same output:
they take the widget. So a second output stands behind it. It is hidden but where one of these is known by its marks,
and empty in all other places: what is in it is only in its style sheet, which GitHub leaves out. The first output has
the picture for those, and for LaTeX.
"""

from __future__ import annotations

import html
import uuid
from collections.abc import Mapping
from typing import Any

from ..core.readable import readable_within
from .picture import Still


class Output:
    """The outputs in which one widget is displayed: they have an id, so that the picture in them can be renewed."""

    def __init__(self) -> None:
        self._display_id = uuid.uuid4().hex
        self._still_display_id = uuid.uuid4().hex

    @property
    def still_id(self) -> str:
        """Of the picture in the page: its class is ``cxw-still-`` and this."""
        return self._still_display_id[:12]

    @property
    def is_possible(self) -> bool:
        """Whether there is a notebook."""
        from IPython.core.getipython import get_ipython

        return get_ipython() is not None

    def publish(self, data: Mapping[str, Any], metadata: Mapping[str, Any], *, update: bool) -> None:
        """Display data, or replace what is displayed; without a notebook nothing is done."""
        self._publish(data, metadata, self._display_id, update=update)

    def publish_still(self, still: Still | None, *, update: bool) -> None:
        """Display behind the view what is seen in its place where no kernel answers, or replace it.

        Parameters
        ----------
        still
            The picture; None or empty: nothing is seen, for the view is gone and its output has the picture.
        update
            Whether it is there already.
        """
        text = "<div></div>" if still is None or not still.png else still_html(self.still_id, still)
        self._publish({"text/html": text, "text/plain": ""}, {}, self._still_display_id, update=update)

    def _publish(self, data: Mapping[str, Any], metadata: Mapping[str, Any], display_id: str, *, update: bool) -> None:
        from IPython.display import publish_display_data

        if self.is_possible:
            publish_display_data(  # type: ignore[no-untyped-call]
                dict(readable_within(data)), dict(metadata), transient={"display_id": display_id}, update=update
            )


def still_html(still_id: str, still: Still) -> str:
    """Return a picture as an output of its own, hidden but where no widget can be."""
    alt, line = html.escape(still.alt), html.escape(still.line)
    return _STILL.format(id=still_id, png=still.png, alt=alt, line=line, quoted=_quoted(still.line), waiting=_WAITING)


def _quoted(text: str) -> str:
    """Return text as a string of CSS."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


#: JupyterLab's mark of a widget that it has not, or has not yet: an output with nothing but text in it.
_WAITING = ".jp-OutputArea-child:has(> .lm-Panel.jp-OutputArea-output):not(:has(> .lm-Panel.jp-OutputArea-output > *))"

#: There the widget may come in a moment, when the notebook is run: the picture takes no room before a second has
#: passed. Pages made of a notebook are known by the widget's script of data.
_STILL = """<div class="cxw-still cxw-still-{id}" role="img" aria-label="{alt}" title="{line}"></div><style>
.cxw-still {{ display: none; }}
{waiting}:has(+ .jp-OutputArea-child .cxw-still) {{ display: none; }}
{waiting} + .jp-OutputArea-child .cxw-still-{id} {{ display: block; }}
:root:has(script[type="application/vnd.jupyter.widget-view+json"]) .cxw-still-{id} {{ display: block; }}
{waiting} + .jp-OutputArea-child .cxw-still {{ animation: cxw-still 1s step-end backwards; }}
.cxw-still-{id} {{
  position: relative; box-sizing: content-box; width: 720px; max-width: 100%; padding-top: 32px; aspect-ratio: 3 / 2;
  background: url(data:image/png;base64,{png}) left top / contain no-repeat content-box #fff;
}}
.cxw-still-{id}::before {{
  content: {quoted}; position: absolute; top: 4px; padding: 2px 8px;
  border-radius: 4px; background: #fff3d6; color: #4a3500; font: 13px / 20px sans-serif;
}}
@keyframes cxw-still {{ from {{ height: 0; padding: 0; aspect-ratio: auto; overflow: hidden; visibility: hidden; }} }}
</style>"""
