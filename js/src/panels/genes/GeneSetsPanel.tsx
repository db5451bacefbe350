/** The gene sets of the draft. */
import { useState } from "preact/hooks";
import { Icon } from "../../ui/icons";
import { count } from "../../words";
import { useGeneSets, useTraits } from "../common/context";
import { SEARCH_FROM, SearchField } from "../common/SearchField";
import { GeneSetBlock } from "./GeneSetBlock";
import { GeneSetForm } from "./GeneSetForm";

/** So many are drawn; a collection of thousands is searched. */
const DRAWN = 200;

export function GeneSetsPanel() {
  const traits = useTraits();
  const geneSets = useGeneSets();
  const [creating, setCreating] = useState(false);
  const [wanted, setWanted] = useState("");
  const sets = geneSets.all.value ?? [];
  const path = geneSets.path.value;
  const editable = traits.status.value.state !== "read-only";
  const search = sets.length > SEARCH_FROM;
  const sought = search ? wanted.trim().toLowerCase() : "";
  const found = sets.filter(({ name }) => !sought || name.toLowerCase().includes(sought));
  return (
    <section class="cxw-gene-sets" aria-label="Gene sets">
      <header class="cxw-head">
        <h2>Gene sets</h2>
        <button type="button" class="cxw-link" disabled={!editable} onClick={() => setCreating(true)}>
          <Icon name="plus" />
          Set
        </button>
      </header>
      {creating && <GeneSetForm onDone={() => setCreating(false)} />}
      {search && <SearchField label="Search gene sets" value={wanted} onInput={setWanted} />}
      {found.slice(0, DRAWN).map((set) => (
        <GeneSetBlock key={set.name} set={set} editable={editable} />
      ))}
      {found.length > DRAWN && (
        <p class="cxw-hint cxw-sets-note">{count(found.length - DRAWN)} more: search for them.</p>
      )}
      {sought && found.length === 0 && <p class="cxw-hint cxw-sets-note">No set is called “{wanted.trim()}”.</p>}
      {sets.length > 0 && path && (
        <p class="cxw-hint cxw-sets-note cxw-ellipsis" title={path}>
          In {fileOf(path)}
        </p>
      )}
    </section>
  );
}

function fileOf(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}
