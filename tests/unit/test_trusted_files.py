"""Files that others may have written are read in time that grows with their size, and no faster than that."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellxgene_widget.core.trusted_files import _NO_BRACKET, parse_json


@pytest.mark.parametrize("text", ["[]" * 101 + '"' + '\\"' * 500_000, '"' * 500_001, '["' + "\\" * 500_001])
def test_text_that_has_no_end_is_refused_soon(text):
    """Each quote was gone through to the end of the text: 20,000 of them took 11 s, these would take hours."""
    with pytest.raises(ValueError, match=r"\w"):
        parse_json(text.encode())


@pytest.mark.parametrize("value", ['{"a": "[[[[\\\\\\" ]"}', '["\\\\", "x"]', '"\\""'])
def test_what_is_in_quotes_counts_for_no_depth(value):
    assert parse_json(value.encode()) is not None


@given(st.text('"\\[]{}a\n', max_size=20))
def test_brackets_are_counted_outside_of_text_only(text: str) -> None:
    """As by a pattern that is read letter by letter, which took ten times as long over a long text."""
    slow = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|[\[{]|[\]}]', re.DOTALL)
    assert _NO_BRACKET.sub("", text) == "".join(found for found in slow.findall(text) if found in set("[]{}"))
