"""The page for a colleague in the front end: what it answers, and that nothing is offered under a name that is none."""

import re

from tests.js_sources import scripts
from tests.test_js_architecture import kinds_of

#: Not kinds of requests or edits, but ways of some that a page has not.
MORE = {"create_category like", "markers against"}


def front_end():
    return {name: text for name, text in scripts().items() if not name.startswith("page/")}


def edits():
    return {edit for name in ("Edits", "MeaningEdits", "ReviewEdits") for edit in kinds_of(name)}


def test_what_a_control_needs_is_a_request_or_an_edit():
    text = "".join(front_end().values())
    wanted = set(re.findall(r"\bneeds: \"([^\"]+)\"", text)) | set(re.findall(r"\boffers\(\"([^\"]+)\"\)", text))
    assert len(wanted) > 25
    assert wanted - kinds_of("Requests") - edits() == MORE


def test_a_page_makes_these_edits_and_no_others():
    listed = re.search(r"const EDITS: readonly Op\[\] = \[(.*?)\];", scripts()["page/model.ts"])[1]
    assert set(re.findall(r"\"(\w+)\"", listed)) == {"label", "unlabel", "create_category", "add_label", "set_note"}


def test_what_a_page_answers_are_kinds_of_requests():
    table = scripts()["page/model.ts"].split("const answers: Answers = {")[1].split("\n  };")[0]
    answered = set(re.findall(r"^    (\w+): ", table, re.MULTILINE))
    assert {"hello", "select", "edit", "undo", "markers"} <= answered <= kinds_of("Requests")
    assert not {"merge", "export", "versions", "cluster", "review", "write_page", "terms"} & answered
