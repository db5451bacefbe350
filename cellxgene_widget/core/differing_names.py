"""Seeing that many names are all different, from their bytes: an index of pandas makes an object of each again.

Ten million names take pandas 6 s and a table of 33 bytes each, which stays with the index; this takes a tenth of it,
and keeps nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

_Hashes = npt.NDArray[np.uint64]

#: Bytes of names that are looked at together: what is made of them stays in the processor's cache.
_BLOCK = 200_000
#: Names longer than this are left to others.
_LONGEST = 1024
#: An odd number whose bits are spread (2^64 by the golden ratio), and how far they are mixed down.
_SPREAD, _DOWN = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)
#: By how many bytes of a word belong to a name: its bits.
_KEPT = np.array([(1 << 8 * n) - 1 for n in range(9)], dtype=np.uint64)


def surely_differ(text: bytes, n: int) -> bool:
    """Tell whether names surely all differ; False: perhaps they do not, and must be compared one by one.

    Parameters
    ----------
    text
        The names, with a line feed between each two.
    n
        How many.
    """
    if text.count(b"\n") != n - 1:  # some have a line feed within
        return False
    hashes: _Hashes = np.empty(n, dtype=np.uint64)
    at = 0
    for block in _blocks(text):
        found = _hashes(block)
        if found is None:
            return False
        hashes[at : at + len(found)] = found
        at += len(found)
    return _all_differ(hashes)


def _blocks(text: bytes) -> Iterator[bytes]:
    """Yield the lines, some together, each with its end."""
    begin = 0
    while (end := text.find(b"\n", begin + _BLOCK) + 1) > 0:
        yield text[begin:end]
        begin = end
    yield text[begin:] + b"\n"


def _hashes(lines: bytes) -> _Hashes | None:
    """Return a number for each line, the same for the same text; None where one is too long."""
    ends = np.flatnonzero(np.frombuffer(lines, dtype=np.uint8) == ord("\n"))
    begins = np.zeros_like(ends)
    np.add(ends[:-1], 1, out=begins[1:])
    lengths = ends - begins
    shortest, longest = int(lengths.min()), int(lengths.max())
    if longest > _LONGEST:
        return None
    # eight bytes from each byte on, as one number
    words: _Hashes = np.ndarray((len(lines) + longest,), "<u8", lines + bytes(longest + 8), 0, (1,))
    hashes: _Hashes = lengths.astype(np.uint64)
    for place in range(0, longest, 8):
        word = words[begins + place]
        if place + 8 > shortest:
            word &= _KEPT[np.clip(lengths - place, 0, 8)]
        hashes ^= word
        hashes *= _SPREAD
        hashes ^= hashes >> _DOWN
    return hashes * _SPREAD


def _all_differ(hashes: _Hashes) -> bool:
    """Tell whether numbers are all different: each is put into a place of a table, and compared with what is there."""
    bits = len(hashes).bit_length() + 1
    table: npt.NDArray[np.uint32] = np.empty(1 << bits, dtype=np.uint32)
    left, mine = np.arange(len(hashes), dtype=np.uint32), hashes
    while left.size:
        place = (mine >> np.uint64(64 - bits)).view(np.int64)
        table[place] = left
        there = table[place]
        others = there != left  # of several with one place the last one has it
        if (mine[others] == hashes[there[others]]).any():
            return False
        left, mine = left[others], mine[others]
    return True
