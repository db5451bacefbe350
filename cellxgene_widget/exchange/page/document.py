"""The HTML file itself: it asks nothing of any network, and runs no other script than its own."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Iterator, Mapping
from typing import Any

from ...core.built import built
from ...core.readable import readable_within
from ...errors import ExportError
from .contents import squeezed

_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>{title}</title>
</head>
<body>
<noscript>This page draws cells by a script of its own: open it in a browser that runs scripts.</noscript>
"""
_END = "</body>\n</html>\n"


def lines(contents: Mapping[str, Any], pieces: Mapping[str, str]) -> Iterator[bytes]:
    """Yield the parts of the file."""
    script = built("page.js").decode("utf-8")
    if "</script" in script.lower() or "<!--" in script:  # the build writes neither
        raise ExportError("The script of the page can't be put into a file: build the front end again.")
    contents = readable_within(contents)  # a file may be called what UTF-8 has no bytes for
    yield _HEAD.format(policy=policy(script), title=html.escape(str(contents["title"]))).encode()
    yield _data("contents", safe_json(contents), "application/json")
    yield _data("front-end", squeezed(built("widget.js")))
    for piece, text in pieces.items():
        yield _data(piece, text)
    yield f'<script type="module">{script}</script>\n'.encode()
    yield _END.encode()


def policy(script: str) -> str:
    """Return what a browser may do with the page: run this script and the front end in it, and fetch nothing."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    return (
        f"default-src 'none'; script-src 'sha256-{digest}' blob:; img-src data: blob:; connect-src 'none'; "
        "base-uri 'none'; form-action 'none'"
    )


def safe_json(contents: Mapping[str, Any]) -> str:
    """Write JSON in which no text can end the element it stands in, or begin another."""
    text = json.dumps(contents, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _data(name: str, text: str, kind: str = "text/plain") -> bytes:
    return f'<script type="{kind}" id="{name}">{text}</script>\n'.encode("ascii")
