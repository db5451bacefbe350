"""The draft's CSV: exact for anything a person types, readable by pandas' recipe and by cellxgene."""

from __future__ import annotations

import contextlib
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cellxgene_widget.core.names import composed
from cellxgene_widget.draft.csv_reader import _read_comments, parse_csv, same_labels
from cellxgene_widget.draft.csv_writer import RowNames, csv_parts, quoted
from cellxgene_widget.draft.table import DraftCategory, DraftLabel, DraftTable
from cellxgene_widget.errors import DraftError

from .test_annotations import confidences, evidence, terms

# Anything but halves of surrogate pairs, which UTF-8 can't hold, and NUL.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=8)
tricky = st.sampled_from(
    ["NA", "001", "True", "a,b", '"q"', "#1", " x ", "a\nb", "a\r\nb", "α/β", "nan", "1e5", "''", "-"]
)
names = texts | tricky
# Of categories and labels as the widget has them: in normal form C. Those of cells are as the data has them.
composed_names = names.map(composed)
labels = composed_names.filter(lambda name: name != "unassigned")


@st.composite
def tables(draw):
    cells = draw(st.lists(names, unique=True, min_size=0, max_size=8))
    categories = []
    for name in draw(st.lists(composed_names, unique=True, max_size=4)):
        known = draw(st.lists(labels, unique=True, max_size=4))
        codes = draw(st.lists(st.integers(0, len(known)), min_size=len(cells), max_size=len(cells)))
        colors = draw(st.lists(st.none() | st.just("#aabbcc"), min_size=len(known), max_size=len(known)))
        notes = draw(st.lists(st.text(max_size=3), min_size=len(known), max_size=len(known)))
        genes = draw(st.lists(evidence, min_size=len(known), max_size=len(known)))
        said = st.lists(st.tuples(terms, st.none() | labels, confidences), min_size=len(known), max_size=len(known))
        kept = tuple(
            DraftLabel(*each, *more) for *each, more in zip(known, colors, notes, genes, draw(said), strict=True)
        )
        categories.append(DraftCategory(name, kept, np.array(codes, dtype=np.uint8)))
    taken = {category.name for category in categories}
    index_name = draw(names.filter(lambda name: name not in taken))
    return DraftTable(pd.Index(cells, dtype=object), tuple(categories), index_name, draw(st.integers(0, 9)), "f00d")


def write(table, comments=()):
    return b"".join(csv_parts(table, comments))


def meaning(table):
    return (
        list(table.cells),
        [(c.name, c.labels, c.codes.tolist()) for c in table.categories],
        table.index_name,
        table.revision,
        table.fingerprint,
    )


@given(tables(), st.lists(st.text(max_size=20), max_size=2))
@settings(max_examples=300)
def test_reads_back_exactly(table, comments):
    assert meaning(parse_csv(write(table, comments), "the file")) == meaning(table)


@given(tables())
def test_names_encoded_at_once_are_the_same_as_one_by_one(table):
    one_by_one = [quoted(name).encode() for name in table.cells]
    assert RowNames(table.cells).fields(0).to_pylist() == one_by_one


@given(tables())
def test_pandas_reads_the_labels_by_the_recipe_people_use(table):
    # pandas takes a lone \r in a quoted field for a line end unless told otherwise; all else is its default
    read = pd.read_csv(
        io.BytesIO(write(table, ["made by", "from"])),
        comment="#",
        dtype="category",
        index_col=0,
        keep_default_na=False,
        lineterminator="\n",
    )
    for category in table.categories:
        named = ["unassigned", *(label.name for label in category.labels)]
        if not pd.api.types.is_string_dtype(read[category.name].cat.categories):
            continue  # pandas makes numbers of a column in which every single label is one
        assert read[category.name].astype(str).tolist() == [named[code] for code in category.codes]


@given(tables())
def test_knowing_the_cells_changes_nothing(table):
    for expected in (table.cells, table.cells[::-1], table.cells.astype("str")):
        assert meaning(parse_csv(write(table), "the file", expected)) == meaning(table)


@given(tables(), st.integers(40, 200))
def test_it_is_the_same_in_however_many_blocks_it_is_read(table, block):
    whole = meaning(parse_csv(write(table), "the file"))
    size = max(block, longest_row(table))
    assert meaning(parse_csv(write(table), "the file", block_size=size)) == whole
    crlf = write(table).replace(b"\n", b"\r\n")
    if b'"' not in crlf:
        assert meaning(parse_csv(crlf, "the file", block_size=size)) == whole


def longest_row(table):
    """Return how many bytes a block needs at least: a row does not go over two blocks' ends."""
    return 2 * max(map(len, write(table).split(b"}\n", 1)[-1].split(b"\n"))) * (1 + len(table.cells))


def test_an_index_whose_name_looks_like_a_comment():
    table = DraftTable(pd.Index(["c"], dtype=object), (), "# cells")
    assert meaning(parse_csv(write(table), "the file")) == meaning(table)


def test_many_categories_with_many_labels():
    rng = np.random.default_rng(0)
    known = tuple(DraftLabel(f"label {k}") for k in range(400))
    cells = pd.Index([f"cell {i}" for i in range(2000)], dtype=object)
    categories = tuple(DraftCategory(f"c{i}", known, rng.integers(0, 401, 2000).astype(np.uint16)) for i in range(5))
    table = DraftTable(cells, categories)
    assert meaning(parse_csv(write(table), "the file")) == meaning(table)


CELLXGENE = (
    "# Annotations generated on 2026-11-22T08:34:22 using cellxgene version 1.3.0\n"
    "# Input data file was data/pbmc68k.h5ad, which was last modified on 2026-11-22T08:11:05\n"
    "index,cell_type\n"
    "AAACATACAACCAC-1,T cell\n"
    "AAACATTGAGCTAC-1,unassigned\n"
    "AAACATTGATCAGC-1,B cell\n"
    "AAACCGTGCTTCCG-1,\n"
)


@pytest.mark.parametrize(
    "data",
    [
        CELLXGENE.encode(),
        CELLXGENE.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + CELLXGENE.encode(),
        CELLXGENE.split("\n", 2)[2].encode(),
        CELLXGENE.rstrip("\n").encode(),
    ],
    ids=["as written", "CRLF", "BOM", "no comments", "no last line end"],
)
def test_files_of_cellxgene(data):
    table = parse_csv(data, "the file")
    (category,) = table.categories
    assert table.cells.tolist()[0] == "AAACATACAACCAC-1"
    assert [label.name for label in category.labels] == ["B cell", "T cell"]
    assert category.codes.tolist() == [2, 0, 1, 0]
    assert table.revision == 0


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"# only a comment\n", "is empty"),
        (b"index;cell_type\nc1;T cell\n", "not separated by commas"),
        (b"index\tcell_type\nc1\tT cell\n", "not separated by commas"),
        ("index,cell_type\nc1,na\xefve\n".encode("latin-1"), "not in UTF-8"),
        (b"index,cell_type\nc1,a\nc1,b\n", "more than once"),
        (b"index,a,a\nc1,x,y\n", "same name"),
        (b"index,\nc1,x\n", "without a name"),
        (b"index,a\nc1,x,y\n", "no table"),
        (b'index,a\nc1,"x\n', "ends within quotes"),
        (bytes(range(256)) * 4, "not in UTF-8"),
    ],
)
def test_files_that_can_not_be_understood(data, said):
    with pytest.raises(DraftError, match=said) as caught:
        parse_csv(data, "The draft x.csv")
    assert str(caught.value).startswith("The draft x.csv")


@given(st.binary(max_size=200))
@settings(max_examples=300)
def test_any_bytes_are_a_table_or_a_sentence(data):
    with contextlib.suppress(DraftError):
        parse_csv(data, "the file")


def test_two_files_say_the_same_when_only_their_comments_differ(tmp_path):
    rows = b"".join(b"cell%07d,T cell\n" % cell for cell in range(120_000))
    one, other = b"# written on Monday\nindex,a\n" + rows, b"# written later, on Tuesday\nindex,a\n" + rows
    assert _say_the_same(tmp_path, one, other)
    assert not _say_the_same(tmp_path, one, other[:-2] + b"L\n")
    assert not _say_the_same(tmp_path, one, other + b"cell9999999,T cell\n")
    assert not _say_the_same(tmp_path, one, one.replace(b"T cell", b"B cell", 1))
    assert not _say_the_same(tmp_path, one, one.replace(b"0119999,T", b"0119999,B"))


_PIECES = (
    *(b"\xef\xbb\xbf", b"#", b'"#', b"a\n", b"\n", b"\r\n", b"index,a\n"),
    b'# cellxgene_widget {"categories":[]}\n',
    b'# cellxgene_widget {"categories":[1]}\n',
)
_FILES = st.lists(st.sampled_from(_PIECES), max_size=6).map(b"".join)


@given(_FILES, _FILES)
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_two_files_are_compared_as_their_bytes_are(tmp_path, one, other):
    (begin, meta), (its_begin, its_meta) = _read_comments(one), _read_comments(other)
    same = one[begin:] == other[its_begin:] and meta.get("categories") == its_meta.get("categories")
    assert _say_the_same(tmp_path, one, other) == same


def _say_the_same(folder, one, other):
    paths = folder / "one.csv", folder / "other.csv"
    for path, data in zip(paths, (one, other), strict=True):
        path.write_bytes(data)
    return same_labels(*paths)
