/** What the selected cells are called, as a bar and its parts; a click on a part keeps only these selected. */
import type { Part } from "../../store/evidence/composition";
import { Icon } from "../../ui/icons";
import { openMenu } from "../../ui/Menu";
import { Swatch } from "../../ui/Swatch";
import { cells, count, share } from "../../words";
import { useComposition, useGenes, useSelection, useView } from "../common/context";
import { PanelHead } from "../common/PanelHead";
import { useCodes } from "../common/useCodes";

const COMPOSITION = "composition";
/** Parts that are listed; the others are counted. */
const LISTED = 4;
/** Parts of the bar; of hundreds, only the gaps between them would be seen. */
const IN_BAR = 40;

export function CompositionPanel() {
  const selection = useSelection();
  const composition = useComposition();
  const genes = useGenes();
  const view = useView();
  const column = composition.column.value;
  const open = view.unfolded.value.has(COMPOSITION);
  const n = selection.n.value;
  if (column === null || n === 0) return null;
  const choose = (anchor: HTMLElement) =>
    openMenu(view.layer, anchor, "Composition by", [
      {
        choices: composition.columns.peek().map((name) => ({
          text: name,
          checked: name === column,
          onSelect: () => composition.choose(name),
        })),
      },
    ]);
  return (
    <section aria-label="Composition">
      <PanelHead section={COMPOSITION} title="Composition">
        <button
          type="button"
          class="cxw-link cxw-choose"
          aria-haspopup="menu"
          aria-label={`Composition by: ${column}`}
          title={column}
          onClick={(event) => choose(event.currentTarget)}
        >
          <span class="cxw-ellipsis">{column}</span>
          <Icon name="down" />
        </button>
      </PanelHead>
      {open && <Parts column={column} />}
      {genes.any.value && (
        <button
          type="button"
          class="cxw-link cxw-to-markers"
          title="The genes that tell these cells from others (M)"
          aria-expanded={view.room.tab.value === "markers"}
          onClick={() => view.room.toggleTab("markers")}
        >
          <Icon name="evidence" />
          Markers of {cells(n)}
        </button>
      )}
    </section>
  );
}

function Parts({ column }: { column: string }) {
  const selection = useSelection();
  const composition = useComposition();
  const view = useView();
  useCodes(column, true);
  const parts = composition.of(column);
  if (!parts) return <div class="cxw-composition" aria-busy />;
  const listed = parts.slice(0, parts.length === LISTED + 1 ? LISTED + 1 : LISTED);
  const others = parts.slice(listed.length);
  const rest = others.reduce((sum, part) => sum + part.share, 0);
  const thin = parts.slice(IN_BAR).reduce((sum, part) => sum + part.share, 0);
  const keep = ({ name }: Part) => view.attempt(selection.where(column, [name], "intersect"));
  return (
    <div class="cxw-composition">
      <div class="cxw-shares" aria-hidden="true">
        {parts.slice(0, IN_BAR).map((part) => (
          <i key={part.text} style={{ flexGrow: part.share, background: part.color ?? "var(--unassigned)" }} />
        ))}
        {thin > 0 && <i key=" thin" style={{ flexGrow: thin, background: "var(--line)" }} />}
      </div>
      <ul aria-label={`Selection by ${column}`}>
        {listed.map((part) => (
          <li key={part.text}>
            <button
              type="button"
              class="cxw-share"
              title={`${cells(part.n)}; click to keep only these selected`}
              onClick={() => void keep(part)}
            >
              <Swatch {...(part.color && { color: part.color })} />
              <span class="cxw-ellipsis" dir="auto">
                {part.text}
              </span>
              <span class="cxw-count">{share(part.share)}</span>
            </button>
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <p class="cxw-hint">
          {share(rest)} {count(others.length)} others
        </p>
      )}
    </div>
  );
}
