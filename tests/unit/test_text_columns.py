"""Drafts are read and written the same with pyarrow and without, to the byte."""

from __future__ import annotations

import contextlib
from unittest import mock

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cellxgene_widget.draft import arrow_texts, csv_reader, csv_writer, plain_texts
from cellxgene_widget.draft.csv_reader import parse_csv
from cellxgene_widget.draft.csv_writer import csv_parts
from cellxgene_widget.draft.left_columns import ColumnRule, changed, merged, moved
from cellxgene_widget.draft.table import DraftTable
from cellxgene_widget.draft.text_columns import quoted
from cellxgene_widget.draft.text_engine import engine
from cellxgene_widget.errors import DraftError

from .test_draft_csv import meaning, names, tables

ENGINES = (arrow_texts, plain_texts)


@contextlib.contextmanager
def using(by):
    """Read and write as if this were the engine that is there."""
    with (
        mock.patch.object(csv_reader, "engine", return_value=by),
        mock.patch.object(csv_writer, "engine", return_value=by),
    ):
        yield


def written(table, by):
    with using(by):
        return b"".join(csv_parts(table, ["made by"]))


def read(data, by, expected=None, rule=None):
    with using(by):
        return parse_csv(data, "the file", expected, rule=rule or ColumnRule())


def said(data, by):
    """Give what is read, or that nothing can be."""
    try:
        table = read(data, by)
    except DraftError:
        return None
    return meaning(table), [(c.name, c.n_different, c.has_numbers, c.texts.to_pylist()) for c in table.left]


def test_arrow_is_the_engine_here():
    assert engine() is arrow_texts


@given(tables())
def test_both_write_the_same_bytes_and_read_the_same_labels(table):
    data = [written(table, each) for each in ENGINES]
    assert data[0] == data[1]
    for expected in (None, table.cells, table.cells[::-1]):
        assert meaning(read(data[0], plain_texts, expected)) == meaning(read(data[0], arrow_texts, expected))


# a row that ends with a lone \r is what old Macs wrote
fields = st.lists(st.sampled_from(["a", "b", "", "unassigned", "1.5", '"q,q"', '"l\nl"', '"d""d"', "ü", " x ", "#"]))


@given(st.lists(fields.map(",".join), max_size=6), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
@settings(max_examples=500)
def test_both_read_the_same_from_files_of_others(lines, end, trailing):
    data = end.join(["index,x,y", *lines, *([""] if trailing else [])]).encode()
    assert said(data, plain_texts) == said(data, arrow_texts)


@pytest.mark.parametrize(
    "text", ["i,a\nc1\n", "i,a\nc1,x,y\n", "i,a\n\nc1,x\n\n", "i\nc1\n\nc2\n", "i,a\n", "", 'i,a\n"c1,x\n', "i,a\nc1,x"]
)
def test_both_refuse_the_same_in_the_same_words(text):
    words = []
    for each in ENGINES:
        try:
            words.append(meaning(read(text.encode(), each)))
        except DraftError as error:
            words.append(str(error))
    assert words[0] == words[1]


@given(st.lists(names, min_size=6, max_size=6), st.lists(st.integers(-1, 5), max_size=9), st.lists(st.booleans()))
def test_columns_that_are_no_categories_go_the_same_ways(texts, places, told):
    lines = [f"c{row},{quoted(text)},x" for row, text in enumerate(texts)]
    data = "\n".join(["index,score,kind", *lines, ""]).encode()
    told = np.array((told + [True] * 6)[:6])
    out = []
    for each in ENGINES:
        table = read(data, each, rule=ColumnRule(left=["score"]))
        others = read(data.replace(b",x", b",y"), each, rule=ColumnRule(left=["score", "kind"]))
        left = merged(table.left, others.left, told)
        over = moved(left, np.array(places, dtype=np.intp))
        cells = pd.Index([f"n{place}" for place in range(len(places))], dtype=object)
        moved_table = DraftTable(cells, (), left=over)
        out.append(
            (
                [(column.name, column.texts.to_pylist(), len(column.texts)) for column in (*left, *over)],
                changed(table.left, left),
                changed(table.left, table.left),
                written(moved_table, each),
            )
        )
    assert out[0] == out[1]


def test_both_take_the_same_characters_for_blanks():
    blank = [chr(code) for code in range(0x110000) if chr(code).isspace()]
    texts = ["x", *(f"x{each}" for each in blank), *(f"{each}x" for each in blank), "x\u200by"]
    plain = plain_texts.PlainTexts(np.array(texts, dtype=object))
    arrow = [arrow_texts.ArrowTexts(pa.array([text])).fields(0, 1).to_pylist()[0] for text in texts]
    assert arrow == plain.fields(0, len(texts))
    assert [text for text in arrow if not text.startswith(b'"')] == [b"x", "x\u200by".encode()]


def test_long_drafts_are_the_same_over_the_ends_of_chunks():
    n = csv_writer._CHUNK + 17
    cells = pd.Index([f"cell {i}" if i % 50_000 else f'cell "{i}"' for i in range(n)], dtype=object)
    data = "".join(["index,cluster,score\n", *(f"c{i},{i % 7},{i / 8}\n" for i in range(n))]).encode()
    tables = [read(data, each) for each in ENGINES]
    assert meaning(tables[0]) == meaning(tables[1])
    assert [column.name for column in tables[1].left] == ["score"]
    renamed = [DraftTable(cells, table.categories, left=table.left) for table in tables]
    assert written(renamed[0], arrow_texts) == written(renamed[1], plain_texts)
