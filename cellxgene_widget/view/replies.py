"""What the front end is told: the state that traits hold, answers kind by kind, and events.

The mirror of the replies and events in ``js/src/wire/messages.ts``. The bytes beside a message are described in
CONTRIBUTING.md, "The wire".
"""

from typing import Any, Literal, NotRequired, TypedDict

from ..session.gene_sets import GeneSetRow
from ..session.named_sets import SetRow
from .bodies import CellsHeader, Name, Wanted
from .cluster_replies import ClusteringsEvent
from .marker_replies import MarkersEstimateEvent
from .place_replies import EmbeddingInfo
from .set_replies import SetsEvent

# -- traits


class DraftState(TypedDict):
    """The state of the draft, what undo and redo would do, and what a person should know."""

    state: Literal["read-only", "error", "unnamed", "saved", "unsaved"]
    name: str | None
    path: str | None
    file: str | None
    folder: str
    suggested_name: str
    saved_at: str | None
    message: str | None
    id: str
    place: str
    only_in_memory: bool
    others: list[str]
    warnings: list[str]
    undo: str | None
    redo: str | None


# -- the dataset


class DatasetInfo(TypedDict):
    """Which data this is; the fingerprint is that of the names of the cells."""

    name: str
    n_cells: int
    fingerprint: str


class LeftOut(TypedDict):
    """A column that is not offered, and why."""

    name: str
    why: str


class StepState(TypedDict):
    """One step of picking cells. Cells that were named, and a part that it is about, are told by their number."""

    mode: str
    lasso: NotRequired[Any]
    basis: NotRequired[Any]
    where: NotRequired[dict[str, Wanted]]
    layer: NotRequired[str | dict[str, str]]
    neighbors: NotRequired[dict[str, Any]]
    remembered: NotRequired[str]
    chosen_by: NotRequired[str]
    n_cells: NotRequired[int]
    n_within: NotRequired[int]


class SelectionState(TypedDict):
    """How the selection came to be, and which request asked for it."""

    n: int
    serial: int
    request: str | None
    steps: list[StepState]
    filters: dict[str, Any]
    can_undo: bool
    can_redo: bool


class PartState(TypedDict):
    """How many cells are shown alone, and what this part is called on the wire; None: all are shown."""

    n: int | None
    name: str | None


class LayerState(TypedDict):
    """Where the values of genes are taken from, and how many genes there are."""

    layer: str
    n_genes: int


class HelloReply(LayerState):
    """What a page needs to begin with."""

    protocol: int
    version: str
    session: str
    seen: int
    notebook: str | None
    sampled: bool
    dataset: DatasetInfo
    embeddings: list[EmbeddingInfo]
    columns: list[dict[str, Any]]
    left_out: list[LeftOut]
    layers: list[str]
    sets: list[SetRow]
    selection: SelectionState
    part: PartState
    kinds: list[str] | None
    edits: list[str] | None


class CoordinatesReply(TypedDict):
    """The number of cells; the coordinates are beside it."""

    n: int


class CategoryColumnReply(TypedDict):
    """The levels of a column; the codes are beside it."""

    kind: Literal["category"]
    dtype: str
    levels: list[str]


class NumberColumnReply(TypedDict):
    """The range of the finite values, None if there are none; the values are beside it."""

    kind: Literal["number"]
    min: float | None
    max: float | None
    low: float | None
    high: float | None


class NamesReply(TypedDict):
    """Names of cells."""

    names: list[str]


# -- genes


class FoundGene(TypedDict):
    """A gene by name and id, what to ask for it by, what a person should know, and whether it is only spelt alike."""

    name: str
    id: str
    key: str
    note: str | None
    alike: bool


class GenesReply(TypedDict):
    """Genes, the likeliest first."""

    genes: list[FoundGene]


class GeneSetsReply(TypedDict):
    """The gene sets, and the file that they are in."""

    gene_sets: list[GeneSetRow]
    path: str | None


class EditGeneSetsReply(GeneSetsReply):
    """The gene sets now, and those of the genes concerned that are not in the data."""

    unknown: list[str]


# -- evidence


class DotsReply(TypedDict):
    """The rows and columns of the numbers beside it; ``left_out``: how many genes were too many."""

    groups: list[Name]
    n_cells: list[int]
    genes: list[str]
    unknown: list[str]
    layer: str
    left_out: int


class DistributionsReply(TypedDict):
    """The groups and names of the numbers beside it; ``places``: the layer of each name, None for no gene."""

    groups: list[Name]
    n_cells: list[int]
    names: list[str]
    places: list[str | None]
    unknown: list[str]
    left_out: int


class ConfusionReply(TypedDict):
    """The names of rows and columns of the counts beside it, their order along the diagonal, and the agreement."""

    rows: list[Name]
    columns: list[Name]
    row_order: list[int]
    column_order: list[int]
    n_named: int
    adjusted_rand: float | None
    kappa: float | None


class PictureReply(TypedDict):
    """A name for the file beside it, and how wide and high the picture is, in CSS pixels."""

    name: str
    size: tuple[int, int]


# -- the selection


class Selected(TypedDict):
    """How many cells are selected, or were remembered."""

    n: int


class Went(TypedDict):
    """Whether there was a selection to go to."""

    went: bool


class CodeReply(TypedDict):
    """The last action as Python."""

    code: str


# -- labels


class CodesReply(TypedDict):
    """The revision of the codes beside it."""

    dtype: str
    revision: int


class EditReply(TypedDict):
    """How many cells changed, the edit in words (None: nothing changed), and which labels the cells had before."""

    revision: int
    changed: int
    message: str | None
    former: list[tuple[Name, int]]


class UndoReply(TypedDict):
    """What was taken back or made again, in words; None: there was nothing."""

    revision: int
    message: str | None


# -- the draft


class KnownReply(TypedDict):
    """The requests whose edits are in the draft."""

    known: list[str]


class ForeseenEdit(TypedDict):
    """What an edit would do, or why it can't be made; ``others``: the edits made since it was kept, None: not known."""

    problem: str | None
    message: str | None
    changed: int
    former: list[tuple[Name, int]]
    others: int | None


class ForeseeReply(TypedDict):
    """What each of the edits would do."""

    edits: list[ForeseenEdit]


class NameDraftReply(TypedDict):
    """Where the draft is."""

    path: str


class TakeOverReply(TypedDict):
    """The revision of the draft, with the edits of whoever had it open."""

    revision: int


class Version(TypedDict):
    """An earlier version of the draft."""

    version: str
    saved_at: str


class VersionsReply(TypedDict):
    """The earlier versions of the draft, newest first."""

    versions: list[Version]


# -- events


class CodesPart(TypedDict):
    """Cells, in a buffer of their own, that got another code."""

    category: int
    code: int
    cells: CellsHeader


class CodesEvent(TypedDict):
    """Labels changed. Codes of another revision than ``base`` can't be patched: they are pulled again."""

    event: Literal["codes"]
    base: int
    revision: int
    parts: list[CodesPart]


class SelectionEvent(SelectionState):
    """Other cells are selected; in one browser, or (None) in all."""

    event: Literal["selection"]
    browser: str | None


class PartEvent(PartState):
    """Only a part of the cells is shown, or all are again."""

    event: Literal["part"]


class LayerEvent(LayerState):
    """Values of genes come from another layer: those that a page has are out of date."""

    event: Literal["layer"]


class GeneSetsEvent(TypedDict):
    """There are other gene sets."""

    event: Literal["gene_sets"]


class DataEvent(TypedDict):
    """The notebook changed the data: what a page has of it is out of date; ``n_cells``: the cells are others, too."""

    event: Literal["data"]
    seen: int
    n_cells: int | None
    embeddings: list[str]
    columns: list[str]
    genes: bool


class ProgressEvent(TypedDict):
    """The part of a request that is done, 0 to 1."""

    event: Literal["progress"]
    request: str
    done: float


Event = (
    CodesEvent
    | SelectionEvent
    | PartEvent
    | LayerEvent
    | GeneSetsEvent
    | SetsEvent
    | ClusteringsEvent
    | DataEvent
    | MarkersEstimateEvent
    | ProgressEvent
)
