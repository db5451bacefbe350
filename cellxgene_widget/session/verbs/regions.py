"""The verbs of regions on tissue: kept of lassos, told with their areas, read and written as others have them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pandas as pd

from ...core.given_paths import given_path
from ...core.optional import require
from ...data.cells import CellTable
from ...data.tissue_scale import microns_per_unit as microns_told
from ...errors import AnnotationError, DataError, LabelError
from ...exchange.geojson.reading import outlines_of_path
from ...exchange.geojson.written import WrittenRegions
from ...selection.region_cells import cells_in
from ..columns import Columns
from ..gate import Gate
from ..kept_files import KeptFiles
from ..kept_regions import KeptRegions, check_scale
from ..named_codes import named_codes
from ..region_files import write_file
from ..region_tables import Measured, composition_frame, region_frame


class RegionVerbs:
    """Named polygons on tissue: labels with an outline."""

    def __init__(self, gate: Gate, table: CellTable, columns: Columns, regions: KeptRegions, kept: KeptFiles) -> None:
        self._gate = gate
        self._table = table
        self._columns = columns
        self._regions = regions
        self._kept = kept

    def keep_region(self, name: str, *, category: str = "regions", recipe: list[Any] | None = None) -> int:
        """Keep what lassos on tissue enclose as a region: a label with an outline, and the cells in it.

        Several lassos are one region: added to each other, taken out (which may leave holes), or what they have in
        common, as their modes say. A selection that was also made by conditions, filters, an inversion or of a part of
        the cells has no outline, and is refused. One edit, that :meth:`undo` takes back; the outline goes with its
        label, through new names and versions, is united with others where labels are merged (one on another section
        is left out then, which the history says), and is in the draft's file. Where regions overlap a cell has the
        label of the one kept last; :meth:`regions` counts by outline.

        Parameters
        ----------
        name
            What it is called. A label of this name that has no outline yet gets one.
        category
            Of the label; made if it is new.
        recipe
            The lassos, as :attr:`recipe` has them; by default those of the selection.

        Returns
        -------
        int
            How many cells got the label.

        Raises
        ------
        SelectionError
            There is no lasso, it is not on tissue, cells were chosen otherwise too, or it crosses itself all over.
        LabelError
            There is a region of this name, or none can be called so.
        DataError
            There is no tissue.
        """
        return self._regions.draw(name, category, recipe)

    def regions(
        self, category: str | None = None, *, by: str | None = None, microns_per_unit: float | None = None
    ) -> pd.DataFrame:
        """Return the regions on tissue with the cells in them, their areas and densities.

        Cells are counted by outline, whatever their label is by now: where regions overlap a cell is in several. Areas
        are without holes. ``geometry`` holds shapes of shapely: ``geopandas.GeoDataFrame(w.regions())`` takes them.

        Parameters
        ----------
        category
            Whose regions; by default those of all.
        by
            A category or column with levels: then one row a region and label, with the number of cells, their
            ``share`` of those in the region, and their density.
        microns_per_unit
            How many micrometres one unit of the places is. By default what the name of the embedding says
            (``"spatial_um"``), or Visium HD's scale factors in ``uns["spatial"]``; where neither does, areas in mm² are
            NaN.

        Returns
        -------
        DataFrame
            ``category``, ``region``, ``basis`` and ``section`` (where it is), ``n_cells`` (in the outline; missing
            where the data has no such place), ``n_labelled`` (that have the label), ``area`` and ``density`` (square
            units of the places, cells to one), ``area_mm2`` and ``density_mm2``, ``n_polygons``, ``n_holes``,
            ``geometry``.

        Raises
        ------
        LabelError, DataError
            There is no such category or column.
        """
        scale = None if microns_per_unit is None else _positive(microns_per_unit, "microns_per_unit=")
        with self._gate.lock:
            self._gate.require_open()
            placed = self._regions.all(category)
            if placed:
                require("shapely", "regions()")
            named = None if by is None else named_codes(self._columns, by, self._table.n_cells, "regions are told")
            points = [self._regions.points(each.region) for each in placed]
            microns = [scale or microns_told(self._table.obsm, x.region.basis, x.region.section) for x in placed]
        measured = [
            Measured(each, None if places is None else cells_in(places, each.region), micron)
            for each, places, micron in zip(placed, points, microns, strict=True)
        ]
        return region_frame(measured) if named is None else composition_frame(measured, named)

    def read_regions(
        self,
        path: str | os.PathLike[str],
        *,
        category: str = "regions",
        basis: str | None = None,
        scale: float = 1.0,
    ) -> pd.DataFrame:
        """Make regions of a file: GeoJSON of QuPath, of others or of :meth:`write_regions`, or Xenium Explorer's CSV.

        Of QuPath annotations are read, not detections, cells or tiles; their name, else their class, is that of the
        region, and outlines of one name are one region. Holes and parts are kept. One edit, that :meth:`undo` takes
        back.

        Parameters
        ----------
        path
            The file.
        category
            Of the labels; made if it is new.
        basis
            The places that the file is about (``"spatial"``, or one section as in ``"spatial[S1]"``), where it does
            not say so itself, as no CSV does; by default those shown. ``"spatial"`` itself is all sections.
        scale
            What one unit of the file is in units of these places: 0.2125 for pixels that QuPath has of a Xenium image,
            where places are in micrometres.

        Returns
        -------
        DataFrame
            The regions that were made, as :meth:`regions` tells them. ``attrs["notes"]``: what was passed over.

        Raises
        ------
        DataError
            It is no such file, an outline crosses itself or is no polygon, none is where cells are, its section is
            not in the data, or nothing says which of several sections over each other is meant. Nothing is changed.
        LabelError
            There is a region of one of these names, or none can be called so.
        """
        file, times = given_path(path, "read_regions()", DataError), check_scale(scale)
        outlines = outlines_of_path(file)
        call = (
            {"path": os.fspath(path)} | ({} if times == 1 else {"scale": times}) | ({"basis": basis} if basis else {})
        )
        names = self._regions.read(outlines, file.name, category, basis, times, call, is_said=basis is not None)
        made = self.regions(category)
        made = made[made["region"].isin(names)].reset_index(drop=True)
        made.attrs["notes"] = list(outlines.notes)
        return made

    def write_regions(
        self,
        path: str | os.PathLike[str],
        *,
        category: str = "regions",
        basis: str | None = None,
        scale: float = 1.0,
        overwrite: bool = False,
    ) -> WrittenRegions:
        """Write regions as GeoJSON, which QuPath opens as annotations, or as a CSV for Xenium Explorer.

        GeoJSON read back by :meth:`read_regions` makes the same regions, with their colors and places. The CSV holds
        names and outlines alone: neither colors nor which places they are on, no holes (a region with one is refused),
        and of a region of several parts each is a selection of its own, ``"name (1)"``, ``"name (2)"``. What of that
        concerns the file is said in its notes. Neither the draft nor the data is changed.

        Parameters
        ----------
        path
            The file to make: ``.geojson`` (or ``.json``), or ``.csv`` for Xenium Explorer, which takes micrometres and
            knows no holes.
        category
            Whose regions.
        basis
            Only those on these places, as in ``"spatial[S1]"``: QuPath has a file for each image.
        scale
            What one unit of the places is in units of the file.
        overwrite
            Replace a file that is there. The data file, and drafts of anybody, are never replaced.

        Returns
        -------
        WrittenRegions
            The file (``path``; it can be given wherever a path can), how many regions are in it, and what it can't
            hold of them; prints well.

        Raises
        ------
        ExportError
            The place can't be, or the CSV can't hold a region. Nothing is written then.
        LabelError
            There is no such category, or it has no regions there.
        """
        times = check_scale(scale)
        suffix = _suffix(path)
        with self._gate.lock:
            self._gate.require_open()
            where = None if basis is None else self._table.obsm.split(self._regions.tissue(basis))
            placed = [
                each
                for each in self._regions.all(category)
                if where in (None, (each.region.basis, each.region.section))
            ]
            if not placed:
                raise LabelError(f"No label of {category!r} has an outline{'' if basis is None else f' on {basis!r}'}.")
        return write_file(path, suffix, placed, scale=times, overwrite=overwrite, kept=self._kept.now())


def _suffix(path: object) -> str:
    """Return what the name of a file ends in, of the endings that there are."""
    suffix = Path(os.fsdecode(path)).suffix.lower() if isinstance(path, str | os.PathLike) else ""
    return suffix if suffix in (".json", ".csv") else ".geojson"


def _positive(value: object, argument: str) -> float:
    try:
        return check_scale(value)
    except AnnotationError as error:
        raise AnnotationError(str(error).replace("scale=", argument)) from None
