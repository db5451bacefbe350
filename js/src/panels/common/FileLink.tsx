/** A link that asks for a file of this computer. */
import { useRef } from "preact/hooks";

interface FileLinkProps {
  text: string;
  title?: string;
  /** What the files are of, for those who do not see the link. */
  label: string;
  /** Endings, as `.csv,.txt`. */
  accept: string;
  class: string;
  onFile: (file: File) => void;
}

export function FileLink({ text, title, label, accept, class: name, onFile }: FileLinkProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class={`cxw-link ${name}`} title={title} onClick={() => input.current?.click()}>
        {text}
      </button>
      <input
        ref={input}
        type="file"
        accept={accept}
        hidden
        aria-label={label}
        onChange={(event) => {
          const chosen = event.currentTarget.files?.[0];
          event.currentTarget.value = ""; // the same file can be chosen again
          if (chosen) onFile(chosen);
        }}
      />
    </>
  );
}
