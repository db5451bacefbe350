"""Files that other programs write: each is read as it is meant, or refused in a sentence that says how to export it."""

from __future__ import annotations

import gzip
import io
import zipfile
from contextlib import closing, suppress

import anndata as ad
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cellxgene_widget as cxw
from cellxgene_widget import DraftError
from cellxgene_widget.draft.csv_reader import parse_csv

from ..faults.small import small_cells
from .test_draft_csv import meaning

NAMES = pd.Index([f"c{i}" for i in range(6)], dtype=object)
GOOD = "index,ct,leiden\n" + "".join(f"c{i},{'naïve' if i % 2 else 'B cell'},{i % 3}\n" for i in range(6))
ROWS = [line.split(",") for line in GOOD.splitlines()]
R_HEADER, R_ROWS = '"ct"{0}"leiden"\n', '"c{i}"{0}"B cell"{0}{n}\n'


def in_r(separator, header=R_HEADER, rows=R_ROWS):
    """Write as R's write.table() does: the names of rows have no header."""
    return header.format(separator) + "".join(rows.format(separator, i=i, n=i % 3) for i in range(6))


def zipped():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


READ = {
    "as written": GOOD,
    "CR only": GOOD.replace("\n", "\r"),
    "CR only with comments": f"# a\n# b, c\n{GOOD}".replace("\n", "\r"),
    "CRLF": GOOD.replace("\n", "\r\n"),
    "Excel's line": f"sep=,\n{GOOD}",
    "Excel's line in quotes": f'"sep=,"\r\n{GOOD}',
    "a mark of byte order": f"\ufeff{GOOD}",
    "two of them": f"\ufeff\ufeff{GOOD}",
    "one behind comments": f"# a\n\ufeff{GOOD}",
    "empty lines": f"\n\r\n{GOOD}\n\n",
    "no last line end": GOOD.rstrip("\n"),
    "quotes": "".join(",".join(f'"{field}"' for field in row) + "\n" for row in ROWS),
}


@pytest.mark.parametrize("text", READ.values(), ids=READ)
def test_what_is_meant_is_read(text):
    said = meaning(parse_csv(text.encode(), "it", NAMES))
    assert said == meaning(parse_csv(GOOD.encode(), "it"))


def test_r_write_csv_simply_works():
    table = parse_csv(in_r(",", header='"",' + R_HEADER).encode(), "it", NAMES)
    assert table.cells.tolist() == NAMES.tolist()
    assert [(c.name, [label.name for label in c.labels]) for c in table.categories] == [
        ("ct", ["B cell"]),
        ("leiden", ["0", "1", "2"]),
    ]


def test_decimal_commas_in_quotes_are_text_and_too_many_for_labels():
    values = [f"0,{n}" for n in range(1001)]
    text = "index,score\n" + "".join(f'c{i},"{value}"\n' for i, value in enumerate(values))
    assert [column.texts.to_pylist() for column in parse_csv(text.encode(), "it").left] == [values]


def test_the_subclusters_of_scanpy_are_labels(tmp_path):
    data = ad.AnnData(obs=pd.DataFrame(index=[f"c{i}" for i in range(40)]))
    data.obs["leiden"] = pd.Categorical([str(i % 4) for i in range(40)])
    parts = {i: f"3,{i // 4 % 2}" for i in range(3, 40, 4)}  # as sc.tl.leiden(restrict_to=("leiden", ["3"])) calls them
    data.obs["leiden_R"] = pd.Categorical([parts.get(i, str(i % 4)) for i in range(40)])
    data.obs.to_csv(tmp_path / "l.csv")
    table = parse_csv((tmp_path / "l.csv").read_bytes(), "it", data.obs_names)
    assert not table.left
    assert [label.name for label in table.categories[1].labels] == ["0", "1", "2", "3,0", "3,1"]


REFUSED = {
    "commas at the ends": ("".join(f"{line},\n" for line in GOOD.splitlines()), "column without a name.*commas at the"),
    "several at the ends": (
        "".join(f"{line},,\n" for line in GOOD.splitlines()),
        "2 columns without a name.*commas at",
    ),
    "commas at the ends of rows": (GOOD.replace("0\n", "0,\n"), "take the commas at the ends of lines away"),
    "a comma at the end of the header": (GOOD.replace("den\n", "den,\n"), "take the commas at the ends of lines away"),
    "a column without a name": (GOOD.replace("ct,", ","), "column without a name: give it one"),
    "R, blanks": (in_r(" "), r"by blanks, as R's write.table.*R's write\.csv\(\)"),
    "R, blanks, no quotes": (in_r(" ").replace('"', "").replace("B cell", "B"), "by blanks"),
    "R, blanks, one column": (in_r(" ", '"ct"\n', '"c{i}"{0}"B cell"\n'), "by blanks"),
    "R, tabs": (in_r("\t"), "by tabs"),
    "R, commas": (in_r(","), r"header has 2 fields, but the row .* has 3, as R's write.table.*write\.csv\(\)"),
    "R, write.csv2": (in_r(";", '"";"ct";"score"\n', '"c{i}"{0}"B"{0}0,{n}\n'), "by semicolons"),
    "semicolons": (GOOD.replace(",", ";"), "by semicolons.*CSV UTF-8"),
    "semicolons, one category": ("index;ct\nc0;B\n", "by semicolons"),
    "semicolons, decimal commas": ("index;ct;score\nc0;B;0,5\nc1;T;0,25\n", "by semicolons"),
    "semicolons, commas in names": ('index;"a,b"\nc0;B\nc1;T\n', "by semicolons"),
    "semicolons, comments": ("# a, b\n" + GOOD.replace(",", ";"), "by semicolons"),
    "Excel's line": ("sep=;\n" + GOOD.replace(",", ";"), "by semicolons"),
    "Excel's line, tabs": ("SEP=\t\n" + GOOD.replace(",", "\t"), "by tabs"),
    "tabs": (GOOD.replace(",", "\t"), "by tabs"),
    "bars": (GOOD.replace(",", "|"), "by bars"),
    "decimal commas": (
        "index,ct,score\nc0,B,0,5\nc1,T,1,25\n",
        "decimal commas need quotes, or write them with points",
    ),
    "a comma in a label": ("index,ct\nc0,B\nc1,T cell, cycling\n", "Fields with commas in them need quotes"),
    "a row cut short": ("index,ct,leiden\nc0,B,1\nc1,B\n", "row 'c1,B' has 2. Each row needs as many"),
    "Latin-1": (GOOD.encode("latin-1"), "not in UTF-8.*fileEncoding = 'UTF-8'"),
    "Windows": (GOOD.replace("ï", "’").encode("cp1252"), "not in UTF-8"),
    "UTF-16": (GOOD.encode("utf-16"), "is in UTF-16, as Excel's 'Unicode Text': save it as 'CSV UTF-8"),
    "UTF-16 of Excel": (GOOD.replace(",", "\t").encode("utf-16"), "is in UTF-16"),
    "UTF-16, little end, no mark": (GOOD.encode("utf-16-le"), "is in UTF-16"),
    "UTF-16, big end, no mark": (GOOD.encode("utf-16-be"), "is in UTF-16"),
    "UTF-16 of plain letters": (GOOD.replace("ï", "i").encode("utf-16-le"), "is in UTF-16"),
    "Excel": (zipped(), "is an Excel workbook.*CSV UTF-8"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "is an Excel workbook"),
    "h5ad": (b"\x89HDF\r\n\x1a\n" + bytes(99), "is an HDF5 file such as .h5ad"),
    "gzip": (gzip.compress(GOOD.encode()), "is packed as gzip: unpack it first"),
    "Parquet": (b"PAR1" + bytes(range(256)), "is a Parquet file"),
    "a web page": ("<!DOCTYPE html><html>Sign in</html>", "is a web page"),
    "JSON": ('{"c0": "B"}', "is JSON"),
    "Git LFS": ("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "pointer of Git LFS"),
    "nothing": ("", "is empty"),
    "only line ends": ("\n\r\n", "is empty"),
    "a mark within": (GOOD.replace("c3", "\ufeffc3"), "byte order mark within it"),
    "two files in one": (f"{GOOD}\ufeff{GOOD}", "more than once|byte order mark within it"),
    "no header": (GOOD.split("\n", 1)[1], "no header line: its first line names the cell 'c0'"),
    "the same name twice": (GOOD.replace("leiden", "ct"), r"columns with the same name \('ct'\): give each its own"),
    "a conflict of git": (GOOD.replace("c2", "<<<<<<< HEAD\nc2"), "the row '<<<<<<< HEAD' has 1"),
}


@pytest.mark.parametrize(("text", "said"), REFUSED.values(), ids=REFUSED)
def test_a_sentence_says_what_it_is_and_how_to_export_it(text, said):
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(DraftError, match=said) as refused:
        parse_csv(data, "The draft x.csv", NAMES)
    assert str(refused.value).startswith("The draft x.csv")
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("text", ["PAR1,ct\na,B\n", "BZh,ct\na,B\n", "{x},ct\na,B\n", "[x],ct\na,B\n"])
def test_a_table_that_only_begins_like_another_file_is_read(text):
    assert [category.name for category in parse_csv(text.encode(), "it").categories] == ["ct"]


def test_cells_whose_names_begin_with_a_mark_are_read():
    names = pd.Index(["\ufeffa", "b"], dtype=object)
    text = "index,ct\n\ufeffa,B\nb,T\n".encode()
    assert parse_csv(text, "it", names).cells.tolist() == ["\ufeffa", "b"]


@given(st.text(st.sampled_from('ab1,;\t" \n\r\ufeff\0#='), max_size=40), st.booleans())
def test_any_text_is_a_table_or_a_sentence(text, known):
    with suppress(DraftError):
        parse_csv(text.encode(), "it", NAMES if known else None)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("x.xlsx", "This is an Excel workbook: save its sheet as 'CSV UTF-8"),
        ("x.h5ad", "This is data: show"),
        ("x.csv.gz", "This is a packed file: unpack it first"),
        ("x.TSV", "probably not separated by commas"),
        ("x.rds", r"write\.csv\(\)"),
        ("x", "not 'x'"),
    ],
)
def test_a_file_of_another_kind_by_its_name(name, said, tmp_path):
    with pytest.raises(DraftError, match=rf"needs a name that ends in \.csv.*{said}"):
        cxw.open_session(small_cells(), annotations_file=tmp_path / name)


def test_a_header_without_rows_is_told(tmp_path):
    path = tmp_path / "l.csv"
    path.write_text("index,ct")
    with closing(cxw.open_session(small_cells(), annotations_file=path, autosave=None)) as session:
        assert list(session.annotations) == ["ct"]
        assert "The draft's file has a header, but no row of a cell: all cells are unassigned." in session.warnings
        session.label("B", category="ct", cells=[1])
        session.save()
    with closing(cxw.open_session(small_cells(), annotations_file=path, autosave=None)) as session:
        assert session.annotations["ct"].iloc[1] == "B"
        assert not session.warnings


def test_what_is_refused_stays_as_it_is(tmp_path):
    path = tmp_path / "l.csv"
    path.write_text(in_r(" "))
    with pytest.raises(DraftError):
        cxw.open_session(small_cells(6, NAMES), annotations_file=path)
    assert path.read_text() == in_r(" ")
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["l.csv"]


def test_a_cell_may_be_called_as_the_header_is():
    names = pd.Index(["index", "b"], dtype=object)
    assert parse_csv(b"index,ct\nindex,B\nb,T\n", "it", names).cells.tolist() == ["index", "b"]
