"""A page for a colleague: what is in it, how faithful it is, how large it may be, and that nothing in it can run."""

from __future__ import annotations

import base64
import gzip
import html.parser
import json
import re
import unicodedata

import anndata as ad
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cellxgene_widget.core.names import clean_name, clean_note
from cellxgene_widget.errors import AnnotationError, ExportError, LabelError
from cellxgene_widget.exchange.page import page as limits
from cellxgene_widget.exchange.page.document import safe_json
from cellxgene_widget.exchange.page.numbers import PRECISIONS, pack

from ..page.data import cells, in_sections, on_tissue
from .multiome import multiome

SCRIPT = "</script><img src=x onerror=alert(1)><!--"


class Elements(html.parser.HTMLParser):
    """The elements of a page: scripts with their text, and the names of all."""

    def __init__(self, text):
        super().__init__(convert_charrefs=False)
        self.names, self.scripts, self.policy, self._in = [], {}, "", None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.names.append(tag)
        if attrs.get("http-equiv") == "Content-Security-Policy":
            self.policy = attrs["content"]
        if tag == "script":
            self._in = attrs.get("id", attrs["type"])
            self.scripts[self._in] = ""

    def handle_data(self, data):
        if self._in is not None:
            self.scripts[self._in] += data

    def handle_endtag(self, tag):
        if tag == "script":
            self._in = None


def read(path):
    page = Elements(path.read_text("utf-8"))
    return page, json.loads(page.scripts["contents"])


def unpacked(page, piece):
    return gzip.decompress(base64.b64decode(page.scripts[piece]))


def floats(data):
    return np.frombuffer(np.frombuffer(data, np.uint8).reshape(4, -1).T.tobytes(), "<f4")


def numbers(page, packed):
    """Unpack as ``js/src/page/unpack.ts`` does."""
    if packed["how"] == "float32":
        return floats(unpacked(page, packed["piece"]))
    codes = np.frombuffer(unpacked(page, packed["piece"]), packed["dtype"])
    if packed["how"] == "levels":
        return floats(unpacked(page, packed["values"]))[codes]
    steps = packed["low"] + (codes.astype(float) - 2) * packed["step"]
    return np.where(codes == 0, np.nan, np.where(codes == 1, 0, steps)).astype(np.float32)


@pytest.fixture
def session(adata, open_session):
    session = open_session(adata, dataset="pbmc", name="mine")
    session.create_category("cell_type", like="louvain")
    session.set_note("cell_type", "1", "seen in blood")
    session.select(where={"cell_type": "2"})
    session.keep_evidence("2", ["LYZ"])
    return session


def test_it_has_what_the_session_shows(session, adata, tmp_path):
    made = session.to_html(tmp_path / "page.html", genes=["CD3D", "LYZ"], columns=["louvain", "n_genes"], title="T")
    page, contents = read(made.path)
    parts = session.parts
    assert made.n_bytes == made.path.stat().st_size
    assert (contents["title"], contents["revision"], contents["draft"]) == ("T", session.revision, parts.draft.id)
    assert contents["dataset"] == {"name": "pbmc", "n_cells": 700, "fingerprint": parts.table.fingerprint}
    assert json.loads(unpacked(page, contents["names"])) == adata.obs_names.tolist()
    for embedding in contents["embeddings"]:
        shown = session.coordinates(embedding["key"])
        # a lasso means the same cells here and there: bit by bit
        assert floats(unpacked(page, embedding["xy"])).tobytes() == shown.astype("<f4").tobytes()
    louvain, n_genes = contents["columns"]
    codes = np.frombuffer(unpacked(page, louvain["codes"]["piece"]), louvain["codes"]["dtype"])
    names = [level["name"] for level in louvain["levels"]]
    assert [names[code - 1] for code in codes] == adata.obs["louvain"].tolist()
    assert numbers(page, n_genes["numbers"]).tolist() == adata.obs["n_genes"].tolist()
    for gene in contents["genes"]:
        assert numbers(page, gene["numbers"]).tolist() == session.values(gene["key"]).tolist()
    (category,) = contents["categories"]
    named = {label["name"]: label for label in category["labels"]}
    assert (named["1"]["note"], named["2"]["evidence"]) == ("seen in blood", ["LYZ"])
    own = np.frombuffer(unpacked(page, category["codes"]["piece"]), category["codes"]["dtype"])
    assert [named[name]["code"] for name in session.annotations["cell_type"]] == own.tolist()


def test_markers_are_those_of_the_verb(session, tmp_path):
    page, contents = read(session.to_html(tmp_path / "page.html").path)
    assert len(contents["markers"]) == 11
    told = next(one for one in contents["markers"] if one["label"] == "2")
    session.select(where={"cell_type": "2"})
    expected = session.markers(n_genes=25, samples=None)
    assert told["genes"] == expected.index.tolist()
    table = np.frombuffer(unpacked(page, told["numbers"]), "<f8").reshape(8, -1)
    assert table[0] == pytest.approx(expected["scores"])
    assert table[1] == pytest.approx(expected["logfoldchanges"])


def test_unasked_it_has_evidence_and_markers(session, tmp_path):
    session.color_by("GNLY")
    _, contents = read(session.to_html(tmp_path / "page.html").path)
    genes = [gene["key"] for gene in contents["genes"]]
    assert genes[:2] == ["GNLY", "LYZ"]
    assert len(genes) == 50
    assert contents["color"] == "GNLY"
    assert {one["genes"][0] for one in contents["markers"]} <= set(genes)


def test_no_text_of_the_data_is_anything_but_text(session, tmp_path):
    session.rename_label("cell_type", "3", SCRIPT)
    session.set_note("cell_type", SCRIPT, SCRIPT)
    plain, _ = read(session.to_html(tmp_path / "plain.html").path)
    page, contents = read(session.to_html(tmp_path / "page.html", title=SCRIPT).path)
    assert sorted(page.names) == sorted(plain.names)
    assert not {"img", "iframe", "object"} & set(page.names)
    assert SCRIPT in [label["name"] for label in contents["categories"][0]["labels"]]
    text = (tmp_path / "page.html").read_text("utf-8")
    assert "<img" not in text.replace(page.scripts["module"], "")


def test_only_its_own_script_may_run_and_nothing_be_fetched(session, tmp_path):
    page, _ = read(session.to_html(tmp_path / "page.html").path)
    rules = dict(rule.strip().split(" ", 1) for rule in page.policy.split(";"))
    assert rules["default-src"] == rules["connect-src"] == "'none'"
    assert "unsafe" not in page.policy
    import hashlib

    digest = base64.b64encode(hashlib.sha256(page.scripts["module"].encode()).digest()).decode()
    assert rules["script-src"] == f"'sha256-{digest}' blob:"
    assert not re.search(r"https?://", (tmp_path / "page.html").read_text("utf-8").replace(page.scripts["module"], ""))


@given(st.recursive(st.text() | st.none(), lambda inner: st.dictionaries(st.text(), inner) | st.lists(inner)))
def test_json_in_a_page_ends_no_element_and_reads_as_it_was(value):
    text = safe_json({"it": value})
    assert not {"<", ">", "&"} & set(text)
    assert json.loads(text) == {"it": value}


@given(
    hnp.arrays(
        np.float32,
        st.integers(1, 400),
        elements=st.floats(-1e6, 1e6, width=32) | st.sampled_from([0.0, np.nan, np.inf]),
    ),
    st.sampled_from(PRECISIONS),
)
def test_packed_numbers_are_as_near_as_is_said(values, bits):
    packed = pack(values, bits)
    seen, known = packed.seen, np.isfinite(values)
    assert np.array_equal(np.isnan(seen), np.isnan(values))
    assert np.array_equal(seen == 0, values == 0) or packed.how == "steps"
    assert np.all(seen[values == 0] == 0)
    if packed.how != "steps":
        assert np.array_equal(seen, values, equal_nan=True)
    else:
        span = float(values[known].max()) - float(values[known].min())
        off = np.abs(seen[known].astype(float) - values[known].astype(float))
        assert off.max() <= span / (2**bits - 3) / 2 * 1.01 + 1e-6 * np.abs(values[known]).max()


def noisy(n_cells, n_genes):
    """Cells whose numbers no compression makes shorter."""
    rng = np.random.default_rng(0)
    names = ["".join(rng.choice(list("ACGT"), 16)) + f"-{i}" for i in range(n_cells)]
    adata = ad.AnnData(
        rng.normal(size=(n_cells, n_genes)).astype(np.float32),
        obs=pd.DataFrame({"kind": rng.choice(list("abcdefgh"), n_cells)}, index=names),
        var=pd.DataFrame(index=[f"g{i}" for i in range(n_genes)]),
    )
    adata.obs["kind"] = adata.obs["kind"].astype("category")
    for key in ("X_umap", "X_pca"):
        adata.obsm[key] = rng.normal(size=(n_cells, 2)).astype(np.float32)
    return adata


def test_a_hundred_thousand_cells_with_fifty_genes_have_twelve_megabytes(open_session, tmp_path):
    session = open_session(noisy(100_000, 50), dataset="noise")
    session.create_category("ct", like="kind")
    made = session.to_html(tmp_path / "page.html", genes=[f"g{i}" for i in range(50)])
    assert made.n_bytes <= limits.AIM
    assert any("in 254 steps of their range" in note and "zero is exact" in note for note in made.notes)
    page, contents = read(made.path)
    values, true = numbers(page, contents["genes"][7]["numbers"]), session.values(contents["genes"][7]["key"])
    assert np.abs(values - true).max() <= 0.0021 * (true.max() - true.min())
    assert floats(unpacked(page, contents["embeddings"][0]["xy"])).tobytes() == session.coordinates().tobytes()


def test_a_page_too_large_is_refused_with_what_would_help(open_session, tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "AIM", 1_000_000)
    monkeypatch.setattr(limits, "LARGEST", 2_000_000)
    session = open_session(noisy(20_000, 50), dataset="noise")
    with pytest.raises(ExportError, match=r"Take at most (\d+) of them") as refused:
        session.to_html(tmp_path / "page.html", genes=[f"g{i}" for i in range(50)])
    fits = int(re.search(r"at most (\d+)", str(refused.value))[1])
    assert 0 < fits < 50
    assert list(tmp_path.glob("page*")) == []
    assert session.to_html(tmp_path / "page.html", genes=[f"g{i}" for i in range(fits)]).n_bytes <= 2_000_000
    monkeypatch.setattr(limits, "LARGEST", 300_000)
    with pytest.raises(ExportError, match="even without genes: write the page of a part of the cells"):
        session.to_html(tmp_path / "other.html", genes=[])


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"genes": ["nope"]}, "nope"),
        ({"genes": ["louvain"]}, "is no gene, but a column"),
        ({"genes": 3}, "genes= takes names"),
        ({"columns": ["CD3D"]}, "is a gene: name it with genes="),
        ({"columns": ["cell_type"]}, "is a category of labels"),
        ({"columns": ["n_gene"]}, "no gene 'n_gene'. Columns: 'bulk_labels', 'n_genes'"),
        ({"category": "nope"}, "nope"),
        ({"title": 3}, "title= takes text"),
    ],
)
def test_what_is_not_there_is_said_and_nothing_written(session, tmp_path, options, sentence):
    with pytest.raises(AnnotationError, match=re.escape(sentence)):
        session.to_html(tmp_path / "page.html", **options)
    assert not (tmp_path / "page.html").exists()


@pytest.mark.parametrize(
    ("typed", "meant"), [("louvian", "louvain"), ("Bulk_label", "bulk_labels"), ("n_gene", "n_genes")]
)
def test_a_column_with_a_mistake_in_its_name_is_guessed(session, tmp_path, typed, meant):
    with pytest.raises(AnnotationError, match=re.escape(f"Did you mean {meant!r}?")):
        session.to_html(tmp_path / "page.html", columns=[typed])
    with pytest.raises(AnnotationError, match=re.escape(f"Did you mean {meant!r}?")):
        session.create_category("other", like=typed)


def test_the_page_knows_what_python_takes_for_a_name_and_a_note(session, tmp_path):
    """What a page refuses or cleans while it is typed is by these rules alone; see js/test/pageRules.ts."""
    _, contents = read(session.to_html(tmp_path / "page.html", genes=[]).path)
    # of each kind of character the first ones, and the ends of the planes
    every = {chr(code) for code in (*range(0x3000), *range(0xD7F0, 0xE010), *range(0xFFF0, 0x1_0010))}
    in_names = {one for one in every if unicodedata.category(one) in contents["not_in_names"]}
    in_notes = {one for one in every if unicodedata.category(one) in contents["not_in_notes"]}
    in_notes -= set(contents["all_the_same_in_notes"])

    def is_taken(clean, *what):
        try:
            return clean(*what) is not None
        except LabelError:
            return False

    assert {one for one in every if not is_taken(clean_name, f"a{one}b", "label")} == in_names
    assert {one for one in every if not is_taken(clean_note, f"a{one}b")} <= in_notes
    assert contents["most_letters"] == 200
    assert not is_taken(clean_name, "x" * 201, "label")
    assert contents["most_labels"] == 1000
    for name in contents["no_names"]:
        assert not is_taken(clean_name, name, "label")
    # a category that is made there comes back with the name of a person behind it
    longest = f"{'c' * contents['most_of_a_category']} ({'a' * contents['most_of_an_author']})"
    assert is_taken(clean_name, longest, "category")


def test_no_file_is_written_over_unasked_and_the_draft_never(session, tmp_path):
    path = tmp_path / "page.html"
    path.write_text("mine")
    with pytest.raises(ExportError, match=r"pass overwrite=True"):
        session.to_html(path)
    assert path.read_text() == "mine"
    with pytest.raises(ExportError, match=r"ends in \.html"):
        session.to_html(tmp_path / "page.txt")
    session.to_html(path, overwrite=True)
    assert path.read_text("utf-8").startswith("<!doctype html>")
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["page.html"]


def test_nothing_of_the_session_is_changed(session, tmp_path):
    def state():
        return session.revision, session.n_selected, session.color, session.warnings, session.draft.saved

    session.save()
    before = state()
    session.to_html(tmp_path / "page.html")
    assert state() == before


def test_data_without_genes_or_labels_can_be_shown_too(open_session, tmp_path):
    adata = ad.AnnData(obs=pd.DataFrame(index=["a", "b", "c"]), obsm={"X_umap": np.eye(3, 2, dtype=np.float32)})
    page, contents = read(open_session(adata).to_html(tmp_path / "page.html").path)
    assert (contents["genes"], contents["categories"], contents["markers"]) == ([], [], [])
    assert json.loads(unpacked(page, contents["names"])) == ["a", "b", "c"]


def test_a_section_of_tissue_that_is_shown_is_in_it_without_its_image(open_session, tmp_path):
    session = open_session(in_sections(), basis="spatial", library_id="S1")
    _, contents = read(session.to_html(tmp_path / "page.html").path)
    first = contents["embeddings"][0]
    assert (first["key"], first["y_down"], contents["embedding"]) == (session.embedding, True, session.embedding)
    assert "library" not in first


def test_genes_of_any_modality_can_be_in_it(open_session, tmp_path):
    session = open_session(multiome())
    session.create_category("ct", like="rna:louvain")
    page, contents = read(session.to_html(tmp_path / "page.html", genes=["CD3D", "prot:CD3"]).path)
    assert [one["name"] for one in contents["genes"]] == ["rna:CD3D", "prot:CD3"]
    for gene in contents["genes"]:
        # cells that a modality has not are without a value
        there, here = numbers(page, gene["numbers"]), session.values(gene["key"]).to_numpy()
        assert np.isnan(here).any()
        assert np.array_equal(there, here, equal_nan=True)
    assert len(contents["markers"]) > 5


def test_a_title_that_utf_8_has_no_bytes_for_and_no_category_at_all(session, tmp_path):
    _, contents = read(session.to_html(tmp_path / "page.html", genes=[], category=[], title="a\ud800").path)
    assert contents["title"] == "a\\ud800"
    assert contents["categories"] == []
    assert [each.name for each in session.categories] == ["cell_type"]


def test_outlines_of_regions_travel_as_the_kernel_sends_them(open_session, tmp_path):
    session = open_session(on_tissue(), basis="spatial")
    session.select(lasso=[[410, 410], [1610, 410], [1610, 1610], [410, 1610]])
    session.select(lasso=[[810, 810], [1210, 810], [1210, 1210]], mode="subtract")
    session.keep_region("ring")
    session.add_label("regions", "no region")
    made = session.to_html(tmp_path / "page.html", genes=[])
    page, contents = read(made.path)
    (category,) = contents["categories"]
    label, region = category["labels"][0], session.find_category("regions").labels[0].region
    assert [each["region"] for each in category["labels"]] == [{"place": "spatial", "digest": region.digest}, None]
    told = [{"code": label["code"], "place": "spatial", "polygons": [[4, 3]]}]
    assert category["outlines"]["told"] == told
    corners = np.frombuffer(unpacked(page, category["outlines"]["corners"]), "<f8").reshape(-1, 2)
    assert corners.tolist() == [list(corner) for ring in region.rings for corner in ring]
    assert any("and the outlines of 1 region" in part for part in made.parts)


def test_it_says_who_can_not_take_a_path(session):
    for wrong in (3, "a\0b.html"):
        with pytest.raises(ExportError, match=r"^to_html\(\) (takes a path|can't take the path)"):
            session.to_html(wrong)


def test_a_name_that_no_file_can_hold_is_spelled_out(open_session, tmp_path):
    adata = cells()[:20].copy()
    made = open_session(adata, dataset="x\udce9").to_html(tmp_path / "page.html")
    _, contents = read(made.path)
    assert contents["title"] == "x\\udce9"


def test_what_was_decided_in_a_review_is_no_category_of_a_page(session, tmp_path):
    session.review("cell_type", by="disagreement", other="bulk_labels")
    session.accept(1)
    _, contents = read(session.to_html(tmp_path / "page.html").path)
    assert [category["name"] for category in contents["categories"]] == ["cell_type"]


def test_it_prints_what_it_is(session, tmp_path):
    said = repr(session.to_html(tmp_path / "page.html", genes=["CD3D"], columns=[]))
    assert "Page for a colleague" in said
    assert "the names of all 700 cells" in said
    assert "no password" in said
