"""Which notebook a command opens: the quickstart's copy, or that of a data file; made if it is not there yet."""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path

from ..core.given_paths import given_path
from ..data.file_kinds import SUFFIXES, file_kind
from ..data.stores import outermost
from .notebook import LaunchOptions, launch_notebook
from .usage import UsageError, say

DEMO_FOLDER = "cellxgene-widget-demo"
QUICKSTART = "quickstart.ipynb"


def demo_notebook() -> Path:
    """Open the quickstart: 700 blood cells that ship with scanpy, copied into the folder cellxgene-widget-demo."""
    folder = _writable(Path.cwd()) / DEMO_FOLDER
    notebook = folder / QUICKSTART
    if notebook.exists():
        say(f"{notebook} is already there and is opened as you left it.")
        return notebook
    try:
        folder.mkdir(exist_ok=True)
        shutil.copyfile(_shipped_quickstart(), notebook)
    except OSError as error:
        raise UsageError(f"the quickstart could not be copied to {notebook}: {error.strerror or error}") from None
    say(f"The quickstart is {notebook}")
    return notebook


def _shipped_quickstart() -> Path:
    """Find the quickstart: in the package, or in notebooks/ of a checkout that is installed as it lies."""
    package = Path(__file__).parents[1]
    shipped = package / QUICKSTART
    return shipped if shipped.is_file() else package.parent / "notebooks" / QUICKSTART


def notebook_of(options: argparse.Namespace) -> Path:
    """Open the notebook of a data file, beside it; the options are those of ``launch``."""
    data = _data_file(options.file)
    if options.annotations_file is not None and options.annotations_dir is not None:
        raise UsageError("--annotations-file and --annotations-dir exclude each other: leave one out")
    annotations_file = _annotations_file(options.annotations_file)
    annotations_dir = _annotations_dir(options.annotations_dir)
    for name in ("title", "user"):
        value = getattr(options, name)
        if value is not None and not value.strip():
            raise UsageError(f"--{name} is empty: give a {name}, or leave it out")

    beside = outermost(data).parent  # not within a store
    folder = _writable(beside)
    notebook = folder / f"{data.stem}-labels.ipynb"
    if notebook.exists():
        say(f"{notebook} is already there and is opened as you left it: the options are those written in it.")
        return notebook
    if folder != beside:
        say(f"{beside} can't be written to: the notebook is in {folder}, and so are your labels by default")
    text = launch_notebook(
        LaunchOptions(
            data=data,
            beside_data=folder == beside,
            annotations_file=annotations_file,
            annotations_dir=annotations_dir,
            max_category_items=options.max_category_items,
            title=options.title,
            user=options.user,
        )
    )
    try:
        if annotations_dir is not None:
            annotations_dir.mkdir(exist_ok=True)
        with notebook.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"{error.filename} could not be written: {error.strerror or error}") from None
    say(f"The notebook is {notebook}")
    return notebook


def _data_file(name: str) -> Path:
    if "://" in name:
        raise UsageError(f"{name} is an address, not a file: download it first, then launch the file")
    path = given_path(name, "launch", UsageError)
    kind = file_kind(path)
    if kind is None:
        raise UsageError(f"{name} does not end in {', '.join(SUFFIXES)}: write your AnnData with .write_h5ad()")
    if not path.exists():
        raise UsageError(f"there is no file {name}")
    if path.is_dir() != (kind == ".zarr"):
        raise UsageError(f"{name} is not a {'folder, as a .zarr store is' if path.is_file() else 'file'}")
    if not os.access(path, os.R_OK):
        raise UsageError(f"{name} can't be read: you have no permission to")
    return path.resolve()


def _annotations_file(name: str | None) -> Path | None:
    if name is None:
        return None
    path = given_path(name, "--annotations-file", UsageError).absolute()
    if path.suffix.lower() != ".csv":
        raise UsageError(f"--annotations-file {name} does not end in .csv")
    if path.is_dir():
        raise UsageError(f"--annotations-file {name} is a folder: name a CSV file, or use --annotations-dir")
    if not path.parent.is_dir():
        raise UsageError(f"--annotations-file {name} would be in a folder that is not there: {path.parent}")
    return path


def _annotations_dir(name: str | None) -> Path | None:
    if name is None:
        return None
    path = given_path(name, "--annotations-dir", UsageError).absolute()
    if path.exists() and not path.is_dir():
        raise UsageError(f"--annotations-dir {name} is not a folder: name a folder, or use --annotations-file")
    if not path.parent.is_dir():
        raise UsageError(f"--annotations-dir {name} would be in a folder that is not there: {path.parent}")
    return path


def _writable(wanted: Path) -> Path:
    """Give a folder that can be written to: the wanted one, else the working directory, else the home directory."""
    for folder in (wanted, Path.cwd(), Path.home()):
        if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
            return folder
    raise UsageError(f"no place for the notebook: {wanted}, {Path.cwd()} and {Path.home()} can't be written to")
