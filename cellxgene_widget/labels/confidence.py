"""How sure a person is of a label."""

from __future__ import annotations

from typing import Any, Literal, get_args

from ..errors import LabelError

Confidence = Literal["high", "medium", "low"]
CONFIDENCES: tuple[Confidence, ...] = get_args(Confidence)


def clean_confidence(value: Any) -> Confidence | None:
    """Return how sure, in our words; None: nothing is said.

    Raises
    ------
    LabelError
        It is another word.
    """
    text = value.strip().casefold() if isinstance(value, str) else None
    for known in CONFIDENCES:
        if text == known:
            return known
    if value is None or text == "":
        return None
    raise LabelError(f"A confidence is 'high', 'medium', 'low' or None, not {value!r}.")
