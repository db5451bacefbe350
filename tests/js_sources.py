"""The front end's sources as text: who imports whom, and what each rule of CSS is about."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "js" / "src"

_IMPORT = re.compile(r"""(?:\bfrom|^import)\s+["'](\.[^"']+)["']""", re.MULTILINE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CLASS = re.compile(r"\.([A-Za-z][\w-]*)")


def scripts(sources: Path = SOURCES) -> dict[str, str]:
    """Return the TypeScript files by their path within the sources."""
    return _read(sources, (".ts", ".tsx"))


def styles(sources: Path = SOURCES) -> dict[str, str]:
    """Return the CSS files by their path within the sources."""
    return _read(sources, (".css",))


def _read(sources: Path, kinds: tuple[str, ...]) -> dict[str, str]:
    found = (path for path in sorted(sources.rglob("*")) if path.suffix in kinds and not path.name.endswith(".d.ts"))
    return {path.relative_to(sources).as_posix(): path.read_text() for path in found}


def imports(files: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the files that each file imports; of CSS it says nothing."""
    return {name: [*_imported(name, text, files)] for name, text in files.items()}


def _imported(name: str, text: str, files: Mapping[str, str]) -> Iterator[str]:
    for written in _IMPORT.findall(text):
        if written.endswith(".css"):
            continue
        steps: list[str] = name.split("/")[:-1]
        for step in written.split("/"):
            if step == "..":
                steps.pop()
            elif step != ".":
                steps.append(step)
        path = "/".join(steps)
        yield next(path + end for end in (".ts", ".tsx") if path + end in files)


def circle(graph: Mapping[str, list[str]]) -> list[str] | None:
    """Return files that import each other in a circle, or None."""
    done: set[str] = set()

    def follow(name: str, way: list[str]) -> list[str] | None:
        if name in way:
            return [*way[way.index(name) :], name]
        if name in done:
            return None
        for other in graph.get(name, ()):
            if found := follow(other, [*way, name]):
                return found
        done.add(name)
        return None

    return next((found for name in graph if (found := follow(name, []))), None)


class Selector(NamedTuple):
    """A selector of CSS: the classes of what it is about, and those of what that must be in, beside or around."""

    text: str
    about: frozenset[str]
    context: frozenset[str]


def selectors(css: str) -> Iterator[Selector]:
    """Return the selectors of all rules, those in ``@media`` and ``@container`` too."""
    css = _COMMENT.sub("", css)
    for head in re.findall(r"([^{};]+)\{", css):
        if head.strip().startswith("@") or re.fullmatch(r"\s*(from|to|[\d.]+%)\s*", head):
            continue
        for text in _split(head, ","):
            *before, last = _split(text, " >+~")
            # `:not(.x)` and `:has(> .x)` are not what a rule is about, but what it depends on
            core = re.sub(r":(?:not|has)\((?:[^()]|\([^()]*\))*\)", "", last)
            about = frozenset(_CLASS.findall(core))
            yield Selector(" ".join(text.split()), about, frozenset(_CLASS.findall(" ".join([*before, last]))) - about)


def _split(text: str, at: str) -> list[str]:
    """Cut a selector where no bracket is open."""
    parts, depth = [""], 0
    for letter in " ".join(text.split()):
        depth += (letter in "([") - (letter in ")]")
        if depth == 0 and letter in at:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts if part.strip()]
