"""The documentation site: ``make docs`` builds it into build/docs, with warnings as errors, dead references too.

It is built without the network. Other projects' references need it, so they are links only where READTHEDOCS or
DOCS_INTERSPHINX is set; in both cases the types of others are in ``nitpick_ignore_regex``, so that a build with links
and one without take the same warnings for errors.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path[:0] = [str(HERE / "_ext"), str(ROOT)]  # the package beside this folder, not another that is installed
# the same for the kernel that runs the notebooks
os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])

from sphinx.application import Sphinx  # noqa: E402

import cellxgene_widget as cxw  # noqa: E402 - the path first

# --- notebooks --------------------------------------------------------------------------------------------------

# Sphinx reads only what lies below this folder. The copies are git-ignored
(HERE / "notebooks").mkdir(exist_ok=True)
for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
    copy = HERE / "notebooks" / notebook.name
    if not copy.exists() or copy.read_bytes() != notebook.read_bytes():
        shutil.copyfile(notebook, copy)

# Drafts, profile and stores of the notebooks land below the build, in a home of their own
HOME = ROOT / "build" / "docs-home"
shutil.rmtree(HOME, ignore_errors=True)
HOME.mkdir(parents=True)
os.environ |= {"XDG_CONFIG_HOME": str(HOME / "config"), "CELLXGENE_WIDGET_USER": "ada", "ATLAS_CELLS": "3000"}

nb_execution_mode = "force"
nb_execution_in_temp = True
nb_execution_raise_on_error = True
nb_execution_timeout = 600  # scanpy is compiled at its first import
# Without the scripts of a CDN: in the place of the live view stands its picture, and no page asks another server
nb_ipywidgets_js: dict[str, dict[str, str]] = {}
nb_merge_streams = True

# --- the site ---------------------------------------------------------------------------------------------------

project = "cellxgene-widget"
author = "The cellxgene_widget authors"
copyright = f"{datetime.now(UTC).year}, {author}"  # noqa: A001 - Sphinx calls it so
version = release = cxw.__version__

extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx_copybutton",
    "verbs",  # _ext/verbs.py
]
exclude_patterns = ["_ext"]
templates_path: list[str] = []
nitpicky = True
suppress_warnings: list[str] = []

html_theme = "sphinx_book_theme"
html_title = f"cellxgene-widget {release}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_theme_options = {"show_navbar_depth": 1, "show_toc_level": 2, "use_download_button": False}

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

copybutton_exclude = ".linenos, .gp, .go"

# --- the API ----------------------------------------------------------------------------------------------------

add_module_names = False
toc_object_entries_show_parents = "hide"
autosummary_generate = False  # the pages list what they show, by the directive of _ext/verbs.py
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
python_maximum_signature_line_length = 90
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False

if os.environ.get("READTHEDOCS") or os.environ.get("DOCS_INTERSPHINX"):
    extensions.append("sphinx.ext.intersphinx")
    intersphinx_mapping = {
        "python": ("https://docs.python.org/3", None),
        "numpy": ("https://numpy.org/doc/stable", None),
        "pandas": ("https://pandas.pydata.org/docs", None),
        "anndata": ("https://anndata.readthedocs.io/en/stable", None),
        "matplotlib": ("https://matplotlib.org/stable", None),
        "scanpy": ("https://scanpy.readthedocs.io/en/stable", None),
    }

# Foreign types, by the names that signatures have them under
nitpick_ignore_regex = [
    ("py:.*", r"(pd|pandas|np|npt|numpy|anndata|matplotlib|traitlets|anywidget|ipywidgets|pathlib|os|typing)\..*"),
    ("py:.*", r"(AnnData|Figure|Path|PathLike|Any|AnyWidget|datetime)"),
    ("py:.*", r"(Callable|Collection|Iterable|Mapping|Sequence|Literal)"),
    ("py:.*", r"(collections|builtins|datetime)\..*"),
    ("py:.*", r"(None|bool|bytes|dict|float|int|list|object|str|tuple|ValueError|UserWarning)"),
]

# --- files of the source that are pages here --------------------------------------------------------------------

#: Links in them that are pages here.
PAGES = {
    "tests/README.md": "tests.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "CITATION.cff": "citing.md",
    "notebooks/atlas.ipynb": "notebooks/atlas.ipynb",
}
LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?![a-z]+:|#)([^)\s]+)\)")


def relink(_app: Sphinx, _path: Path, _docname: str, content: list[str]) -> None:
    """Make links of an included file those of the site; to files that are no page here only the words are left."""

    def here(found: re.Match[str]) -> str:
        page = PAGES.get(found[2].removeprefix("../"))
        return f"[{found[1]}]({page})" if page else found[1]

    content[0] = LINK.sub(here, content[0])


def cite(_app: Sphinx, docname: str, content: list[str]) -> None:
    """Show CITATION.cff on the page about citing, if there is one."""
    if docname == "citing" and (ROOT / "CITATION.cff").is_file():
        content[0] += "\n```{literalinclude} ../CITATION.cff\n:language: yaml\n```\n"


def setup(app: Sphinx) -> None:
    """Connect them."""
    app.connect("include-read", relink)
    app.connect("source-read", cite)
