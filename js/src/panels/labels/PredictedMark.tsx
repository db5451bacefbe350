/** That a category was not labelled by hand, in its header: who or what did, from where, when. */
import { Icon } from "../../ui/icons";
import type { Predicted } from "../../wire/aboutMessages";
import { day } from "../../words";

/** Whose labels people gave. */
const PEOPLE = ["a colleague", "CELLxGENE"];

export function saidOf({ by, source, time, score }: Predicted): string {
  const given = PEOPLE.includes(by) ? "Given" : "Predicted";
  const scores = score === null ? "" : `; scores: ${score}`;
  return `${given} by ${by} from ${source}, ${day(time)}${scores}`;
}

export function PredictedMark({ category, said }: { category: string; said: Predicted }) {
  const text = saidOf(said);
  return (
    <span class="cxw-predicted-mark" role="img" aria-label={`${category}: ${text}`} title={text}>
      <Icon name="predicted" />
    </span>
  );
}
