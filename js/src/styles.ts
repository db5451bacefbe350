/** All styles as one text for the shadow root; later ones win. */
import bars from "./panels/bars.css";
import dots from "./panels/dots.css";
import draft from "./panels/draft.css";
import genes from "./panels/genes.css";
import lists from "./panels/lists.css";
import markers from "./panels/markers.css";
import narrow from "./panels/narrow.css";
import numbers from "./panels/numbers.css";
import pairs from "./panels/pairs.css";
import plotControls from "./panels/plot-controls.css";
import rows from "./panels/rows.css";
import plot from "./plot/plot.css";
import box from "./style.css";
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
