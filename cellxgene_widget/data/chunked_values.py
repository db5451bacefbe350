"""One-dimensional arrays on disk, read by many threads at once: chunks are taken from the file and unpacked here.

h5py lets one thread read at a time, and zarr takes longer to find a chunk's way than to unpack it. What is stored in a
way that is not known here is read by them. What is read is what was opened, whatever has its name by now.
"""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

#: Filters of HDF5 that are undone here.
_DEFLATE, _SHUFFLE = 1, 2

Unpack = Callable[[bytes | bytearray], Any]


class Values(Protocol):
    """Values on disk that any number of threads may read."""

    length: int
    """Of a chunk: so many are read and unpacked together."""

    def read(self, begin: int, end: int) -> npt.NDArray[Any]:
        """Return some values."""


def values_of(array: Any) -> Values:
    """Return a reader of an array of h5py or zarr of one dimension.

    Raises
    ------
    OSError
        Another array is there by now.
    """
    import h5py

    check_is_there(array)
    found = _of_hdf5(array) if isinstance(array, h5py.Dataset) else _of_zarr(array)
    return found or _Sliced(array)


def check_is_there(array: Any) -> None:
    """Check that an array of zarr is what was opened: its chunks are found by their names, whoever wrote them since.

    An array of an HDF5 file stays what it was, for it is read from the file that is open.

    Raises
    ------
    OSError
        An array of another shape or form is there by now, or none.
    """
    store, metadata = getattr(array, "store", None), getattr(array, "metadata", None)
    if store is None or metadata is None:
        return
    import zarr

    try:
        now = zarr.open_array(store=store, path=array.path, mode="r", zarr_format=metadata.zarr_format).metadata
    except (KeyError, ValueError, FileNotFoundError) as error:
        raise OSError(f"there is no array {array.path!r} in {store} any more") from error
    if _form_of(now) != _form_of(metadata):
        raise OSError(f"the array {array.path!r} in {store} is another than the one that was opened")


def _form_of(metadata: Any) -> dict[str, Any]:
    return {
        key: value for key, value in metadata.to_dict().items() if key not in ("attributes", "consolidated_metadata")
    }


class _Sliced:
    """Values read by the library that wrote them."""

    def __init__(self, array: Any) -> None:
        self._array = array
        self.length = int(array.chunks[0]) if array.chunks else 1

    def read(self, begin: int, end: int) -> npt.NDArray[Any]:
        """Return some values."""
        return np.asarray(self._array[begin:end])


class _OpenFile:
    """The bytes of a file that is open, also when another one has its name by now."""

    def __init__(self, descriptor: int) -> None:
        # Our own one: whoever closes the file lets the system give its number to another
        self._descriptor: int | None = None
        self._descriptor = os.dup(descriptor)

    def read(self, offset: int, n: int) -> bytearray:
        """Return some bytes; any number of threads may."""
        found = bytearray(n)
        view = memoryview(found)
        while view and self._descriptor is not None:
            n_read = os.preadv(self._descriptor, [view], offset)
            if not n_read:
                raise OSError("the file ends too early")
            view, offset = view[n_read:], offset + n_read
        return found

    def __del__(self) -> None:
        """Let go of the file."""
        if self._descriptor is not None:
            os.close(self._descriptor)


class _Plain:
    """Values in one piece of a file, as they are in memory."""

    def __init__(self, file: _OpenFile, offset: int, dtype: np.dtype[Any]) -> None:
        self._file, self._offset, self._dtype = file, offset, dtype
        self.length = 1

    def read(self, begin: int, end: int) -> npt.NDArray[Any]:
        """Return some values."""
        size = self._dtype.itemsize
        return np.frombuffer(self._file.read(self._offset + begin * size, (end - begin) * size), dtype=self._dtype)


class _Chunked:
    """Values in chunks of one length; ``chunk`` returns one by its number, None: nothing was written there."""

    def __init__(
        self, length: int, dtype: np.dtype[Any], fill: Any, chunk: Callable[[int], npt.NDArray[Any] | None]
    ) -> None:
        self.length, self._dtype, self._fill, self._chunk = length, dtype, fill, chunk

    def read(self, begin: int, end: int) -> npt.NDArray[Any]:
        """Return some values."""
        out = np.empty(max(end - begin, 0), dtype=self._dtype)
        for number in range(begin // self.length, -(-end // self.length) if end > begin else 0):
            first = number * self.length
            low, high = max(begin, first), min(end, first + self.length)
            chunk = self._chunk(number)
            out[low - begin : high - begin] = self._fill if chunk is None else chunk[low - first : high - first]
        return out


def _unpacked(packed: bytes | bytearray, steps: list[Unpack], dtype: np.dtype[Any], length: int) -> npt.NDArray[Any]:
    values: Any = packed
    try:
        for step in steps:
            values = step(values)
        found = np.frombuffer(values, dtype=dtype)
    except (zlib.error, RuntimeError, ValueError) as error:
        raise OSError(f"a chunk can't be unpacked: {error}") from error
    if found.size != length:
        raise OSError("a chunk is too short or too long")
    return found


def _of_hdf5(dataset: Any) -> Values | None:
    """Return a reader of what an HDF5 file holds in one piece, or packed by gzip, with bytes shuffled or not."""
    file, dtype = dataset.file, dataset.dtype
    is_plain_file = file.driver == "sec2" and file.mode == "r" and file.userblock_size == 0 and hasattr(os, "preadv")
    if not is_plain_file or dtype.kind not in "biuf" or not dtype.isnative or dataset.external or dataset.is_virtual:
        return None
    if dataset.chunks is None:
        offset = dataset.id.get_offset()
        return None if offset is None else _Plain(_OpenFile(file.id.get_vfd_handle()), int(offset), dtype)
    plist = dataset.id.get_create_plist()
    filters = [plist.get_filter(i)[0] for i in range(plist.get_nfilters())]
    known: dict[int, Unpack] = {_DEFLATE: zlib.decompress, _SHUFFLE: lambda raw: _in_order(raw, dtype.itemsize)}
    if any(each not in known for each in filters) or not hasattr(dataset.id, "chunk_iter"):
        return None
    (length,) = dataset.chunks
    places: dict[int, tuple[int, int]] = {}
    is_as_usual = True

    def note(info: Any) -> None:
        nonlocal is_as_usual
        is_as_usual &= info.filter_mask == 0
        places[int(info.chunk_offset[0]) // length] = int(info.byte_offset), int(info.size)

    dataset.id.chunk_iter(note)
    if not is_as_usual:
        return None
    steps = [known[each] for each in reversed(filters)]
    opened = _OpenFile(file.id.get_vfd_handle())

    def chunk(number: int) -> npt.NDArray[Any] | None:
        place = places.get(number)
        return None if place is None else _unpacked(opened.read(*place), steps, dtype, length)

    return _Chunked(length, dtype, dataset.fillvalue, chunk)


def _in_order(raw: Any, itemsize: int) -> Any:
    """Undo HDF5's shuffle, that has the first bytes of all values, then the second ones."""
    return np.ascontiguousarray(np.frombuffer(raw, dtype=np.uint8).reshape(itemsize, -1).T).reshape(-1)


def _of_zarr(array: Any) -> Values | None:
    """Return a reader of a zarr array in a folder whose chunks are packed by one known codec, or not packed."""
    store, metadata = getattr(array, "store", None), getattr(array, "metadata", None)
    root, dtype = getattr(store, "root", None), array.dtype
    if not isinstance(root, Path) or metadata is None or type(store).__name__ != "LocalStore":
        return None
    steps = _steps_of(array)
    if steps is None or array.ndim != 1 or dtype.kind not in "biuf" or not dtype.isnative:
        return None
    folder, (length,) = root / array.path, array.chunks
    fill = 0 if array.fill_value is None else array.fill_value

    def chunk(number: int) -> npt.NDArray[Any] | None:
        try:
            packed = (folder / metadata.encode_chunk_key((number,))).read_bytes()
        except FileNotFoundError:
            return None
        return _unpacked(packed, steps, dtype, length)

    return _Chunked(int(length), dtype, fill, chunk)


def _steps_of(array: Any) -> list[Unpack] | None:
    """Return how the chunks of a zarr array are unpacked; None: that is not known here."""
    import numcodecs

    if array.filters or getattr(array, "shards", None) is not None:
        return None
    if array.metadata.zarr_format == 2:
        return [each.decode for each in array.compressors]
    serializer = array.serializer.to_dict()
    # Of one byte a value there is no order of bytes
    if serializer["name"] != "bytes" or serializer.get("configuration", {}).get("endian") not in (None, sys.byteorder):
        return None
    known: dict[str, Unpack] = {
        "zstd": numcodecs.Zstd().decode,
        "blosc": numcodecs.Blosc().decode,
        "gzip": lambda raw: zlib.decompress(raw, 31),
    }
    names = [each.to_dict()["name"] for each in array.compressors]
    return [known[name] for name in names] if all(name in known for name in names) else None
