/** Below the genes of a set: a field that adds some, and the set's deletion. */
import { useState } from "preact/hooks";
import { TwoStep } from "../../ui/TwoStep";
import type { GeneSet } from "../../wire/geneMessages";
import { useGeneSets, useView } from "../common/context";

export function GeneSetFooter({ set }: { set: GeneSet }) {
  const geneSets = useGeneSets();
  const view = useView();
  const [text, setText] = useState("");
  const add = () => {
    if (!text.trim()) return;
    const added = geneSets.add(set.name, text);
    void view.run(added);
    added.then(
      () => setText(""),
      () => {},
    );
  };
  return (
    <div class="cxw-set-footer">
      <input
        type="text"
        aria-label={`Add genes to ${set.name}`}
        placeholder="Add genes"
        autocomplete="off"
        spellcheck={false}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.isComposing) return;
          if (event.key === "Enter") {
            event.preventDefault();
            add();
          } else if (event.key === "Escape" && text) {
            event.preventDefault();
            event.stopPropagation();
            setText("");
          }
        }}
      />
      <TwoStep
        text="Delete"
        label={`Delete gene set ${set.name}`}
        question="Delete it?"
        onConfirm={() => view.run(geneSets.remove(set.name))}
      />
    </div>
  );
}
