"""A page packed: as faithful as its size allows, or refused with what would help."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from ...core.copies import in_words
from ...core.files import write_atomically
from ...errors import ExportError
from ..targets import Kept, target_for
from ..written import told
from .contents import Fixed, parts_of
from .document import lines
from .numbers import PRECISIONS, Bits
from .numbers import in_words as precision_in_words
from .subject import PageSubject

#: Numbers are made coarser where a page would be larger than this.
AIM = 12_000_000
#: A page larger than this is not written: a mail does not carry it, and a browser opens it slowly.
LARGEST = 50_000_000
#: Of more numbers than this nobody waits for the exact ones to be packed: they would not fit.
_MANY_NUMBERS = 20_000_000
#: What numbers of half the bits have of their size at the least: what is noise in them is what does not compress.
_LEAST_SHRINKAGE = 0.4


@dataclass(frozen=True)
class PackedPage:
    """A page that could be written.

    Attributes
    ----------
    document
        The file.
    parts
        What is in it, a phrase each.
    precision
        How faithful its numbers are, a sentence.
    """

    document: bytes
    parts: tuple[str, ...]
    precision: str

    @property
    def size(self) -> str:
        """In words."""
        return in_words(len(self.document))


@dataclass(frozen=True, repr=False)
class WrittenPage:
    """A page that was written; prints as a few lines.

    Attributes
    ----------
    path
        The file.
    n_bytes
        Its size.
    parts
        What is in it, a phrase each.
    notes
        What else a person should know, a sentence each.
    """

    path: Path
    n_bytes: int
    parts: tuple[str, ...]
    notes: tuple[str, ...]

    def __repr__(self) -> str:
        """Return the lines to print."""
        lines = [f"Page for a colleague: {self.path} ({in_words(self.n_bytes)}). In it:"]
        return "\n".join([*lines, *(f"  {each}" for each in self.parts), *self.notes])


#: Said before a page is written, and after.
TRAVELS = "The names of the cells travel with it, and it has no password: whoever has the file can read all of it."


def packed_page(subject: PageSubject) -> PackedPage:
    """Pack a page.

    Raises
    ------
    ExportError
        It would be too large.
    """
    fixed = Fixed(subject, secrets.token_hex(12))
    n_numbers = len(subject.genes) + sum(info.kind == "number" for info, _ in subject.columns)
    many = n_numbers * subject.n_cells > _MANY_NUMBERS
    bits: Bits = None
    document = b""
    for bits in PRECISIONS[-1:] if many else PRECISIONS:
        if bits == 16 and fixed.pieces.size + _LEAST_SHRINKAGE * (len(document) - fixed.pieces.size) > AIM:
            continue  # not worth the time: it would not be enough
        document = b"".join(lines(*fixed.with_numbers(bits)))
        if len(document) <= AIM:
            break
    if len(document) > LARGEST:
        raise ExportError(_too_large(len(document), fixed.pieces.size, n_numbers))
    return PackedPage(document, tuple(parts_of(subject)), precision_in_words(bits))


def _too_large(size: int, fixed: int, n_numbers: int) -> str:
    said = f"This page would have {in_words(size)}, and no more than {in_words(LARGEST)} are written"
    part = "a part of the cells, as in open_session(adata[adata.obs['sample'] == 'A']).to_html(...)"
    room = LARGEST - fixed - (LARGEST // 50)
    each = (size - fixed) / max(1, n_numbers)
    fits = int(room / each) if room > 0 else 0
    if 0 < fits < n_numbers:
        return (
            f"{said}: {in_words(size - fixed)} of it are {n_numbers:,} genes and columns of numbers. Take at most "
            f"{fits:,} of them (genes=, columns=), or write the page of {part}. Nothing was written."
        )
    return f"{said}, even without genes: write the page of {part}. Nothing was written."


def write_page(page: PackedPage, path: object, *, overwrite: bool, kept: Kept) -> WrittenPage:
    """Write a page, through a file beside it that takes its name when it is whole.

    Raises
    ------
    ExportError
        A place that can't be, a file that is there, or a disk that is full. Nothing is changed then.
    """
    target = target_for(path, ".html", overwrite=overwrite, kept=kept, verb="to_html()")
    with told(target):
        write_atomically(target, page.document)
    return WrittenPage(target, len(page.document), page.parts, (page.precision, TRAVELS))
