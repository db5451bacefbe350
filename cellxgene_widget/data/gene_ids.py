"""What ids of genes look like, and which columns of ``var`` hold symbols or ids."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from .frames import series_of

#: Where the symbols are when the names are ids, the first that there is: CELLxGENE, scanpy, Seurat, monocle, biomaRt,
#: others; written without case, blanks and underscores.
_SYMBOL_COLUMNS = (
    "featurename",
    "genesymbols",
    "genesymbol",
    "hgncsymbol",
    "mgisymbol",
    "genename",
    "genenames",
    "geneshortname",
    "externalgenename",
    "symbol",
    "symbols",
    "gene",
    "genes",
    "feature",
    "features",
)
#: Where ids are, written so too.
_ID_COLUMNS = (
    "geneids",
    "geneid",
    "ensembl",
    "ensemblid",
    "ensemblids",
    "ensemblgeneid",
    "featureid",
    "featureids",
    "entrez",
    "entrezid",
    "entrezgeneid",
    "accession",
)
#: What SeuratDisk calls the names in ``var`` and ``raw.var``, whose index is then 0, 1, 2 ...
_INDEX_COLUMN = "_index"
_VERSIONED = r"ENS[A-Z]*G\d+|AT[1-5MC]G\d{5}"
#: Ensembl, Arabidopsis; FlyBase, WormBase, ZFIN, MGI, RGD, HGNC, SGD and the systematic names of yeast, Entrez.
_ID = re.compile(
    rf"(?:(?:{_VERSIONED})(?:\.\d+)?|FBgn\d{{7}}|WBGene\d{{8}}|ZDB-[A-Z]*GENE[A-Z]*-\d+-\d+|(?:MGI|RGD|HGNC):\d+"
    r"|S\d{9}|Y[A-P][LR]\d{3}[WC](?:-[A-Z])?|\d+)",
    re.ASCII | re.IGNORECASE,
)
_WITH_VERSION = re.compile(rf"({_VERSIONED})\.\d+", re.ASCII | re.IGNORECASE)
#: The name of a reference genome before that of a gene, as Cell Ranger writes them where there are several.
_REFERENCE = re.compile(
    r"(?:GRC[a-z]+\d+|hg\d+|mm\d+|rn\d+|mRatBN\d+|danRer\d+|dm\d+|ce\d+|sacCer\d+|BDGP\d+|WBcel\d+|human|mouse)"
    r"[A-Za-z0-9.-]*_+(.+)",
    re.ASCII | re.IGNORECASE,
)
#: Written where there is no symbol; the first two mean nothing else, of the others a fly has a gene of that name.
_NO_SYMBOL = {"", "-"}
_NO_SYMBOL_IF_REPEATED = {"nan", "none", "na", "<na>", "n/a", "--", "null"}
#: Genes that are looked at.
_LOOKED_AT = 1000


def without_version(name: str) -> str:
    """Return an id without the version at its end, ``ENSG00000167286.9`` as ``ENSG00000167286``; else the name."""
    found = _WITH_VERSION.fullmatch(without_reference(name))
    return name if found is None else found[1]


def without_reference(name: str) -> str:
    """Return a name without the reference genome before it, ``GRCh38_CD3E`` as ``CD3E``; else the name."""
    found = _REFERENCE.fullmatch(name)
    return name if found is None else found[1]


def are_ids(names: Iterable[str]) -> bool:
    """Tell whether more than half of some names, of the first thousand, are ids rather than symbols."""
    first = list(names)[:_LOOKED_AT]
    return sum(_ID.fullmatch(without_reference(name)) is not None for name in first) * 2 > len(first)


def names_in(var_names: Any, var: Any) -> pd.Index[str]:
    """Return the names of genes as text: ``var_names``, or ``var["_index"]`` where SeuratDisk left numbers in place."""
    names = pd.Index([_text(name) for name in var_names], dtype=object)
    numbers = [str(number) for number in range(len(names))]
    if _INDEX_COLUMN in var.columns and names.tolist() == numbers:
        return pd.Index(texts_in(var, _INDEX_COLUMN), dtype=object)
    return names


def symbol_column(var: Any) -> str | None:
    """Return the column of ``var`` with symbols: the first with a usual name that holds text, and not ids."""
    usual = _usual(var, _SYMBOL_COLUMNS)
    return next((column for column in usual if _is_text(var, column) and not are_ids(texts_in(var, column))), None)


def other_ids(var: Any, names: pd.Index[str]) -> list[pd.Index[str]]:
    """Return the ids in columns of ``var``, those that are not the names anyway; text, ``""`` where there is none."""
    found = [pd.Index(texts_in(var, column), dtype=object) for column in _usual(var, _ID_COLUMNS)]
    return [ids for ids in found if not ids.equals(names)]


def symbols_in(var: Any, column: str) -> list[str]:
    """Return a column of symbols as text, one a gene; ``""`` where there is none."""
    texts = texts_in(var, column)
    lower = pd.Series([text.lower() for text in texts], dtype=object)
    repeated = set(lower[lower.duplicated()]) & _NO_SYMBOL_IF_REPEATED
    return ["" if text in _NO_SYMBOL or text.lower() in repeated else text for text in texts]


def texts_in(var: Any, column: str) -> list[str]:
    """Return a column of ``var`` as text without blanks around it, one a gene; ``""`` where a value is missing."""
    values = _column(var, column)
    known = values.notna()
    return [_text(value).strip() if there else "" for value, there in zip(values, known, strict=True)]


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # of Entrez, where some are missing
    return str(value)


def _is_text(var: Any, column: str) -> bool:
    dtype: Any = _column(var, column).dtype
    if isinstance(dtype, pd.CategoricalDtype):
        dtype = dtype.categories.dtype
    return pd.api.types.is_object_dtype(dtype) or pd.api.types.is_string_dtype(dtype)


def _column(var: Any, column: str) -> pd.Series[Any]:
    if isinstance(var, pd.DataFrame) and not var.columns.is_unique:  # two columns of one name: the first
        return var.iloc[:, list(var.columns).index(column)]
    return series_of(var, column)


def _usual(var: Any, wanted: tuple[str, ...]) -> list[str]:
    """Return the columns that have one of some usual names, in the order of these."""
    by_key: dict[str, list[str]] = {}
    for column in dict.fromkeys(var.columns):
        if isinstance(column, str):
            # A column that anndata.concat renamed, as in gene_ids-0, too.
            key = re.sub(r"[-_]\d+$", "", column)
            by_key.setdefault(re.sub(r"[\s_.-]", "", key).lower(), []).append(column)
    return [column for name in wanted for column in by_key.get(name, [])]
