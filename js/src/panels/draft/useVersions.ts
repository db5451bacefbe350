/** The versions of the draft, asked for again after each save. */
import { useEffect, useState } from "preact/hooks";
import type { Version } from "../../wire/types";
import { useDraft, useTraits } from "../common/context";

export function useVersions(): { versions: Version[] | null; problem: string | null } {
  const traits = useTraits();
  const draft = useDraft();
  const [versions, setVersions] = useState<Version[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  // A save makes another version.
  const { savedAt, path } = traits.status.value;
  useEffect(() => {
    let over = false;
    draft.versions().then(
      (found) => {
        if (!over) [setVersions(found), setProblem(null)];
      },
      (error: Error) => {
        if (!over) setProblem(error.message);
      },
    );
    return () => {
      over = true;
    };
  }, [draft, savedAt, path]);
  return { versions, problem };
}
