"""What the files of a draft are called, and what a draft may be called so that there is room for all of them."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import unicodedata

from ..core.names import clean_name
from ..errors import AnnotationError, DraftError

#: Characters of a draft's ID.
ID_LENGTH = 8
#: How the name of a file of gene sets ends, before the ID.
GENE_SETS = "-gene-sets"
#: How the name of a folder of earlier versions ends.
BACKUPS = "-backups"

_MAX_CHARACTERS = 80
#: Bytes of UTF-8 that a file's name may have on the systems in use.
_MAX_BYTES = 255
_TIME = "2026-11-22T08-34-22"
#: All that is put behind the stem of a CSV for the name of another file of the draft, as long as it can be. Temporary
#: files take only the beginning of a name.
_ENDS = (
    BACKUPS,
    f"-{_TIME}-9999.csv",
    f"-unreadable-{_TIME}.csv",
    f".journal.damaged-{_TIME}",
    ".0123456789abcdef.cells",
    ".lock",
    f"{GENE_SETS}-{_TIME}-9999.csv",
)
_MAX_STEM_BYTES = _MAX_BYTES - max(map(len, _ENDS))
_MAX_NAME_BYTES = _MAX_STEM_BYTES - ID_LENGTH - 1
_WITH_ID = re.compile(rf".+-[A-Z2-7]{{{ID_LENGTH}}}", re.DOTALL)
_WINDOWS_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def draft_id(user: str, dataset: str) -> str:
    """Return the 8 characters (base32 of a 5-byte blake2b) by which one user's draft of one dataset is known."""
    digest = hashlib.blake2b(f"{user}\0{dataset}".encode("utf-8", "surrogatepass"), digest_size=5).digest()
    return base64.b32encode(digest).decode("ascii")


def name_in(stem: str) -> str:
    """Return the name of a draft, out of the stem of a file whose name ends with an ID."""
    return stem[: -ID_LENGTH - 1].removesuffix(GENE_SETS)


def has_id(stem: str) -> bool:
    """Tell whether the stem of a file may end with an ID."""
    return _WITH_ID.fullmatch(stem) is not None


def clean_draft_name(name: object) -> str:
    """Check that a name can be the first part of the names of a draft's files on any system.

    Raises
    ------
    DraftError
        Empty, too long, with a path separator or a character that Windows or a shell trips over.
    """
    try:
        cleaned = clean_name(name, "draft")
    except AnnotationError as error:
        raise DraftError(str(error)) from None
    room = len(_beginning(cleaned))
    if len(cleaned) > room:
        raise DraftError(f"This draft name has {len(cleaned)} characters; there is room for {room} of them.")
    bad = sorted(set(re.findall(r'[/\\:*?"<>|]', cleaned)))
    if bad:
        raise DraftError(
            f"A draft name becomes a file name, so it can't hold {' '.join(bad)}: use letters, digits, - and _."
        )
    if cleaned.startswith((".", "-")) or cleaned.endswith(".") or _WINDOWS_DEVICES.fullmatch(cleaned):
        raise DraftError(
            f"{cleaned!r} can't be a file name everywhere: begin with a letter and use letters, digits, - and _."
        )
    if cleaned.endswith(GENE_SETS):
        raise DraftError(f"{cleaned!r} is how a file of gene sets is called: choose a name with another end.")
    return cleaned


def suggested_draft_name(stem: str | None) -> str:
    """Make a draft name out of a data file's stem or a dataset's title; ``my-labels`` if nothing is left of it."""
    usual = re.sub(r"[^\w .+-]+", "-", unicodedata.normalize("NFC", stem or "")).strip(" .-")
    try:
        return clean_draft_name(_beginning(usual).strip(" .-"))
    except DraftError:
        return "my-labels"


def require_room(stem: str) -> None:
    """Check that the stem of a CSV that the user named leaves room for what is put behind it.

    Raises
    ------
    DraftError
        It does not.
    """
    if len(os.fsencode(stem)) > _MAX_STEM_BYTES:
        raise DraftError(
            f"The file name {stem[:40]!r}... is too long: with what is put behind it for its journal and its earlier "
            "versions it is no file name any more. Give the file a shorter one."
        )


def _beginning(name: str) -> str:
    """Return as much of a name as there is room for, in whole characters."""
    return os.fsencode(name[:_MAX_CHARACTERS])[:_MAX_NAME_BYTES].decode("utf-8", "ignore")
