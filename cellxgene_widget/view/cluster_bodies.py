"""What is asked of clusters; the mirror of ``js/src/wire/clusterMessages.ts``. See :mod:`.bodies`."""

from typing import NotRequired, TypedDict

from .bodies import CellsHeader


class ClusterChoicesBody(TypedDict):
    """What so many cells can be clustered by, and how long it takes."""

    n: int


class ClusterBody(TypedDict):
    """Cluster the cells beside it, or those of a label or level: ``[category or column, name]``."""

    of: NotRequired[tuple[str, str]]
    cells: NotRequired[CellsHeader]
    use_rep: str
    n_neighbors: int
    resolution: float
    embed: bool
    seed: int


class ReclusterBody(TypedDict):
    """Cluster the same cells at another resolution."""

    clusters: str
    resolution: float


class ClusterMarkersBody(TypedDict):
    """Genes that tell each cluster from the others."""

    clusters: str
    n_genes: int


class LabelClustersBody(TypedDict):
    """Labels by cluster; ``serial`` tells which clusters the person saw under these names."""

    clusters: str
    serial: int
    category: str
    labels: dict[str, str]


class KeepClustersBody(TypedDict):
    """Clusters as a column of ``obs``."""

    clusters: str
    key_added: str
    overwrite: bool


class DropClustersBody(TypedDict):
    """Clusters that are wanted no more."""

    clusters: str
