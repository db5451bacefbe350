"""The Cell Ontology's files in the package, made anew.

``python -m release.ontology renew`` takes the terms of the newest release out of PyPI's ``cellxgene-ontology-guide``,
which has to be installed (with ``zstandard``: ``make ontology`` sees to both), and then does what ``tidy`` does.
``python -m release.ontology tidy`` puts the table of aliases in order and makes the index of the search.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cellxgene_widget.ontology import data_files
from cellxgene_widget.ontology.aliases import read_aliases, tidied, written
from cellxgene_widget.ontology.index import made_of
from cellxgene_widget.ontology.term_table import COLUMNS, TermTable

_HEAD = """\
# The Cell Ontology (https://obophenotype.github.io/cell-ontology/), by the OBO Foundry and the Cell Ontology's authors,
# under CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/). It was cut to names, synonyms, parents, definitions.
# Taken from cellxgene-ontology-guide {guide} by release/ontology.py; do not edit.
# release {release}, checksum {checksum}
"""


def newest_terms() -> tuple[str, str, dict[str, Any]]:
    """Return the guide's version, the ontology's release, and the terms as the guide has them."""
    found = importlib.util.find_spec("cellxgene_ontology_guide")
    if found is None or not found.submodule_search_locations:
        raise SystemExit("cellxgene-ontology-guide is not installed: make ontology")
    import zstandard

    files = sorted(Path(found.submodule_search_locations[0]).glob("data/CL-ontology-v*.json.zst"))
    release = files[-1].name.removeprefix("CL-ontology-v").removesuffix(".json.zst")
    with files[-1].open("rb") as packed, zstandard.ZstdDecompressor().stream_reader(packed) as stream:
        terms = json.loads(stream.read())
    return importlib.metadata.version("cellxgene-ontology-guide"), release, terms


def lines(terms: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Write the terms of the Cell Ontology, one a line."""
    live = {term_id for term_id, term in terms.items() if term_id.startswith("CL:") and not term.get("deprecated")}
    for term_id in sorted(each for each in terms if each.startswith("CL:")):
        term = terms[term_id]
        name, definition = _one_line(term.get("label")), _one_line(term.get("description"))
        if term_id in live:
            synonyms = dict.fromkeys(_one_line(each).replace("|", "/") for each in term.get("synonyms", ()))
            parents = sorted(each for each, steps in term["ancestors"].items() if steps == 1 and each in live)
            yield "\t".join([term_id, name, "|".join(synonyms), " ".join(parents), definition, ""])
        else:
            yield "\t".join([term_id, name, "", "", "", _instead(term)])


def _instead(term: Mapping[str, Any]) -> str:
    if term.get("replaced_by"):
        return f"replaced_by {_id(term['replaced_by'])}"
    return " ".join(["consider", *map(_id, term["consider"])]) if term.get("consider") else "obsolete"


def _id(text: str) -> str:
    """Write an id as it is elsewhere: some are ``obo.CL_0011026`` there."""
    return text.rpartition(".")[2].replace("_", ":")


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def renew() -> None:
    """Write the terms of the newest release."""
    guide, release, terms = newest_terms()
    body = ("\n".join(lines(terms)) + "\n").encode()
    head = _HEAD.format(guide=guide, release=release, checksum=data_files.checksum(body))
    data_files.TERMS.write_bytes((head + "\t".join(COLUMNS) + "\n").encode() + body)
    print(f"release {release}: {len(TermTable(data_files.read(data_files.TERMS)).ids):,} terms")


def tidy() -> None:
    """Put the table of aliases in order, and make the index of it and the terms."""
    table = TermTable(data_files.read(data_files.TERMS))
    rows = read_aliases(data_files.read(data_files.ALIASES))
    try:
        aliases = tidied(rows, table)
    except ValueError as error:
        raise SystemExit(f"aliases.csv:\n{error}") from error
    content = written(aliases)
    data_files.ALIASES.write_bytes(content)
    index = made_of(table, aliases, (table.checksum, data_files.checksum(content)))
    data_files.INDEX.write_bytes(index)
    print(f"{len(aliases):,} aliases, an index of {len(index) / 1e6:.1f} MB")


def main(arguments: list[str]) -> None:
    """Do what is asked for."""
    if arguments not in (["renew"], ["tidy"]):
        raise SystemExit(__doc__)
    if arguments == ["renew"]:
        renew()
    tidy()


if __name__ == "__main__":
    main(sys.argv[1:])
