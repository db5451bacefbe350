/** The values of a column of numbers, pulled when their place comes in view, and again when they have changed. */
import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ColumnValues } from "../../store/data/columns";
import { useColumns } from "./context";

export type Numbers = Extract<ColumnValues, { kind: "number" }>;

/** A read is quick, or it is spoken of. */
const PATIENCE_MS = 400;

export function useNumbers(name: string, place: RefObject<HTMLElement | null>) {
  const columns = useColumns();
  // Held here, not looked up: of many open columns the store keeps only the last few, and each would push out another.
  const [column, setColumn] = useState<Numbers | null>(null);
  /** The epoch of the values shown. */
  const [shownOf, setShownOf] = useState(0);
  const [slow, setSlow] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const epoch = columns.epoch.value;
  useEffect(() => {
    if (!place.current) return;
    let here = true;
    let patience = 0;
    const settle = (values: Numbers | null, sentence: string | null) => {
      clearTimeout(patience);
      if (!here) return;
      setSlow(false);
      setProblem(sentence);
      setColumn(values);
      setShownOf(epoch);
    };
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      seen.disconnect();
      patience = window.setTimeout(() => setSlow(true), PATIENCE_MS);
      columns.pull(name).then(
        (values) => settle(values.kind === "number" ? values : null, null),
        (error: Error) => settle(null, error.message),
      );
    });
    seen.observe(place.current);
    return () => {
      here = false;
      clearTimeout(patience);
      seen.disconnect();
    };
  }, [name, columns, epoch, place]);
  return { column, epoch, shownOf, slow, problem };
}
