/** A label: its key, box, color, name and count, and what can be done with it. */
import type { Ref } from "preact";
import { useImperativeHandle, useLayoutEffect, useRef, useState } from "preact/hooks";
import { above } from "../../store/data/nesting";
import { focusOn } from "../../ui/focus";
import { Swatch } from "../../ui/Swatch";
import type { Category, Label } from "../../wire/messages";
import { useLabels, useMarkers, useMeaning, useSelection, useTraits, useView } from "../common/context";
import type { Boxes } from "../common/filterChoices";
import { RenameField } from "../common/RenameField";
import { Row } from "../common/Row";
import { Branch } from "./Branch";
import { ConfidenceMark, EvidenceMark, NoteMark, TermMark } from "./LabelMarks";
import { type LabelActions, labelActions } from "./labelMenu";

/** What the keys of the list may ask of a row. */
export interface LabelRowControl extends LabelActions {
  rename(): void;
}
interface LabelRowProps {
  category: Category;
  label: Label;
  /** All labels nested under it. */
  under: readonly Label[];
  /** Labels of the category are nested. */
  branching: boolean;
  folded: boolean;
  onFold: (away: boolean) => void;
  /** A search found what is under it, not itself. */
  around: boolean;
  digit: string;
  boxes: Boxes;
  tabIndex: 0 | -1;
  /** Moves it by one among its siblings, if there is one to change places with. */
  step: ((by: -1 | 1) => (() => void) | null) | null;
  /** Null: to the top. */
  nest: ((under: string | null) => void) | null;
  control: Ref<LabelRowControl>;
}

export function LabelRow(props: LabelRowProps) {
  const { category, label, under, branching, folded, onFold, around } = props;
  const { digit, boxes, tabIndex, step, nest, control } = props;
  const traits = useTraits();
  const selection = useSelection();
  const markers = useMarkers();
  const labels = useLabels();
  const meaning = useMeaning();
  const view = useView();
  const [renaming, setRenaming] = useState(false);
  const { offers } = view.layer;
  const rename = () => offers("rename_label") && setRenaming(true);
  const parts = { labels, traits, selection, markers, meaning };
  const actions = labelActions(label, { ...parts, view, category, under, boxes, rename, step, nest });
  useImperativeHandle(control, () => ({ ...actions, rename }));

  const line = [...above(category.labels, label.name).reverse(), label.name];
  const field = useFocusBack(renaming);
  return (
    <Row
      name={label.name}
      text={label.name}
      code={label.code}
      total={label.count}
      under={under}
      boxes={boxes}
      tabIndex={tabIndex}
      digit={digit}
      menuLabel={`Menu of label ${label.name}`}
      onMenu={actions.menu}
      branch={
        branching && (
          <Branch
            name={label.name}
            level={label.level ?? 1}
            folded={under.length > 0 ? folded : null}
            tabIndex={tabIndex}
            onFold={onFold}
          />
        )
      }
      mark={
        // where there is no room the last go first
        <>
          <TermMark label={label} tabIndex={tabIndex} onOpen={(anchor) => offers("term") && actions.term(anchor)} />
          {label.confidence && (
            <ConfidenceMark
              label={label.name}
              confidence={label.confidence}
              tabIndex={tabIndex}
              onOpen={(anchor) => offers("set_confidence") && actions.confidence(anchor)}
            />
          )}
          {label.note && <NoteMark label={label.name} note={label.note} tabIndex={tabIndex} onOpen={actions.note} />}
          {label.evidence?.length > 0 && <EvidenceMark label={label} tabIndex={tabIndex} onOpen={actions.evidence} />}
        </>
      }
      swatch={
        <button
          type="button"
          class="cxw-swatch-button"
          aria-label={`Colour of ${label.name}`}
          title={offers("recolor_label") ? "Change colour" : undefined}
          tabIndex={tabIndex}
          onClick={(event) => offers("recolor_label") && actions.recolor(event.currentTarget)}
        >
          <Swatch color={label.color} hatched={label.reserved} />
        </button>
      }
    >
      {renaming ? (
        <span ref={field} class="cxw-rename-place">
          <RenameField
            label={`Rename label ${label.name}`}
            value={label.name}
            rename={(next) => labels.renameLabel(category.name, label.name, next)}
            taken={category.labels.filter((other) => other.code !== label.code).map((other) => other.name)}
            merge={(into) => labels.mergeLabels(category.name, [label.name], into)}
            onDone={() => setRenaming(false)}
          />
        </span>
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: a short cut; F2 and the row's menu rename by keyboard
        <span
          class={around ? "cxw-ellipsis cxw-name cxw-faint" : "cxw-ellipsis cxw-name"}
          dir="auto"
          title={line.join(" › ")}
          onDblClick={rename}
        >
          {label.name}
        </span>
      )}
    </Row>
  );
}

/** The field goes away under the focus: it returns to the row, unless it was left for something else. */
function useFocusBack(renaming: boolean): Ref<HTMLSpanElement> {
  const field = useRef<HTMLSpanElement>(null);
  const row = useRef<Element | null>(null);
  useLayoutEffect(() => {
    if (renaming) {
      row.current = field.current?.closest("li") ?? null;
      return;
    }
    const root = row.current?.getRootNode() as ShadowRoot | undefined;
    if (row.current && !root?.activeElement) focusOn(row.current.querySelector<HTMLElement>("[data-stop]"));
    row.current = null;
  }, [renaming]);
  return field;
}
