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
        path = "/".join(steps).removesuffix("?script")
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
        depth += (letter in "([{") - (letter in ")]}")
        if depth == 0 and letter in at:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts if part.strip()]


class Fields(NamedTuple):
    """What an object of some type has, and may have besides."""

    always: frozenset[str]
    perhaps: frozenset[str]


def shapes(kind: str, messages: str) -> list[Fields]:
    """Return the alternatives of a type of messages.ts, each as the fields of an object."""
    kind = kind.strip()
    if kind.startswith("(") and len(_split(kind, "|&")) == 1:
        return shapes(kind[1:-1], messages)
    if len(choices := _split(kind, "|")) > 1:
        return [one for choice in choices for one in shapes(choice, messages)]
    if len(parts := _split(kind, "&")) > 1:
        return [_joined([shapes(part, messages)[0] for part in parts])]
    if kind.startswith("{"):
        members = [member.strip() for member in _split(kind[1:-1], ";")]
        names = [re.match(r"(\w+)(\??):", member) for member in members]
        perhaps = frozenset(name[1] for name in names if name and name[2])
        return [Fields(frozenset(name[1] for name in names if name) - perhaps, perhaps)]
    if kind == "Nothing":
        return [Fields(frozenset(), frozenset())]
    if found := re.search(rf"^(?:export )?interface {kind} (\{{.*?^\}})", messages, re.DOTALL | re.MULTILINE):
        return shapes(_COMMENT.sub("", found[1]), messages)
    return shapes(
        re.search(rf"^export type {kind} =(.*?);\n(?=\n|export)", messages, re.DOTALL | re.MULTILINE)[1], messages
    )


def _joined(fields: list[Fields]) -> Fields:
    return Fields(frozenset().union(*(x.always for x in fields)), frozenset().union(*(x.perhaps for x in fields)))


def replies(messages: str) -> dict[str, list[Fields]]:
    """Return by kind what a reply has."""
    bodies = re.findall(
        r"^export interface \w*Requests(?: extends [\w, ]+)? \{\n(.*?)^\}", messages, re.DOTALL | re.MULTILINE
    )
    body = "".join(bodies)
    found = re.findall(r"^  (\w+): \{(.*?reply: .*?);?\s*\};\n(?=  \w|\Z)", body, re.DOTALL | re.MULTILINE)
    return {kind: shapes(rest.rpartition("reply: ")[2], messages) for kind, rest in found}
