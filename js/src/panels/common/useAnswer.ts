/** What Python answers to a question that a dialog opens with; asked again when `key` is another. */
import { useEffect, useState } from "preact/hooks";

interface Answer<T> {
  /** Null: it is on its way, or there is a problem. */
  value: T | null;
  problem: string | null;
}

export function useAnswer<T>(ask: () => Promise<T>, key: string): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ value: null, problem: null });
  useEffect(() => {
    let gone = false;
    ask().then(
      (value) => gone || setAnswer({ value, problem: null }),
      (error: Error) => gone || setAnswer({ value: null, problem: error.message }),
    );
    return () => {
      gone = true;
    };
  }, [key]);
  return answer;
}
