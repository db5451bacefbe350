"""What edits would do to the labels as they are now: made in memory by the code that makes them, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from ..core.cell_sets import Cells
from ..core.uninterrupted import uninterrupted
from ..errors import AnnotationError
from ..labels import commands, describing
from ..labels.commands import Command
from ..labels.history import Change, History
from ..labels.reviewing import Seen, decide
from .columns import Columns
from .free_names import taken_in
from .term_finder import TermFinder
from .working_draft import WorkingDraft


class Wish(NamedTuple):
    """An edit that may be made.

    Attributes
    ----------
    kind, operation, arguments, cells
        A verb with its arguments, and the cells it is about; or a step back or forth, which has none of these.
    revision
        Of the draft, as far as it was known to whoever wished it; None: not at all.
    asked
        Requests whose edits are no surprise to them: those that were under way.
    """

    kind: Literal["edit", "undo", "redo"]
    operation: str | None
    arguments: Mapping[str, Any]
    cells: Cells | None
    revision: int | None
    asked: Collection[str]


class Foreseen(NamedTuple):
    """Why it can't be made, or the change (None: nothing would change); and how many other edits there were."""

    problem: str | None
    change: Change | None
    others: int | None


class Makers(NamedTuple):
    """What edits are made of."""

    history: History
    columns: Columns
    draft: WorkingDraft
    terms: TermFinder


def rehearse(wishes: Sequence[Wish | AnnotationError], makers: Makers) -> list[Foreseen]:
    """Make edits one upon the other, and take all of them back; the lock of the session is held by the caller.

    Parameters
    ----------
    wishes
        An error stands for one that could not be understood.
    makers
        What they are made of.

    Returns
    -------
    list
        What each of them would do.
    """
    found: list[Foreseen] = []
    history = makers.history
    with uninterrupted():  # whatever is pressed meanwhile finds the labels as they were
        others = [_others(wish, history) for wish in wishes]
        put_back = history.checkpoint()
        try:
            for wish, n_others in zip(wishes, others, strict=True):
                try:
                    if isinstance(wish, AnnotationError):
                        raise wish
                    if wish.kind != "edit":
                        _require_its_own(n_others, found)
                    change = _make(wish, makers)
                except AnnotationError as error:
                    found.append(Foreseen(str(error), None, n_others))
                else:
                    found.append(Foreseen(None, change, n_others))
        finally:
            put_back()
    return found


def _others(wish: Wish | AnnotationError, history: History) -> int | None:
    if isinstance(wish, AnnotationError) or wish.revision is None:
        return None
    return history.made_since(wish.revision, wish.asked)


def _require_its_own(others: int | None, before: Sequence[Foreseen]) -> None:
    """Refuse a step back or forth that would take another edit than was meant."""
    if others != 0:
        raise AnnotationError("other edits were made since.")
    if any(one.change is None for one in before):
        raise AnnotationError("what was done before it can't be, or changes nothing now.")


def _make(wish: Wish, makers: Makers) -> Change | None:
    history = makers.history
    if wish.kind != "edit":
        return history.undo() if wish.kind == "undo" else history.redo()
    if wish.operation == "keep_evidence":  # its numbers take their time: only whether there is such a label
        history.annotations.find(wish.arguments.get("category", "")).find(wish.arguments["label"])
        return None
    command = _command(wish, makers)
    return None if command is None else history.do(command)


#: By verb what makes the command of its arguments. Those that need more than the labels are in `_command`.
_BY_ARGUMENTS: dict[str, Callable[..., Command | None]] = {
    "delete_category": commands.delete_category,
    "rename_label": commands.rename_label,
    "delete_label": commands.delete_label,
    "merge_labels": commands.merge_labels,
    "recolor_label": commands.recolor_label,
    "set_note": describing.set_note,
    "set_parent": describing.set_parent,
    "set_parents": describing.set_parents,
    "set_confidence": describing.set_confidence,
    "reorder_labels": commands.reorder_labels,
}


def _command(wish: Wish, makers: Makers) -> Command | None:
    annotations, columns, draft, told = makers.history.annotations, makers.columns, makers.draft, wish.arguments
    category = told.get("category", "")
    match wish.operation:
        case "label" if wish.cells is not None:
            return commands.assign(
                annotations, category, told["label"], wish.cells, makers.terms.named(told.get("term"))
            )
        case "add_label":
            named = makers.terms.named(told.get("term"))
            return commands.add_label(annotations, category, told["label"], told.get("color"), named)
        case "set_term":
            return describing.set_term(annotations, category, told["label"], makers.terms.named(told["term"]))
        case "set_terms":
            return describing.set_terms(annotations, category, makers.terms.all_named(told["terms"]))
        case "unlabel" if wish.cells is not None:
            return commands.unassign(annotations, category, wish.cells)
        case "decide" if wish.cells is not None:
            seen = Seen(
                wish.cells, told["label"], told["suggested"], told["group"], told.get("score"), told.get("reason", "")
            )
            return decide(annotations, taken_in(draft), category, seen, told["decision"], told.get("given"))
        case "create_category":
            like = told.get("like")
            source = None if like is None else columns.levels(like)
            draft.require_free(told["name"])
            return commands.create_category(annotations, draft.reserved(), told["name"], source)
        case "rename_category":
            draft.require_free(told["new"])
            return commands.rename_category(annotations, draft.reserved(), told["old"], told["new"])
        case "recolor_labels":
            return commands.recolor_labels(annotations, category, told.get("scheme", "scanpy"))
        case "drop_evidence":
            return describing.drop_evidence(annotations, category, told["label"], told.get("genes"))
        case str() as operation if operation in _BY_ARGUMENTS:
            return _BY_ARGUMENTS[operation](annotations, **told)
    raise AnnotationError(f"this version does not know the edit {wish.operation!r}.")
