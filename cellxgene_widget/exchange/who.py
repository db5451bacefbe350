"""Who publishes labels, under what title: what no program can know, and so is asked for, or missed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self, TypedDict

from ..core.readable import is_readable
from ..errors import ExportError, some

_ORCID = re.compile(r"(?:https?://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])", re.IGNORECASE)
_LONGEST_TITLE = 200


class WhoOptions(TypedDict, total=False):
    """What :class:`Who` is made of; see there."""

    author: str | None
    orcid: str | None
    contact: str | None
    title: str | None
    description: str | None
    version: str | None
    url: str | None


@dataclass(frozen=True)
class Who:
    """What is said of labels as a whole.

    Attributes
    ----------
    author
        The first author, by first and last name.
    orcid
        Of the author, in four groups of four.
    contact
        The author's mail address.
    title, description
        Of the dataset.
    version, url
        Of the labels as they are published.
    """

    author: str | None = None
    orcid: str | None = None
    contact: str | None = None
    title: str | None = None
    description: str | None = None
    version: str | None = None
    url: str | None = None

    def told_as(self, keys: Mapping[str, str]) -> dict[str, str]:
        """Return what was said, under the keys that a format has for it."""
        said = {key: getattr(self, name) for name, key in keys.items()}
        return {key: text for key, text in said.items() if text is not None}

    @classmethod
    def of(cls, given: WhoOptions) -> Self:
        """Check what was given.

        Raises
        ------
        ExportError
            No text, or none that can be what it should be.
        """
        known = [field.name for field in fields(cls)]
        unknown = [name for name in given if name not in known]
        if unknown:
            raise ExportError(f"export() knows no {some(unknown)}. What can be said of the labels: {some(known, 9)}.")
        who = cls(**{name: _text(name, value) for name, value in given.items()})
        if who.title is not None and len(who.title) > _LONGEST_TITLE:
            raise ExportError(f"The title has {len(who.title):,} characters; use at most {_LONGEST_TITLE}.")
        if who.contact is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+", who.contact):
            raise ExportError(f"contact= takes a mail address, not {who.contact!r}.")
        return who if who.orcid is None else cls(**{**vars(who), "orcid": _orcid(who.orcid)})


def _text(name: str, value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip() or not is_readable(value):
        raise ExportError(f"{name}= takes text, not {value!r}.")
    return value.strip()


def _orcid(text: str) -> str:
    found = _ORCID.fullmatch(text)
    if found is None or _check_digit(found[1]) != found[1][-1].upper():
        raise ExportError(f"{text!r} is no ORCID: it looks like 0000-0002-1825-0097, the last digit checks the others.")
    return found[1].upper()


def _check_digit(orcid: str) -> str:
    total = 0
    for digit in orcid.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    return "X" if rest == 10 else str(rest)
