"""A session is put together: the data and its draft are opened, and the parts are made from the ground up."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..data.cells import CellTable
from ..data.pairs import Basis, pair_of
from ..data.representations import Representations
from ..draft.author import display_name
from ..draft.draft import Draft
from ..draft.place import place_draft
from ..draft.user import Profile, load_profile
from ..labels.annotations import Annotations
from ..labels.history import History
from ..selection.selector import Selector
from ..selection.target import Targets
from ..statistics.comparison import Comparer
from . import origin
from .answers import Answers
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
from .groups import verb_groups
from .importer import Importer
from .kept_files import KeptFiles
from .kept_regions import KeptRegions
from .last_action import LastAction
from .made import Made
from .made_columns import MadeColumns
from .marker_tables import MarkerTables
from .named_sets import NamedSets
from .names_in_use import NamesInUse
from .neighbor_graphs import Graphs
from .neighbor_runs import NeighborRuns
from .options import check_options
from .page_maker import PageMaker
from .parts import Parts
from .past import Past
from .pictures import Pictures
from .predicted_scores import PredictedScores
from .recipes import Recipes
from .reconciler import Reconciler
from .replay.giving import Into
from .replay.other_drafts import OtherDrafts
from .review.review import Review
from .shown import Shown
from .shown_part import ShownPart
from .term_finder import TermFinder
from .working_draft import WorkingDraft

if TYPE_CHECKING:
    from anndata import AnnData

#: A column of ``obs`` with more levels than this is not what a first picture is colored by.
_MAX_FIRST_COLORS = 60


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
    open_session: Callable[..., object],
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
    place = _placed(table, profile, annotations_file, annotations_dir, backups, max_category_items, name)
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
    beside = Made(made, table, columns, selector, targets, shown, events)
    scores = PredictedScores(table, history, beside, place, events)
    try:
        draft.open()
        scores.open()
        shown.embedding = basis if pair else embedding  # of gene sets perhaps, which lie beside the draft
        _show_first(shown, history, table, color)
    except BaseException:  # the stop button too
        store.close()
        store.write_lock.give_back()
        raise
    comparer = Comparer(table.check_unchanged)
    part = ShownPart()
    recipes = Recipes(table, columns, targets, sets, graphs, shown, part)
    following = Following(table, draft, selector, shown, part, columns, made, recipes, comparer, events)
    markers = MarkerTables(table, columns, selector, sets, shown, comparer, gate, max_category_items)
    clustering_runs = ClusteringRuns(gate, events)
    clusterings = Clusterings(gate, table, following, beside, clustering_runs, events)
    cluster_markers = ClusterMarkers(gate, columns, clusterings, markers)
    terms, names_in_use = TermFinder(table), NamesInUse(columns, selector, part)
    importer = Importer(gate, table, history, columns, beside, names_in_use, terms, draft, store, editor, scores)
    into = Into(gate, history, columns, names_in_use, draft, store, editor)
    past, earlier, review = (
        Past(table, history, draft),
        EarlierVersions(gate, draft),
        Review(table, columns, history, graphs, markers, targets, draft, editor, gate, events),
    )
    comparisons = Comparisons(gate, table, history, columns, beside, draft, events)
    distributions = DistributionTables(table, columns, gene_sets, shown, selector, markers, gate)
    confusion = ConfusionTables(table, columns, selector, gate)
    dots = DotTables(table, columns, shown, markers, gate)
    pictures = Pictures(table, columns, history, shown, selector, dots, part, following, gate)
    parts = Parts(
        gate=gate,
        events=events,
        table=table,
        history=history,
        selector=selector,
        targets=targets,
        sets=sets,
        graphs=graphs,
        neighbor_runs=NeighborRuns(gate, table, following, Representations(table), graphs),
        gene_sets=gene_sets,
        columns=columns,
        made=beside,
        doubts=Doubts(history, columns, beside, shown, events),
        shown=shown,
        part=part,
        store=store,
        draft=draft,
        last=last,
        following=following,
        editor=editor,
        importer=importer,
        answers=Answers(gate, table, history, past, columns, names_in_use, draft, store, editor, shown),
        review=review,
        comparisons=comparisons,
        reconciler=Reconciler(gate, table, history, names_in_use, terms, draft, editor, comparisons),
        blames=Blames(table, history, selector, past, comparisons),
        regions=KeptRegions(gate, table, columns, history, selector, shown, draft, names_in_use, editor, events),
        markers=markers,
        past=past,
        earlier=earlier,
        distributions=distributions,
        confusion=confusion,
        dots=dots,
        pictures=pictures,
        pages=PageMaker(gate, table, history, columns, shown, markers, draft),
        kept=KeptFiles(gate, table, draft),
        clustering_runs=clustering_runs,
        clusterings=clusterings,
        cluster_markers=cluster_markers,
        terms=terms,
        comparer=comparer,
        recipes=recipes,
        names_in_use=names_in_use,
        scores=scores,
        into=into,
        other_drafts=OtherDrafts(table, place, into),
        open_session=open_session,
    )
    return replace(parts, verbs=verb_groups(parts))


def _placed(
    table: CellTable,
    profile: Profile,
    annotations_file: str | os.PathLike[str] | None,
    annotations_dir: str | os.PathLike[str] | None,
    backups: int,
    max_category_items: int,
    name: str | None,
) -> Draft:
    """Return where the draft is, or is to be, and what it is called."""
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
    return place


def _show_first(shown: Shown, history: History, table: CellTable, color: str | None) -> None:
    """Show what is asked for, or what a person most likely wants to see first."""
    names = history.annotations.names
    shown.category = names[0] if names else None
    shown.color = color if color is not None else shown.category or table.obs.first_categorical(_MAX_FIRST_COLORS)
