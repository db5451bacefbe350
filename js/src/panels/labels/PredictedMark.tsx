/** That a category was not labelled by hand, in its header: who or what did, from where, when. */
import { Icon } from "../../ui/icons";
import type { Predicted } from "../../wire/aboutMessages";
import { day } from "../../words";

/** How the source of labels begins that came back as an answer to a page. */
const ANSWER_OF = "answer of ";
/** Whose labels people gave. */
const PEOPLE = ["a colleague", "CELLxGENE"];

export function saidOf({ by, source, time, score }: Predicted): string {
  const given = PEOPLE.includes(by) || source.startsWith(ANSWER_OF) ? "Given" : "Predicted";
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
