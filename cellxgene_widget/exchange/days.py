"""Days as papers write them, whatever language the computer is set to."""

from __future__ import annotations

from datetime import UTC, datetime

from ..labels.entries import Entry

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day_of(entry: Entry) -> datetime | None:
    """Return when an edit was made, in UTC; None: a journal changed by hand does not tell."""
    try:
        found = datetime.fromisoformat(str(entry.about.get("time")))
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def day_in_words(day: datetime) -> str:
    """Return a day such as ``3 November 2026``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def days_in_words(days: list[datetime]) -> str:
    """Return from when to when, such as ``from 3 to 5 November 2026``."""
    first, last = min(days), max(days)
    if first.date() == last.date():
        return f"on {day_in_words(last)}"
    if (first.year, first.month) == (last.year, last.month):
        return f"from {first.day} to {day_in_words(last)}"
    begin = f"{first.day} {_MONTHS[first.month - 1]}" if first.year == last.year else day_in_words(first)
    return f"from {begin} to {day_in_words(last)}"
