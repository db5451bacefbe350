/** The edits that fit a text, asked for in pages as they come into sight, and again after each edit. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { EditPage } from "../../store/labels/history";
import type { PastEdit } from "../../wire/types";
import { useHistory, useTraits } from "../common/context";

const PAGE = 100;

interface Found {
  query: string;
  total: number;
  /** By their place among those that fit, oldest first: it stays as newer ones come. */
  edits: ReadonlyMap<number, PastEdit>;
}
export interface PastEdits {
  /** How many fit; null: not known yet. */
  total: number | null;
  /** The one at a place, newest first, if it is at hand. */
  at(index: number): PastEdit | undefined;
  /** It is in sight. */
  want(index: number): void;
  problem: string | null;
}

export function usePastEdits(query: string): PastEdits {
  const history = useHistory();
  const revision = useTraits().revision.value;
  const [found, setFound] = useState<Found | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const asked = useRef({ query, pages: new Set<number>() });
  if (asked.current.query !== query) asked.current = { query, pages: new Set() };
  const take = ({ begin, total, edits }: EditPage) =>
    setFound((now) => {
      const known = now?.query === query && total >= now.total ? now.edits : [];
      const next = new Map(known);
      edits.forEach((edit, i) => void next.set(begin + i, edit));
      return { query, total, edits: next };
    });
  useEffect(() => {
    let over = false;
    history.page(query, PAGE).then(
      (page) => {
        if (!over) [take(page), setProblem(null)];
      },
      (error: Error) => {
        if (!over) setProblem(error.message);
      },
    );
    return () => {
      over = true;
    };
  }, [history, query, revision]);
  const total = found?.total ?? null;
  const placeOf = (index: number) => (total ?? 0) - 1 - index;
  return {
    total,
    at: (index) => found?.edits.get(placeOf(index)),
    want(index) {
      const page = Math.floor(placeOf(index) / PAGE) * PAGE;
      const mine = asked.current;
      if (page < 0 || found?.edits.has(placeOf(index)) || mine.pages.has(page)) return;
      mine.pages.add(page);
      const current = () => mine === asked.current;
      history.page(query, PAGE, page).then(
        (page) => current() && take(page),
        (error: Error) => current() && setProblem(error.message),
      );
    },
    problem,
  };
}
