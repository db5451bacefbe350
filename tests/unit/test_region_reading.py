"""Outlines that somebody changed: in a draft's file and in its journal only sound ones are taken."""

from __future__ import annotations

import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellxgene_widget.errors import AnnotationError
from cellxgene_widget.labels.regions import shapes
from cellxgene_widget.labels.regions.reading import sound_region_from_json
from cellxgene_widget.labels.regions.region import region_to_json
from tests.draft_store import store_of
from tests.page.data import on_tissue

from .test_regions import BESIDE, INNER, SQUARE, keep, row

BOW = [[410, 410], [1610, 1610], [1610, 410], [410, 1610]]
NONE = {
    "crossing itself": [[BOW]],
    "a hole outside": [[SQUARE, [[5000, 5000], [5100, 5000], [5100, 5100]]]],
    "overlapping itself": [[SQUARE], [BESIDE]],
    "a hole across": [[SQUARE, BESIDE]],
    "two corners and the first again": [[[[410, 410], [900, 900], [410, 410]]]],
    "on a line": [[[[410, 410], [900, 900], [700, 700]]]],
    "no polygons": 3,
    "corners of text": [[[["a", "b"], [1, 2], [3, 4]]]],
}


@pytest.fixture
def session(open_session):
    session = open_session(on_tissue(), basis="spatial", name="one", autosave=None)
    keep(session, "A")
    keep(session, "B", INNER)
    return session


def changed(text, polygons):
    """Give the comment line of a draft with other polygons of the label A."""
    marker, _, said = text.partition("{")
    meta = json.loads("{" + said)
    (category,) = [each for each in meta["categories"] if each["name"] == "regions"]
    (label,) = [each for each in category["labels"] if each["name"] == "A"]
    label["region"]["polygons"] = polygons
    return marker + json.dumps(meta)


def edit_file(path, polygons):
    lines = path.read_text("utf-8").split("\n")
    lines[2] = changed(lines[2], polygons)
    path.write_text("\n".join(lines), "utf-8")


@pytest.mark.parametrize("case", NONE)
def test_an_outline_of_the_file_that_is_none_is_left_out_and_said(case, session, open_session):
    n = row(session, "A")["n_labelled"]
    session.save()
    session.close()
    edit_file(session.draft.path, NONE[case])
    again = open_session(on_tissue(), basis="spatial", name="one")
    [note] = [each for each in again.warnings if "outline" in each]
    assert note.startswith("The outline of 'A' in 'regions' is left out")
    assert list(again.regions()["region"]) == ["B"]
    assert (again.annotations["regions"] == "A").sum() == n
    again.merge_labels("regions", ["A", "B"], "AB")
    assert (again.annotations["regions"] == "AB").sum() > n


@pytest.mark.parametrize("case", NONE)
def test_one_of_the_journal_is_left_out_and_the_rest_of_the_edit_is_made(case, session, open_session):
    n = row(session, "A")["n_labelled"]
    session.close()
    session.draft.path.unlink(missing_ok=True)
    journal = store_of(session).draft.journal_path
    lines = journal.read_bytes().splitlines()
    for place, line in enumerate(lines):
        value = json.loads(line.partition(b" ")[2])
        for part in value.get("said") or ():
            if part["op"] == "set_region" and part["label"] == "A":
                part["region"]["polygons"] = NONE[case]
                text = json.dumps(value).encode()
                lines[place] = b"%08x %b" % (zlib.crc32(text), text)
    journal.write_bytes(b"\n".join(lines) + b"\n")
    again = open_session(on_tissue(), basis="spatial", name="one")
    assert [each for each in again.warnings if "The outline of 'A' in 'regions' is left out" in each]
    assert list(again.regions()["region"]) == ["B"]
    assert (again.annotations["regions"] == "A").sum() == n


def test_while_the_session_is_open_its_own_outline_stays(session):
    session.save()
    before = session.regions()
    edit_file(session.draft.path, NONE["crossing itself"])
    session.add_label("regions", "more")
    session.save()
    assert [each for each in session.warnings if "The outline of 'A' in 'regions' is left out" in each]
    assert session.regions().equals(before)


rings = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=6)


@given(st.lists(st.lists(rings, min_size=1, max_size=2), min_size=1, max_size=2))
def test_whatever_is_read_geometry_can_be_done_with_it(polygons):
    try:
        region = sound_region_from_json({"basis": "spatial", "section": None, "polygons": polygons})
    except AnnotationError:
        return
    assert shapes.area_of(region) > 0
    assert shapes.merged({"one": region, "other": region})[0] is not None
    assert sound_region_from_json(region_to_json(region)) == region
