"""Symbols and ids of genes, wherever they are, in the forms that people type."""

from __future__ import annotations

import anndata as ad
import numpy as np
import pandas as pd
import pytest

from cellxgene_widget import DataError
from cellxgene_widget.data.cells import CellTable
from cellxgene_widget.data.gene_ids import are_ids, without_reference, without_version
from cellxgene_widget.data.gene_names import GeneNames, Var

IDS = [f"ENSG0000000000{i}" for i in range(6)]
SYMBOLS = ["CD3D", "CD4", "CD8A", "MS4A1", "NKG7", "LYZ"]


def cells(names, **var):
    x = np.arange(24.0).reshape(4, 6)
    obs, var = pd.DataFrame(index=list("abcd")), pd.DataFrame(var, index=names)
    return ad.AnnData(x, obs=obs, var=var, obsm={"X_umap": np.arange(8.0).reshape(4, 2)})


def named(names, **var):
    return GeneNames(Var(pd.Index(names), pd.DataFrame(var, index=names), "adata.var"))


@pytest.mark.parametrize(
    "names",
    [
        IDS,
        [f"{name}.{i}" for i, name in enumerate(IDS)],
        [f"ENSMUSG0000000000{i}" for i in range(6)],
        [f"ENSDARG0000000000{i}.2" for i in range(6)],
        [f"FBgn000000{i}" for i in range(6)],
        [f"WBGene0000000{i}" for i in range(6)],
        [f"ZDB-GENE-00000{i}-1" for i in range(6)],
        [f"S00000000{i}" for i in range(6)],
        ["YAL001C", "YBR002W", "YCL003C-A", "YDR004W", "YEL005C", "YFR006W"],
        [f"AT1G0101{i}" for i in range(6)],
        [f"At5g0101{i}.1" for i in range(6)],
        [f"MGI:9773{i}" for i in range(6)],
        [f"GRCh38_{name}" for name in IDS],
        [f"hg19_{name}" for name in IDS],
        [f"mm10___ENSMUSG0000000000{i}" for i in range(6)],
        ["915", "920", "925", "931", "4818", "4069"],
    ],
)
def test_names_that_are_ids_give_way_to_symbols(names):
    table = named(names, Symbol=SYMBOLS)
    assert table.names.tolist() == SYMBOLS
    assert table.find(names[2]).name == "CD8A"
    assert table.search(names[2].lower())[0].id == names[2]


def test_names_that_are_symbols_stay():
    for names in (SYMBOLS, ["AT1", "S100A8", "YBX1", "AC012345.1", "HLA-A", "7SK"], ["GRCh38_CD3E", *SYMBOLS[1:]]):
        assert not are_ids(names)
        assert named(names, feature_name=list("abcdef")).names.tolist() == names


@pytest.mark.parametrize(
    "column",
    [
        "feature_name",
        "gene_symbols",
        "gene_symbol",
        "hgnc_symbol",
        "mgi_symbol",
        "gene_name",
        "gene_names",
        "gene_short_name",
        "Gene.Name",
        "symbol",
        "external_gene_name",
        "SYMBOL",
        "Symbol",
        "gene",
        "Gene",
        "features",
        "feature_name-0",
    ],
)
def test_usual_columns_of_symbols(column):
    assert named(IDS, **{column: SYMBOLS}).names.tolist() == SYMBOLS


def test_a_usual_name_without_symbols_is_passed_over():
    assert named(IDS, gene=range(6), features=IDS, symbol=SYMBOLS).names.tolist() == SYMBOLS
    assert named(IDS, gene_name=[f"{name}.1" for name in IDS]).names.tolist() == IDS
    assert named(IDS, feature_name=list("abcdef"), symbol=SYMBOLS).names.tolist() == list("abcdef")


@pytest.mark.parametrize(
    "symbols",
    [
        ["CD3D", "CD3D", None, np.nan, "", "-"],
        pd.Categorical(["CD3D", "CD3D", None, None, "", "-"]),
        [b"CD3D", b"CD3D", b"", b" ", b"-", b""],
        ["CD3D", "CD3D", "nan", "nan", " ", "-"],
        pd.array(["CD3D", "CD3D", pd.NA, pd.NA, "", "-"], dtype="string"),
    ],
)
def test_a_gene_without_a_symbol_goes_by_its_id(symbols):
    table = named(IDS, feature_name=symbols)
    assert table.names.tolist() == ["CD3D", "CD3D", *IDS[2:]]
    assert table.find("CD3D").note == "2 genes are called 'CD3D': the values are those of 'ENSG00000000000'."


def test_a_gene_of_the_fly_may_be_called_nan():
    assert named([f"FBgn000000{i}" for i in range(6)], symbol=["nan", *SYMBOLS[1:]]).names[0] == "nan"


@pytest.mark.parametrize(
    "column",
    [
        "gene_ids",
        "gene_id",
        "ensembl",
        "Ensembl",
        "ensembl_id",
        "EnsemblID",
        "ensembl_gene_id",
        "feature_id",
        "gene_ids-1",
        "Accession",
    ],
)
def test_a_gene_is_found_by_an_id_in_a_column(column):
    table = CellTable(cells(SYMBOLS, **{column: [f"{name}.7" for name in IDS]}))
    for typed in (f"{IDS[2]}.7", IDS[2], f"{IDS[2]}.12"):
        assert table.column(typed).values.tolist() == [2, 8, 14, 20]
        assert table.genes.search(typed)[0].name == "CD8A"
        assert not table.genes.search(typed)[0].alike
    assert table.genes.names.tolist() == SYMBOLS
    with pytest.raises(DataError, match="no gene"):
        table.column("ENSG00000000009")


def test_ids_of_entrez_with_gaps():
    table = named(SYMBOLS, entrez_id=[915, np.nan, 925.0, 931, None, 4069])
    assert table.find("925").name == "CD8A"
    assert "nan" not in table
    assert "" not in table


def test_the_reference_before_a_name_is_optional():
    table = named(
        ["GRCh38_CD3E", "GRCh38_CD4", "mm10___Cd3e", "mm10___Cd4", "GRCh38_ACTB", "mm10___ACTB"],
        gene_ids=["GRCh38_ENSG01", "GRCh38_ENSG02.5", "mm10___ENSMUSG01", "mm10___ENSMUSG02", "GRCh38_ENSG03", "x"],
    )
    assert table.find("CD3E").id == "GRCh38_CD3E"
    assert table.find("Cd4").id == "mm10___Cd4"
    assert table.find("ENSG02").id == "GRCh38_CD4"
    assert table.find("ACTB").note == "2 genes are called 'ACTB': the values are those of 'GRCh38_ACTB'."
    assert [gene.id for gene in table.search("cd3e")] == ["GRCh38_CD3E", "mm10___Cd3e"]
    assert "CD8A" not in table


def test_a_name_as_it_is_written_comes_first():
    table = named(["CD4", "GRCh38_CD4", "X", "Y", "Z", "V"], gene_ids=["X", "B", "C", "D", "E", "F"])
    assert table.find("CD4").position == 0
    assert table.find("X").position == 2
    assert without_version("AC012345.1") == "AC012345.1"
    assert without_version("GRCh38_ENSG00000000001.4") == "ENSG00000000001"
    assert without_reference("HLA_A") == "HLA_A"


def test_odd_names():
    table = named(["A", "A", "", " CD3", "B_1", "B_1"])
    assert table.find("A").note == "2 genes are called 'A': the values are those of the first."
    assert table.find("").position == 2
    assert table.find("CD3").position == 3
    assert [gene.position for gene in table.search("cd3")] == [3]
    assert len(named([3, 1, 2]).names) == 3
    assert named([3, 1, 2]).find("1").position == 1


def with_raw(names, raw_names, **raw_var):
    """Return cells whose X has the first three genes of raw."""
    full = cells(raw_names, **raw_var)
    cut = full[:, :3].copy()
    cut.var_names = names[:3]
    cut.var = cut.var[[]]
    cut.raw = full
    return cut


def test_symbols_of_x_serve_raw():
    adata = with_raw(IDS, IDS)
    adata.var["my_symbol"] = SYMBOLS[:3]
    for symbols in ("my_symbol", None):
        adata.var["feature_name"] = SYMBOLS[:3]
        raw = CellTable(adata, gene_symbols=symbols).gene_layers.table("raw")
        assert raw.names.tolist() == [*SYMBOLS[:3], *IDS[3:]]
    adata.raw.var["gene_name"] = list("abcdef")
    raw = CellTable(adata, gene_symbols="my_symbol").gene_layers.table("raw")
    assert raw.names.tolist() == [*SYMBOLS[:3], *"def"], "what X has not is called as raw calls it"


def test_symbols_of_raw_serve_x():
    adata = with_raw(IDS, IDS, my_symbol=SYMBOLS)
    assert CellTable(adata).genes.names.tolist() == IDS[:3]
    table = CellTable(adata, gene_symbols="my_symbol")
    assert table.genes.names.tolist() == SYMBOLS[:3]
    assert table.column("LYZ").values.tolist() == [5, 11, 17, 23]
    adata.raw.var["symbol"] = SYMBOLS
    assert CellTable(adata).genes.names.tolist() == SYMBOLS[:3]
    with pytest.raises(DataError, match=r"no column 'nope'.*adata\.var has none and adata\.raw\.var has 'my_symbol'"):
        CellTable(adata, gene_symbols="nope")


def test_numbers_that_seuratdisk_left_for_names():
    numbers = [str(i) for i in range(6)]
    table = CellTable(with_raw(SYMBOLS, numbers, _index=SYMBOLS))
    assert table.gene_layers.table("raw").ids.tolist() == SYMBOLS
    assert table.column("LYZ").values.tolist() == [5, 11, 17, 23]
    assert table.column("CD8A").values.tolist() == [2, 8, 14, 20]
    assert table.gene_layers.n_genes == 6
    assert CellTable(cells(numbers, _index=SYMBOLS)).genes.names.tolist() == SYMBOLS
    # a gene may be called so where the names are others
    assert CellTable(cells(IDS, _index=SYMBOLS)).genes.ids.tolist() == IDS


def test_ids_of_raw_and_symbols_of_x_are_one_gene_where_a_column_says_so():
    adata = with_raw(SYMBOLS, IDS)
    adata.var["gene_ids"] = IDS[:3]
    table = CellTable(adata)
    assert table.column(IDS[2]).values.tolist() == [2, 8, 14, 20]
    assert table.genes.find(IDS[2]).name == "CD8A"
    assert table.gene_layers.n_genes == 6
    found = table.gene_layers.search(IDS[2])
    assert (found[0].name, found[0].alike) == ("CD8A", False)
    assert IDS[2] not in [gene.id for gene in found], "the same gene of raw is not listed again"
