"""Requests for the pictures of tissue."""

from __future__ import annotations

from ...session.session import Session
from ..bodies import TissueImageBody
from ..place_replies import TissueImageReply
from ..registry import Reply, handles


@handles("tissue_image", locked=False, thread=True)
def tissue_image(session: Session, body: TissueImageBody) -> Reply[TissueImageReply]:
    """Answer with the image of a library, an encoded file, and how large a spot is; without one, why."""
    sections = session.parts.table.obsm.sections
    about = sections.tissue.library(body["library"])
    image = sections.images.drawn(about.name)
    reply: TissueImageReply = {
        "library": about.name,
        "spot_diameter": about.spot_diameter,
        "why": [f"{place}: {why}" for place, why in about.left_out.items()],
        "image": None,
    }
    if image is None:
        return Reply(reply)
    reply["image"] = {
        "name": image.name,
        "mime": image.mime,
        "width": image.width,
        "height": image.height,
        "scale": image.scale,
    }
    return Reply(reply, image.data)
