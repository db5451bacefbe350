/** What dialogs have in common that propose something for the labels of a category: the labels as they are, and what is left out. */
import type { RefObject } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Category, Label } from "../../wire/messages";
import { useLabels, useTraits } from "../common/context";

interface Proposing {
  /** Undefined: it was deleted meanwhile. */
  here: Category | undefined;
  name: string;
  now: readonly Label[];
  list: RefObject<HTMLUListElement | null>;
  /** Labels that are not among those accepted together. */
  left: ReadonlySet<string>;
  toggle: (label: string) => void;
  readOnly: boolean;
}

export function useProposing(category: number): Proposing {
  const labels = useLabels();
  const traits = useTraits();
  const list = useRef<HTMLUListElement>(null);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const here = labels.categories.value.find(({ id }) => id === category);
  const toggle = (label: string) => {
    const next = new Set(left);
    if (!next.delete(label)) next.add(label);
    setLeft(next);
  };
  const readOnly = traits.status.value.state === "read-only";
  return { here, name: here?.name ?? "", now: here?.labels ?? [], list, left, toggle, readOnly };
}
