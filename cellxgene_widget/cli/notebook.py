"""The notebook that ``cellxgene-widget launch`` writes: show, label, merge, write."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..data.stores import name_within

#: That of ``show()``: what is as it always is goes unsaid.
DEFAULT_MAX_CATEGORY_ITEMS = 1000


@dataclass(frozen=True)
class LaunchOptions:
    """What the person chose on the command line; the paths are absolute."""

    data: Path
    beside_data: bool
    annotations_file: Path | None
    annotations_dir: Path | None
    max_category_items: int
    title: str | None
    user: str | None


def launch_notebook(options: LaunchOptions) -> str:
    """Write the notebook.

    Parameters
    ----------
    options
        The data and what else was chosen. Every path and name goes into the code as a Python string, whatever quotes
        or spaces it holds.

    Returns
    -------
    str
        The text of an .ipynb file, without outputs.
    """
    # the notebook's kernel works in the notebook's folder: a name that still holds when the folder is moved
    where = name_within(options.data) if options.beside_data else str(options.data)
    arguments = ", ".join([_quoted(where), *_arguments(options)])  # by its path: the matrix stays on disk
    cells = [
        _text(
            f"# {_plain(options.title or options.data.name)}\n\n"
            "Run all cells (Run > Run All Cells). Draw around cells in the view, type a name into *Label as ...*, "
            "press Enter. Your labels are saved by themselves and are back when you run this notebook again."
        ),
        _code(f"import cellxgene_widget as cxw\n\nw = cxw.show({arguments})\nw"),
        _text("Labelling with code does the same as a click. An example, to change and run:"),
        _code(
            '# w.create_category("cell_type", exist_ok=True)\n'
            '# w.select(where={"louvain": ["3", "7"]})\n'
            '# w.label("B cell", category="cell_type")\n'
            "w.annotations"
        ),
        *_merging(where),
    ]
    for number, cell in enumerate(cells):
        cell["id"] = f"launch-{number}"
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _merging(where: str) -> list[dict[str, Any]]:
    inplace = "# w.merge(inplace=True)"
    if not Path(where).suffix:  # a table within a store: it has no copy of its own
        return [
            _text(
                "The store is never changed by itself. To write your categories into the table (only `obs` and the "
                "colours are written), take away the `#`:"
            ),
            _code(inplace),
        ]
    return [
        _text(
            "The data is never changed by itself. When you are done, take away the first `#` to write your categories "
            "into a labelled copy (once more: with `overwrite=True`), or the second to write them into the data (only "
            "`obs` and the colours are written)."
        ),
        _code(f"# w.merge(into={_quoted(_labelled_name(where))})\n{inplace}"),
    ]


def _arguments(options: LaunchOptions) -> list[str]:
    arguments = []
    if options.annotations_file is not None:
        arguments.append(f"annotations_file={_quoted(str(options.annotations_file))}")
    if options.annotations_dir is not None:
        arguments.append(f"annotations_dir={_quoted(str(options.annotations_dir))}")
    if options.user is not None:
        arguments.append(f"user={_quoted(options.user)}")
    if options.max_category_items != DEFAULT_MAX_CATEGORY_ITEMS:
        arguments.append(f"max_category_items={options.max_category_items}")
    return arguments


def _quoted(text: str) -> str:
    """Write a string as Python code does, in double quotes where these need no backslash."""
    code = repr(text)
    return f'"{code[1:-1]}"' if code[0] == "'" and '"' not in code else code


def _labelled_name(where: str) -> str:
    path = Path(where)
    return str(path.with_name(f"{path.stem}_labelled{path.suffix}"))


def _plain(title: str) -> str:
    """Make a title that Markdown shows as it is: one line, no mark-up."""
    line = " ".join(title.split()).encode("utf-8", "replace").decode()  # a file name may hold what is no text
    return re.sub(r"([\\`*_{}\[\]<>()#|!&$~])", r"\\\1", line)


def _text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def _code(source: str) -> dict[str, Any]:
    return {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source}
