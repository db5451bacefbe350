"""The table of what people call cells, and the index of the search: made of what is there, and by the make target."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cellxgene_widget.errors import DataError
from cellxgene_widget.ontology import data_files, search
from cellxgene_widget.ontology.aliases import Alias, read_aliases, tidied, written
from cellxgene_widget.ontology.index import Index, made_of
from cellxgene_widget.ontology.term_table import term_table
from cellxgene_widget.ontology.tissues import TISSUES
from cellxgene_widget.ontology.words import key, plain, words
from release import ontology as release_ontology


@pytest.fixture(scope="module")
def aliases():
    return read_aliases(data_files.read(data_files.ALIASES))


# --- aliases ---


def test_each_alias_is_of_a_term_in_use_by_its_name(aliases):
    table = term_table()
    assert len(aliases) > 3000
    wrong = [each for each in aliases if each.term_id not in table or table.term(each.term_id).name != each.term]
    assert wrong == []


def test_the_table_is_in_order_and_has_no_row_twice(aliases):
    """As ``python -m release.ontology tidy`` leaves it, to the letter."""
    assert tidied(aliases, term_table()) == aliases
    assert written(aliases) == data_files.read(data_files.ALIASES)


def test_each_place_of_the_table_is_known(aliases):
    assert {each.tissue for each in aliases} - {""} <= set(TISSUES)


def test_rows_come_in_order_once_and_with_the_name_of_this_release():
    given = [
        Alias("tregs", "CL:0000815", "", ""),
        Alias("Treg", "CL:0000815", "an old name", ""),
        Alias("regulatory T cells", "CL:0000815", "", ""),
        Alias("DC", "CL:0000451", "", ""),
    ]
    assert tidied(given, term_table()) == [
        Alias("DC", "CL:0000451", "dendritic cell", ""),
        Alias("tregs", "CL:0000815", "regulatory T cell", ""),
    ]


def test_what_is_wrong_with_rows_is_all_told():
    given = [
        Alias("A1", "CL:0000815", "", ""),
        Alias("A1", "CL:0000451", "", ""),
        Alias("A2", "CL:0000003", "", ""),
        Alias("of the", "CL:0000451", "", ""),
    ]
    with pytest.raises(ValueError, match="A1") as error:
        tidied(given, term_table())
    told = str(error.value).splitlines()
    assert told == [
        "'A1' is 'dendritic cell' and 'regulatory T cell'",
        "'A2': CL:0000003 is no term in use",
        "'of the' has no word that tells anything",
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "its columns are not label, term_id, term, tissue"),
        (b"label,term\n", "its columns are not"),
        (b"label,term_id,term,tissue\nT,CL:0000084\n", "row 2 has not 4 values"),
        (b"label,term_id,term,tissue\n\xff\n", "can't decode"),
    ],
)
def test_a_damaged_table_is_told(content, why):
    with pytest.raises(DataError, match=why):
        read_aliases(content)


# --- the index ---


def test_the_index_is_what_the_make_target_makes_of_terms_and_aliases(aliases):
    """Or it would say what the table said some time ago."""
    checksums = (term_table().checksum, data_files.checksum(data_files.read(data_files.ALIASES)))
    assert made_of(term_table(), aliases, checksums) == data_files.read(data_files.INDEX)


@pytest.fixture
def copies(tmp_path, monkeypatch):
    """Give the three files to be changed."""
    paths = {name: tmp_path / getattr(data_files, name).name for name in ("TERMS", "ALIASES", "INDEX")}
    for name, path in paths.items():
        path.write_bytes(getattr(data_files, name).read_bytes())
        monkeypatch.setattr(data_files, name, path)
    return paths


def best(text):
    return search.matcher.__wrapped__().find(text, n=1)


def test_a_row_that_is_added_is_found_also_before_the_index_is_made_anew(copies, capsys):
    assert best("Zwirbelzellen") == []
    with copies["ALIASES"].open("a", encoding="utf-8") as lines:
        lines.write("Zwirbelzellen,CL:0000451,,\n")
    assert [found.term_id for found in best("Zwirbelzellen")] == ["CL:0000451"]
    old = copies["INDEX"].read_bytes()
    release_ontology.main(["tidy"])
    assert "an index of" in capsys.readouterr().out
    assert copies["INDEX"].read_bytes() != old
    assert b"Zwirbelzellen,CL:0000451,dendritic cell,\n" in copies["ALIASES"].read_bytes()
    assert [found.matched for found in best("Zwirbelzellen")] == ["Zwirbelzellen"]


@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_bytes(b"nothing\n")])
def test_an_index_that_is_missing_or_damaged_is_made_anew(copies, harm):
    harm(copies["INDEX"])
    assert [found.term_id for found in best("Treg")] == ["CL:0000815"]


@pytest.mark.parametrize("name", ["TERMS", "ALIASES"])
def test_without_terms_or_aliases_it_is_said_which_file_is_missing(copies, name):
    copies[name].unlink()
    with pytest.raises(DataError, match=rf"{copies[name].name} is missing or damaged"):
        release_ontology.tidy()


def test_a_table_with_two_meanings_of_a_label_is_refused_by_the_make_target(copies):
    old = copies["INDEX"].read_bytes()
    with copies["ALIASES"].open("a", encoding="utf-8") as lines:
        lines.write("Zwirbel,CL:0000451,,\nZwirbel,CL:0000815,,\n")
    with pytest.raises(SystemExit, match="'Zwirbel' is 'regulatory T cell' and 'dendritic cell'"):
        release_ontology.main(["tidy"])
    assert copies["INDEX"].read_bytes() == old


@pytest.mark.parametrize(
    "harm", [lambda content: content[:-1], lambda content: b"# of\n" + content, lambda content: b""]
)
def test_a_damaged_index_is_told(harm):
    with pytest.raises(DataError, match="its checksum is another"):
        Index(harm(data_files.read(data_files.INDEX)))


def test_the_lines_of_a_release_are_made_of_what_the_guide_has():
    terms = {
        "CL:0000002": {"ancestors": {}, "label": "obsolete b", "deprecated": True, "consider": ["obo.CL_0000001"]},
        "CL:0000001": {
            "ancestors": {"CL:0000000": 1, "CL:0000003": 1, "CARO:1": 1, "CL:0000009": 2},
            "label": "a  cell",
            "description": "Two\nlines.",
            "synonyms": ["one|two", "three", "three"],
            "deprecated": False,
        },
        "CL:0000000": {"ancestors": {}, "label": "cell", "deprecated": False},
        "CL:0000003": {"ancestors": {}, "label": "", "deprecated": True, "replaced_by": "CL:0000001"},
        "GO:0000001": {"ancestors": {}, "label": "no cell", "deprecated": False},
    }
    assert list(release_ontology.lines(terms)) == [
        "CL:0000000\tcell\t\t\t\t",
        "CL:0000001\ta cell\tone/two|three\tCL:0000000\tTwo lines.\t",
        "CL:0000002\tobsolete b\t\t\t\tconsider CL:0000001",
        "CL:0000003\t\t\t\t\treplaced_by CL:0000001",
    ]


# --- words ---


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("T cells", "T-cell"),
        ("Tcell", "T_cell"),
        ("γδ T", "gamma-delta T cell"),
        ("haematopoietic", "hematopoietic"),
        ("NKs", "NK"),
        ("Rods", "rod"),
        ("spermatogonia", "spermatogonium"),
        ("type II", "type 2"),
        ("CD8a", "CD8"),
        ("CD16-", "CD16 negative"),
        ("Müller", "Muller"),
        ("hepatic macrophages", "liver Mph"),
        ("B cells, naive", "naive B cell"),
    ],
)
def test_what_is_the_same_has_the_same_words(one, other):
    assert key(words(one)) == key(words(other))


@pytest.mark.parametrize(("one", "other"), [("ENS", "ENs"), ("CD16-", "CD16+"), ("Bas", "BA"), ("IN", "in")])
def test_what_is_not_the_same_has_other_words(one, other):
    assert key(words(one)) != key(words(other))


@given(st.text(max_size=80))
def test_words_of_any_text_are_letters_and_digits(text):
    found = words(text)
    assert all(word.isalnum() and word.isascii() for word in found)
    assert key(found) == key(words(text + " "))
    assert plain(plain(text)) == plain(text)
