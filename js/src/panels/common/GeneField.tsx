/** A field that finds a gene by a few letters; where wanted also numbers and means of gene sets. */
import { useRef } from "preact/hooks";
import { SET_PREFIX } from "../../store/genes/genes";
import { Combobox, type Option } from "../../ui/Combobox";
import { useData, useFinder, useGeneSets } from "./context";

const LISTED = 40;
/** What stands between names typed together. */
const APART = /[\s,;]+/;

interface GeneFieldProps {
  label: string;
  placeholder?: string;
  /** What it stands at; left out, it empties itself for the next one. */
  chosen?: string | null;
  /** Columns of numbers and means of gene sets are offered too. */
  numbers?: boolean;
  autofocus?: boolean;
  /** Several names may be typed or pasted at once, apart by commas or blanks. */
  several?: boolean;
  /** Is given one name, or where there may be several all of them. */
  onPick: (...names: string[]) => void;
}

export function GeneField({ label, placeholder, chosen, numbers, autofocus, several, onPick }: GeneFieldProps) {
  const data = useData();
  const finder = useFinder();
  const geneSets = useGeneSets();
  const input = useRef<HTMLInputElement>(null);
  const after = (text: string) => <span class="cxw-choice-hint">{text}</span>;

  const offered = useRef<readonly Option[]>([]);

  const complete = (text: string): { options: Option[]; preferred: number } => {
    const wanted = text.trim().toLowerCase();
    const genes: Option[] = finder.of(text).map(({ name, id, note, key }) => ({
      value: key,
      text: name,
      after: note !== null || id !== name ? after(id) : undefined,
    }));
    const others: Option[] = [];
    const sets = geneSets.all.value ?? [];
    if (numbers) {
      const columns = data.dataset.value?.columns.filter(({ kind }) => kind === "number") ?? [];
      others.push(...columns.map(({ name }) => ({ value: name, after: after("number") })));
      const axes = data.dataset.value?.embeddings.flatMap((embedding) => embedding.axes.filter(Boolean)) ?? [];
      others.push(...axes.map((name) => ({ value: name, after: after("component") })));
      others.push(...sets.map(({ name }) => ({ value: SET_PREFIX + name, after: after("mean of a set") })));
    }
    const rank = ({ value }: Option) => Number(!value.toLowerCase().startsWith(wanted));
    const fitting = others
      .filter(({ value }) => value.toLowerCase().includes(wanted))
      .sort((a, b) => rank(a) - rank(b));
    const exact = genes.filter(({ text: name }) => name?.toLowerCase() === wanted);
    const options = [...exact, ...fitting, ...genes.filter((gene) => !exact.includes(gene))];
    // of several names typed together, what is like the last one stands for none of them
    const whole = ({ value, text: name }: Option) => `${value}\n${name ?? ""}`.toLowerCase().includes(wanted);
    const fit = several && APART.test(wanted) ? options.filter(whole) : options;
    offered.current = fit.slice(0, LISTED);
    return { options: [...offered.current], preferred: 0 };
  };
  // what is in the list is one name, whatever blanks it has
  const pick = (text: string) => {
    const one = !several || offered.current.some(({ value }) => value === text.trim());
    onPick(...(one ? [text] : text.split(APART).filter((name) => name !== "")));
  };
  return (
    <div class="cxw-gene-field">
      <Combobox
        label={label}
        placeholder={placeholder ?? "Gene"}
        inputRef={input}
        complete={complete}
        chosen={chosen}
        autofocus={autofocus}
        onPick={pick}
        onEmptyEnter={() => {}}
        onEmptyKey={() => false}
      />
    </div>
  );
}
