/** The versions of the draft, asked for again after each save; then one by one what is different in each. */
import { useEffect, useState } from "preact/hooks";
import type { Version, VersionChanges } from "../../wire/types";
import { useDraft, useTraits } from "../common/context";

/** A sentence: it can't be read. */
export type Described = VersionChanges | string;

interface Versions {
  versions: Version[] | null;
  /** By id, as far as it is known by now: each takes a moment where there are many cells. */
  described: ReadonlyMap<string, Described>;
  problem: string | null;
}

export function useVersions(): Versions {
  const traits = useTraits();
  const draft = useDraft();
  const [versions, setVersions] = useState<Version[] | null>(null);
  const [described, setDescribed] = useState<ReadonlyMap<string, Described>>(new Map());
  const [problem, setProblem] = useState<string | null>(null);
  // A save makes another version.
  const { savedAt, path } = traits.status.value;
  useEffect(() => {
    let over = false;
    const describe = async (found: readonly Version[]) => {
      for (const version of found) {
        const said = await draft.changes(version).catch((error: Error) => error.message);
        if (over) return;
        setDescribed((known) => new Map(known).set(version.version, said));
      }
    };
    draft.versions().then(
      (found) => {
        if (over) return;
        setVersions(found);
        setProblem(null);
        void describe(found);
      },
      (error: Error) => {
        if (!over) setProblem(error.message);
      },
    );
    return () => {
      over = true;
    };
  }, [draft, savedAt, path]);
  return { versions, described, problem };
}
