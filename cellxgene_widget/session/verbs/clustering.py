"""The verbs that cluster some of the cells anew, and name what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import numpy as np
import pandas as pd

from ...core.arguments import CellChoice
from ...core.cell_sets import Cells, cells_by_code, cells_of_mask
from ...core.optional import is_installed, require
from ...core.plain_numbers import is_number, is_whole_number
from ...core.recipe_step import Step
from ...data.cells import CellTable
from ...errors import AnnotationError, DataError, SelectionError, some
from ...labels.history import History
from ...labels.several import label_groups
from ...merge.clusters_into_obs import keep_in_obs
from ...selection.target import Targets
from ..cluster_markers import ClusterMarkers
from ..clustering_runs import ClusteringRuns
from ..clusterings import Clustering, Clusterings, Settings
from ..columns import Columns
from ..editor import Editor
from ..events import Events, ShownChanged
from ..gate import Gate
from ..shown import Shown

_LARGEST_SEED = 2**32 - 1


class ClusterVerbs:
    """Clusters of a part of the cells. Computed without the session's lock: one may label meanwhile."""

    def __init__(
        self,
        gate: Gate,
        table: CellTable,
        history: History,
        columns: Columns,
        targets: Targets,
        shown: Shown,
        runs: ClusteringRuns,
        clusterings: Clusterings,
        markers: ClusterMarkers,
        editor: Editor,
        events: Events,
    ) -> None:
        self._gate = gate
        self._table = table
        self._history = history
        self._columns = columns
        self._targets = targets
        self._shown = shown
        self._runs = runs
        self._clusterings = clusterings
        self._markers = markers
        self._editor = editor
        self._events = events

    def cluster(
        self,
        cells: CellChoice | None = None,
        *,
        label: str | None = None,
        category: str | None = None,
        resolution: float = 1.0,
        use_rep: str | None = None,
        n_neighbors: int = 15,
        embed: bool = True,
        seed: int = 0,
    ) -> pd.DataFrame:
        """Cluster the selected cells anew, by scanpy: neighbors, leiden, and a UMAP of them alone.

        It is what ``sc.pp.neighbors(part, n_neighbors, use_rep=...)``, ``sc.tl.leiden(part, flavor="igraph",
        n_iterations=2, directed=False)`` and ``sc.tl.umap(part)`` give of these cells alone, with the same seed. It
        runs in a process of its own: other cells and the view are free meanwhile where they run on other threads, and
        the stop button (or :meth:`cancel_clustering`) ends it at once, with nothing left. 100,000 cells take minutes.

        ``adata`` is not changed. The clusters are a column ``clusters 1`` beside its own, and the UMAP an embedding of
        the same name, for as long as the session lasts: to color, filter and select by, like any other. Cells are
        colored by it from then on. :meth:`label_clusters` gives labels, ``create_category(name, like="clusters 1")``
        makes labels of them, :meth:`keep_clusters` writes them to ``adata.obs``.

        Parameters
        ----------
        cells
            Other cells than those selected: a boolean array, names or positions.
        label, category
            The cells of this label instead, those nested under it too; of the category in use, another one, or a
            column of ``obs``.
        resolution
            More makes more and smaller clusters; :meth:`recluster` tries another one quickly.
        use_rep
            The array of ``obsm`` to go by; never is a PCA computed anew, which would undo an integration. By default
            one that batches were brought together in (``X_pca_harmony``, ``X_scVI``, ``X_scANVI`` ...), else
            ``X_pca``, else the first with more columns than a plot.
        n_neighbors
            Of each cell in the graph.
        embed
            Whether to compute a UMAP, too: half of the time or more.
        seed
            The same one gives the same clusters.

        Returns
        -------
        DataFrame
            One row a cluster, named as by scanpy: ``n_cells``, ``color``. Its index is called as the clusters are,
            ``clusters 1``; ``attrs``: ``name``, ``embedding`` (None without ``embed``), ``n_cells``, ``use_rep``,
            ``n_neighbors``, ``resolution``, ``seed``, and ``notes`` such as on cells without a value.

        Raises
        ------
        SelectionError
            No cell is selected, too few, or fewer than neighbors are wanted.
        DataError
            There is no such representation, or the cells of the data changed meanwhile.
        AnnotationError
            It was cancelled, another one is under way, or scanpy refuses.
        """
        if cells is not None and label is not None:
            raise SelectionError("cluster() takes cells= or label=, not both.")
        _check_numbers(resolution, n_neighbors, seed)
        for package in ("scanpy", "igraph"):
            if not is_installed(package):
                require(package, "cluster()")
        settings = Settings(
            use_rep=self._clusterings.representations.find(use_rep).key,
            n_neighbors=int(n_neighbors),
            resolution=float(resolution),
            seed=int(seed),
            embed=bool(embed),
        )
        made = self._clusterings.make(lambda: self._cells_of(cells, label, category), settings)
        with self._gate.lock:
            self._gate.require_open()
            self._shown.color = made.name
            self._events.publish(ShownChanged())
            return self._table_of(made)

    def recluster(self, clusters: str | None = None, *, resolution: float) -> pd.DataFrame:
        """Cluster the same cells once more, at another resolution: the column is replaced, the UMAP stays.

        Quick while nothing else was clustered since: the graph of the cells is kept for some minutes.

        Parameters
        ----------
        clusters
            Which clusters, as ``"clusters 1"``; by default those made last.
        resolution
            More makes more and smaller clusters.

        Returns
        -------
        DataFrame
            As of :meth:`cluster`.

        Raises
        ------
        DataError
            There are no such clusters, or their cells are gone or have other values since.
        AnnotationError
            As for :meth:`cluster`.
        """
        _check_numbers(resolution, 15, 0)
        made = self._clusterings.again(clusters, float(resolution))
        with self._gate.lock:
            self._gate.require_open()
            return self._table_of(made)

    def cancel_clustering(self) -> bool:
        """End the clustering under way, from another thread or the view; nothing is left of it.

        Returns
        -------
        bool
            Whether there was one.
        """
        return self._runs.cancel()

    def clusters(self) -> pd.DataFrame:
        """Return what was clustered in this session, one row a clustering, the newest last; nothing is changed.

        Columns: name (of its column, and of its embedding), n_clusters, n_cells, use_rep, n_neighbors, resolution,
        seed, embedded.
        """
        columns = ["name", "n_clusters", "n_cells", "use_rep", "n_neighbors", "resolution", "seed", "embedded"]
        rows = []
        for each in self._clusterings.all:
            codes, how = self._clusterings.column(each), each.settings
            n_cells = int(np.count_nonzero(codes.codes))
            about = (how.use_rep, how.n_neighbors, how.resolution, how.seed, how.embed)
            rows.append((each.name, len(codes.levels), n_cells, *about))
        return pd.DataFrame(rows, columns=columns)

    def cluster_markers(
        self, clusters: str | None = None, *, n_genes: int = 5, layer: str | None = None
    ) -> pd.DataFrame:
        """Return the genes that tell each cluster from the others of the same clustering; nothing is changed.

        They are ranked by scanpy's t-test (``sc.tl.rank_genes_groups``) among the clustered cells alone.

        Parameters
        ----------
        clusters
            Which clusters, as ``"clusters 1"``; by default those made last.
        n_genes
            Genes of each cluster, the best first; fewer where fewer are higher in it.
        layer
            As in :meth:`markers`.

        Returns
        -------
        DataFrame
            One row a gene: ``cluster``, ``gene``, ``logfoldchanges``, ``scores``, ``pvals_adj``. A cluster of one cell
            has none. ``attrs``: ``name`` of the clusters, ``layer``.

        Raises
        ------
        DataError
            There are no such clusters, or the data has no values of genes.
        """
        return self._markers.of(clusters, n_genes=n_genes, layer=layer)

    def label_clusters(
        self, labels: Mapping[str, str], *, clusters: str | None = None, category: str | None = None
    ) -> int:
        """Give the cells of clusters labels, all in one edit, which ``undo()`` takes back as one.

        Parameters
        ----------
        labels
            By the name of a cluster its label, as in ``{"0": "CD4 T", "1": "CD4 T", "2": "Treg"}``; clusters that are
            not named keep what their cells are called. A label is made where it is new.
        clusters
            Which clusters, as ``"clusters 1"``; by default those made last.
        category
            The category of the labels, by default the one in use.

        Returns
        -------
        int
            How many cells changed.

        Raises
        ------
        DataError
            There are no such clusters.
        LabelError
            There is no such category, or a label can't be one.
        """
        found = self._clusterings.find(clusters)
        column = self._clusterings.column(found)
        if not isinstance(labels, Mapping):
            raise DataError("label_clusters() takes labels by cluster, such as {'0': 'CD4 T', '1': 'Treg'}.")
        wanted = {str(cluster): label for cluster, label in labels.items()}
        unknown = [cluster for cluster in wanted if cluster not in column.levels]
        if unknown:
            raise DataError(f"{found.name!r} has no cluster {some(unknown)}. Its clusters: {some(column.levels, 30)}.")
        by_code = cells_by_code(column.codes, len(column.levels) + 1)[1:]
        cells = dict(zip(column.levels, by_code, strict=True))
        name = self._shown.named_or_in_use(category)
        groups = {cluster: (label, cells[cluster]) for cluster, label in wanted.items() if cells[cluster].size}
        how = {"method": "leiden", **asdict(found.settings), "n_cells": len(found.cells)}
        call = {"labels": wanted, "clusters": found.name, "category": name, "how": how}
        command = label_groups(self._history.annotations, name, groups, "label_clusters", found.name, call)
        change = self._editor.do(command, self._steps(found, groups))
        return change.n_changed if change else 0

    def keep_clusters(self, key_added: str, *, clusters: str | None = None, overwrite: bool = False) -> str:
        """Write clusters to ``adata.obs``, as scanpy would have: a categorical, missing for cells outside.

        The only verb on clusters that changes ``adata``: ``obs[key_added]``, and ``uns[f"{key_added}_colors"]``. Of a
        data file that was opened by its path the object in memory is written to, not the file.

        Parameters
        ----------
        key_added
            The name of the column.
        clusters
            Which clusters, as ``"clusters 1"``; by default those made last.
        overwrite
            Write over a column that is there.

        Returns
        -------
        str
            The name of the column.

        Raises
        ------
        DataError
            There are no such clusters, or none of their cells is in the data any more.
        MergeError
            The column is there, or the name can't be one; nothing is written then.
        """
        found = self._clusterings.find(clusters)
        column = self._clusterings.column(found)
        if not column.codes.any():
            raise DataError(f"None of the cells of {found.name!r} is in the data any more: nothing was written.")
        return keep_in_obs(self._table.adata, column, key_added, overwrite=overwrite is True)

    def drop_clusters(self, clusters: str | None = None) -> str:
        """Have clusters no more, nor their embedding; labels made of them stay. Returns what they were called.

        Raises
        ------
        DataError
            There are no such clusters.
        """
        return self._clusterings.drop(clusters)

    def _cells_of(self, cells: CellChoice | None, label: str | None, category: str | None) -> Cells:
        """Return the positions of the cells to cluster; under the session's lock."""
        if label is None:
            if category is not None:
                raise SelectionError("category= goes with label=: of which label shall the cells be?")
            return self._targets.of(cells)[0]
        name = self._shown.named_or_in_use(None) if category is None else category
        found = cells_of_mask(self._columns.mask_where(name, self._columns.with_nested(name, [label])))
        if not found.size:
            raise SelectionError(f"No cell is {label!r} in {name!r}: there is nothing to cluster.")
        return found

    def _table_of(self, clustering: Clustering) -> pd.DataFrame:
        """Return the clusters as a table; under the session's lock."""
        column, how = self._clusterings.column(clustering), clustering.settings
        counts = np.bincount(column.codes, minlength=len(column.levels) + 1)[1:]
        table = pd.DataFrame(
            {"n_cells": counts, "color": list(column.colors)},
            index=pd.Index(column.levels, name=clustering.name, dtype=object),
        )
        table.attrs = {
            "name": clustering.name,
            "embedding": clustering.name if how.embed else None,
            "n_cells": int(counts.sum()),
            "use_rep": how.use_rep,
            "n_neighbors": how.n_neighbors,
            "resolution": how.resolution,
            "seed": how.seed,
            "notes": list(clustering.notes),
        }
        return table

    def _steps(self, clustering: Clustering, groups: Mapping[str, tuple[str, Cells]]) -> list[Step]:
        """Return a recipe that names the cells, for the clusters are in no other session, and says what they were."""
        steps: list[Step] = []
        for cluster, (_, cells) in groups.items():
            step: Step = {**self._targets.step(cells), "chosen_by": f"{clustering.name}: {cluster}"}
            steps.append({**step, "mode": "add"} if steps else step)
        return steps


def _check_numbers(resolution: object, n_neighbors: object, seed: object) -> None:
    if not is_number(resolution) or resolution <= 0:
        raise AnnotationError(f"resolution= takes a number above 0, such as 0.5 or 2, not {resolution!r}.")
    if not is_whole_number(n_neighbors) or n_neighbors < 2:
        raise AnnotationError(f"n_neighbors= takes a whole number of 2 or more, not {n_neighbors!r}.")
    if not is_whole_number(seed) or not 0 <= seed <= _LARGEST_SEED:
        raise AnnotationError(f"seed= takes a whole number from 0 to {_LARGEST_SEED:,}, not {seed!r}.")
