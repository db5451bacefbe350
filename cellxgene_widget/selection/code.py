"""What was done in the view, written as the Python that does it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..core.recipe_step import Step

#: What the widget is called in the code.
_WIDGET = "w"
#: Verbs on the selected cells.
_OF_CELLS = ("label", "unlabel", "keep_evidence", "keep_region")
#: What is kept with an edit for those who read of it, and is no argument of its verb.
_TOLD = ("how",)


def call(verb: str, arguments: Mapping[str, Any]) -> str:
    """Write the call of a verb: ``w.rename_label(category='cell_type', old='B', new='B cell')``."""
    written = ", ".join(f"{name}={value!r}" for name, value in arguments.items())
    return f"{_WIDGET}.{verb}({written})"


def code_of_selection(recipe: Iterable[Step]) -> str:
    """Write a recipe; nothing selected is ``w.clear_selection()``."""
    lines = [_code_of_step(step) for step in recipe]
    return "\n".join(lines) or call("clear_selection", {})


def code_of_edit(about: Mapping[str, Any]) -> str:
    """Write an edit of the history with how its cells were chosen; a comment for those that no verb makes again."""
    operation, arguments = about.get("operation"), about.get("call")
    if operation in ("undo", "redo"):
        return call(operation, {})
    if not arguments or operation == "restore":  # whoever runs the code need not have that version
        return f"# {about.get('text')}"
    lines = [_code_of_step(step) for step in about.get("recipe") or ()] if operation in _OF_CELLS else []
    given = {name: value for name, value in arguments.items() if name not in _TOLD}
    return "\n".join([*lines, call(str(operation), given)])


def _code_of_step(step: Step) -> str:
    mode = step.get("mode")
    if set(step) == {"mode"} and mode in ("all", "invert"):
        return call("select_all" if mode == "all" else "invert_selection", {})
    return call("select", step)
