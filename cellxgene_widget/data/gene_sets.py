r"""Gene sets, and their file formats: cellxgene's tidy CSV, GMT, and plain dicts. Pure.

The CSV (cellxgene 1.x, ``server/common/genesets.py``): comment lines that begin with ``#``, the header
``gene_set_name,gene_set_description,gene_symbol,gene_description``, then a line for every gene of every set, or one
without a gene for an empty set. The first description of a set counts.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..core.names import clean_name
from ..core.readable import SPELLED_OUT
from ..errors import DataError, some

HEADER = ("gene_set_name", "gene_set_description", "gene_symbol", "gene_description")


@dataclass(frozen=True)
class GeneSet:
    """Genes that belong together, each once, in order; ``about`` says something of some of them."""

    name: str
    genes: tuple[str, ...] = ()
    description: str = ""
    about: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, name: object, genes: object, description: object = "") -> GeneSet:
        """Make a set of what a person gave.

        Raises
        ------
        LabelError
            The name can't be one.
        DataError
            The genes are no names of genes.
        """
        return cls(clean_name(name, "gene set"), _clean_genes(genes), _one_line(description))

    def with_genes(self, add: object = (), remove: object = ()) -> GeneSet:
        """Return the set with more genes at its end, and without some.

        Raises
        ------
        DataError
            A gene to remove is not in the set.
        """
        gone = _clean_genes(remove)
        missing = [gene for gene in gone if gene not in self.genes]
        if missing:
            raise DataError(f"The gene set {self.name!r} has no {some(missing)}. Its genes: {some(self.genes, 10)}.")
        kept = [gene for gene in self.genes if gene not in gone]
        genes = tuple(dict.fromkeys([*kept, *_clean_genes(add)]))
        return replace(self, genes=genes, about={gene: text for gene, text in self.about.items() if gene in genes})


def parse_gene_sets(data: bytes, source: str) -> list[GeneSet]:
    """Read cellxgene's tidy CSV, or GMT: a line a set, with name, description and genes between tabs.

    Parameters
    ----------
    data
        The file.
    source
        What to call it in messages.

    Raises
    ------
    DataError
        It is neither.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(f"{source} is no text in UTF-8: gene sets come as cellxgene's CSV, or as GMT.") from None
    lines = text.splitlines(keepends=True)
    while lines and (lines[0].startswith("#") or not lines[0].strip()):
        lines.pop(0)
    if not lines:
        return []
    try:
        if "\t" in lines[0] and not lines[0].startswith(HEADER[0]):
            return _parse_gmt(lines)
        return _parse_csv(lines)
    except (csv.Error, ValueError) as error:
        raise DataError(f"{source} can't be read as gene sets: {error}") from error


def _parse_csv(lines: Sequence[str]) -> list[GeneSet]:
    rows = csv.reader(lines, strict=True)
    header = [name.strip() for name in next(rows)]
    if header[:3] != list(HEADER[:3]):
        raise DataError(f"its first line is not {','.join(HEADER)}, nor is it GMT (names and genes between tabs).")
    found: dict[str, GeneSet] = {}
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        name, description, gene, about = ([cell.strip() for cell in row] + [""] * 4)[:4]
        known = found.get(clean_name(name, "gene set")) or GeneSet.of(name, ())
        known = replace(known, description=known.description or _one_line(description))
        if gene and gene not in known.genes:
            more = {**known.about, gene: about} if about else known.about
            known = replace(known, genes=(*known.genes, gene), about=more)
        found[known.name] = known
    return list(found.values())


def _parse_gmt(lines: Sequence[str]) -> list[GeneSet]:
    found: dict[str, GeneSet] = {}
    for line in lines:
        name, *more = line.rstrip("\r\n").split("\t")
        if name.strip() or any(more):
            description, genes = (more[0] if more else ""), [gene for gene in more[1:] if gene.strip()]
            made = GeneSet.of(name, genes, description)
            before = found.get(made.name)
            found[made.name] = made if before is None else before.with_genes(made.genes)
    return list(found.values())


def sets_of_mapping(mapping: Mapping[Any, Any]) -> list[GeneSet]:
    """Make sets of a dict from name to genes."""
    return [GeneSet.of(name, genes) for name, genes in mapping.items()]


def csv_of_gene_sets(sets: Iterable[GeneSet], comments: Iterable[str]) -> bytes:
    """Return the tidy CSV of cellxgene, with comments in lines that begin with ``#`` before it."""
    out = io.StringIO()
    for comment in comments:
        out.write(f"# {_one_line(comment)}\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for each in sets:
        for gene in each.genes or ("",):
            writer.writerow([each.name, each.description, gene, each.about.get(gene, "")])
    return out.getvalue().encode("utf-8", SPELLED_OUT)


def _clean_genes(genes: object) -> tuple[str, ...]:
    if isinstance(genes, str):
        # As typed or pasted: between commas, blanks or line ends.
        return tuple(dict.fromkeys(genes.replace(",", " ").replace(";", " ").split()))
    if not isinstance(genes, Iterable) or isinstance(genes, Mapping):
        raise DataError(f"The genes of a set are names, such as ['CD3D', 'CD3E'], not {genes!r}.")
    names = list(genes)
    wrong = [gene for gene in names if not isinstance(gene, str) or not gene.strip() or not gene.isprintable()]
    if wrong:
        raise DataError(f"The genes of a set are names, such as ['CD3D', 'CD3E'], not {some(wrong)}.")
    return tuple(dict.fromkeys(gene.strip() for gene in names))


def _one_line(text: object) -> str:
    return " ".join(str(text).split())
