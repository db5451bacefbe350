"""What a session is made of: each part owns one state, and is given just the parts it may touch."""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..data.cells import CellTable
from ..data.pairs import Basis, pair_of
from ..draft.author import display_name
from ..draft.place import place_draft
from ..draft.store import DraftStore
from ..draft.user import load_profile
from ..errors import AnnotationError
from ..labels.annotations import Annotations
from ..labels.history import History
from ..selection.selector import Selector
from ..selection.target import Targets
from ..statistics.comparison import Comparer
from . import origin
from .columns import Columns
from .confusion_tables import ConfusionTables
from .distribution_tables import DistributionTables
from .dot_tables import DotTables
from .earlier_versions import EarlierVersions
from .editor import Editor
from .events import Events
from .following import Following
from .gate import Gate
from .gene_sets import GeneSets
from .importer import Importer
from .last_action import LastAction
from .made import Made
from .made_columns import MadeColumns
from .marker_tables import MarkerTables
from .named_sets import NamedSets
from .names_in_use import NamesInUse
from .neighbor_graphs import Graphs
from .options import check_options
from .past import Past
from .pictures import Pictures
from .predicted_scores import PredictedScores
from .recipes import Recipes
from .shown import Shown
from .shown_part import ShownPart
from .term_finder import TermFinder
from .verbs.categories import CategoryVerbs
from .verbs.composition import CompositionVerbs
from .verbs.confusion import ConfusionVerbs
from .verbs.describing import DescribeVerbs
from .verbs.distributions import DistributionVerbs
from .verbs.drafts import DraftVerbs
from .verbs.exporting import ExportVerbs
from .verbs.gene_sets import GeneSetVerbs
from .verbs.history import HistoryVerbs
from .verbs.importing import ImportVerbs
from .verbs.labels import LabelVerbs
from .verbs.markers import MarkerVerbs
from .verbs.merging import MergeVerbs
from .verbs.named_sets import SetVerbs
from .verbs.neighbors import NeighborVerbs
from .verbs.nesting import NestingVerbs
from .verbs.part import PartVerbs
from .verbs.past import PastVerbs
from .verbs.pictures import PictureVerbs
from .verbs.scanpy_plots import ScanpyVerbs
from .verbs.selecting import SelectVerbs
from .verbs.showing import ShowVerbs
from .verbs.terms import TermVerbs
from .verbs.versions import VersionVerbs
from .working_draft import WorkingDraft

if TYPE_CHECKING:
    from anndata import AnnData

#: A column of ``obs`` with more levels than this is not what a first picture is colored by.
_MAX_FIRST_COLORS = 60


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
    graphs
        The graphs of neighbours, of the data and made here.
    gene_sets, columns, made
        The gene sets of the draft; a name to a column; what was made here beside the data.
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
    markers, dots, distributions, confusion, pictures
        Tables and pictures, made beside other verbs.
    terms
        The Cell Ontology for the labels.
    past, earlier
        The edits made before; earlier versions of the draft.
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
    gene_sets: GeneSets
    columns: Columns
    made: Made
    shown: Shown
    part: ShownPart
    store: DraftStore
    draft: WorkingDraft
    last: LastAction
    following: Following
    editor: Editor
    importer: Importer
    markers: MarkerTables
    dots: DotTables
    past: Past
    earlier: EarlierVersions
    distributions: DistributionTables
    confusion: ConfusionTables
    pictures: Pictures
    terms: TermFinder
    verbs: Mapping[str, object]
    token: str = field(default_factory=lambda: uuid.uuid4().hex)


def open_parts(
    data: AnnData | str | os.PathLike[str],
    *,
    basis: Basis | None,
    color: str | None,
    layer: str | None,
    gene_symbols: str | None,
    modality: str | None,
    library_id: str | None,
    annotations_file: str | os.PathLike[str] | None,
    annotations_dir: str | os.PathLike[str] | None,
    name: str | None,
    user: str | None,
    dataset: str | None,
    max_category_items: int,
    autosave: float | None,
    backups: int,
) -> Parts:
    """Open the data and its draft, and put the parts together, from the ground up; see :class:`Session`.

    Raises
    ------
    AnnotationError
        An option can't be; the data can't be shown, or the draft not be read.
    """
    check_options(max_category_items, autosave, backups, dataset)
    gate, events = Gate(), Events()
    table = CellTable(
        data, dataset=dataset, layer=layer, gene_symbols=gene_symbols, modality=modality, library_id=library_id
    )
    pair = None if basis is None else pair_of(basis)
    embedding = table.find_embedding(basis if isinstance(basis, str) and not pair else None)
    profile = load_profile(user)
    place = place_draft(
        user=profile.user,
        dataset=table.name,
        data_file=table.data_file,
        annotations_file=annotations_file,
        annotations_dir=annotations_dir,
        backups=backups,
        by_cells=None if table.is_named else table.obs_names,
        directories=profile.directories,
    )
    place.max_category_items = max_category_items
    if name is not None and place.name is None:
        place.choose_name(name)
    history = History(Annotations(table.n_cells), display_name())
    gene_sets = GeneSets(table, place)
    sets = NamedSets(table, place)
    made = MadeColumns()
    graphs = Graphs(table, events)
    columns = Columns(table, history, gene_sets, made, gate, max_category_items)
    shown = Shown(columns, history)
    selector = Selector(table.n_cells, columns.mask_where, origin.browser.get)
    targets = Targets(table, selector, made.has)
    last = LastAction(selector)
    draft = WorkingDraft(
        place,
        table,
        history,
        gene_sets,
        sets,
        profile,
        gate,
        events,
        lambda command: editor.do(command),  # noqa: PLW0108 - the editor needs the store: it is made below
        autosave,
    )
    store = draft.store
    editor = Editor(history, store, shown, selector, last, events)
    beside = Made(made, table, selector, targets, shown, events)
    scores = PredictedScores(table, history, beside, place, events)
    try:
        draft.open()
        scores.open()
        shown.embedding = basis if pair else embedding  # of gene sets perhaps, which lie beside the draft
        names = history.annotations.names
        shown.category = names[0] if names else None
        shown.color = color if color is not None else shown.category or table.obs.first_categorical(_MAX_FIRST_COLORS)
    except AnnotationError:
        store.close()
        raise
    comparer = Comparer(table.check_unchanged)
    part = ShownPart()
    recipes = Recipes(table, columns, targets, sets, graphs, shown, part)
    following = Following(table, draft, selector, shown, part, columns, made, recipes, comparer, events)
    markers = MarkerTables(table, columns, selector, sets, shown, comparer, gate, max_category_items)
    terms, names_in_use = TermFinder(table), NamesInUse(columns, selector, part)
    importer = Importer(gate, table, history, columns, beside, names_in_use, terms, draft, store, editor, scores)
    past, earlier = Past(table, history, draft), EarlierVersions(gate, draft)
    selecting = SelectVerbs(table, columns, selector, recipes, last, events)
    distributions = DistributionTables(table, columns, gene_sets, shown, selector, markers, gate)
    confusion = ConfusionTables(table, columns, selector, gate)
    dots = DotTables(table, columns, shown, markers, gate)
    pictures = Pictures(table, columns, shown, selector, dots, part, following, gate)
    groups = (
        CategoryVerbs(history, columns, names_in_use, draft, editor, shown, events),
        CompositionVerbs(table, columns, selector, shown),
        ConfusionVerbs(confusion),
        DescribeVerbs(table, columns, history, selector, sets, gene_sets, graphs, shown, draft),
        DistributionVerbs(distributions),
        DraftVerbs(gate, history, draft, store, editor, shown, selector, events),
        ExportVerbs(gate, table, history, terms, shown, draft),
        GeneSetVerbs(gene_sets, columns, shown, selector, store, draft, events),
        HistoryVerbs(table, history, editor, last),
        ImportVerbs(importer),
        LabelVerbs(history, columns, terms, selector, targets, shown, editor),
        MarkerVerbs(gate, history, columns, targets, shown, markers, comparer, editor),
        MergeVerbs(gate, table, history, draft),
        NeighborVerbs(gate, table, history, columns, beside, graphs, shown, targets, editor),
        NestingVerbs(history, terms, shown, editor),
        PictureVerbs(pictures),
        ScanpyVerbs(gate, table, history, selector, shown, markers),
        PastVerbs(past, selecting, editor),
        selecting,
        PartVerbs(table, columns, targets, recipes, part, events),
        SetVerbs(selector, targets, sets, store, draft, events),
        ShowVerbs(table, columns, shown, selector, events),
        TermVerbs(history, terms, shown, editor),
        VersionVerbs(table, earlier),
    )
    return Parts(
        gate=gate,
        events=events,
        table=table,
        history=history,
        selector=selector,
        targets=targets,
        sets=sets,
        graphs=graphs,
        gene_sets=gene_sets,
        columns=columns,
        made=beside,
        shown=shown,
        part=part,
        store=store,
        draft=draft,
        last=last,
        following=following,
        editor=editor,
        importer=importer,
        markers=markers,
        past=past,
        earlier=earlier,
        distributions=distributions,
        confusion=confusion,
        dots=dots,
        pictures=pictures,
        terms=terms,
        verbs={type(group).__name__: group for group in groups},
    )
