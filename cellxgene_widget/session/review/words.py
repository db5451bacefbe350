"""Why a group of cells is looked at, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...core.counted import counted
from ...core.readable import readable
from ...labels.about import Proposal

#: Genes named in one sentence.
_MOST_GENES = 4


def called(n: int, label: str | None) -> str:
    """Say how many cells are called what."""
    return f"{counted(n)} without a label" if label is None else f"{counted(n)} called {label}"


def percent(share: float) -> str:
    """Say a share as people do."""
    number = 100 * share
    if 0 < number < 1:
        return "under 1 %"
    if 99 < number < 100:
        return "over 99 %"
    return f"{number:.0f} %"


def neighbours(n: int, share: float, other: str) -> str:
    """Say what most neighbours of doubtful cells are called."""
    return f"{percent(share)} of {'its' if n == 1 else 'their'} neighbours are {other}"


def scored(score: float) -> str:
    """Say how sure a tool was."""
    return f"score {score:.2f}" if -10 < score < 10 else f"score {score:.3g}"


def kept_genes(genes: Sequence[str], share: float, n: int) -> str:
    """Say that the genes kept for a label are not found."""
    these = "this cell" if n == 1 else "these cells"
    return f"{listed(genes)} kept as evidence: found in {percent(share)} of {these}"


def proposed(proposals: Iterable[Proposal]) -> str:
    """Say who proposes what, and why."""
    parts = []
    for each in proposals:
        sure = f" ({each['confidence']})" if each["confidence"] else ""
        why = f": {each['reason']}" if each["reason"] else ""
        parts.append(f"{each['by']} proposes {each['label']}{sure}{why}")
    return "; ".join(parts)


def up(genes: Sequence[str]) -> str:
    """Say which genes are higher in the cells of a group."""
    return f"{listed(genes)} up"


def listed(genes: Sequence[str]) -> str:
    """Name the first of some genes."""
    shown = ", ".join(genes[:_MOST_GENES])
    more = len(genes) - _MOST_GENES
    return shown if more <= 0 else f"{shown} and {more} more"


def reason(*parts: str | None) -> str:
    """Put the parts of a reason into one line that can be shown and sent."""
    return readable("; ".join(part for part in parts if part))
