/** One embedding, or two side by side that show the same cells. */
import { useComputed } from "@preact/signals";
import { Icon } from "../../ui/icons";
import { useView } from "../common/context";
import { EmbeddingMenu } from "../common/EmbeddingMenu";
import { Modes } from "./Modes";
import { PartBanner } from "./PartBanner";
import { PlotPane } from "./PlotPane";

export function Plots({ theme }: { theme: "light" | "dark" }) {
  const view = useView();
  const split = useComputed(() => view.plots.second.value !== null).value;
  return (
    <>
      <div class="cxw-plots" data-split={split}>
        <PlotPane nth={0} theme={theme}>
          <Modes />
        </PlotPane>
        {split && (
          <PlotPane nth={1} theme={theme}>
            <div class="cxw-second-menu">
              <EmbeddingMenu second />
            </div>
            <button
              type="button"
              class="cxw-icon-button"
              aria-label="Close the second plot"
              title="Close the second plot"
              onClick={view.plots.toggleSplit}
            >
              <Icon name="close" />
            </button>
          </PlotPane>
        )}
      </div>
      <PartBanner />
    </>
  );
}
