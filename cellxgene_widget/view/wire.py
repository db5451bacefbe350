"""What travels between the kernel and the browser, and how it is packed; the mirror of ``js/src/wire/``.

Up come requests ``{id, kind, ...}``, and each gets one reply ``{id, part, parts, body | error}``; the first of several
parts has also the ``bytes`` of all. Down come also events ``{event, ...}``. Arrays travel as binary buffers, little
endian.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ..core.cell_sets import Cells, Mask, cells_of_mask
from ..errors import AnnotationError
from .bodies import CellsHeader

PROTOCOL = 1

#: Bytes of a reply in one message; the notebook server holds several copies of each message it passes on.
MAX_PART = 4_000_000

#: Names of cells sent at a time, for the hover card.
NAMES_BLOCK = 1024

Message = tuple[dict[str, Any], list[bytes]]


def pack_reply(
    request: str, body: Mapping[str, Any], payload: bytes | memoryview = b"", most: int = MAX_PART
) -> Iterator[Message]:
    """Pack an answer into messages of at most ``most`` bytes each."""
    view = memoryview(payload)
    parts = max(1, -(-len(view) // most))
    for part in range(parts):
        head: dict[str, Any] = {"id": request, "part": part, "parts": parts}
        if part == 0:
            head["body"] = body
            if parts > 1:
                head["bytes"] = len(view)
        chunk = bytes(view[part * most : (part + 1) * most])
        yield head, [chunk] if chunk else []


def pack_error(request: str | None, sentence: str) -> Message:
    """Pack an answer that says why there is none; None: to what was no request, so that nobody waits for it."""
    return {"id": request, "part": 0, "parts": 1, "error": sentence}, []


def array_bytes(array: npt.NDArray[Any]) -> memoryview:
    """Return the bytes of an array, little endian, without a copy where none is needed."""
    little = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    return little.reshape(-1).view(np.uint8).data


def pack_mask(mask: Mask) -> bytes:
    """Pack one truth value a cell into bits, the first cell lowest."""
    return np.packbits(mask, bitorder="little").tobytes()


def pack_cells(cells: Cells, n_cells: int) -> tuple[CellsHeader, bytes]:
    """Pack a cell set as a list of positions or as bits, whichever is shorter."""
    n = int(cells.size)
    if n * 4 < -(-n_cells // 8):
        return {"encoding": "list", "n": n}, cells.astype("<u4").tobytes()
    mask = np.zeros(n_cells, dtype=bool)
    mask[cells] = True
    return {"encoding": "bitset", "n": n}, pack_mask(mask)


def unpack_cells(head: object, buffers: Sequence[Any], n_cells: int) -> Cells:
    """Read a cell set that the browser sent.

    Raises
    ------
    AnnotationError
        It does not fit the data: then nothing must be labelled by it.
    """
    wrong = AnnotationError("The cells of this request do not fit the data: reload the page and select them again.")
    if not isinstance(head, dict) or len(buffers) != 1:
        raise wrong
    raw = bytes(buffers[0])
    if head.get("encoding") == "list" and len(raw) % 4 == 0:
        cells = np.frombuffer(raw, dtype="<u4").astype(np.uint32)
        sound = not cells.size or (bool(np.all(cells[1:] > cells[:-1])) and int(cells[-1]) < n_cells)
    elif head.get("encoding") == "bitset" and len(raw) == -(-n_cells // 8):
        bits = np.unpackbits(np.frombuffer(raw, dtype=np.uint8), bitorder="little")
        sound = not bits[n_cells:].any()
        cells = cells_of_mask(bits[:n_cells].astype(bool))
    else:
        raise wrong
    if not sound or head.get("n") != cells.size:
        raise wrong
    return cells
