/** What Python answers to a question that a dialog opens with; asked again when `key` is another. */
import { useEffect, useState } from "preact/hooks";

interface Answer<T> {
  /** Null: it is on its way, or there is a problem. The one before stays until another has come. */
  value: T | null;
  problem: string | null;
  /** It is to the question as it is now. */
  current: boolean;
}

export function useAnswer<T>(ask: () => Promise<T>, key: string): Answer<T> {
  const [{ to, ...answer }, setAnswer] = useState<Omit<Answer<T>, "current"> & { to: string | null }>({
    value: null,
    problem: null,
    to: null,
  });
  useEffect(() => {
    let gone = false;
    ask().then(
      (value) => gone || setAnswer({ value, problem: null, to: key }),
      (error: Error) => gone || setAnswer({ value: null, problem: error.message, to: key }),
    );
    return () => {
      gone = true;
    };
  }, [key]);
  return { ...answer, current: to === key };
}
