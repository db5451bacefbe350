/** A label: its key, box, color, name and count, and what can be done with it. */
import type { Ref } from "preact";
import { useImperativeHandle, useLayoutEffect, useRef, useState } from "preact/hooks";
import { focusOn } from "../../ui/focus";
import { Swatch } from "../../ui/Swatch";
import type { Category, Label } from "../../wire/messages";
import { useLabels, useMarkers, useSelection, useTraits, useView } from "../common/context";
import type { Boxes } from "../common/filterChoices";
import { RenameField } from "../common/RenameField";
import { Row } from "../common/Row";
import { EvidenceMark, NoteMark } from "./LabelMarks";
import { type LabelActions, labelActions } from "./labelMenu";

/** What the keys of the list may ask of a row. */
export interface LabelRowControl extends LabelActions {
  rename(): void;
}
interface LabelRowProps {
  category: Category;
  label: Label;
  digit: string;
  boxes: Boxes;
  tabIndex: 0 | -1;
  move: ((by: -1 | 1) => void) | null;
  control: Ref<LabelRowControl>;
}

export function LabelRow({ category, label, digit, boxes, tabIndex, move, control }: LabelRowProps) {
  const traits = useTraits();
  const selection = useSelection();
  const markers = useMarkers();
  const labels = useLabels();
  const view = useView();
  const [renaming, setRenaming] = useState(false);
  const rename = () => setRenaming(true);
  const actions = labelActions(label, { labels, traits, selection, markers, view, category, boxes, rename, move });
  useImperativeHandle(control, () => ({ ...actions, rename }));

  const field = useFocusBack(renaming);
  return (
    <Row
      name={label.name}
      text={label.name}
      code={label.code}
      total={label.count}
      boxes={boxes}
      tabIndex={tabIndex}
      digit={digit}
      menuLabel={`Menu of label ${label.name}`}
      onMenu={actions.menu}
      mark={
        <>
          {label.evidence?.length > 0 && <EvidenceMark label={label} tabIndex={tabIndex} onOpen={actions.evidence} />}
          {label.note && <NoteMark label={label.name} note={label.note} tabIndex={tabIndex} onOpen={actions.note} />}
        </>
      }
      swatch={
        <button
          type="button"
          class="cxw-swatch-button"
          aria-label={`Colour of ${label.name}`}
          title="Change colour"
          tabIndex={tabIndex}
          onClick={(event) => actions.recolor(event.currentTarget)}
        >
          <Swatch color={label.color} />
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
        <span class="cxw-ellipsis cxw-name" dir="auto" title={label.name} onDblClick={rename}>
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
