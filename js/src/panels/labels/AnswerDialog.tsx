/** The answer of a colleague to a page: a file, one question where the labels moved on since, and what came in words. */
import { useRef, useState } from "preact/hooks";
import { Field } from "../../ui/Field";
import type { TakeAnswerReply } from "../../wire/answerMessages";
import { useAnswering, useView } from "../common/context";
import { DialogHead } from "../common/DialogHead";
import { FileLink } from "../common/FileLink";
import { NextStep } from "./ImportField";

/** What is asked for besides the reason, and what the button says that agrees. */
const QUESTIONS = {
  older: { ask: "Take the answer as it is, to the labels of then?", button: "Take it" },
  replace: { ask: "Replace its labels? Undo brings them back.", button: "Replace" },
} as const;

export function AnswerDialog() {
  const answering = useAnswering();
  const view = useView();
  const [path, setPath] = useState("");
  const [author, setAuthor] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const [told, setTold] = useState<TakeAnswerReply | null>(null);
  const file = useRef<File | undefined>(undefined);
  const agreed = useRef<{ older?: true; replace?: true }>({});
  const anew = () => {
    setError(null);
    setTold(null);
    agreed.current = {};
  };
  const run = async () => {
    if (busy) return;
    setError(null);
    setTold(null);
    setBusy(true);
    const who = author.trim() === "" ? {} : { author: author.trim() };
    const where = file.current ? {} : { path: path.trim() };
    try {
      const came = await answering.take({ ...where, ...who, ...agreed.current }, file.current);
      setTold(came);
      if (came.asks === null) view.say({ text: `Took ${came.name}: ${came.message}`, undoes: came.revision });
    } catch (failure) {
      setError((failure as Error).message);
    } finally {
      setBusy(false);
    }
  };
  if (told && told.asks === null) return <Came told={told} />;
  const asks = told?.asks ?? null;
  const agree = () => {
    if (asks) agreed.current = { ...agreed.current, [asks]: true };
    void run();
  };
  const write = (set: (text: string) => void, chosen: File | undefined) => (text: string) => {
    file.current = chosen;
    set(text);
    anew();
  };
  return (
    <section class="cxw-meaning cxw-import" aria-busy={busy}>
      <DialogHead title="Take a colleague's answer" />
      <Field
        label="File, where the kernel runs"
        value={path}
        placeholder="answer.jsonl"
        hint="As the page saved it"
        autofocus
        onInput={write(setPath, undefined)}
        onEnter={() => void run()}
      />
      <FileLink
        text="Or a file of this computer …"
        label="File of an answer"
        accept=".jsonl,.json,.txt"
        class="cxw-import-file"
        onFile={(chosen) => {
          anew();
          file.current = chosen;
          void run();
        }}
      />
      <Field
        label="Colleague"
        value={author}
        placeholder="as the answer says"
        onInput={write(setAuthor, file.current)}
        onEnter={() => void run()}
      />
      {error !== null && (
        <p class="cxw-error" role="alert">
          {error}
        </p>
      )}
      {asks !== null && (
        <p class="cxw-import-question" role="alert">
          {told?.question} {QUESTIONS[asks].ask}
        </p>
      )}
      <footer class="cxw-meaning-foot">
        <span class="cxw-hint">
          {busy ? "Checking …" : "It comes as labels of that person, beside yours. Yours stay as they are."}
        </span>
        {asks === null ? (
          <button type="button" class="cxw-button cxw-primary" aria-disabled={busy} onClick={() => void run()}>
            Take
          </button>
        ) : (
          <NextStep key={asks} text={QUESTIONS[asks].button} onClick={agree} />
        )}
      </footer>
    </section>
  );
}

function Came({ told }: { told: TakeAnswerReply }) {
  const view = useView();
  return (
    <section class="cxw-meaning cxw-import">
      <DialogHead title={told.name === "" ? "Taken" : `Took ${told.name}`} />
      <div role="status" class="cxw-export-told">
        <p dir="auto">{told.message}</p>
        {told.details.map((sentence) => (
          <p key={sentence} class="cxw-hint" dir="auto">
            {sentence}
          </p>
        ))}
      </div>
      <footer class="cxw-meaning-foot">
        <span class="cxw-hint">Compare shows where it differs from yours.</span>
        <NextStep text="Done" onClick={view.layer.close} />
      </footer>
    </section>
  );
}
