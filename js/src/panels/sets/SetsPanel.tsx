/** Sets of cells with names: a click selects one, with Shift it is added, with Alt taken out. */
import { useState } from "preact/hooks";
import { Icon } from "../../ui/icons";
import { useData, useSelection, useSets, useTraits } from "../common/context";
import { SEARCH_FROM, SearchField } from "../common/SearchField";
import { SetForm } from "./SetForm";
import { SetRow } from "./SetRow";

export function SetsPanel() {
  const data = useData();
  const selection = useSelection();
  const sets = useSets();
  const traits = useTraits();
  const [creating, setCreating] = useState(false);
  const [wanted, setWanted] = useState("");
  if (!data.dataset.value || !data.offers("remember_selection")) return null;
  const all = sets.all.value;
  const search = all.length > SEARCH_FROM;
  const sought = search ? wanted.trim().toLowerCase() : "";
  const found = all.filter(({ name }) => name.toLowerCase().includes(sought));
  const none = selection.n.value === 0;
  const editable = traits.status.value.state !== "read-only";
  return (
    <section aria-label="Sets of cells" class="cxw-cell-sets">
      <header class="cxw-head">
        <h2>Sets</h2>
        <button
          type="button"
          class="cxw-link"
          disabled={none}
          title={none ? "Select some cells first" : "Remember the selected cells under a name"}
          onClick={() => setCreating(true)}
        >
          <Icon name="plus" />
          Set of cells
        </button>
      </header>
      {creating && <SetForm onDone={() => setCreating(false)} />}
      {search && <SearchField label="Search sets of cells" value={wanted} onInput={setWanted} />}
      {found.length > 0 && (
        <ul class="cxw-set-list" aria-label="Sets of cells">
          {found.map((set) => (
            <SetRow key={set.name} set={set} editable={editable} />
          ))}
        </ul>
      )}
      {sought && found.length === 0 && <p class="cxw-hint cxw-set-none">No set is called “{wanted.trim()}”.</p>}
    </section>
  );
}
