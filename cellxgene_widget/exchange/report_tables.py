"""The tables of a report."""

from __future__ import annotations

from collections.abc import Sequence

from ..labels.category import Category, Label
from ..labels.entries import Entry
from ..labels.nesting import families, n_levels, with_those_below
from ..labels.reserved import is_reserved
from . import clustered
from .days import day_in_words, day_of
from .deeds import n_changed, n_edits, user_of
from .markdown import escaped, table
from .names_of_now import call_of
from .recipe_words import recipe_in_words
from .shares import share
from .subject import Subject

#: Edits told of a label; those before are counted.
_MOST_EDITS = 10


def given_in(subject: Subject, category: Category) -> list[Entry]:
    """Return the edits that gave labels of a category to cells, oldest first."""
    found = [
        entry
        for label in category.labels
        if (deed := subject.deeds.of(category.name, label.name)) is not None
        for entry in deed.entries
    ]
    return sorted(found, key=lambda entry: entry.revision)


def label_table(subject: Subject, category: Category) -> str:
    """Return the labels: cells, term, the label above, confidence, note; empty without labels."""
    counts, total = category.counts(subject.n_cells), max(subject.n_cells, 1)
    nested = n_levels(category.labels) > 1
    below = with_those_below(category.labels, {label.name: counts[label.code] for label in category.labels})
    with_notes = any(label.note for label in category.labels)
    sure = any(label.confidence for label in category.labels)
    rows = []
    for label, _ in families(category.labels):
        term = None if is_reserved(label.name) else label.term
        n = counts[label.code]
        rows.append(
            [
                escaped(label.name),
                f"{n:,}",
                share(n / total),
                *([f"{below[label.name]:,}", escaped(label.parent or "")] if nested else []),
                escaped(term.name) if term is not None else "",
                escaped(term.id) if term is not None else "",
                *([label.confidence or ""] if sure else []),
                *([escaped(label.note)] if with_notes else []),
            ]
        )
    heads = ["Label", "Cells", "Share", *(["With nested", "Under"] if nested else []), "Cell Ontology term", "Id"]
    heads += [*(["Confidence"] if sure else []), *(["Note"] if with_notes else [])]
    return table(heads, rows, numbers=(1, 2, 3) if nested else (1, 2)) if rows else ""


def evidence_table(category: Category) -> str:
    """Return the genes kept as evidence; empty without any."""
    heads = ["Label", "Gene", "Log2 fold change", "Fraction in", "Fraction out", "AUC", "Cells", "Compared with"]
    heads += ["Other cells", "Test", "Values"]
    rows = [
        [
            escaped(label.name),
            escaped(one.gene),
            _number(one.logfoldchanges),
            _share(one.pct_in),
            _share(one.pct_out),
            _number(one.auc),
            f"{one.n_in:,}" if one.n_in else "",
            escaped(one.against),
            f"{one.n_out:,}" if one.n_out else "",
            escaped(one.method),
            escaped(one.layer),
        ]
        for label, _ in families(category.labels)
        for one in label.evidence
    ]
    return table(heads, rows, numbers=(2, 3, 4, 5, 6, 8)) if rows else ""


def who_table(subject: Subject, category: Category) -> str:
    """Return who gave labels when; empty if nobody is known."""
    by_user: dict[str, list[Entry]] = {}
    for entry in given_in(subject, category):
        by_user.setdefault(user_of(entry), []).append(entry)
    rows = []
    for user, found in by_user.items():
        days = [day for entry in found if (day := day_of(entry)) is not None]
        n = sum(n_changed(entry) for entry in found)
        first, last = (day_in_words(min(days)), day_in_words(max(days))) if days else ("", "")
        rows.append([escaped(user), first, last, f"{n_edits(found):,}", f"{n:,}"])
    heads = ["Who", "From", "To", "Edits", "Cells labelled, each time counted"]
    return table(heads, rows, numbers=(3, 4)) if rows else ""


def how_table(subject: Subject, category: Category) -> str:
    """Return how the cells of each label were chosen; empty if that is not known of any."""
    rows = [row for label, _ in families(category.labels) for row in _how(subject, category, label)]
    return (
        table(["Label", "Cells labelled then", "On", "Who", "How they were chosen"], rows, numbers=(1,)) if rows else ""
    )


def _how(subject: Subject, category: Category, label: Label) -> list[Sequence[str]]:
    deed = subject.deeds.of(category.name, label.name)
    if deed is None:
        return []
    name, before = escaped(label.name), len(deed.entries) - _MOST_EDITS
    rows: list[Sequence[str]] = [[name, "", "", "", f"{before:,} edits before those below"]] if before > 0 else []
    for entry in deed.entries[-_MOST_EDITS:]:
        day = day_of(entry)
        words = escaped(_chosen(entry)) or "not told"
        when = day_in_words(day) if day is not None else ""
        rows.append([name, f"{n_changed(entry):,}", when, escaped(user_of(entry)), words])
    return rows


def _chosen(entry: Entry) -> str:
    """Say how the cells of an edit were chosen."""
    if entry.operation == clustered.OPERATION:
        return clustered.by_clusters(entry)
    words, call = recipe_in_words(entry.about.get("recipe")), call_of(entry)
    if entry.operation == "relabel" and isinstance(why := call.get("reason"), str) and why:
        return f"{words} ({why})"
    if entry.operation != "smooth":
        return words
    return f"cells whose neighbours have this label (a share of {call.get('share')} or more along {call.get('graph')})"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _share(value: float | None) -> str:
    return "" if value is None else share(value, 0)
