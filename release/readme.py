"""The code of the README, block by block."""

from __future__ import annotations

import re
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
#: A block that needs what a test has not is marked by a comment of HTML in the line before it.
_BLOCK = re.compile(r"(<!-- skip: .*? -->\n)?```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def code_blocks(text: str) -> tuple[list[str], int]:
    """Return the blocks of Python that run, and how many are left out."""
    found = _BLOCK.findall(text)
    blocks = [code for skipped, code in found if not skipped]
    return blocks, len(found) - len(blocks)
