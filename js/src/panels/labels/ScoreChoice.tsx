/** Which column of numbers says how sure predicted labels are. */
import { useId } from "preact/hooks";
import { useData } from "../common/context";

interface ScoreChoiceProps {
  /** Empty: none. */
  now: string;
  /** What is known of the usual one. */
  note: string | null;
  onChoose: (column: string) => void;
}

export function ScoreChoice({ now, note, onChoose }: ScoreChoiceProps) {
  const data = useData();
  const id = useId();
  const numbers = (data.dataset.value?.columns ?? []).filter(({ kind }) => kind === "number").map(({ name }) => name);
  // scores that anndata keeps as a category are no numbers here, and read all the same
  const names = now === "" || numbers.includes(now) ? numbers : [now, ...numbers];
  return (
    <div class="cxw-field">
      <label for={id}>Scores</label>
      <select id={id} value={now} onChange={(event) => onChoose(event.currentTarget.value)}>
        <option value="">None</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      {note && <p class="cxw-hint">{note}</p>}
    </div>
  );
}
