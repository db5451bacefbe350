/** What is typed, what was found for it, and which of it the arrows have reached. */
import { useRef, useState } from "preact/hooks";
import type { Gene } from "../../wire/types";
import { useGenes } from "../common/context";

export interface Found {
  query: string;
  genes: readonly Gene[];
  problem: string | null;
}

export type How = "color" | "show";

/** `onPick` is told of a gene that Enter has chosen, be it before the answer came. */
export function useFoundGenes(onPick: (gene: Gene, how: How) => void) {
  const genes = useGenes();
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [found, setFound] = useState<Found | null>(null);
  const [moved, setMoved] = useState<number | null>(null);
  /** The text asked for last: other answers are not drawn. */
  const asked = useRef("");
  /** Enter was pressed before the answer came: it is carried out then, though another text may stand there. */
  const hurry = useRef<{ query: string; how: How } | null>(null);
  const reset = () => {
    asked.current = "";
    setText("");
    setFound(null);
    setOpen(false);
    setMoved(null);
  };
  const take = (gene: Gene, how: How) => (how === "show" ? genes.show(gene) : genes.colorBy(gene));
  const pick = (gene: Gene, how: How) => {
    reset();
    take(gene, how);
    onPick(gene, how);
  };
  const type = (value: string) => {
    const query = value.trim();
    asked.current = query;
    setText(value);
    setMoved(null);
    setOpen(query !== "");
    if (query === "") return setFound(null);
    genes.search(query).then(
      (answer) => {
        const first = answer[0];
        const wish = hurry.current?.query === query ? hurry.current : null;
        if (wish) hurry.current = null;
        const sure = wish && first && !first.alike;
        if (asked.current === query) {
          setFound({ query, genes: answer, problem: null });
          if (sure) pick(first, wish.how);
        } else if (sure) take(first, wish.how);
      },
      (error: Error) => asked.current === query && setFound({ query, genes: [], problem: error.message }),
    );
  };

  const listed = open && found !== null;
  const options = found?.genes ?? [];
  const close = options[0]?.alike === true;
  // What is only spelt alike must be chosen: Enter must not color by another gene than was typed.
  const active = moved ?? (close ? -1 : 0);
  const move = (step: number) => {
    setOpen(true);
    setMoved((Math.max(active, step > 0 ? -1 : 0) + step + options.length) % options.length);
  };
  /** False when the answer to this text is yet to come: an answer to an earlier one says nothing of it. */
  const enter = (how: How): boolean => {
    const gene = options[active];
    if (found?.query !== text.trim()) {
      hurry.current = { query: text.trim(), how };
      return false;
    }
    if (gene) pick(gene, how);
    return true;
  };
  return { text, type, reset, found, options, listed, close, active, pick, move, enter, setOpen };
}
