"""Names of cells as text in a file of a draft: a million of them take a few MB."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from typing import Any

import pandas as pd

from ..core.trusted_files import parse_json, unpack


def packed(names: pd.Index[Any] | str) -> str:
    """Write names of cells as text; what is text is packed already."""
    if isinstance(names, str):
        return names
    return base64.b64encode(zlib.compress(json.dumps(names.tolist()).encode(), 1)).decode("ascii")


def unpacked(text: str) -> list[str] | None:
    """Read what :func:`packed` wrote; None if it is damaged."""
    try:
        names = parse_json(unpack(base64.b64decode(text, validate=True)))
    except (ValueError, binascii.Error):
        return None
    return names if isinstance(names, list) and all(isinstance(name, str) for name in names) else None
