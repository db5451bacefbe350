/** All styles as one text for the shadow root; later ones win. */

import numbers from "./panels/columns/numbers.css";
import lists from "./panels/common/lists.css";
import rows from "./panels/common/rows.css";
import draft from "./panels/draft/draft.css";
import dots from "./panels/evidence/dots.css";
import markers from "./panels/evidence/markers.css";
import genes from "./panels/genes/genes.css";
import narrow from "./panels/narrow.css";
import plotControls from "./panels/plots/plots.css";
import bars from "./panels/toolbar/bars.css";
import pairs from "./panels/toolbar/pairs.css";
import plot from "./plot/plot.css";
import box from "./ui/base.css";
import controls from "./ui/controls.css";
import floating from "./ui/floating.css";

export const styles = [
  box,
  controls,
  floating,
  lists,
  rows,
  bars,
  numbers,
  genes,
  markers,
  draft,
  plot,
  plotControls,
  pairs,
  dots,
  narrow,
].join("\n");
