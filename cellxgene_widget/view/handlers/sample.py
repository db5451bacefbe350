"""The request for a first look at big data: some of the cells, while all of them travel."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ...data.columns import CategoryColumn
from ...data.pairs import pair_of
from ...session.parts import Parts
from ...session.session import Session
from .. import wire
from ..bodies import SampleBody
from ..registry import Reply, handles
from ..sample_replies import SampleReply

#: Of fewer cells all are there as soon as a sample would be.
LEAST = 2_000_000
#: As many as show what there is: 9 bytes each.
SIZE = 150_000


@handles("sample", of_cells=True)
def sample(session: Session, body: SampleBody) -> Reply[SampleReply]:
    """Answer with some cells of an embedding and what they are coloured by, as far as that is in memory."""
    parts, color = session.parts, body["color"]
    about: SampleReply = {"n": 0, "category": None, "dtype": None, "levels": None}
    pair = pair_of(body["embedding"]) or ()
    if not is_sampled(parts) or any(parts.columns.is_slow(name) for name in pair):
        return Reply(about)
    points = parts.columns.coordinates(body["embedding"])
    cells = cells_of_sample(points)
    about["n"] = len(cells)
    codes = b"" if color is None else _codes(parts, color, cells, about)
    return Reply(about, bytes(wire.array_bytes(points[cells])) + codes)


def is_sampled(parts: Parts) -> bool:
    """Tell whether there are so many cells that some of them are shown first."""
    return parts.table.n_cells >= LEAST


def cells_of_sample(points: npt.NDArray[np.float32]) -> npt.NDArray[np.intp]:
    """Return some cells at random, always the same; those at the edges are among them: the picture has its size."""
    cells = np.random.default_rng(0).integers(0, len(points), SIZE)
    edges = [int(find(axis)) for axis in points.T if not np.isnan(axis).all() for find in (np.nanargmin, np.nanargmax)]
    return np.unique(np.r_[cells, np.array(edges, dtype=np.intp)])


def _codes(parts: Parts, color: str, cells: npt.NDArray[np.intp], about: SampleReply) -> bytes:
    """Return the codes of the cells, and tell of them in what is answered; numbers come with all cells."""
    for category in parts.history.annotations.categories:
        if category.name == color:
            codes = category.codes[: parts.table.n_cells][cells]
            about["category"], about["dtype"] = category.id, str(codes.dtype)
            return bytes(wire.array_bytes(codes))
    found = None if parts.columns.is_of_genes(color) else parts.columns.column(color)
    if not isinstance(found, CategoryColumn):
        return b""
    codes = found.codes[cells]
    about["dtype"], about["levels"] = str(codes.dtype), list(found.levels)
    return bytes(wire.array_bytes(codes))
