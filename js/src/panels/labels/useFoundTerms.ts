/** Terms for a text as it is typed; those of the text before stay until the answer has come. */
import { useEffect, useState } from "preact/hooks";
import type { TermMatch } from "../../wire/termMessages";
import { useTerms } from "../common/context";

const REST_MS = 80;

interface Found {
  matches: readonly TermMatch[];
  busy: boolean;
  problem: string | null;
}

export function useFoundTerms(text: string, n: number): Found {
  const terms = useTerms();
  const [found, setFound] = useState<Found>({ matches: [], busy: true, problem: null });
  const wanted = text.trim();
  useEffect(() => {
    if (wanted.length < 2) return setFound({ matches: [], busy: false, problem: null });
    setFound(({ matches }) => ({ matches, busy: true, problem: null }));
    let gone = false;
    const tell = (next: Found) => gone || setFound(next);
    const timer = setTimeout(() => {
      terms.find(wanted, n).then(
        (matches) => tell({ matches, busy: false, problem: null }),
        (error: Error) => tell({ matches: [], busy: false, problem: error.message }),
      );
    }, REST_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [wanted, n, terms]);
  return found;
}
