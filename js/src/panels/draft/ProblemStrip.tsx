/** What went wrong, in a sentence, until dismissed. */

import { useRef } from "preact/hooks";
import { Icon } from "../../ui/icons";
import { GONE } from "../../wire/rpc";
import { useData, useDisconnected, useProblems, useView } from "../common/context";
import { useClear } from "./useClear";

export function ProblemStrip() {
  const problems = useProblems();
  const disconnected = useDisconnected();
  const data = useData();
  const view = useView();
  const sources = [problems, view.problems];
  // As long as it is true a strip says it.
  const shown = (sentence: string) => sentence !== GONE || !disconnected.value;
  const said = sources.map((problems) => problems.sentences.value.filter(shown));
  const list = useRef<HTMLDivElement>(null);
  const top = useClear(list, "top", 10, said.flat().join("\n"));
  return (
    <div ref={list} class="cxw-problems" role="alert" style={{ top: `${top}px` }}>
      {sources.flatMap((problems, i) =>
        (said[i] ?? []).map((sentence) => (
          <div key={sentence} class="cxw-problem">
            <span>{sentence}</span>
            {!data.dataset.value && (
              <button
                type="button"
                class="cxw-button"
                onClick={() => {
                  problems.dismiss(sentence);
                  void data.open();
                }}
              >
                Try again
              </button>
            )}
            <button
              type="button"
              class="cxw-icon-button"
              aria-label="Dismiss"
              onClick={() => problems.dismiss(sentence)}
            >
              <Icon name="close" />
            </button>
          </div>
        )),
      )}
    </div>
  );
}
