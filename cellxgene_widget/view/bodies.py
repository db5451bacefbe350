"""What the front end may ask, kind by kind: checked at the door (see ``checked.py``), so that a handler can rely on it.

The mirror of the bodies in ``js/src/wire/messages.ts``. The bytes beside a message are described in CONTRIBUTING.md,
"The wire".
"""

from typing import Any, Literal, NotRequired, TypedDict

from ..selection.recipe import Mode
from ..statistics.comparison import TestMethod
from ..statistics.ordering import RowOrder

#: A label, level or value by its name; None: no label, no value.
Name = str | None
#: What passes a filter: names, ``{"not": names}``, or a range ``[low, high]`` (None: no limit).
Wanted = list[Any] | dict[str, Any]
#: What cells are compared with: ``"rest"``, a remembered selection, ``[category, label]``, or conditions.
Against = str | tuple[str, str] | dict[str, Wanted]


class Nothing(TypedDict):
    """Nothing is asked, or answered."""


class CellsHeader(TypedDict):
    """How the cells in the buffer beside a message are packed, and how many they are."""

    encoding: Literal["bitset", "list"]
    n: int


# -- the dataset


class CoordinatesBody(TypedDict):
    """The coordinates of an embedding: its key, or the JSON of the names of two columns."""

    embedding: str


class SampleBody(TypedDict):
    """Some cells of an embedding, with what they are coloured by: a category of labels or a column; None: nothing."""

    embedding: str
    color: str | None


class ColumnBody(TypedDict):
    """The values of a column of obs, a gene or a gene set."""

    name: str


class TissueImageBody(TypedDict):
    """The image of a library of tissue."""

    library: str


class NamesBody(TypedDict):
    """The names of a block of cells."""

    block: int


# -- genes


class GenesBody(TypedDict):
    """The genes that a person typing ``query`` may mean."""

    query: str
    n: NotRequired[int]


class UseLayerBody(TypedDict):
    """Take the values of genes from this layer."""

    layer: str


class EditGeneSetsBody(TypedDict):
    """A change of the gene sets; the bytes of a file to read come beside it."""

    op: str
    args: dict[str, Any]


# -- evidence


class MarkersBody(TypedDict):
    """The markers of the selection, of all genes where ``n_genes`` is None.

    Without ``samples`` a usual column is looked for, empty: none.
    """

    n_genes: NotRequired[int | None]
    against: NotRequired[Against]
    method: NotRequired[TestMethod]
    layer: NotRequired[str]
    samples: NotRequired[str]
    without_reserved: NotRequired[bool]


class DotsBody(TypedDict):
    """Means and fractions of genes by label; ``n_markers`` of the selection are added to the genes."""

    by: str
    genes: list[str]
    order: NotRequired[RowOrder]
    layer: NotRequired[str]
    n_markers: NotRequired[int]


class DistributionsBody(TypedDict):
    """How genes or numbers are spread by label, of all cells or the selected ones."""

    by: str
    names: list[str]
    selected: NotRequired[bool]
    layer: NotRequired[str]


class ConfusionBody(TypedDict):
    """How many cells have which labels in two categories, of all cells or the selected ones."""

    a: str
    b: str
    selected: NotRequired[bool]


class PictureBody(TypedDict):
    """A picture to take away: of the plot, of both, or of the dot plot (``by``, ``genes``, ``scaled``).

    Sizes are in CSS pixels, ``scale`` is the pixels to one of them. ``limits``: left, right, lowest and highest place
    of each plot, None: all cells. ``image``: opacity of that of tissue; ``outlines``: its regions.
    The color map of a number and what its ends mean are as the page shows them.
    """

    what: Literal["plot", "panes", "dots"]
    format: Literal["png", "svg", "pdf"]
    scale: float
    size: tuple[float, float]
    theme: Literal["light", "dark"]
    transparent: bool
    title: str
    names: bool
    legend: bool
    counts: bool
    selected: bool
    limits: NotRequired[list[tuple[float, float, float, float] | None]]
    second: NotRequired[str]
    cmap: NotRequired[str]
    low: NotRequired[float]
    high: NotRequired[float]
    point_size: NotRequired[float]
    opacity: NotRequired[float]
    image: NotRequired[float]
    outlines: NotRequired[bool]
    order: NotRequired[RowOrder]
    by: NotRequired[str]
    genes: NotRequired[list[str]]
    scaled: NotRequired[bool]


class CancelBody(TypedDict):
    """Nobody waits for the answer to this request any more."""

    request: str


# -- the selection


class SelectBody(TypedDict):
    """Select cells: in the lasso, with these values, of a set, or those beside it; the layer is that of their genes.

    The part is what was shown alone when a person did it.
    """

    mode: Mode
    lasso: NotRequired[list[Any]]
    basis: NotRequired[str]
    where: NotRequired[dict[str, Wanted]]
    layer: NotRequired[str]
    remembered: NotRequired[str]
    chosen_by: NotRequired[str]
    cells: NotRequired[CellsHeader]
    part: NotRequired[str]


class OfPartBody(TypedDict):
    """Select or invert all cells, or those of the part that was shown alone."""

    part: NotRequired[str]


class IsolateBody(TypedDict):
    """Show only the cells beside it."""

    cells: CellsHeader


class ClearSelectionBody(TypedDict):
    """Select nothing; filters may go on."""

    keep_filters: NotRequired[bool]


class DropStepBody(TypedDict):
    """Take a step out of the selection that has this serial number."""

    index: int
    serial: int


class FilterBody(TypedDict):
    """Let only some cells be meant; None takes the filter away. The layer is the one that the person saw."""

    column: str
    wanted: Wanted | None
    layer: NotRequired[str]


class NamedSetBody(TypedDict):
    """A set of cells by its name: the selection is kept as it, or it is dropped, or what it was before comes back."""

    name: str


class RenameSelectionBody(TypedDict):
    """Call a set of cells otherwise."""

    old: str
    new: str


# -- labels


class CodesBody(TypedDict):
    """The codes of a category, by its id."""

    category: int


class TermsBody(TypedDict):
    """The terms of the Cell Ontology that a person typing ``query`` may mean."""

    query: str
    n: NotRequired[int]


class TermBody(TypedDict):
    """A term, by its id or name."""

    term: str


class CategoryBody(TypedDict):
    """Something about a category of labels, by its name."""

    category: str


class ReportBody(TypedDict):
    """The report on a category, or on all."""

    category: NotRequired[str]


class ExportBody(TypedDict):
    """Write labels in a format of others; who and what it is about, as far as the person says."""

    path: str
    format: Literal["cas", "cap", "cellxgene"]
    category: NotRequired[str]
    overwrite: NotRequired[bool]
    author: NotRequired[str]
    orcid: NotRequired[str]
    contact: NotRequired[str]
    title: NotRequired[str]
    description: NotRequired[str]
    version: NotRequired[str]
    url: NotRequired[str]


class EditBody(TypedDict):
    """An edit of labels: a verb by name and its arguments; cells that it is about are beside it."""

    op: str
    args: dict[str, Any]
    cells: NotRequired[CellsHeader]


# -- the draft


class KnownBody(TypedDict):
    """Which of these requests, of an earlier page or kernel perhaps, have their edits in the draft.

    ``forgo``: those that have not are refused should they come later, for the page has told the person so.
    """

    requests: list[str]
    forgo: NotRequired[bool]


class KeptEdit(TypedDict):
    """An edit that a page has kept: what was asked, at which revision, after which requests without an answer."""

    request: str
    kind: Literal["edit", "undo", "redo"]
    op: NotRequired[str]
    args: NotRequired[dict[str, Any]]
    cells: NotRequired[CellsHeader]
    revision: NotRequired[int]
    after: list[str]


class ForeseeBody(TypedDict):
    """What these edits would do now, one upon the other; the cells of those that have some are beside it, in order."""

    edits: list[KeptEdit]


class NameDraftBody(TypedDict):
    """Give the draft a name."""

    name: str


class RestoreBody(TypedDict):
    """Go back to this version."""

    version: str


class VersionCodesBody(TypedDict):
    """The labels of this version in a category; without one in its first."""

    version: str
    category: NotRequired[str]


class HistoryBody(TypedDict):
    """At most ``n`` of the edits that fit a text, from a place on, oldest first; without a place the newest."""

    query: str
    n: int
    begin: NotRequired[int]


class RevisionBody(TypedDict):
    """An edit of the history, by its revision."""

    revision: int


class PredictionsBody(TypedDict):
    """What a column of obs is known as."""

    column: str


class ImportLabelsBody(TypedDict):
    """Labels of others: of a column of obs, of a file where the kernel runs, or of one whose bytes come beside this.

    ``label`` and ``score`` are columns of it in place of the usual ones; ``score`` is empty for none.
    """

    column: NotRequired[str]
    path: NotRequired[str]
    file: NotRequired[str]
    category: NotRequired[str]
    label: NotRequired[str]
    score: NotRequired[str]
    by: NotRequired[str]
    replace: NotRequired[bool]


class MergeBody(TypedDict):
    """The key in obs of each category to be merged, and the columns that may be written over.

    ``levels``: of nested labels a column a level, too.
    """

    keys: dict[str, str]
    agreed: list[str]
    levels: NotRequired[bool]
