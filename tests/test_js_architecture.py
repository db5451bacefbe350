"""The shape of the front end: which wing may import which, one class of CSS in one file, the kinds of the wire."""

import re
from collections import defaultdict

import pytest

from tests.js_sources import ROOT, circle, imports, scripts, selectors, styles

# From the ground up: each part of js/src, and what it may import besides itself.
PARTS = {
    "words.ts": "",
    "geometry": "",
    "wire": "geometry",
    "loader": "wire",  # stored in every saved notebook: nothing else is in it
    "ui": "",  # knows no cells
    "plot": "geometry",  # knows no framework and no store
    "store": "words.ts geometry wire",
    "view": "words.ts geometry wire ui plot store",
    "panels": "words.ts geometry wire ui plot store view",
    ".": "words.ts geometry wire ui plot store view panels",
    "page": "geometry wire loader ui store .",  # a bundle of its own: stands in for the kernel
}
# The wings of a part, from below: each imports only from those before it. "." is what lies in the part's own folder.
WINGS = {
    "plot": "types.ts camera points input overlay .",
    "store": "base data labels selection genes evidence review unsent .",
    "panels": "common regions picture clusters columns genes labels sets selection draft evidence review compare dock "
    "toolbar plots .",
}
LONGEST = 420


def part_of(name: str) -> str:
    first = name.split("/", maxsplit=1)[0]
    return first if first in PARTS else "."


def wing_of(name: str) -> int:
    part = part_of(name)
    wings = WINGS.get(part, ".").split()
    inside = name.removeprefix(f"{part}/").split("/")[0]
    return wings.index(inside) if inside in wings else wings.index(".")


def may_import(name: str, other: str) -> bool:
    here, there = part_of(name), part_of(other)
    return wing_of(other) <= wing_of(name) if here == there else there in PARTS[here].split()


def upwards(files: dict[str, str]) -> list[str]:
    return [
        f"{name} -> {other}"
        for name, others in imports(files).items()
        for other in others
        if not may_import(name, other)
    ]


def in_two_files(files: dict[str, str]) -> list[str]:
    """Return the classes that two files of CSS define, and the rules on a class of another file.

    A file may say how a class of another file looks in, on or beside its own, as in ``.cxw-chip .cxw-icon``.
    """
    rules = [(name, one) for name, text in files.items() for one in selectors(text)]
    plain, styled, named = defaultdict(set), defaultdict(set), defaultdict(set)
    for name, one in rules:
        for what in one.about:
            styled[what].add(name)
            if one.about == {what} and one.context <= {"cxw"}:
                plain[what].add(name)
        for what in one.context - {"cxw"}:
            named[what].add(name)
    twice = [f".{what}: {', '.join(sorted(where))}" for what, where in plain.items() if len(where) > 1]

    def is_home(name: str, what: str) -> bool:
        # a class that only ever stands in, or around, others belongs to the files that have it
        return name in (plain.get(what) or styled.get(what) or named[what])

    foreign = [
        f"{one.text} in {name}"
        for name, one in rules
        for what in one.about
        if not any(is_home(name, other) for other in {what} | one.about | one.context - {"cxw"})
    ]
    return twice + foreign


def test_a_wing_imports_only_from_wings_below():
    assert upwards(scripts()) == []


def test_no_files_import_each_other_in_a_circle():
    assert circle(imports(scripts())) is None


def test_plot_and_geometry_know_no_framework():
    knowing = [name for name, text in scripts().items() if part_of(name) in ("plot", "geometry") and "preact" in text]
    assert knowing == []


def test_what_a_message_holds_is_typed_in_wire_alone():
    cast = re.compile(r"\b(?:body|message|reply)(?:\.\w+)? as (?!const)|\.ask\([^;]*? as ")
    elsewhere = {name: text for name, text in scripts().items() if part_of(name) != "wire"}
    assert [name for name, text in elsewhere.items() if cast.search(text)] == []


def test_no_file_is_long():
    lengths = {name: len(text.splitlines()) for name, text in {**scripts(), **styles()}.items()}
    assert {name: n for name, n in lengths.items() if n > LONGEST} == {}


def test_a_class_of_css_is_defined_in_one_file():
    assert in_two_files(styles()) == []


def test_all_styles_are_in_the_bundle():
    written = (ROOT / "js" / "src" / "styles.ts").read_text()
    assert [name for name in styles() if not name.startswith("page/") and f'"./{name}"' not in written] == []


@pytest.mark.parametrize(
    ("name", "imported"),
    [
        ("geometry/lasso.ts", "../wire/cells"),
        ("plot/camera/flight.ts", "../../store/store"),
        ("plot/camera/flight.ts", "../overlay/axes"),
        ("store/base/edit.ts", "../labels/labels"),
        ("store/labels/labels.ts", "../../view/view"),
        ("panels/common/Row.tsx", "../labels/LabelRow"),
        ("ui/Menu.tsx", "../store/store"),
    ],
)
def test_an_import_upwards_would_be_found(name, imported):
    files = scripts()
    planted = files | {name: f'import {{ x }} from "{imported}";\n' + files[name]}
    assert len(upwards(planted)) == len(upwards(files)) + 1


def test_a_circle_would_be_found():
    files = scripts()
    name = "store/labels/draft.ts"
    planted = files | {
        name: 'import { x } from "./labels";\n' + files[name],
        "store/labels/labels.ts": 'import type { y } from "./draft";\n' + files["store/labels/labels.ts"],
    }
    assert circle(imports(planted)) is not None


@pytest.mark.parametrize(
    "rule", [".cxw-chip { gap: 1px }", ".cxw .cxw-chip:hover { gap: 1px }", ".cxw-chip > i { gap: 1px } i .cxw-chip {}"]
)
def test_a_class_defined_twice_would_be_found(rule):
    files = styles()
    assert in_two_files(files | {"panels/draft/draft.css": files["panels/draft/draft.css"] + rule})


def kinds_of(interface: str) -> set[str]:
    """Return the keys of an interface of messages.ts and of those it is made of."""
    head = rf"^export interface \w*{interface}(?: extends [\w, ]+)? \{{\n(.*?)^\}}"
    wire = "".join(text for name, text in scripts().items() if part_of(name) == "wire")
    bodies = re.findall(head, wire, re.DOTALL | re.MULTILINE)
    return {key for body in bodies for key in re.findall(r"^  (\w+): ", body, re.MULTILINE)}


def documented(head: str) -> set[str]:
    """Return what the first column of a table in CONTRIBUTING.md names."""
    text = (ROOT / "CONTRIBUTING.md").read_text()
    rows = re.search(rf"^\| {head} \|.*\n\|[-|]+\n((?:\|.*\n)+)", text, re.MULTILINE)[1]
    return {kind for row in rows.splitlines() for kind in re.findall(r"`(\w+)`", row.split("|")[1])}


def test_the_kinds_of_requests_are_those_documented():
    assert kinds_of("Requests") == documented("kind")


def test_the_events_are_those_documented():
    assert kinds_of("Events") == documented("event")


def test_every_kind_is_asked_for_somewhere():
    store = "".join(text for name, text in scripts().items() if part_of(name) in ("store", "loader"))
    assert {kind for kind in kinds_of("Requests") if f'"{kind}"' not in store} == set()
