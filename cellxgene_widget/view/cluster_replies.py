"""What is told of clusters; the mirror of ``js/src/wire/clusterMessages.ts``. See :mod:`.replies`."""

from typing import Literal, TypedDict


class RepresentationState(TypedDict):
    """An array of ``obsm`` that cells can be clustered by."""

    key: str
    n_columns: int


class ClusterChoicesReply(TypedDict):
    """The representations, the one to take unasked first; and how long it takes in words, without and with a UMAP."""

    representations: list[RepresentationState]
    estimate: str
    estimate_embedded: str
    fewest: int


class ClusterState(TypedDict):
    """A cluster."""

    name: str
    color: str
    n: int


class ClusteringState(TypedDict):
    """Clusters that were made: column and embedding are called by ``name``; ``serial``: another one after each run."""

    name: str
    serial: int
    clusters: list[ClusterState]
    use_rep: str
    n_neighbors: int
    resolution: float
    seed: int
    embedded: bool
    notes: list[str]


class RunningState(TypedDict):
    """A clustering under way; ``name``: of the one that is made again."""

    name: str | None
    step: str
    n_cells: int
    seconds: float
    embed: bool


class ClusteringsState(TypedDict):
    """All clusterings, the newest last, and the one under way."""

    clusterings: list[ClusteringState]
    running: RunningState | None


class ClusteringsEvent(ClusteringsState):
    """There are others, or the one under way is at another step."""

    event: Literal["clusterings"]


class ClusteredReply(TypedDict):
    """What the clusters are called."""

    name: str


class CancelledReply(TypedDict):
    """Whether there was anything to cancel."""

    cancelled: bool


class ClusterGene(TypedDict):
    """A gene that is higher in a cluster; ``key``: what to ask for."""

    cluster: str
    name: str
    key: str
    change: float | None


class ClusterMarkersReply(TypedDict):
    """The genes, those of each cluster together and the best first."""

    clusters: str
    serial: int
    layer: str
    genes: list[ClusterGene]


class KeptClustersReply(TypedDict):
    """The column that was written; or that one is in the way, and nothing was."""

    column: str | None
    problem: str | None
