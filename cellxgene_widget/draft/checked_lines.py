"""Lines of a file that is only appended to: a checksum, a blank, a JSON object. One torn by a crash is no line."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any

from ..core.trusted_files import parse_json


def checked_line(value: Mapping[str, Any]) -> bytes:
    """Write an object as a line, its end included."""
    text = json.dumps(value, separators=(",", ":")).encode()
    return b"%08x %b\n" % (zlib.crc32(text), text)


def parse_checked_line(line: bytes) -> dict[str, Any] | None:
    """Return the JSON object of a line, given without its end; None if the line is damaged."""
    checksum, _, text = line.partition(b" ")
    try:
        if int(checksum, 16) != zlib.crc32(text) or len(checksum) != 8:
            return None
        value = parse_json(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
