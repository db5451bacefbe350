/** Terms for a text as it is typed; those of the text before stay until the answer has come. */
import { useEffect, useState } from "preact/hooks";
import type { TermMatch } from "../../wire/termMessages";
import { useTerms } from "../common/context";

const REST_MS = 80;

interface Answer {
  /** The text it is for. */
  of: string;
  matches: readonly TermMatch[];
  problem: string | null;
}
interface Found {
  matches: readonly TermMatch[];
  /** These are of the text before: nothing to take with a key. */
  busy: boolean;
  problem: string | null;
}
const NOTHING: Answer = { of: "", matches: [], problem: null };

export function useFoundTerms(text: string, n: number): Found {
  const terms = useTerms();
  const [answer, setAnswer] = useState(NOTHING);
  const wanted = text.trim();
  useEffect(() => {
    if (wanted.length < 2) return setAnswer(NOTHING);
    let gone = false;
    const tell = (next: Answer) => gone || setAnswer(next);
    const timer = setTimeout(() => {
      terms.find(wanted, n).then(
        (matches) => tell({ of: wanted, matches, problem: null }),
        (error: Error) => tell({ of: wanted, matches: [], problem: error.message }),
      );
    }, REST_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [wanted, n, terms]);
  return foundFor(wanted, answer);
}

/** Told from the answer itself: an effect would say it a moment too late for Enter. */
function foundFor(wanted: string, { of, matches, problem }: Answer): Found {
  if (wanted.length < 2) return { matches: [], busy: false, problem: null };
  const busy = of !== wanted;
  return { matches, busy, problem: busy ? null : problem };
}
