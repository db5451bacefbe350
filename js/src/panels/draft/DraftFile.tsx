/** Where the draft is, to be copied, and what it is called, to be changed. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { copyText } from "../../ui/copyText";
import { useDraft, useView } from "../common/context";

export function DraftPath({ path }: { path: string }) {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  // Of a path that is too long its end is seen: the name of the file.
  const showEnd = () => {
    if (field.current) field.current.scrollLeft = field.current.scrollWidth;
  };
  useLayoutEffect(showEnd, [path]);
  const copy = async () => {
    const shown = field.current;
    if (!shown) return;
    shown.select();
    await copyText(path);
    setCopied(true);
  };
  return (
    <div class="cxw-path">
      <input
        ref={field}
        class="cxw-mono"
        title={path}
        readOnly
        aria-label="Path of the draft"
        value={path}
        onBlur={() => requestAnimationFrame(showEnd)}
      />
      <button type="button" class="cxw-button" data-autofocus onClick={() => void copy()}>
        {copied ? "Copied" : "Copy path"}
      </button>
    </div>
  );
}

export function DraftName({ name }: { name: string }) {
  const draft = useDraft();
  const view = useView();
  const [typed, setTyped] = useState(name);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => setTyped(name), [name]);
  const wanted = typed.trim();
  // Files are not renamed by a look elsewhere; but nobody should think they were.
  const left = useRef({ name, wanted, asked: "" });
  left.current = { ...left.current, name, wanted };
  useEffect(
    () => () => {
      const { name, wanted, asked } = left.current;
      if (wanted === "" || wanted === name || wanted === asked) return;
      view.say({ text: `The draft is still called “${name}”`, undoes: null });
    },
    [view],
  );
  return (
    <form
      class="cxw-path"
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted === "" || wanted === name) return;
        left.current.asked = wanted;
        draft.rename(wanted).then(
          ({ message }) => view.say({ text: message, undoes: null }),
          (problem: Error) => setError(problem.message),
        );
      }}
    >
      <input
        aria-label="Name of the draft"
        aria-invalid={error !== null}
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setError(null);
        }}
      />
      <button type="submit" class="cxw-button" disabled={wanted === "" || wanted === name}>
        Rename
      </button>
      {error && (
        <p class="cxw-error" role="alert">
          {error}
        </p>
      )}
    </form>
  );
}
