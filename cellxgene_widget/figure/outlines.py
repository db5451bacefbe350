"""The outlines of regions over cells, each with its name at its top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import Stroke

from ..scene.cells import Outline
from ..scene.look import cut
from .look import Look, as_plain

_WIDTH, _RIM = 1.3, 3.2


def draw_outlines(axes: Axes, outlines: Sequence[Outline], look: Look, *, names: bool) -> None:
    """Draw outlines on a rim of the background, and their names; the limits of the axes stay as they are."""
    up = axes.yaxis_inverted()
    for outline in outlines:
        path = Path.make_compound_path(*(Path(np.asarray([*ring, ring[0]]), closed=True) for ring in outline.rings))
        for color, width, zorder in ((look.background, _RIM, 3.0), (outline.color, _WIDTH, 3.1)):
            axes.add_patch(
                PathPatch(path, facecolor="none", edgecolor=color, linewidth=width, joinstyle="round", zorder=zorder)
            )
        if names and outline.name:
            corners = np.concatenate([np.asarray(ring, dtype=np.float64) for ring in outline.rings])
            (left, low), (right, high) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
            same: dict[str, Any] = {
                "fontsize": 0.92 * look.font_size, "fontweight": "bold", "family": look.families, "clip_on": True,
                "ha": "center", "va": "bottom",
            }  # fmt: skip
            x, y = (left + right) / 2, low if up else high
            halo = axes.text(
                x, y, cut(outline.name), color=look.background, zorder=5, **same,
                path_effects=[Stroke(linewidth=2.6, foreground=look.background)],
            )  # fmt: skip
            for each in (halo, axes.text(x, y, cut(outline.name), color=look.text, zorder=6, **same)):
                as_plain(each)
