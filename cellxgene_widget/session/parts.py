"""What a session is made of: each part owns one state, and is given just the parts it may touch."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..data.cells import CellTable
from ..draft.store import DraftStore
from ..labels.history import History
from ..selection.selector import Selector
from ..selection.target import Targets
from ..statistics.comparison import Comparer
from .blames import Blames
from .cluster_markers import ClusterMarkers
from .clustering_runs import ClusteringRuns
from .clusterings import Clusterings
from .columns import Columns
from .comparisons import Comparisons
from .confusion_tables import ConfusionTables
from .distribution_tables import DistributionTables
from .dot_tables import DotTables
from .doubts import Doubts
from .earlier_versions import EarlierVersions
from .editor import Editor
from .events import Events
from .following import Following
from .gate import Gate
from .gene_sets import GeneSets
from .importer import Importer
from .last_action import LastAction
from .made import Made
from .marker_tables import MarkerTables
from .named_sets import NamedSets
from .names_in_use import NamesInUse
from .neighbor_graphs import Graphs
from .neighbor_runs import NeighborRuns
from .past import Past
from .pictures import Pictures
from .recipes import Recipes
from .reconciler import Reconciler
from .review.review import Review
from .shown import Shown
from .shown_part import ShownPart
from .term_finder import TermFinder
from .working_draft import WorkingDraft

if TYPE_CHECKING:
    pass


@dataclass(frozen=True)
class Parts:
    """The parts of one session.

    Attributes
    ----------
    gate
        The lock, and whether the session was closed.
    events
        Who is told what happens.
    table
        The AnnData, its columns, embeddings and genes, as arrays.
    history
        The labels, their revision, undo and redo.
    selector, targets
        The selection and its undo; the cells of an edit.
    sets
        The named sets of cells.
    graphs, neighbor_runs
        The graphs of neighbours, of the data and made here; how these are made.
    gene_sets, columns, made, doubts
        The gene sets of the draft; a name to a column; what was made here beside the data, columns of doubt among it.
    shown
        The embedding, the color and the category in use.
    part
        The cells that are shown alone, if not all are.
    store, draft
        The files of the draft; what the draft is to the labels.
    last
        What was done last.
    following
        Keeps all in step with the AnnData, which the notebook may change.
    editor, importer
        The one way of an edit; labels of tools and colleagues.
    review
        The queue of groups of cells to be decided on, and what becomes of them.
    comparisons, reconciler, blames
        Several annotators compared; what they agree on; who said what of a cell.
    markers, dots, distributions, confusion, pictures
        Tables and pictures, made beside other verbs.
    clustering_runs, clusterings, cluster_markers
        Clusters of a part of the cells: computed in another process, made beside the data; genes that tell them apart.
    terms
        The Cell Ontology for the labels.
    past, earlier
        The edits made before; earlier versions of the draft.
    comparer, recipes, names_in_use
        What is compared of genes; what was asked of ``select``; what no category may be called.
    verbs
        The verb groups, by the name of their class.
    token
        Tells this session from others, also from one of another kernel on the same draft.
    """

    gate: Gate
    events: Events
    table: CellTable
    history: History
    selector: Selector
    targets: Targets
    sets: NamedSets
    graphs: Graphs
    neighbor_runs: NeighborRuns
    gene_sets: GeneSets
    columns: Columns
    made: Made
    doubts: Doubts
    shown: Shown
    part: ShownPart
    store: DraftStore
    draft: WorkingDraft
    last: LastAction
    following: Following
    editor: Editor
    importer: Importer
    review: Review
    comparisons: Comparisons
    reconciler: Reconciler
    blames: Blames
    markers: MarkerTables
    dots: DotTables
    past: Past
    earlier: EarlierVersions
    distributions: DistributionTables
    confusion: ConfusionTables
    pictures: Pictures
    clustering_runs: ClusteringRuns
    clusterings: Clusterings
    cluster_markers: ClusterMarkers
    terms: TermFinder
    comparer: Comparer
    recipes: Recipes
    names_in_use: NamesInUse
    verbs: Mapping[str, object] = field(default_factory=dict)
    token: str = field(default_factory=lambda: uuid.uuid4().hex)
