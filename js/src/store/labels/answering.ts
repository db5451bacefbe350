/** What a colleague did in a page, taken as labels of theirs. */
import type { TakeAnswerBody, TakeAnswerReply } from "../../wire/answerMessages";
import { RequestError, type Rpc } from "../../wire/rpc";
import type { Traits } from "../base/traits";
import { requireWritable } from "../base/writable";
import { MOST_BYTES } from "./importing";

export interface Answering {
  /** `file`: of the person's own, in place of a path. */
  take(body: TakeAnswerBody, file?: File): Promise<TakeAnswerReply>;
}

export function createAnswering(rpc: Rpc, traits: Pick<Traits, "status">): Answering {
  return {
    async take(body, file) {
      requireWritable(traits);
      if (!file) return (await rpc.ask("take_answer", body)).body;
      if (file.size > MOST_BYTES)
        throw new RequestError(`${file.name} is too large to send: give its path where the kernel runs.`);
      return (await rpc.ask("take_answer", { ...body, file: file.name }, [await file.arrayBuffer()])).body;
    },
  };
}
