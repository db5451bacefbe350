"""Making the gene index: the matrix of a file transposed in bounded memory, by way of parts on disk."""

from __future__ import annotations

import itertools
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp

from ..core.cell_sets import fingerprint
from ..core.files import sync, sync_directory
from ..core.given_paths import given_path
from ..errors import DataError, some
from .gene_index import FORMAT, element_of, require_source, state_of
from .gene_index_places import index_name
from .matrix import READ_SIZE, ReadSize, blocks_of_rows, kind_of
from .stores import outermost

#: Bytes of one part: some neighbouring genes. A few times this is held in memory.
_PART = 64_000_000
_MOST_PARTS = 512


def write_gene_index(
    path: str | os.PathLike[str],
    *,
    layer: str | None = None,
    out: str | os.PathLike[str] | None = None,
    progress: Callable[[float], None] | None = None,
) -> Path:
    """Write the values of a data file gene by gene into a file beside it, so that one gene is a short read.

    ``show(path)`` uses it by itself as long as the data stays as it is. It is written once, in bounded memory; the data
    file is never changed.

    Parameters
    ----------
    path
        An .h5ad file or a .zarr store whose matrix is stored by cells: CSR or dense.
    layer
        The layer to take, or ``"raw"``; by default X.
    out
        The folder to write into, by default that of the data, or the working directory where that is read-only. To be
        found in any other folder, it must be named in ``$CELLXGENE_WIDGET_INDEX_DIR``.
    progress
        Told the part that is done, 0 to 1. It may raise, to stop; nothing is left behind then.

    Returns
    -------
    Path
        The index.

    Raises
    ------
    DataError
        No such file or layer, a matrix that is stored by genes already, no space, or somebody else is writing it.
    """
    return made_index(path, layer, out, progress or (lambda _: None))


def made_index(
    path: str | os.PathLike[str],
    layer: str | None,
    out: str | os.PathLike[str] | None,
    progress: Callable[[float], None],
    *,
    part_bytes: int = _PART,
    size: ReadSize = READ_SIZE,
) -> Path:
    """Do what :func:`write_gene_index` says, holding about so many bytes of a part, and of a block, at a time."""
    source = given_path(path, "index", DataError).absolute()
    require_source(source)
    folder = _folder(source, out)
    try:
        with _matrix_of(source, layer) as (matrix, element, names):
            target = folder / index_name(source, None if element == "X" else layer)
            with _place(target) as partial:
                stamp: dict[str, Any] = {"format": FORMAT, "element": element, "source": str(source), "names": names}
                stamp["state"] = state_of(source, element)
                _write(matrix, partial, progress, stamp, part_bytes, size)
                _require_state(source, element, stamp["state"])
                (partial / "index").replace(target)
            sync_directory(folder)
    except DataError:
        raise
    except (OSError, KeyError, ValueError, RuntimeError) as error:
        # h5py and zarr have many kinds of errors for a full disk and a damaged file.
        raise DataError(
            f"The index of {str(source)!r} could not be written into {str(folder)!r} ({_reason(error)}). Nothing was "
            "left behind. Another folder can be chosen with --out."
        ) from error
    return target


def _require_state(source: Path, element: str, state: object) -> None:
    if state_of(source, element) != state:
        raise DataError(f"{str(source)!r} was changed meanwhile: make the index again.")


def _reason(error: BaseException) -> str:
    text = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
    return (text.splitlines() or [type(error).__name__])[0]


def _folder(source: Path, out: str | os.PathLike[str] | None) -> Path:
    if out is not None:
        folder = given_path(out, "--out", DataError).absolute()
        if not folder.is_dir():
            raise DataError(f"There is no folder {str(folder)!r}: make it first.")
        return folder
    for folder in (outermost(source).parent, Path.cwd()):
        if os.access(folder, os.W_OK | os.X_OK):
            return folder
    raise DataError(f"{str(outermost(source).parent)!r} can't be written to: name another folder with --out.")


@contextmanager
def _matrix_of(source: Path, layer: str | None) -> Iterator[tuple[Any, str, tuple[str, str]]]:
    """Open a matrix: as it is on disk, where it is in the file, and what its names come to."""
    import h5py
    import zarr
    from anndata.io import read_elem, sparse_dataset

    def names(frame: Any) -> pd.Index[str]:
        stored: Any = read_elem(frame[frame.attrs["_index"]])
        found: pd.Index[str] = pd.Index(stored).astype(str)
        return found

    file: Any
    file = zarr.open_group(str(source), mode="r", use_consolidated=False) if source.is_dir() else h5py.File(source, "r")
    try:
        layers = set(file["layers"].keys()) if "layers" in file else set()
        element = element_of(layer, layers)
        if element not in file:
            offered = ["X", *sorted(layers), *(["raw"] if "raw/X" in file else [])]
            raise DataError(f"There is no layer {layer or 'X'!r} in {str(source)!r}. Layers: {some(offered)}.")
        stored = file[element]
        matrix = stored if hasattr(stored, "dtype") else sparse_dataset(stored)
        if kind_of(matrix) == "disk columns":
            raise DataError(
                f"{layer or 'X'} of {str(source)!r} is stored by genes (CSC): a gene is read fast as it is."
            )
        var = file["raw/var" if element == "raw/X" else "var"]
        yield matrix, element, (fingerprint(names(file["obs"])), fingerprint(names(var)))
    finally:
        if isinstance(file, h5py.File):
            file.close()


@contextmanager
def _place(target: Path) -> Iterator[Path]:
    """Give a folder for the parts and the index in the making, to one writer at a time, and take it away again."""
    from filelock import FileLock, Timeout

    lock = FileLock(target.with_name(f".{target.name}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise DataError(f"{str(target)!r} is being written by another program: wait until it is done.") from None
    partial = target.with_name(f".{target.name}.partial")
    try:
        shutil.rmtree(partial, ignore_errors=True)  # of a writer that was killed
        partial.mkdir()
        yield partial
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        Path(lock.lock_file).unlink(missing_ok=True)
        lock.release()


def _write(
    matrix: Any,
    folder: Path,
    progress: Callable[[float], None],
    stamp: dict[str, Any],
    part_bytes: int,
    size: ReadSize,
) -> None:
    """Count, sort into parts of neighbouring genes, and put the parts together: the matrix is read twice."""
    counts = np.zeros(matrix.shape[1], dtype=np.int64)
    for end, block in blocks_of_rows(matrix, size):
        indices = block.indices if sp.issparse(block) else np.nonzero(block)[1]
        counts += np.bincount(indices, minlength=counts.size)
        progress(0.3 * end / matrix.shape[0])
    dtype = np.dtype(np.float32) if matrix.dtype == np.float16 else matrix.dtype.newbyteorder("=")
    row = np.int32 if matrix.shape[0] <= np.iinfo(np.int32).max else np.int64
    record = np.dtype([("row", row), ("gene", np.int32), ("value", dtype)])
    total = int(counts.sum()) * record.itemsize
    free = shutil.disk_usage(folder).free
    if 2 * total > free:
        raise DataError(
            f"Making this index takes up to {2 * total / 1e9:.1f} GB in {str(folder.parent)!r}, where {free / 1e9:.1f} "
            "GB are free. Make room, or name another folder with --out."
        )
    bounds = _bounds(counts, max(1, int(max(part_bytes, total / _MOST_PARTS) / record.itemsize)))
    begin = 0
    for end, block in blocks_of_rows(matrix, size):
        _sort_into_parts(block, begin, bounds, record, folder)
        begin = end
        progress(0.3 + 0.4 * end / matrix.shape[0])
    _put_together(matrix.shape, bounds, record, folder, stamp, progress)


def _bounds(counts: npt.NDArray[np.int64], most: int) -> npt.NDArray[np.int64]:
    """Return where parts of about ``most`` values begin and end, in genes."""
    bounds, held = [0], 0
    for gene, n in enumerate(counts.tolist()):
        if held and held + n > most:
            bounds.append(gene)
            held = 0
        held += n
    return np.array([*bounds, counts.size], dtype=np.int64)


def _sort_into_parts(
    block: Any, begin: int, bounds: npt.NDArray[np.int64], record: np.dtype[Any], folder: Path
) -> None:
    by_gene = sp.csc_matrix(block.astype(record["value"], copy=False))
    genes = np.repeat(np.arange(by_gene.shape[1], dtype=np.int32), np.diff(by_gene.indptr))
    for part, (first, last) in enumerate(itertools.pairwise(bounds.tolist())):
        some_values = slice(by_gene.indptr[first], by_gene.indptr[last])
        out = np.empty(some_values.stop - some_values.start, dtype=record)
        out["row"] = by_gene.indices[some_values]
        out["row"] += begin
        out["gene"] = genes[some_values] - first
        out["value"] = by_gene.data[some_values]
        with (folder / f"part-{part}").open("ab") as file:
            file.write(out.tobytes())


def _put_together(
    shape: tuple[int, int],
    bounds: npt.NDArray[np.int64],
    record: np.dtype[Any],
    folder: Path,
    stamp: dict[str, Any],
    progress: Callable[[float], None],
) -> None:
    import h5py
    from anndata.io import sparse_dataset, write_elem

    totals = np.zeros((3, shape[1]))
    whole, negative = True, False
    with h5py.File(folder / "index", "w") as file:
        for part, (first, last) in enumerate(itertools.pairwise(bounds.tolist())):
            name = folder / f"part-{part}"
            found = np.fromfile(name, dtype=record)
            name.unlink()
            # Also adds up values that are stored in pieces, as CSR allows.
            by_gene = sp.coo_matrix(
                (found["value"], (found["gene"], found["row"])), shape=(int(last - first), shape[0])
            ).tocsr()
            values = by_gene.data.astype(np.float64)
            gene = np.repeat(np.arange(last - first), np.diff(by_gene.indptr))
            with np.errstate(over="ignore", invalid="ignore"):
                for place, weights in enumerate((values, values * values, values != 0)):
                    totals[place, first:last] = np.bincount(gene, weights, last - first)
                negative = negative or bool((values < 0).any())
                whole = whole and not negative and bool(np.all(values == np.floor(values)))
            columns = by_gene.T
            columns.indptr = columns.indptr.astype(np.int64)  # for more than 2^31 values, once all are there
            if part == 0:
                write_elem(file, "X", columns, dataset_kwargs={"compression": "lzf", "shuffle": True})
            else:
                written: Any = sparse_dataset(file["X"])
                written.append(columns)
            progress(0.7 + 0.3 * float(last) / max(shape[1], 1))
        data = file.create_dataset("totals", data=totals)
        data.attrs["whole"], data.attrs["negative"] = whole, negative
        file.attrs["stamp"] = json.dumps(stamp)
        file.flush()
    sync(folder / "index")
