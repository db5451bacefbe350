"""What a run measures, piece by piece, each in a process of its own."""

from __future__ import annotations

from dataclasses import dataclass

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)


@dataclass(frozen=True)
class Piece:
    """One piece: a module of this folder that prints JSON."""

    name: str
    #: Above its table.
    title: str
    text: str
    #: It is measured at each number of cells.
    sized: bool = False
    #: A module whose ``rows()`` make the table.
    rows: bool = False
    #: Seconds for one process of it.
    patience: int = 900

    def command(self, *arguments: object) -> list[str]:
        """Return the arguments of Python."""
        return ["-m", *(["bench.rows"] if self.rows else []), self._module, *map(str, arguments)]

    @property
    def _module(self) -> str:
        return self.name if self.rows else f"bench.{self.name}"


PIECES = (
    Piece("imports", "", ""),
    Piece(
        "first",
        "First picture",
        "On a page of our own, the kernel's part included. Warm: the browser has drawn one before, as in a notebook at "
        "work; cold: a new browser. By turns in one process; jupyter-scatter draws all cells at once.",
        sized=True,
    ),
    Piece(
        "lab",
        "In JupyterLab",
        "From Shift+Enter, with the static picture for places without a kernel. Cold: the first of a new kernel, which "
        "has the data and imports the package in the same cell. 2,000 genes up to 100,000 cells.",
        sized=True,
    ),
    Piece("acts", "In the browser", "What a person does on a page of our own.", sized=True),
    Piece("kernel", "In the kernel", "Without a browser.", sized=True),
    Piece(
        "peers",
        "Others",
        "The same cells, browser, machine and page as under First picture, once each after a first time that does not "
        "count. To a picture: until nothing more is drawn. cellxgene: its server's own code, from the bytes of the "
        "request to the file.",
        sized=True,
        patience=1200,
    ),
    Piece(
        "stored",
        "Genes and markers in JupyterLab, by storage",
        "From Enter after a gene's name, and from the end of a lasso, in JupyterLab. Files are in the system's cache.",
        rows=True,
    ),
    Piece(
        "markers",
        "Markers",
        "Cells of `pbmc68k_reduced` drawn again and again, genes repeated to 2,000, 8 % of values above 0.",
        rows=True,
    ),
    Piece("genes", "Genes", "The same cells; files are in the system's cache, as on a second look.", rows=True),
    Piece(
        "atlas",
        "On disk",
        "A lazy .zarr of the same cells. Memory is the growth of the peak (RSS) in a process of its own.",
        rows=True,
    ),
    Piece("workers", "On a distributed engine", "`dask.distributed`, worker processes of one thread.", rows=True),
    Piece("labels", "Two thousand labels", "In one category of 10,000 cells, on a page of our own.", rows=True),
    Piece(
        "drafts",
        "Drafts",
        "Synthetic: random labels, lassos of about 2 % of a normal distribution, cells in random order.",
        rows=True,
    ),
    Piece("actions", "Actions in the view", "The longest stretch of script of each, 100,000 cells.", rows=True),
    Piece(
        "doubt",
        "Neighbours",
        "Graphs of `scanpy.pp.neighbors`; for times one whose neighbours are anywhere within a fifth of the cells.",
        rows=True,
    ),
    Piece(
        "clusters",
        "Clusters in place",
        "The PCA of `pbmc68k_reduced` (50 columns) resampled with jitter to 100,000 cells; 15 neighbours, leiden by "
        "igraph, a UMAP. A person may cancel at any moment, and select and label meanwhile.",
        rows=True,
    ),
    Piece(
        "review",
        "Review",
        "The groups of cells of a queue by doubt, walked through in order, over all of their cells.",
        rows=True,
    ),
    Piece(
        "agreement",
        "Several annotators",
        "30 labels; each annotator has 90 % of the cells, and says of every tenth something else. All that a "
        "comparison tells: kappa, alpha, alpha by terms, what is of each cell, pairs, confusion, per label.",
        rows=True,
    ),
    Piece("ontology", "Terms of the Cell Ontology by a person's words", ""),
)
