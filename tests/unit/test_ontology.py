"""The Cell Ontology as data: terms by id and name, ancestors, and files that are damaged."""

from __future__ import annotations

import itertools
import re
import threading

import pytest

from cellxgene_widget.errors import AnnotationError, DataError, LabelError
from cellxgene_widget.ontology import data_files
from cellxgene_widget.ontology.cell_ontology import CellOntology, cell_ontology
from cellxgene_widget.ontology.term_table import ROOT, TermTable, term_table
from cellxgene_widget.ontology.terms import Term

HEAD = "# a line\n# release 2030-01-01, checksum {checksum}\nid\tname\tsynonyms\tparents\tdefinition\tdeprecated\n"


def table_of(*lines):
    body = "".join("\t".join(line) + "\n" for line in lines).encode()
    return TermTable(HEAD.format(checksum=data_files.checksum(body)).encode() + body)


@pytest.fixture(scope="module")
def ontology():
    return cell_ontology()


# --- terms ---


def test_a_term_has_what_the_ontology_says_of_it(ontology):
    term = ontology.term("CL:0000084")
    assert term == Term("CL:0000084", "T cell", term.synonyms, term.parents, term.definition)
    assert "T lymphocyte" in term.synonyms
    assert ontology.term(term.parents[0]).name == "lymphocyte"
    assert term.definition.startswith("A type of lymphocyte")


@pytest.mark.parametrize(
    "given",
    ["CL:0000815", "CL_0000815", "cl:0000815", " CL:0000815 ", "regulatory T cell", "  Regulatory   t CELL", "Treg"],
)
def test_a_term_is_found_by_its_id_its_name_and_a_synonym_of_its_own(ontology, given):
    assert ontology.term(given).id == "CL:0000815"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("CL:9999999", r"The Cell Ontology of \d{4}-\d\d-\d\d has no term CL:9999999\."),
        ("CL:0000003", r"CL:0000003 \(native cell\) is deprecated: use CL:0000000 \(cell\)\."),
        ("CL:0000063", r"CL:0000063 \(cell by histology\) is deprecated: it may be CL:0000000 \(cell\) or .*\."),
        ("CL:0000045", r"CL:0000045 \(.*\) is deprecated, and no other has taken its place\."),
        ("CL:0000002", r"CL:0000002 \(.*\) is deprecated: use CLO:0000019\."),
        ("UBERON:0000955", r"UBERON:0000955 is no term of the Cell Ontology, whose ids look like CL:0000084\."),
        ("MONDO_0005148", r"MONDO:0005148 is no term of the Cell Ontology, whose ids look like CL:0000084\."),
        ("helper T lymphocyt", r".* has no term 'helper T lymphocyt'\. Did you mean helper T cell \(CL:0000912\).*\?"),
        ("qwertz", r"The Cell Ontology has no term 'qwertz'\."),
        ("", r"The Cell Ontology has no term ''\."),
        (84, r"A term is an id such as 'CL:0000084' or a name, not 84\."),
        (None, r"A term is an id such as 'CL:0000084' or a name, not None\."),
    ],
)
def test_what_is_no_term_is_said_in_a_sentence(ontology, given, said):
    with pytest.raises(LabelError) as error:
        ontology.term(given)
    assert re.fullmatch(said, str(error.value))


def test_a_synonym_of_several_terms_is_the_name_of_none():
    ontology = CellOntology(
        table_of(
            (ROOT, "cell", "", "", "", ""),
            ("CL:0000001", "one", "number|first", ROOT, "", ""),
            ("CL:0000002", "two", "number", ROOT, "", ""),
        )
    )
    assert ontology.term("FIRST").id == "CL:0000001"
    with pytest.raises(LabelError, match=r"'number' is a synonym of several terms: .*one.* and|, .*two"):
        ontology.term("number")


# --- which are kinds of which ---


def test_who_is_a_kind_of_whom():
    above = term_table().distances("CL:0000815")
    assert {"CL:0000084", "CL:0000542", ROOT} < set(above)
    assert "CL:0000815" not in term_table().distances("CL:0000084")
    assert list(above.values()) == sorted(above.values())


def test_no_term_is_its_own_ancestor_and_all_ancestors_are_in_use(ontology):
    table = term_table()
    assert len(table.ids) == len(ontology) > 3000
    for term_id in table.ids:
        above = table.distances(term_id)
        assert term_id not in above
        assert all(map(ontology.has, above))
        assert all(map(ontology.has, table.term(term_id).parents))
        assert (ROOT in above) == bool(above), f"{term_id} does not lead to the root"


def test_deprecated_ids_are_none_of_those_in_use():
    table = term_table()
    assert len(table.deprecated_ids) > 200
    assert not set(table.deprecated_ids) & set(table.ids)
    for term_id in table.deprecated_ids:
        former = table.deprecated(term_id)
        assert former.replaced_by is None or not former.consider
        assert term_id not in {former.replaced_by, *former.consider}


def test_a_path_leads_from_the_root_step_by_step(ontology):
    assert [term.name for term in ontology.path("CL:0000236")][-2:] == ["lymphocyte of B lineage", "B cell"]
    for term_id in term_table().ids[::7]:
        path = ontology.path(term_id)
        assert path == ontology.path(term_id)
        assert path[-1].id == term_id
        if len(path) > 1:
            assert path[0].id == ROOT
        assert all(above.id in below.parents for above, below in itertools.pairwise(path))


def test_the_nearest_of_several_is_found_by_steps_then_by_order(ontology):
    treg = "CL:0000815"
    (parent,) = ontology.term(treg).parents
    assert ontology.nearest(treg, ["CL:0000542", "CL:0000084", parent]) == parent
    assert ontology.nearest(treg, ["CL:0000542", "CL:0000084"]) == "CL:0000084"
    assert ontology.nearest(treg, [treg, "CL:0000236", "no id"]) is None
    neuron = ontology.term("neuron")
    assert len(neuron.parents) > 1
    assert ontology.nearest(neuron.id, neuron.parents) == neuron.parents[0]
    assert ontology.nearest(neuron.id, neuron.parents[::-1]) == neuron.parents[-1]


# --- the files ---


def test_it_is_read_once_whoever_comes_first():
    seen = []
    threads = [threading.Thread(target=lambda: seen.append(cell_ontology())) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(seen) == 8
    assert all(each is seen[0] for each in seen)


def test_an_error_on_the_way_is_not_kept(monkeypatch, tmp_path):
    """A file that was not there when it was first asked for may be there later."""
    fresh = term_table.__wrapped__
    monkeypatch.setattr(data_files, "TERMS", tmp_path / "gone.tsv")
    with pytest.raises(
        DataError, match=r"The Cell Ontology can't be read, .*gone\.tsv is missing or damaged \(no such"
    ):
        fresh()
    monkeypatch.undo()
    assert fresh().release == term_table().release


@pytest.mark.parametrize(
    "harm",
    [
        lambda content: content[:-1],
        lambda content: content.replace(b"T cell", b"Q cell", 1),
        lambda content: b"",
        lambda content: b"\x00" * 100,
        lambda content: content.partition(b"\n")[2].replace(b"# release", b"# Release"),
    ],
)
def test_a_damaged_file_of_terms_is_told_in_a_sentence(harm):
    content = data_files.read(data_files.TERMS)
    assert TermTable(content).release
    with pytest.raises(AnnotationError, match=r"is missing or damaged \(.*\): install the package again\.") as error:
        TermTable(harm(content))
    assert "\n" not in str(error.value)


def test_other_line_endings_are_no_damage(tmp_path):
    path = tmp_path / "terms.tsv"
    path.write_bytes(data_files.read(data_files.TERMS).replace(b"\n", b"\r\n"))
    assert TermTable(data_files.read(path), path).ids == term_table().ids


def test_the_head_of_the_file_names_authors_licence_and_that_it_was_cut():
    head = data_files.read(data_files.TERMS)[:600].decode()
    for said in ("OBO Foundry", "CC BY 4.0", "cut", term_table().release):
        assert said in head
