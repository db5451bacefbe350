"""Telling by a file itself, or by what lies beside it, that it belongs to a draft: to anybody's."""

from __future__ import annotations

import contextlib
import glob
from pathlib import Path

from ..core.trusted_files import open_file
from ..data.gene_sets import HEADER
from .file_names import BACKUPS, GENE_SETS, ID_LENGTH, has_id, name_in

#: How every draft begins: cellxgene's first line, which is ours, too.
_FIRST = b"# Annotations generated on"
_MARK = b"\xef\xbb\xbf"
_FIRST_OF_GENE_SETS = ",".join(HEADER[:3]).encode()
#: What stands beside earlier versions.
_BESIDE = (".journal", ".sets", ".scores", ".lock")


def begins_as_draft(path: Path) -> bool:
    """Tell whether a file is a draft of labels, by its first line.

    Raises
    ------
    OSError
        It can't be opened.
    """
    return _beginning(path).startswith(_FIRST)


def what_of_a_draft(path: Path) -> str | None:
    """Say what a file is to a draft, as the end of a sentence; None: nothing.

    Parameters
    ----------
    path
        The file itself, links followed. It need not be there: a draft may so far be in its journal alone.
    """
    try:
        beginning = _beginning(path)
    except FileNotFoundError:
        beginning = b""
    except OSError:
        return "a file that can't be read, so it may be a draft" if path.suffix.lower() == ".csv" else None
    if beginning.startswith(_FIRST_OF_GENE_SETS) or (beginning.startswith(_FIRST) and _is_called_gene_sets(path.stem)):
        return "a file of gene sets"
    if beginning.startswith(_FIRST):
        return "a draft of labels"
    if path.suffix.lower() == ".csv" and _has_journal(path):
        return "what a draft with its journal here is called"
    if path.exists() and path.parent.name.endswith(BACKUPS) and _is_of_a_draft(path.parent):
        return "among the journal and the earlier versions of a draft"
    return None


def _beginning(path: Path) -> bytes:
    with open_file(path) as file:
        return file.read(100).removeprefix(_MARK)


def _is_called_gene_sets(stem: str) -> bool:
    return stem.endswith(GENE_SETS) or (has_id(stem) and stem[: -ID_LENGTH - 1].endswith(GENE_SETS))


def _has_journal(path: Path) -> bool:
    """Tell whether a draft whose CSV, or whose file of gene sets, would be this one has files among its versions."""
    stems = {path.stem, path.stem.removesuffix(GENE_SETS)}
    if has_id(path.stem):
        stems.add(f"{name_in(path.stem)}{path.stem[-ID_LENGTH - 1 :]}")
    with contextlib.suppress(OSError):
        for stem in stems:
            for ending in (".journal", ".sets"):
                if any(path.parent.glob(f"*{BACKUPS}/{glob.escape(stem)}{ending}")):
                    return True
    return False


def _is_of_a_draft(folder: Path) -> bool:
    with contextlib.suppress(OSError):
        return any(path.suffix in _BESIDE for path in folder.iterdir())
    return False
