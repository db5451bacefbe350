"""The verb groups of a session: each is given exactly the parts that it may touch."""

from __future__ import annotations

from .parts import Parts
from .replay.ends import Here
from .verbs.answering import AnswerVerbs
from .verbs.categories import CategoryVerbs
from .verbs.clustering import ClusterVerbs
from .verbs.comparing import CompareVerbs
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
from .verbs.page import PageVerbs
from .verbs.part import PartVerbs
from .verbs.past import PastVerbs
from .verbs.pictures import PictureVerbs
from .verbs.proposing import ProposalVerbs
from .verbs.regions import RegionVerbs
from .verbs.replaying import ReplayVerbs
from .verbs.reviewing import ReviewVerbs
from .verbs.scanpy_plots import ScanpyVerbs
from .verbs.selecting import SelectVerbs
from .verbs.showing import ShowVerbs
from .verbs.terms import TermVerbs
from .verbs.versions import VersionVerbs


def verb_groups(p: Parts) -> dict[str, object]:
    """Return the verb groups over the parts of a session, by the name of their class."""
    selecting = SelectVerbs(p.table, p.columns, p.selector, p.recipes, p.last, p.events)
    groups = (
        AnswerVerbs(p.answers),
        CategoryVerbs(p.history, p.columns, p.names_in_use, p.draft, p.editor, p.shown, p.events),
        ClusterVerbs(
            p.gate,
            p.table,
            p.history,
            p.columns,
            p.targets,
            p.shown,
            p.clustering_runs,
            p.clusterings,
            p.cluster_markers,
            p.editor,
            p.events,
        ),
        CompareVerbs(p.comparisons, p.reconciler, p.blames, p.history, p.shown, p.gate),
        CompositionVerbs(p.table, p.columns, p.selector, p.shown),
        ConfusionVerbs(p.confusion),
        DescribeVerbs(
            p.table, p.columns, p.history, p.selector, p.sets, p.gene_sets, p.graphs, p.review, p.shown, p.draft
        ),
        DistributionVerbs(p.distributions),
        DraftVerbs(p.gate, p.history, p.draft, p.store, p.editor, p.shown, p.selector, p.events),
        ExportVerbs(p.gate, p.table, p.history, p.terms, p.shown, p.kept),
        GeneSetVerbs(p.gene_sets, p.columns, p.shown, p.selector, p.store, p.draft, p.events),
        HistoryVerbs(p.table, p.history, p.editor, p.last),
        ImportVerbs(p.importer),
        LabelVerbs(p.history, p.columns, p.terms, p.selector, p.targets, p.shown, p.editor),
        MarkerVerbs(p.gate, p.history, p.columns, p.targets, p.shown, p.markers, p.comparer, p.editor),
        MergeVerbs(p.gate, p.table, p.history, p.draft),
        NeighborVerbs(
            p.gate, p.table, p.history, p.columns, p.doubts, p.graphs, p.neighbor_runs, p.shown, p.targets, p.editor
        ),
        NestingVerbs(p.history, p.terms, p.shown, p.editor),
        PageVerbs(p.pages, p.kept),
        PictureVerbs(p.pictures),
        ProposalVerbs(p.table, p.columns, p.history, p.editor),
        RegionVerbs(p.gate, p.table, p.columns, p.regions, p.kept),
        ReplayVerbs(
            Here(p.gate, p.table, p.history, p.columns, p.draft, p.other_drafts.user), p.other_drafts, p.open_session
        ),
        ReviewVerbs(p.review, p.history, p.shown, selecting, p.editor, p.gate),
        ScanpyVerbs(p.gate, p.table, p.history, p.selector, p.shown, p.markers),
        PastVerbs(p.past, selecting, p.editor),
        selecting,
        PartVerbs(p.table, p.columns, p.targets, p.recipes, p.part, p.events),
        SetVerbs(p.selector, p.targets, p.sets, p.store, p.draft, p.events),
        ShowVerbs(p.table, p.columns, p.shown, p.selector, p.events),
        TermVerbs(p.history, p.terms, p.shown, p.editor),
        VersionVerbs(p.table, p.earlier),
    )
    return {type(group).__name__: group for group in groups}
