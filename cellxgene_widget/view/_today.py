# ruff: noqa: D, FBT001, SLF001
"""The parts of a session as they are named after it is composed."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any


@dataclass(frozen=True)
class Edited:
    change: Any
    narrowed: bool


@dataclass(frozen=True)
class Selected: ...


@dataclass(frozen=True)
class ShownChanged: ...


@dataclass(frozen=True)
class Reopened: ...


@dataclass(frozen=True)
class LayerChanged: ...


@dataclass(frozen=True)
class GeneSetsChanged: ...


@dataclass(frozen=True)
class DraftChanged: ...


class _Listener:
    def __init__(self, heard: Any) -> None:
        self.heard = heard

    def edited(self, change: Any, narrowed: bool) -> None:
        self.heard(Edited(change, narrowed))

    def selected(self) -> None:
        self.heard(Selected())

    def shown(self) -> None:
        self.heard(ShownChanged())

    def reopened(self) -> None:
        self.heard(Reopened())

    def layer_changed(self) -> None:
        self.heard(LayerChanged())

    def gene_sets_changed(self) -> None:
        self.heard(GeneSetsChanged())

    def kept(self) -> None:
        self.heard(DraftChanged())


class _Selector:
    def __init__(self, session: Any) -> None:
        self.s = session

    def __getattr__(self, name: str) -> Any:
        return self.s.selected_by if name == "selected_by" else getattr(self.s.selector, name)


class _Gate:
    def __init__(self, session: Any) -> None:
        self.lock, self.require_open, self.s = session.lock, session.require_open, session

    @property
    def closed(self) -> bool:
        return self.s.closed


class _Columns:
    def __init__(self, session: Any) -> None:
        self.s = session

    def __getattr__(self, name: str) -> Any:
        return self.s.describe_columns if name == "describe" else getattr(self.s, name)


def asked_by(session: Any, request: str) -> Any:
    return session.asked_by(request)


def parts_of(s: Any) -> Any:
    class Draft:
        status = property(lambda _: s.draft)
        place = property(lambda _: s.draft_place)
        folder = property(lambda _: s.draft_folder)
        suggested_name = property(lambda _: s.suggested_name)
        warnings = property(lambda _: s.warnings)

    class Editor:
        last_change = property(lambda _: s.last_change)
        knows = staticmethod(s.knows)

    class Sets:
        table = staticmethod(s.set_table)
        path = property(lambda _: s.gene_sets_path)

    class Parts(SimpleNamespace):
        history = property(lambda _: s._history)

    return Parts(
        gate=_Gate(s),
        events=SimpleNamespace(subscribe=lambda heard: s.listen(_Listener(heard))),
        table=s.cells,
        selector=_Selector(s),
        columns=_Columns(s),
        shown=s,
        gene_sets=Sets(),
        markers=SimpleNamespace(of_selection=s.marker_table),
        dots=SimpleNamespace(by_label=s.dot_table, known_genes=s.genes_for_dots),
        draft=Draft(),
        editor=Editor(),
        token=s.token,
    )
