"""Requests about regions on tissue: kept, drawn, read and taken away."""

from __future__ import annotations

from ...core.counted import counted
from ...core.given_paths import given_path
from ...core.readable import readable
from ...errors import DataError, LabelError
from ...exchange.geojson.reading import outlines_of_bytes, outlines_of_path
from ...labels.regions.drawn import drawn_outlines
from ...session.kept_regions import check_scale
from ...session.origin import asked_by
from ...session.region_files import file_of
from ...session.session import Session
from .. import wire
from ..region_bodies import KeepRegionBody, OutlinesBody, ReadRegionsBody, RegionsFileBody
from ..region_replies import OutlinesReply, ReadRegionsReply, RegionsFileReply
from ..registry import Call, Reply, handles
from ..replies import EditReply
from .labels import edited


@handles("keep_region", locked=False, thread=True, of_cells=True)
def keep_region(session: Session, body: KeepRegionBody, call: Call) -> Reply[EditReply]:
    """Keep a region, unless it is in the draft already: sent again by a page that did not hear the answer."""
    before, changed = session.parts.history.revision, 0
    if not session.parts.editor.knows(call.id):
        with asked_by(call.id):
            changed = session.keep_region(body["name"], category=body["category"], recipe=body["recipe"])
    with session.parts.gate.lock:
        return edited(session, before, changed)


@handles("outlines")
def outlines(session: Session, body: OutlinesBody) -> Reply[OutlinesReply]:
    """Answer with the outlines of a category's labels, to be drawn."""
    for category in session.parts.history.annotations.categories:
        if category.id == body["category"]:
            outlines, corners = drawn_outlines(category)
            told: OutlinesReply = {"outlines": [{**each} for each in outlines]}
            return Reply(told, wire.array_bytes(corners))
    raise DataError("This category is gone: it was deleted meanwhile.")


@handles("read_regions", locked=False, thread=True)
def read_regions(session: Session, body: ReadRegionsBody, call: Call) -> Reply[ReadRegionsReply]:
    """Make regions of a file, on a thread. Sent again it is read once."""
    parts = session.parts
    if parts.editor.knows(call.id):
        return Reply({"revision": parts.history.revision, "message": "The regions are read.", "notes": []})
    scale, path = check_scale(body.get("scale", 1.0)), body.get("path", "").strip()
    if "file" in body:
        what = readable(body["file"])
        found = outlines_of_bytes(bytes(call.buffers[0]) if call.buffers else b"", f"The file {what!r}")
        told = {}
    elif path:
        file = given_path(path, "read_regions()", DataError)
        found, what = outlines_of_path(file), file.name
        told = {"path": path} | ({} if scale == 1 else {"scale": scale})
    else:
        raise DataError("Name a file, or choose one.")
    with asked_by(call.id):
        names = parts.regions.read(found, what, body["category"], _tissue(session, body), scale, told, is_said=False)
    message = f"Read {counted(len(names), 'region')} from {what}"
    return Reply({"revision": parts.history.revision, "message": message, "notes": list(found.notes)})


def _tissue(session: Session, body: ReadRegionsBody) -> str | None:
    """Return the embedding that the page shows, if it is tissue: a file may be read while another one is shown."""
    basis = body.get("basis")
    obsm = session.parts.table.obsm
    return basis if basis is not None and obsm.is_tissue(basis) else None


@handles("regions_file")
def regions_file(session: Session, body: RegionsFileBody) -> Reply[RegionsFileReply]:
    """Answer with the regions of a category as a file."""
    parts = session.parts
    placed = parts.regions.all(body["category"])
    if not placed:
        raise LabelError(f"No label of {body['category']!r} has an outline.")
    ending = "geojson" if body["format"] == "geojson" else "csv"
    made = file_of(placed, body["format"])
    return Reply({"name": f"{parts.table.title} {body['category']}.{ending}", "notes": list(made.notes)}, made.data)
