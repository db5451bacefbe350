"""Answers that somebody damaged, or made to do harm: each is refused in a sentence, and nothing is changed."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cellxgene_widget.errors import AnnotationError
from tests.answers import PageAnswer, written
from tests.page.data import cells

NAMES = cells().obs_names


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata, name="mine", autosave=None)
    session.create_category("ct")
    session.label("T", cells=list(range(100)))
    session.label("B", cells=list(range(200, 300)))
    session.save()
    return session


def state(session):
    """Give all that must not change: the files byte for byte, the labels, the history."""
    folder = session.draft.path.parent
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return files, session.annotations.to_csv(), session.labels().to_csv(), session.revision, session.undo_text


def page_of(session):
    page = PageAnswer(session).base("ct").label("ct", "NK", NAMES[:5]).label("ct", None, NAMES[200:210])
    return page.comment("ct", "NK", "why")


def refused(session, data, tmp_path):
    """Take an answer that can't be; give the sentence."""
    path, before = tmp_path / "answer.jsonl", state(session)
    path.write_bytes(data)
    with pytest.raises(AnnotationError) as caught:
        session.take_answer(path)
    session.save()
    assert state(session) == before
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert len(sentence) < 600
    assert sentence.isprintable()
    return sentence


def changed(at, **fields):
    """Give a change of one record, whose checks are made anew: as somebody who knows the format would."""

    def change(records):
        records[at] = {**records[at], **fields}

    return change


def base(**fields):
    return changed(1, **fields)


T, B = [NAMES[0]], [NAMES[1]]
RED = {"color": "#ff0000", "term": None, "parent": None}

#: By what is wrong: a change of the records, and what the sentence says.
RECORDS = {
    "another format": (changed(0, format=2), "format 2"),
    "other number of cells": (changed(0, n_cells=701), "page of other data"),
    "another draft": (changed(0, draft="AAAAAAAA"), "page of another draft"),
    "a later state": (changed(0, revision=99), "made after edit 99"),
    "revision true": (changed(0, revision=True), "'revision' is no number"),
    "revision -1": (changed(0, revision=-1), "'revision' is no number"),
    "no time": (changed(0, saved="yesterday"), "its time is none"),
    "no author": (changed(0, author=""), "needs a name"),
    "author of nothing but lines": (changed(0, author="\n\0"), "needs a name"),
    "author no text": (changed(0, author={"a": 1}), "'author' is no text"),
    "author half a character": (changed(0, author="A\ud800"), ""),
    "label with NUL": (changed(2, label="N\0K"), "control character"),
    "label too long": (changed(2, label="N" * 201), "201 characters"),
    "label unassigned": (changed(2, label="unassigned"), "has no label"),
    "label of blanks": (changed(2, label="   "), "needs a name"),
    "label a number": (changed(2, label=7), "must be text"),
    "label for data files": (changed(2, label="_index"), "choose another"),
    "category not begun with": (changed(2, category="other"), "does not begin with"),
    "unknown cell": (changed(2, cells=["<script>"], changed=1, former={"": 1}), "page of other data"),
    "cell twice": (changed(2, cells=[NAMES[0]] * 2), "named twice"),
    "no cells": (changed(3, cells=[]), "about no cell"),
    "cells no list": (changed(2, cells="all"), "no list"),
    "cells of numbers": (changed(2, cells=[1, 2]), "no list"),
    "other count": (changed(2, changed=4), "changed 4 cells, but it changes 5"),
    "count no number": (changed(2, changed="5"), "no number"),
    "other former": (changed(2, former={"B": 5}), "had other labels before"),
    "former no numbers": (changed(2, former={"T": "5"}), "what its cells were"),
    "comment no text": (changed(4, text=None), "'text' is no text"),
    "unknown kind": (changed(3, kind="delete"), "not what follows"),
    "end counts otherwise": (changed(5, edits=1), "counts other edits"),
    "a label twice": (base(labels=[{"name": "T", **RED}, {"name": "T", **RED}], cells={}), "a label is there twice"),
    "a label in two forms": (
        base(labels=[{"name": "na\u00efve", **RED}, {"name": "nai\u0308ve", **RED}], cells={}),
        "a label is there twice",
    ),
    "no labels": (base(labels=None), "no labels"),
    "a label no record": (base(labels=["T"]), "no record"),
    "a color of none": (base(labels=[{"name": "T", "color": "url(x)"}]), "no colour"),
    "nested under none": (base(labels=[{"name": "T", **RED, "parent": "B"}], cells={}), "nested under none"),
    "a cell in two labels": (base(cells={"T": T, "B": T}), "two labels"),
    "a cell twice in a label": (base(cells={"T": T * 2, "B": B}), "named twice"),
    "cells of no label": (base(cells={"X": T}), "cells of no label"),
    "unknown cell in the base": (base(cells={"T": ["x"], "B": []}), "it names cells that are not known here, 'x'."),
    "another base": (base(cells={"T": NAMES[:99].tolist(), "B": NAMES[200:300].tolist()}), ""),
    "another base, edits fit": (
        base(cells={"T": NAMES[:99].tolist(), "B": NAMES[200:300].tolist()}),
        "begins with other labels of 'ct'",
    ),
    "new with cells": (base(new=True), "a new category has cells"),
    "new says nothing": (base(new=1), "whether it is new"),
    "category of lines": (base(category="c\nt"), "control character"),
    "category not ours": (base(category="theirs"), "does not begin with"),
    "a million labels": (base(labels=[{"name": f"l{i}"} for i in range(1_000_000)], cells={}), "1,000,000 labels"),
}


@pytest.mark.parametrize("what", RECORDS)
def test_a_record_that_can_not_be_is_refused(session, tmp_path, what):
    change, said = RECORDS[what]
    records = page_of(session).whole
    change(records)
    assert said in refused(session, written(records), tmp_path)


def test_a_category_of_ours_that_the_draft_has_not_is_refused(session, tmp_path):
    records = page_of(session).whole
    for record in records[1:-1]:
        record["category"] = "theirs"
    assert "begins with other labels of 'theirs'" in refused(session, written(records), tmp_path)


def test_edits_that_make_too_many_labels_are_refused(session, tmp_path):
    page = PageAnswer(session).base("ct")
    for number in range(1001):
        page.label("ct", f"l{number}", NAMES[:1])
    assert "more than 1,000 labels" in refused(session, page.bytes(), tmp_path)


def test_an_answer_of_nothing_is_told(session, tmp_path):
    assert "nothing in it" in refused(session, PageAnswer(session).base("ct").bytes(), tmp_path)


def test_a_category_twice_is_refused(session, tmp_path):
    records = page_of(session).whole
    records.insert(1, records[1])
    assert "a category is there twice" in refused(session, written(records), tmp_path)


def test_a_base_after_an_edit_is_refused(session, tmp_path):
    records = page_of(session).whole
    records.insert(4, {**records[1], "category": "late"})
    assert "not what follows" in refused(session, written(records), tmp_path)


def lines_of(session):
    return page_of(session).bytes().splitlines(keepends=True)


def test_text_that_was_changed_is_refused(session, tmp_path):
    data = page_of(session).bytes().replace(b'"NK"', b'"Treg"')
    assert "line 3 does not fit its check" in refused(session, data, tmp_path)


def test_a_check_that_was_changed_is_refused(session, tmp_path):
    lines = lines_of(session)
    lines[2] = lines[2][:-5] + (b"0" if lines[2][-5:-4] != b"0" else b"1") + lines[2][-4:]
    assert "does not fit its check" in refused(session, b"".join(lines), tmp_path)


def test_lines_in_another_order_are_refused(session, tmp_path):
    lines = lines_of(session)
    lines[2], lines[3] = lines[3], lines[2]
    assert "does not fit its check" in refused(session, b"".join(lines), tmp_path)


def test_a_line_that_was_left_out_is_refused(session, tmp_path):
    lines = lines_of(session)
    del lines[3]
    assert "does not fit its check" in refused(session, b"".join(lines), tmp_path)


def test_a_line_without_a_check_is_refused(session, tmp_path):
    lines = lines_of(session)
    lines[2] = json.dumps({"kind": "edit"}).encode() + b"\n"
    assert "has no check" in refused(session, b"".join(lines), tmp_path)


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_an_answer_without_its_last_lines_is_refused(session, tmp_path, n):
    assert "cut short" in refused(session, b"".join(lines_of(session)[:-n]), tmp_path)


OTHERS = {
    "nothing": b"",
    "a table": b"index,ct\na,T\n",
    "binary": bytes(range(256)) * 40,
    "zip": b"PK\x03\x04" + b"\0" * 100,
    "one huge line": b'{"kind":"answer"' + b"x" * 30_000_000,
    "nul": b'{"kind":"answer"\0\0\0\n',
    "no utf-8": b'{"kind":"answer","a":"\xff"}\n',
    "many lines": b'{"kind":"answer"}\n' + b"\n" * 200_000,
}


@pytest.mark.parametrize("what", OTHERS)
def test_what_is_no_answer_is_refused(session, tmp_path, what):
    refused(session, OTHERS[what], tmp_path)


def test_json_that_is_deep_is_refused(session, tmp_path):
    records = page_of(session).whole
    data = written(records[:2])
    said = '{"kind":"edit","x":' + "[" * 100_000 + "]" * 100_000
    check = data[-67:-3].decode()
    import hashlib

    line = f'{said},"check":"{hashlib.sha256((check + said).encode()).hexdigest()}"}}\n'
    assert "line 3 can't be read" in refused(session, data + line.encode(), tmp_path)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_byte_can_be_changed_nor_the_end_be_missing(session, tmp_path, data):
    whole = page_of(session).bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        refused(session, whole[:at], tmp_path)
    else:
        byte = data.draw(st.integers(0, 255).filter(lambda each: each != whole[at]))
        refused(session, whole[:at] + bytes([byte]) + whole[at + 1 :], tmp_path)


def test_the_answer_itself_is_taken(session, tmp_path):
    path = tmp_path / "answer.jsonl"
    path.write_bytes(page_of(session).bytes())
    assert session.take_answer(path)["n_changed"].sum() == 15


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_what_mail_and_editors_put_around_lines_is_no_change(session, tmp_path, mark, end):
    path = tmp_path / "answer.jsonl"
    path.write_bytes(mark + page_of(session).bytes().replace(b"\n", end))
    compared = session.compare(path, category="ct")
    assert compared.names[1] == "Ana"
    assert session.take_answer(path)["n_changed"].sum() == 15
    assert session.compare("ct (Ana)", category="ct").kappa == compared.kappa


def test_a_line_end_within_a_line_is_a_change(session, tmp_path):
    data = page_of(session).bytes()
    assert "is damaged" in refused(session, data.replace(b"}\n", b"}\r\r\n"), tmp_path)
    assert "is damaged" in refused(session, data.replace(b'"NK"', b'"N\rK"'), tmp_path)
