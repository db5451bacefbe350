"""Drafts of cellxgene and of this program as a source of labels: two lines with ``#``, then a column a category."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ...core.colors import clean_color
from ...core.names import composed
from ...core.trusted_files import parse_json
from ...errors import LabelError
from ...labels.beside import is_beside
from .formats import COLLEAGUE, Choice
from .tables import Said, Table

#: How the first line of a draft begins, and the one of ours that says what a table can't.
_FIRST, _META = "# Annotations generated on", "# cellxgene_widget "


def draft_choices(table: Table, comments: Sequence[str]) -> Table:
    """Return a table with the categories of the draft that it is, by the lines above it; else as it is."""
    if not comments or not comments[0].startswith(_FIRST):
        return table
    categories = _categories(comments)
    said = _said(categories)
    beside = {composed(each["name"]) for each in categories if is_beside(each.get("about"))}
    columns = {name: column for name, column in table.columns.items() if name not in beside}
    choices = [Choice(COLLEAGUE, name, name) for name in columns]
    first = [choice for choice in choices if choice.label in said]  # beside numbers that other programs wrote
    choices = [*first, *(c for c in choices if c not in first)]
    return replace(table, columns=columns, choices=choices, said=said, has_na=True)


def _categories(comments: Sequence[str]) -> list[dict[str, Any]]:
    """Return what is said of the categories; what is not as we write it is passed over."""
    meta: object = None
    for line in comments:
        if line.startswith(_META):
            try:
                meta = parse_json(line.removeprefix(_META))
            except ValueError:
                continue
    listed = meta.get("categories") if isinstance(meta, dict) else None
    known = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return [each for each in known if isinstance(each.get("name"), str)]


def _said(categories: Sequence[Mapping[str, Any]]) -> dict[str, Said]:
    """Read the labels of each category; what is not as we write it is passed over."""
    out: dict[str, Said] = {}
    for category in categories:
        if isinstance(labels := category.get("labels"), list):
            known = [label for label in labels if isinstance(label, dict) and isinstance(label.get("name"), str)]
            names = [composed(label["name"]) for label in known]
            terms = {composed(label["name"]): term for label in known if (term := _term(label)) is not None}
            colors = {composed(label["name"]): color for label in known if (color := _color(label)) is not None}
            out[composed(category["name"])] = Said(tuple(dict.fromkeys(names)), colors, terms)
    return out


def _term(label: Mapping[str, Any]) -> str | None:
    term = label.get("term")
    found = term.get("id") if isinstance(term, dict) else None
    return found if isinstance(found, str) else None


def _color(label: Mapping[str, Any]) -> str | None:
    try:
        return clean_color(label.get("color"))
    except LabelError:
        return None
