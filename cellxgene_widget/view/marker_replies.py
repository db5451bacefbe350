"""What a page is told of markers: the answer, and an estimate before it."""

from __future__ import annotations

from typing import Literal, TypedDict


class MarkersReply(TypedDict):
    """Which genes the numbers beside it are of; ``ids`` and ``keys`` are None where they are the names."""

    genes: list[str]
    ids: list[str] | None
    keys: list[str] | None
    n_samples: int | None
    n_in: int
    n_out: int
    against: str
    method: str
    layer: str
    samples: str | None
    notes: list[str]
    warnings: list[str]


class MarkersEstimateEvent(MarkersReply):
    """Markers of a request, from a sample of ``estimate`` cells; the numbers are beside it as beside the reply."""

    event: Literal["markers_estimate"]
    request: str
    estimate: int
