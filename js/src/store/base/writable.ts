/** Whether the draft may be written here, and the words for when it may not. */

import { RequestError } from "../../wire/rpc";
import type { Status } from "../../wire/types";
import { when } from "../../words";
import type { Traits } from "./traits";

/** Who else has the draft open, with the time on this person's clock: "open in a.ipynb (process 123 on host), since 12:04". */
export function readOnlyWords({ message }: Status): string {
  const holder = message ?? "another notebook";
  return `Read-only: open in ${holder.replace(/\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)/, (iso) => when(iso))}`;
}

/** Edits are not sent where Python would refuse them. */
export function requireWritable(traits: Pick<Traits, "status">): void {
  const status = traits.status.peek();
  if (status.state === "read-only") throw new RequestError(`${readOnlyWords(status)}. Take it over to change labels.`);
}
