"""Text that no file and no message can hold, made such that they can.

A file name in an old encoding reaches Python with halves of surrogate pairs in it (PEP 383), as does text that was
read with ``errors="surrogateescape"``. UTF-8 has no bytes for them: a CSV would not open again, a message to the page
would not be sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: What such a character is written as: ``\udce9``, as Python and JSON spell it. To be given to ``str.encode``.
SPELLED_OUT = "backslashreplace"


def is_readable(text: str) -> bool:
    """Tell whether a text can be written in UTF-8."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def readable(text: str) -> str:
    """Return a text with what UTF-8 has no bytes for spelled out."""
    return text if is_readable(text) else text.encode("utf-8", SPELLED_OUT).decode()


def readable_within(content: Any) -> Any:
    """Return what is to be sent as JSON with each text in it readable; what holds no other text is the very object."""
    if isinstance(content, str):
        return readable(content)
    if isinstance(content, Mapping):
        pairs = [(readable_within(key), key, readable_within(value), value) for key, value in content.items()]
        if all(key is old_key and value is old_value for key, old_key, value, old_value in pairs):
            return content
        return {key: value for key, _, value, _ in pairs}
    if isinstance(content, list | tuple):
        items = [readable_within(item) for item in content]
        return content if all(new is old for new, old in zip(items, content, strict=True)) else items
    return content
