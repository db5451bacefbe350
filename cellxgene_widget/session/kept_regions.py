"""Regions on tissue: what lassos and files enclose becomes labels with outlines, in one edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..core.cell_sets import cells_of_mask
from ..core.counted import counted
from ..core.optional import require
from ..core.plain_numbers import is_number
from ..core.recipe_step import Step
from ..data.cells import CellTable
from ..data.pairs import pair_of
from ..data.tissue_keys import section_key
from ..errors import AnnotationError, DataError, SelectionError, some
from ..exchange.geojson.outlines import Outline, Outlines
from ..labels.commands import Command
from ..labels.history import History
from ..labels.regions import shapes
from ..labels.regions.keeping import Outlined, clean_names, keep_regions
from ..labels.regions.region import Region, check_points
from ..selection.polygons import Points
from ..selection.region_cells import cells_in, drawn_by
from ..selection.selector import Selector
from .columns import Columns
from .editor import Editor
from .events import Events, ShownChanged
from .gate import Gate
from .names_in_use import NamesInUse
from .shown import Shown
from .working_draft import WorkingDraft


class Placed(NamedTuple):
    """A label with an outline.

    Attributes
    ----------
    category, label, color
        The label.
    region
        Its outline.
    n_labelled
        Cells of the data that have the label.
    """

    category: str
    label: str
    color: str
    region: Region
    n_labelled: int


class KeptRegions:
    """Makes regions of lassos and of files, and tells those there are."""

    def __init__(
        self,
        gate: Gate,
        table: CellTable,
        columns: Columns,
        history: History,
        selector: Selector,
        shown: Shown,
        draft: WorkingDraft,
        names: NamesInUse,
        editor: Editor,
        events: Events,
    ) -> None:
        self._gate = gate
        self._table = table
        self._columns = columns
        self._history = history
        self._selector = selector
        self._shown = shown
        self._draft = draft
        self._names = names
        self._editor = editor
        self._events = events

    def draw(self, name: object, category: str, recipe: Sequence[Step] | None) -> int:
        """Keep what lassos enclose, by default those of the selection; without the lock. Returns the cells changed."""
        require("shapely", "keep_region()")
        [label] = clean_names([name])
        with self._gate.lock:
            self._gate.require_open()
            steps = self._recipe() if recipe is None else recipe
            shown = self._shown.embedding
        known: dict[str, Points] = {}

        def find(basis: object) -> str:
            with self._gate.lock:
                self._gate.require_open()
                return self.tissue(shown if basis is None else basis)

        def points(key: str) -> Points:
            with self._gate.lock:
                return known.setdefault(key, self._columns.coordinates(key))

        drawn = drawn_by(steps, find, points)
        basis, section = self._table.obsm.split(drawn.basis)
        region = Region(basis, section, drawn.polygons)
        check_points(region, f"The region {label!r}")
        shapes.check_outline(region, f"The outline of {label!r}")
        cells = cells_of_mask(drawn.cells)
        text = f"keep region {label} ({counted(cells.size)})"
        outlined = Outlined(label, None, region, cells)
        with self._gate.lock:
            self._require_same(known)
            return self._keep(category, [outlined], "keep_region", text, {"name": label}, steps)

    def read(
        self,
        outlines: Outlines,
        what: str,
        category: str,
        basis: str | None,
        scale: float,
        call: Mapping[str, Any],
        *,
        is_said: bool,
    ) -> list[str]:
        """Keep the outlines of a file; without the lock. Returns the names of the regions.

        Parameters
        ----------
        outlines, what
            What is in the file, and what it is called.
        category
            Made if it is new.
        basis
            Where they are, if the file does not say; None: the tissue that is shown, or the first.
        scale
            What one unit of the file is in units of the embedding.
        call
            For the history.
        is_said
            Whether a person named ``basis``: all sections, where it is of all, are meant then.
        """
        require("shapely", "read_regions()")
        named = self._named(outlines)
        with self._gate.lock:
            self._gate.require_open()
            default = self.tissue(basis) if basis is not None else self._shown_tissue()
            if not is_said:
                self._require_one_section(default, outlines, what)
            placed = _united([(name, each.color, self._placed(name, each, default, scale)) for name, each in named])
            points = {key: self._table.coordinates(key) for key in {region.place for _, _, region in placed}}
        for name, _, region in placed:
            check_points(region, f"The region {name!r}")
            shapes.check_outline(region, f"The outline of {name!r}")
        _check_on_tissue([region for _, _, region in placed], points, what)
        outlined = [
            Outlined(name, color, region, cells_of_mask(cells_in(points[region.place], region)))
            for name, color, region in placed
        ]
        text = f"read {counted(len(outlined), 'region')} from {what}"
        with self._gate.lock:
            self._require_same(points)
            self._keep(category, outlined, "read_regions", text, call, [])
        return [each.name for each in outlined]

    def _require_same(self, points: Mapping[str, Points]) -> None:
        self._gate.require_open()
        if any(self._table.coordinates(key) is not known for key, known in points.items()):
            raise DataError("The places of the cells changed meanwhile: nothing was kept. Do it again.")

    def all(self, category: str | None = None) -> list[Placed]:
        """Return the labels with an outline, of one category or of all; under the lock."""
        annotations = self._history.annotations
        chosen = annotations.categories if category is None else [annotations.find(category)]
        found = []
        for each in chosen:
            counts = each.counts(self._table.n_cells) if any(label.region for label in each.labels) else {}
            found += [
                Placed(each.name, label.name, label.color, label.region, counts[label.code])
                for label in each.labels
                if label.region is not None
            ]
        return found

    def points(self, region: Region) -> Points | None:
        """Return the places of the cells where a region is; None: the data has no such place. Under the lock."""
        try:
            return self._table.coordinates(region.place)
        except DataError:
            return None

    def tissue(self, basis: object) -> str:
        """Return the key of the places on tissue that a lasso was drawn on; None: of what is shown.

        Raises
        ------
        DataError
            There is no such embedding, or no tissue at all.
        SelectionError
            It is no tissue.
        """
        given = self._shown.embedding if basis is None else basis
        obsm = self._table.obsm
        if not isinstance(given, str) or pair_of(given) or self._columns.is_made(given) or not obsm.is_tissue(given):
            there = obsm.first_tissue()
            if isinstance(given, str) and not pair_of(given) and not self._columns.is_made(given):
                found = obsm.find(given)  # by another of its names, or says that there is none
                if obsm.is_tissue(found):
                    return found
            what = given if isinstance(given, str) and not pair_of(given) else "a plot of two"
            raise SelectionError(
                f"A region is kept of tissue, and {what!r} is none: show {there!r}, and draw the lasso there."
            )
        return obsm.find(given)

    def _shown_tissue(self) -> str:
        try:
            return self.tissue(None)
        except SelectionError:
            return self._table.obsm.find(self._table.obsm.first_tissue())

    def _require_one_section(self, default: str, outlines: Outlines, what: str) -> None:
        """Check that outlines of a file are of one section, where sections lie over each other."""
        obsm = self._table.obsm
        key, section = obsm.split(default)
        if section is not None or all(each.section or each.basis in obsm.keys for each in outlines.found):
            return
        over = obsm.sections.overlapping(self._table.coordinates(key))
        if over:
            raise DataError(
                f"{what} does not say of which section its regions are, and {key!r} has several over each other: "
                f"{some(over, 8)}. basis={section_key(key, over[0])!r} says it, or show that section first."
            )

    def _recipe(self) -> Sequence[Step]:
        self._selector.require_one()
        if self._selector.has_lost_cells:
            raise SelectionError("The data has changed since this lasso was drawn: draw it again.")
        return self._selector.how.recipe

    def _keep(
        self,
        category: str,
        outlined: Sequence[Outlined],
        operation: str,
        text: str,
        call: Mapping[str, Any],
        recipe: Sequence[Step],
    ) -> int:
        annotations = self._history.annotations
        command: Command = keep_regions(annotations, self._draft.reserved(), category, outlined, operation, text, call)
        name = str(command.category)
        if not annotations.has(name):
            self._draft.require_free(name)
            self._names.require_free(name)
        self._draft.ensure_named()
        change = self._editor.do(command, recipe)
        if self._shown.category is None:  # what cells are colored by stays: outlines are drawn over it
            self._shown.category = name
            self._events.publish(ShownChanged())
        return change.n_changed if change else 0

    def _named(self, outlines: Outlines) -> list[tuple[str, Outline]]:
        """Return the outlines with a name each: those that have none are numbered."""
        taken = {each.name for each in outlines.found}
        number = 0
        named = []
        for each in outlines.found:
            name = each.name
            while name is None:
                number += 1
                name = f"region {number}" if f"region {number}" not in taken else None
            named.append((clean_names([name])[0], each))
        return named

    def _placed(self, name: str, outline: Outline, default: str, scale: float) -> Region:
        obsm = self._table.obsm
        basis, section = obsm.split(default)
        if outline.basis is not None and outline.basis in obsm.keys and obsm.is_tissue(outline.basis):
            basis, section = outline.basis, None  # a region that says where it is, and no section, is on all of it
        if outline.section is not None:
            section = outline.section
            try:
                obsm.sections.require(section)
            except DataError:
                raise DataError(
                    f"The region {name!r} is on the section {section!r}, which is not in this data: it has "
                    f"{some(obsm.sections.names, 8)}."
                ) from None
        scaled = tuple(
            tuple(tuple((x * scale, y * scale) for x, y in ring) for ring in polygon) for polygon in outline.polygons
        )
        return Region(basis, section, outline.polygons if scale == 1 else scaled)


def _united(placed: Sequence[tuple[str, str | None, Region]]) -> list[tuple[str, str | None, Region]]:
    """Return one region a name: QuPath has an outline for each part of a class."""
    groups: dict[str, list[tuple[str | None, Region]]] = {}
    for name, color, region in placed:
        check_points(region, f"The region {name!r}")
        groups.setdefault(name, []).append((color, region))
    found = []
    for name, group in groups.items():
        regions = {str(n): region for n, (_, region) in enumerate(group)}
        if len(regions) > 1:
            for region in regions.values():
                shapes.check_outline(region, f"An outline of {name!r}")
        whole, elsewhere = shapes.merged(regions)
        if whole is None or elsewhere:
            raise DataError(f"Two outlines are called {name!r}, on different sections: give them names of their own.")
        found.append((name, group[0][0], whole))
    return found


def _check_on_tissue(regions: Sequence[Region], points: Mapping[str, Points], what: str) -> None:
    """Check that a file is about this tissue: that one of its regions, at least, is where cells are."""
    sentence = f"No cell has a place there: {what} is not read."
    for region in regions:
        left, low, right, high = shapes.bounds_of(region)
        places = points[region.place]
        if not np.isfinite(places).any():
            continue
        (x0, y0), (x1, y1) = np.nanmin(places, axis=0), np.nanmax(places, axis=0)
        if left <= x1 and right >= x0 and low <= y1 and high >= y0:
            return
        sentence = (
            f"No region of {what} is where cells are: one is at x {left:g} to {right:g}, y {low:g} to {high:g}, the "
            f"cells of {region.place!r} at x {x0:g} to {x1:g}, y {y0:g} to {y1:g}. If the file has other units, "
            "scale= says what one of them is here."
        )
    raise DataError(sentence)


def check_scale(scale: object) -> float:
    """Return a scale; raises for what can be none."""
    if is_number(scale) and scale > 0:
        return float(scale)
    raise AnnotationError(f"scale= takes a number above 0, not {scale!r}.")
