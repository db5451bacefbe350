"""Every kind of column in every storage: shown, copied, labelled by, merged beside, and read back as it was."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anndata as ad
import natsort
import numpy as np
import pandas as pd
import pytest
from anndata.experimental import read_lazy

import cellxgene_widget as cxw
from cellxgene_widget import AnnotationError
from cellxgene_widget.core.palettes import palette
from cellxgene_widget.data.columns import CategoryColumn, NumberColumn
from cellxgene_widget.data.frames import computed, series_of

from .column_kinds import AS_TEXT, CELLS, KINDS, N_CELLS, NUMBER

READ = {"h5ad": ad.read_h5ad, "zarr": ad.read_zarr}
STORAGES = ("memory", "backed", "h5ad", "zarr v2", "zarr v3", "lazy h5ad", "lazy zarr")


def made(kinds):
    """Return cells with a column of each kind, and colours for all its levels."""
    obs = pd.DataFrame({kind.name: kind.column() for kind in kinds}, index=CELLS)
    adata = ad.AnnData(np.ones((N_CELLS, 1), dtype=np.float32), obs=obs)
    adata.obsm["X_umap"] = np.arange(2 * N_CELLS, dtype=np.float32).reshape(N_CELLS, 2)
    adata.uns |= {f"{kind.name}_colors": kind.colors for kind in kinds if kind.colors}
    return adata


def written(adata, path, zarr_format=3):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with ad.settings.override(allow_write_nullable_strings=True, zarr_write_format=zarr_format):
            (adata.write_zarr if path.suffix == ".zarr" else adata.write_h5ad)(path)
    return path


def refusal(kind, storage):
    """Return what anndata says when it is asked to write a kind for a storage."""
    if storage == "memory":
        return ""
    return kind.zarr if "zarr" in storage else kind.h5ad


def expected_of(kind, storage):
    """Return the levels, or what it is, and what each cell is shown as."""
    if refusal(kind, storage) != AS_TEXT:
        return kind.shown, kind.expected
    cells = [str(value) for value in kind.column()]
    return tuple(natsort.natsorted(sorted(set(cells)))), cells


@dataclass
class Told:
    """What came of the columns in one storage; a sentence where something was refused."""

    #: What there is to say of each column, without its values, and why some are left out.
    shown: dict[str, Any]
    left_out: dict[str, str]
    #: By kind: the column, the labels of a copy and their colours, the cells that were labelled by a condition.
    columns: dict[str, Any]
    copied: dict[str, Any]
    picked: dict[str, Any]
    annotations: pd.DataFrame
    #: The object as it is read after the copies were merged.
    merged: ad.AnnData


def attempt(call, *args, **options):
    """Return what a call returns, or the sentence that it raises."""
    try:
        return call(*args, **options)
    except AnnotationError as error:
        return str(error)


def is_left_out(kind, storage):
    shown, _ = expected_of(kind, storage)
    return isinstance(shown, str) and shown != NUMBER


def wanted_of(kind, storage):
    """Return a condition that a cell of a kind meets, if there is one, and the cells that meet it."""
    shown, cells = expected_of(kind, storage)
    if shown == NUMBER:
        values = np.array(cells, dtype=np.float64).astype(np.float32)
        value = next(iter(values[np.isfinite(values)].tolist()), 0.0)
        return (value, value), values == value
    return cells[:1], np.array([cell == cells[0] for cell in cells])


def used(storage, data, folder):
    """Do everything with every column of some data; return what came of it."""
    session = cxw.open_session(data, annotations_dir=folder / "drafts", autosave=None, name="t")
    shown, left_out = session.describe_columns()
    columns, copied, picked = {}, {}, {}
    session.create_category("picked")
    for kind in kept_in(storage):
        name = kind.name
        columns[name] = attempt(session.column, name)
        copied[name] = attempt(session.create_category, f"copy: {name}", like=name)
        if copied[name] is None:
            copied[name] = {label.name: label.color for label in session.find_category(f"copy: {name}").labels}
        n = attempt(session.select, where={name: wanted_of(kind, storage)[0]})
        if isinstance(n, int) and n:
            session.label(name, category="picked")
            n = session.find_category("picked").mask(name).copy()
        picked[name] = n
    annotations = session.annotations
    if isinstance(data, Path):
        target = folder / f"merged{data.suffix}"
        session.merge(merged_into(storage), into=target)
        after = READ[data.suffix[1:]](target)
    else:
        session.merge()
        after = data
    session.close()
    return Told({info.name: info for info in shown}, left_out, columns, copied, picked, annotations, after)


def merged_into(storage):
    """Return the copies that are merged."""
    copied = [kind for kind in kept_in(storage) if not kind.no_copy and not is_left_out(kind, storage)]
    return [f"copy: {kind.name}" for kind in copied]


def kept_in(storage):
    """Return the kinds that can be in a storage."""
    return [kind for kind in KINDS if refusal(kind, storage) in ("", AS_TEXT)]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Return what came of each storage; each is gone through once."""
    folder, known = tmp_path_factory.mktemp("kinds"), {}

    def path_of(storage):
        name = {"backed": "h5ad", "lazy h5ad": "h5ad", "lazy zarr": "zarr v3"}.get(storage, storage)
        path = folder / f"{name.replace(' ', '')}.{name.split()[0]}"
        if not path.exists():
            written(made(kept_in(storage)), path, zarr_format=2 if name == "zarr v2" else 3)
        return path

    def of(storage):
        if storage not in known:
            known[storage] = "it could not be gone through: see the first test"
            if storage == "memory":
                data: Any = made(KINDS)
            elif storage == "backed":
                data = ad.read_h5ad(path_of(storage), backed="r")
            else:
                data = read_lazy(path_of(storage)) if storage.startswith("lazy") else path_of(storage)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                known[storage] = used(storage, data, tmp_path_factory.mktemp("used"))
        return known[storage]

    return of


@pytest.mark.parametrize(
    ("kind", "storage"),
    [pytest.param(kind, each, id=f"{kind.name}-{each}") for each in STORAGES for kind in kept_in(each)],
)
def test_a_kind_in_a_storage(kind, storage, told):
    found, name = told(storage), kind.name
    shown, cells = expected_of(kind, storage)
    if is_left_out(kind, storage):
        assert found.left_out[name].startswith(shown)
        for refused in (found.columns[name], found.picked[name]):
            assert "neither categories nor numbers" in refused
        return
    assert name not in found.left_out
    column = found.columns[name]
    assert found.shown[name].n_missing == sum(is_missing(cell) for cell in cells)
    if shown == NUMBER:
        assert isinstance(column, NumberColumn)
        np.testing.assert_array_equal(column.values, np.array(cells, dtype=np.float64).astype(np.float32))
        whole = sorted({int(cell) for cell in cells if np.isfinite(cell)})
        levels, cells = [str(value) for value in whole], [text_of_number(cell) for cell in cells]
        colors = palette(len(levels))
    else:
        assert isinstance(column, CategoryColumn)
        assert column.levels == shown
        assert [None if code == 0 else column.levels[code - 1] for code in column.codes] == cells
        levels, colors = list(shown), colors_of(kind, shown)
        assert [level.color for level in found.shown[name].levels] == colors
        assert list(column.colors) == colors
    check_picked(found.picked[name], wanted_of(kind, storage)[1])
    if kind.no_copy:
        assert kind.no_copy in found.copied[name]
    else:
        check_copy(found, name, levels, cells, colors)
        if f"copy: {name}" in merged_into(storage):
            check_merged(found, name, cells, dict(zip(levels, colors, strict=True)))


def is_missing(cell):
    return cell is None or (isinstance(cell, float) and not np.isfinite(cell))


def text_of_number(cell):
    return None if is_missing(cell) else str(int(cell))


def colors_of(kind, levels):
    """Return the colours that levels have: those kept in ``uns`` unless these are too few."""
    if len(kind.colors) < len(levels):
        return palette(len(levels))
    return [kind.colors[place] for place in kind.taken or range(len(levels))]


def check_picked(picked, wanted):
    """Check that exactly the cells that meet the condition were labelled; none: nothing was."""
    assert (picked == 0) if not wanted.any() else picked.tolist() == wanted.tolist()


def label_of(level):
    """Return the label that a copy has of a level."""
    return "unassigned" if level is None or not level.strip() else level.strip()


def check_copy(found, name, levels, cells, colors):
    """Check the labels of a copy in the draft: on the cells of the levels, in their order and colours."""
    shades = {label_of(level): shade for level, shade in zip(levels, colors, strict=True)}
    shades.pop("unassigned", None)
    assert list(found.copied[name].items()) == list(shades.items())
    assert found.annotations[f"copy: {name}"].tolist() == [label_of(cell) for cell in cells]


def check_merged(found, name, cells, color_of):
    """Check the labels of a copy where they were merged into."""
    merged = series_of(found.merged.obs, f"copy: {name}")
    assert merged.tolist() == [label_of(cell) for cell in cells]
    colors = computed(found.merged.uns[f"copy: {name}_colors"])
    there = dict(zip(merged.cat.categories, colors, strict=True))
    assert {there[label_of(cell)] == color_of[cell] for cell in cells if label_of(cell) != "unassigned"} <= {True}


@pytest.mark.parametrize("suffix", ["h5ad", "zarr"])
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.h5ad or kind.zarr], ids=lambda kind: kind.name)
def test_what_anndata_can_not_write_is_not_in_the_table_for_nothing(kind, suffix, tmp_path):
    refused = getattr(kind, suffix)
    if refused in ("", AS_TEXT):
        path = written(made([kind]), tmp_path / f"x.{suffix}")
        assert path.exists()
        return
    with pytest.raises(Exception, match=refused):
        READ[suffix](written(made([kind]), tmp_path / f"x.{suffix}"))
