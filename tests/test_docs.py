"""The pages of docs/ hold together, without building them: every public name, every page in a contents, every link."""

from __future__ import annotations

import inspect
import re
import runpy
from pathlib import Path
from urllib.parse import unquote

import pytest

import cellxgene_widget as cxw
from tests.public_names import public

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "_ext" not in path.parts)
NOTEBOOKS = {f"notebooks/{path.stem}" for path in (ROOT / "notebooks").glob("*.ipynb")}
#: What ipywidgets and anywidget want of a widget; a session's inside, for the faces on it.
NOT_FOR_PEOPLE = {"get_state", "send", "set_state", "update", "parts"}


def text(page: str) -> str:
    return (DOCS / page).read_text("utf-8")


def for_people(of):
    return public(of) - NOT_FOR_PEOPLE


def shown(page: str, of: str) -> list[str]:
    """Names below the directives ``verbs`` for a class."""
    blocks = re.findall(rf"^\.\. verbs:: {of}\n\n((?:   \w+\n)+)", text(page), re.MULTILINE)
    return [name for block in blocks for name in block.split()]


def test_every_public_name_is_in_the_api():
    pages = "".join(path.read_text("utf-8") for path in sorted((DOCS / "api").glob("*.md")))
    for name in cxw.__all__:
        written = rf"^\.\. auto\w+:: {name}$" if name != "__version__" else r"cellxgene_widget\.__version__"
        assert re.search(written, pages, re.MULTILINE), f"{name} is not in docs/api"


def test_every_verb_and_property_of_the_session_is_in_the_api_once():
    names = shown("api/session.md", "Session")
    assert len(names) == len(set(names))
    assert set(names) == for_people(cxw.Session)


def test_every_verb_property_and_trait_of_the_widget_is_in_the_api():
    members = runpy.run_path(str(DOCS / "_ext" / "members.py"))
    page = text("api/widget.md")
    assert ".. traits:: AnnotationWidget\n" in page
    assert ".. verbs:: AnnotationWidget\n   :short:\n" in page
    traits = set(cxw.AnnotationWidget.class_own_traits(sync=True))
    names = {*shown("api/widget.md", "AnnotationWidget"), *members["forwarded"](), *traits}
    assert names >= for_people(cxw.AnnotationWidget) - {name for name in traits if name.startswith("_")}


def test_every_type_of_a_signature_is_told_in_the_api():
    """A build with links fails at one that is not; this finds it without a build."""
    pages = "".join(path.read_text("utf-8") for path in sorted((DOCS / "api").glob("*.md")))
    others = "".join(re.findall(r'\("py:\.\*", r"(.*)"\)', text("conf.py")))
    told = set(re.findall(r"^\.\. (?:py:type|py:class|auto\w+):: (?:[\w.]+\.)?(\w+)$", pages, re.MULTILINE))
    told |= set(re.findall(r"\w+", others)) | {"Self"}
    wanted = set()
    for name in for_people(cxw.Session):
        found = inspect.getattr_static(cxw.Session, name)
        called = found.fget if isinstance(found, property) else getattr(found, "__wrapped__", found)
        if inspect.isroutine(called):
            hints = " ".join(map(str, inspect.get_annotations(called).values()))
            words = re.sub(r"'[^']*'|\"[^\"]*\"|\w+(\.\w+)+", " ", hints)
            wanted |= {(word, name) for word in re.findall(r"\b[A-Z]\w+", words)}
    assert len(wanted) > 100
    assert {pair for pair in wanted if pair[0] not in told} == set()


def contents(page: Path) -> set[str]:
    """Return the pages that the tables of contents of a page name."""
    blocks = re.findall(r"^```\{toctree\}\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    lines = [line for block in blocks for line in block.splitlines() if line and not line.startswith(":")]
    return {(page.parent / line).relative_to(DOCS).as_posix() for line in lines}


def test_each_page_is_in_a_table_of_contents():
    found = set.union(*(contents(page) for page in PAGES))
    assert found | {"index"} == {page.relative_to(DOCS).with_suffix("").as_posix() for page in PAGES} | NOTEBOOKS


def anchor(heading: str) -> str:
    """Return what a heading is called in an address, as GitHub and MyST have it."""
    return re.sub(r"[^\w\- ]", "", re.sub(r"[`*]", "", heading).strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_links_and_pictures_are_there(page):
    written = page.read_text("utf-8")
    links = re.findall(r"\]\(([^)\s]+)\)", written) + re.findall(r"^```\{image\} (\S+)", written, re.MULTILINE)
    for link in links:
        if "://" in link:
            continue
        path, _, wanted = unquote(link).partition("#")
        target = page.parent / path if path else page
        if target.parent == DOCS / "notebooks":
            target = ROOT / "notebooks" / target.name
        assert target.is_file(), link
        if wanted:
            assert wanted in {
                anchor(line) for line in re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE)
            }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_what_a_page_includes_is_there(page):
    for name, options in re.findall(r"^```\{include\} (\S+)\n((?::.*\n)*)```", page.read_text("utf-8"), re.MULTILINE):
        included = (page.parent / name).read_text("utf-8")
        marks = dict(re.findall(r'^:([\w-]+): "(.*)"$', options, re.MULTILINE))
        begin, end = marks.get("start-after"), marks.get("end-before")
        assert begin is None or included.count(f"\n{begin}\n") == 1, f"{name} has no heading {begin!r} any more"
        assert end is None or end in included.split(f"\n{begin}\n")[1], f"{name} has no {end!r} behind {begin!r}"


def test_every_picture_is_used_and_has_words():
    used = "".join(page.read_text("utf-8") for page in [*PAGES, ROOT / "README.md"])
    for picture in sorted(DOCS.rglob("*.png")):
        if "notebooks" not in picture.parts:
            assert picture.name in used, f"{picture.name} is in no page"
    assert not re.findall(r"!\[\]\(", used), "a picture without words for those who don't see it"
