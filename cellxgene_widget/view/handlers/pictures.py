"""The request for a picture to take away: drawn without the lock, on a thread of its own."""

from __future__ import annotations

import re
from typing import Any

from ...data.embeddings import embedding_title
from ...data.pairs import pair_of
from ...errors import AnnotationError
from ...session.session import Session
from ..bodies import PictureBody
from ..registry import Call, Genes, Reply, handles
from ..replies import PictureReply

#: CSS pixels of a side at the most, and pixels to one of them.
_LONGEST, _LARGEST_SCALE = 6000.0, 4.0
#: Pixels of an image in SVG or PDF to a CSS pixel: 288 to an inch.
_IMAGE_SCALE = 3.0
#: Letters of each part of a file's name.
_MOST_LETTERS = 60


def _genes(body: PictureBody) -> Genes:
    second = body.get("second")
    return Genes((None if second is None else pair_of(second)) or ())


@handles("picture", locked=False, reads=_genes, thread=True, newest=True, of_cells=True)
def picture(session: Session, body: PictureBody, call: Call) -> Reply[PictureReply]:
    """Answer with a file of what is shown, as the page says how."""
    from ...figure.cells import Style
    from ...figure.saving import written
    from ...scene.look import PIXELS

    pictures, what = session.parts.pictures, body["what"]
    with session.parts.gate.lock:
        session.parts.gate.require_open()
        name = _file_name(session, body)
    scale = min(_LARGEST_SCALE, max(0.05, body["scale"])) if body["format"] == "png" else _IMAGE_SCALE
    size = None if what == "dots" else tuple(min(_LONGEST, max(120.0, side)) / PIXELS for side in body["size"])
    style = Style(
        title=body["title"],
        names=body["names"],
        legend=body["legend"],
        counts=body["counts"],
        size=size,
        theme=body["theme"],
        transparent=body["transparent"],
        point_size=body.get("point_size", 1.0),
        opacity=body.get("opacity", 1.0),
        image=body.get("image", 0.0),
        outlines=body.get("outlines", True),
    )
    if what == "dots":
        made = pictures.of_dots(
            body.get("genes", []), style, by=body.get("by"), scaled=body.get("scaled", False),
            order=body.get("order", "label"), cmap=body.get("cmap"),
            progress=call.progress,
        )  # fmt: skip
    else:
        second = body.get("second")
        if what == "panes" and second is None:
            raise AnnotationError("There is no second plot to draw: open one first.")
        bases = [None] if what == "plot" else [None, second]
        limits: list[Any] = list(body.get("limits", []))[: len(bases)]
        made = pictures.of_cells(
            style,
            bases=bases,
            limits=limits + [None] * (len(bases) - len(limits)),
            selected=body["selected"],
            cmap=body.get("cmap"),
            ends=(body.get("low"), body.get("high")),
            progress=call.progress,
        )
    call.progress(0)
    width, height = (float(side) * PIXELS for side in made.get_size_inches())
    data = written(made, body["format"], scale * PIXELS)
    return Reply({"name": name, "size": (round(width), round(height))}, data)


def _file_name(session: Session, body: PictureBody) -> str:
    """Return a name that any computer takes: the dataset, the embedding, the color."""
    parts = session.parts
    key = parts.shown.embedding
    pair = parts.columns.pair(key)
    basis = embedding_title(key) if pair is None else " ".join(pair)
    about = ["dots", body.get("by")] if body["what"] == "dots" else [basis, parts.shown.color]
    words = (re.sub(r"[^\w.+]+", "_", word).strip("_.")[:_MOST_LETTERS] for word in (parts.table.title, *about) if word)
    return f"{'-'.join(filter(None, words)) or 'picture'}.{body['format']}"
