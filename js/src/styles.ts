/** All styles as one text for the shadow root: the wings from below, so that a panel has the last word on what it uses. */
import panels from "./panels/App.css";
import clusters from "./panels/clusters/clusters.css";
import columns from "./panels/columns/columns.css";
import blocks from "./panels/common/blocks.css";
import forms from "./panels/common/forms.css";
import neighbors from "./panels/common/neighbors.css";
import pairs from "./panels/common/pairs.css";
import ranges from "./panels/common/ranges.css";
import rows from "./panels/common/rows.css";
import splitter from "./panels/common/splitter.css";
import compare from "./panels/compare/compare.css";
import dock from "./panels/dock/dock.css";
import draft from "./panels/draft/draft.css";
import history from "./panels/draft/history.css";
import merge from "./panels/draft/merge.css";
import messages from "./panels/draft/messages.css";
import sides from "./panels/EvidencePanels.css";
import byLabel from "./panels/evidence/byLabel.css";
import composition from "./panels/evidence/composition.css";
import dots from "./panels/evidence/dots.css";
import evidence from "./panels/evidence/evidence.css";
import markers from "./panels/evidence/markers.css";
import violins from "./panels/evidence/violins.css";
import genes from "./panels/genes/genes.css";
import labels from "./panels/labels/labels.css";
import meaning from "./panels/labels/meaning.css";
import page from "./panels/labels/page.css";
import smooth from "./panels/labels/smooth.css";
import terms from "./panels/labels/terms.css";
import picture from "./panels/picture/picture.css";
import legend from "./panels/plots/legend.css";
import part from "./panels/plots/part.css";
import plots from "./panels/plots/plots.css";
import tissue from "./panels/plots/tissue.css";
import regions from "./panels/regions/regions.css";
import review from "./panels/review/review.css";
import selection from "./panels/selection/selection.css";
import sets from "./panels/sets/sets.css";
import keys from "./panels/toolbar/keys.css";
import toolbar from "./panels/toolbar/toolbar.css";
import plot from "./plot/plot.css";
import base from "./ui/base.css";
import brush from "./ui/brush.css";
import controls from "./ui/controls.css";
import floating from "./ui/floating.css";
import lists from "./ui/lists.css";
import table from "./ui/table.css";

const ui = [base, controls, brush, floating, lists, table];
const common = [blocks, rows, forms, pairs, neighbors, ranges, splitter];
const beside = [
  columns,
  genes,
  labels,
  terms,
  meaning,
  page,
  smooth,
  selection,
  sets,
  draft,
  history,
  merge,
  messages,
  evidence,
  composition,
  markers,
  dots,
];
const byLabels = [byLabel, violins, clusters, compare, review];
const above = [toolbar, keys, plot, plots, tissue, regions, picture, part, legend, dock, sides, panels];

export const styles = [...ui, ...common, ...beside, ...byLabels, ...above].join("\n");
