/** A file to be written where the kernel runs: its path, whether one that is there may go, and what became of it. */
import { useState } from "preact/hooks";
import { Field } from "../../ui/Field";
import { Tick } from "../picture/Choices";

const WRITE_OVER = "Write over a file that is there";

export interface WrittenFile<Told> {
  path: string;
  over: boolean;
  busy: boolean;
  /** What was answered once it was written; null: it is not, as it is asked for now. */
  told: Told | null;
  error: string | null;
  name(path: string): void;
  mayGo(over: boolean): void;
  /** Something else is asked for: what was told is of before. */
  anew(): void;
  write(by: (target: { path: string; overwrite?: true }) => Promise<Told>): Promise<void>;
}

/** `usual`: what the file is called until a person says otherwise. */
export function useWrittenFile<Told>(usual: string): WrittenFile<Told> {
  const [typed, setTyped] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<Told | null>(null);
  const [error, setError] = useState<string | null>(null);
  const path = typed ?? usual;
  const anew = () => {
    setTold(null);
    setError(null);
  };
  return {
    path,
    over,
    busy,
    told,
    error,
    anew,
    name(next) {
      setTyped(next);
      anew();
    },
    mayGo(next) {
      setOver(next);
      anew();
    },
    async write(by) {
      if (busy) return;
      anew();
      if (path.trim() === "") return setError("Give the file a name.");
      setBusy(true);
      try {
        setTold(await by({ path: path.trim(), ...(over && { overwrite: true }) }));
      } catch (problem) {
        setError((problem as Error).message);
      } finally {
        setBusy(false);
      }
    },
  };
}

export function WrittenFileFields<Told>({ file, onEnter }: { file: WrittenFile<Told>; onEnter: () => void }) {
  return (
    <>
      <Field
        label="File, where the kernel runs"
        value={file.path}
        autofocus
        onInput={file.name}
        onEnter={onEnter}
        error={file.error}
      />
      {file.error?.includes("overwrite=True") && !file.over && (
        <p class="cxw-hint">Here that is the box below: “{WRITE_OVER}”.</p>
      )}
      <Tick label={WRITE_OVER} on={file.over} onTurn={file.mayGo} />
    </>
  );
}
