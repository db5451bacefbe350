/** Merge from the view: which categories, under which names, the code that does the same, and what was written. */
import { useState } from "preact/hooks";
import { isNested } from "../../store/data/nesting";
import { CheckBox } from "../../ui/CheckBox";
import { copyText } from "../../ui/copyText";
import { Field } from "../../ui/Field";
import { TwoStep } from "../../ui/TwoStep";
import { hasLabels } from "../../wire/aboutMessages";
import type { MergeTold } from "../../wire/types";
import { useDraft, useLabels } from "../common/context";
import { Tick } from "../picture/Choices";
import { mergeCode } from "./mergeCode";

export function MergeSection() {
  const labels = useLabels();
  const [open, setOpen] = useState(false);
  const categories = labels.categories.value;
  if (categories.length === 0) return null;
  return (
    <section class="cxw-draft-part" aria-label="Merge">
      <h3>Merge into adata.obs</h3>
      {open ? (
        <MergeForm
          names={categories.map(({ name }) => name)}
          reviews={new Set(categories.filter(({ about }) => !hasLabels(about)).map(({ name }) => name))}
          nested={new Set(categories.filter(({ labels }) => isNested(labels)).map(({ name }) => name))}
        />
      ) : (
        <div class="cxw-merge-begin">
          <p class="cxw-hint">Labels become columns of adata.obs, for scanpy and your files.</p>
          <button type="button" class="cxw-button" onClick={() => setOpen(true)}>
            Merge …
          </button>
        </div>
      )}
    </section>
  );
}

interface MergeFormProps {
  names: readonly string[];
  /** Those of them that are merged only when asked for: what was decided in reviews, opinions. */
  reviews: ReadonlySet<string>;
  /** Those of them with labels under others. */
  nested: ReadonlySet<string>;
}

function MergeForm({ names, nested, reviews }: MergeFormProps) {
  const draft = useDraft();
  const [left, setLeft] = useState<ReadonlySet<string>>(reviews);
  const [keys, setKeys] = useState<ReadonlyMap<string, string>>(new Map());
  const [leveled, setLeveled] = useState(false);
  const [told, setTold] = useState<MergeTold | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [copied, setCopied] = useState(false);
  const wanted = names.filter((name) => !left.has(name));
  const mayLevel = wanted.some((name) => nested.has(name));
  const levels = leveled && mayLevel;
  const keyOf = (name: string) => keys.get(name) ?? name;
  const anew = () => {
    setTold(null);
    setError(null);
    setCopied(false);
  };
  const toggle = (name: string) => {
    const next = new Set(left);
    if (!next.delete(name)) next.add(name);
    setLeft(next);
    anew();
  };
  const run = async (agreed: readonly string[]) => {
    setError(null);
    try {
      setTold(await draft.merge(Object.fromEntries(wanted.map((name) => [name, keyOf(name)])), agreed, levels));
    } catch (problem) {
      setTold(null);
      setError((problem as Error).message);
    }
  };
  const inTheWay = told?.inTheWay ?? [];
  const code = mergeCode(
    wanted,
    names.filter((name) => !reviews.has(name)),
    keyOf,
    inTheWay.length > 0,
    levels,
  );
  return (
    <div class="cxw-merge">
      <ul>
        {names.map((name) => (
          <li key={name}>
            <CheckBox label={`Merge ${name}`} state={left.has(name) ? "none" : "all"} onToggle={() => toggle(name)} />
            <span class="cxw-ellipsis" title={name}>
              {name}
            </span>
            <span class="cxw-faint">as</span>
            <Field
              label={`Column of ${name}`}
              bare
              value={keyOf(name)}
              onInput={(text) => {
                setKeys(new Map(keys).set(name, text));
                anew();
              }}
            />
          </li>
        ))}
      </ul>
      {mayLevel && (
        <Tick
          label="One column a level, too"
          on={leveled}
          title="Of nested labels: cell_type_level_1, cell_type_level_2 …"
          onTurn={(on) => {
            setLeveled(on);
            anew();
          }}
        />
      )}
      <div class="cxw-merge-code">
        <code class="cxw-mono">{code}</code>
        <button type="button" class="cxw-link" onClick={() => void copyText(code).then(() => setCopied(true))}>
          {copied ? "Copied" : "Copy"}
        </button>
      </div>
      {inTheWay.length > 0 && <p class="cxw-warning">{told?.problem}</p>}
      {error && (
        <p class="cxw-error" role="alert">
          {error}
        </p>
      )}
      <div class="cxw-form-buttons">
        {inTheWay.length > 0 ? (
          <TwoStep
            text={inTheWay.length === 1 ? "Write over it …" : `Write over ${inTheWay.length} columns …`}
            question={`What is in obs[${inTheWay.map((key) => JSON.stringify(key)).join(", ")}] is lost. Write?`}
            onConfirm={() => run(inTheWay)}
          />
        ) : (
          <button
            type="button"
            class="cxw-button cxw-primary"
            disabled={wanted.length === 0}
            onClick={() => void run([])}
          >
            Merge
          </button>
        )}
      </div>
      <div role="status" class="cxw-merge-told">
        {told !== null && inTheWay.length === 0 && (
          <>
            {told.written.map((line) => (
              <p key={line}>Wrote {line}.</p>
            ))}
            {told.notes.map((note) => (
              <p key={note} class="cxw-hint">
                {note}
              </p>
            ))}
          </>
        )}
      </div>
    </div>
  );
}
