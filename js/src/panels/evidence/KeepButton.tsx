/** Keeps marker genes with a label, as its evidence. */
import { Icon } from "../../ui/icons";
import { useComposition, useLabels, useSelection, useTraits, useView } from "../common/context";
import { useCodes } from "../common/useCodes";
import { labelMenu, likelyLabel } from "./markerMenus";

interface KeepProps {
  n: number;
  /** Which they are, where none was picked. */
  which: "" | "top" | "first";
  enabled: boolean;
  /** Whether the numbers are an estimate: of these none are kept. */
  estimated: boolean;
  keep: (label: string) => void;
}

/** The label most of these cells have gets the genes by one click, any other by a menu. */
export function KeepButton({ n, which, enabled, estimated, keep }: KeepProps) {
  const composition = useComposition();
  const selection = useSelection();
  const traits = useTraits();
  const labels = useLabels();
  const view = useView();
  const own = labels.inUse.value;
  useCodes(own?.name ?? "", own !== null);
  const label = likelyLabel({ labels, composition, selection });
  const readOnly = traits.status.value.state === "read-only";
  const disabled = estimated || readOnly || !own || own.labels.length === 0;
  const what = which ? `${which} ${n}` : n === 1 ? "1 gene" : `${n} genes`;
  const wait = "These numbers are an estimate: the exact ones are kept as evidence, once they are there";
  const why = own && own.labels.length > 0 ? "Keep these genes with a label, as its evidence" : "Give a label first";
  // While other cells are compared the genes shown are not theirs: a click then does nothing, as it is about to change.
  const choose = (anchor: HTMLElement) => enabled && labelMenu(labels, view, anchor, keep);
  return (
    <div class="cxw-keep">
      <button
        type="button"
        class="cxw-button"
        disabled={disabled}
        // in full: a long name is cut short in the button
        title={estimated ? wait : label ? `Keep ${what} for ${label.name}, as its evidence` : why}
        {...(!label && { "aria-haspopup": "menu" as const })}
        onClick={(event) => (label ? enabled && keep(label.name) : choose(event.currentTarget))}
      >
        <Icon name="evidence" />
        <span class="cxw-ellipsis">
          Keep {what} for {label?.name ?? "…"}
        </span>
      </button>
      {label && (
        <button
          type="button"
          class="cxw-icon-button"
          disabled={disabled}
          aria-label="Keep as evidence for another label"
          title="For another label"
          aria-haspopup="menu"
          onClick={(event) => choose(event.currentTarget)}
        >
          <Icon name="down" />
        </button>
      )}
    </div>
  );
}
