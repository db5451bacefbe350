"""Text as people paste it: what no file of ours can hold is taken out, and costs nobody the rest of an answer."""

from __future__ import annotations

import re
import unicodedata

from ...core.names import MAX_NAME, MAX_NOTE, composed

#: Line ends that are none of ours: a lone CR, the vertical tab of a slide, form feeds, NEL, the separators of Unicode.
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")


def pasted_note(text: str) -> str:
    """Return a note without control characters, its lines kept, cut where it is too long to be one."""
    lines = _LINE_ENDS.sub("\n", text)
    return shortened(composed("".join(one for one in lines if one in "\n\t" or _is_text(one))).strip(), MAX_NOTE)


def pasted_name(text: str) -> str:
    """Return a name of one line without control characters, cut where it is too long to be one."""
    line = "".join(one if _is_text(one) else " " for one in _LINE_ENDS.sub(" ", text).replace("\n", " "))
    return shortened(composed(re.sub(" {2,}", " ", line).strip()), MAX_NAME)


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many characters; one that is longer ends with an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _is_text(one: str) -> bool:
    return unicodedata.category(one) not in {"Cc", "Cs"}
