"""What keeps a release back: placeholders, versions that differ, a changelog that is not closed.

``python -m release.check [TAG]`` prints it, one a line, and fails while there is anything.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
MARK = "PLACEHOLDER"
#: What is built, installed or made by tests.
_NOT_OURS = {"node_modules", "build", "dist", "output", "static", "_build", "__pycache__"}
_OURS_THOUGH_HIDDEN = {".ci", ".github"}
_TEXT = {
    ".cff", ".html", ".ipynb", ".json", ".md", ".mjs", ".py", ".rst", ".toml", ".ts", ".tsx", ".txt", ".yaml", ".yml",
}  # fmt: skip
#: Files that speak of placeholders.
_SPEAK_OF_IT = {"AUTHORS.md", "release/check.py", "tests/test_release_files.py"}
_VERSION = re.compile(r"\d+\.\d+\.\d+")
_HEADING = re.compile(r"^## \[(?P<name>[^]]+)\](?: - (?P<day>[\d-]{10}))?\n(?P<text>(?:(?!## ).*\n?)*)", re.MULTILINE)


def placeholders(root: Path = ROOT) -> Iterator[str]:
    """Tell which lines still have a placeholder."""
    for path in sorted(files(root)):
        if path.relative_to(root).as_posix() in _SPEAK_OF_IT:
            continue
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
            if MARK in line:
                where = f"{path.relative_to(root).as_posix()}:{number}"
                yield f"{where} has a placeholder: {line.strip()} (AUTHORS.md says what belongs there)"


def files(folder: Path) -> Iterator[Path]:
    """Give the texts of the repository."""
    for path in folder.iterdir():
        if path.is_dir():
            if path.name not in _NOT_OURS and (not path.name.startswith(".") or path.name in _OURS_THOUGH_HIDDEN):
                yield from files(path)
        elif path.suffix in _TEXT:
            yield path


def differences(root: Path = ROOT, tag: str | None = None) -> Iterator[str]:
    """Tell where the version, or the day of the release, is not that of the package."""
    version = version_of(root)
    if not _VERSION.fullmatch(version):
        yield f"the version {version} is not one of a release, such as 1.2.3"
    if tag is not None and tag != f"v{version}":
        yield f"the tag is {tag}, the version is {version}"
    sections = list(_HEADING.finditer((root / "CHANGELOG.md").read_text("utf-8")))
    newest = next((each for each in sections if each["name"] != "Unreleased"), None)
    if newest is None or newest["name"] != version:
        yield f"CHANGELOG.md has no section [{version}] at its top"
    elif newest["day"] is None:
        yield f"CHANGELOG.md does not date [{version}]"
    elif f'date-released: "{newest["day"]}"' not in (root / "CITATION.cff").read_text("utf-8"):
        yield f"CITATION.cff has another day than CHANGELOG.md, {newest['day']}"
    for name, said in (
        ("CITATION.cff", f"version: {version}"),
        ("recipe/meta.yaml", f'{{% set version = "{version}" %}}'),
        ("recipe/scverse-meta.yaml", f"version: v{version}"),
    ):
        if said not in (root / name).read_text("utf-8").splitlines():
            yield f"{name} has another version than {version}"


def unreleased(root: Path = ROOT) -> Iterator[str]:
    """Tell what the changelog has under no version."""
    for section in _HEADING.finditer((root / "CHANGELOG.md").read_text("utf-8")):
        if section["name"] == "Unreleased" and section["text"].strip():
            yield "CHANGELOG.md has lines under [Unreleased]: give them a version and a day"


def version_of(root: Path) -> str:
    """Return the version, from the one place where it is."""
    path = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["version"]["path"]
    found = re.search(r'^__version__ = "(.+)"$', (root / path).read_text("utf-8"), re.MULTILINE)
    if found is None:
        raise SystemExit(f"{path} has no line __version__ = ...")
    return found[1]


def main(tag: str | None = None) -> int:
    """Print what keeps the release back."""
    found = [*differences(tag=tag), *unreleased(), *placeholders()]
    for line in found:
        print(line)
    version = version_of(ROOT)
    print(f"{len(found)} things keep {version} back." if found else f"Nothing keeps {version} back.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
