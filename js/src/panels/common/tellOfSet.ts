import type { SetResult } from "../../store/selection/sets";
import type { View } from "../../view/view";

/** Says what was done with a set of cells, and offers to take it back. */
export async function tellOfSet(action: Promise<SetResult>, view: View): Promise<void> {
  await view.attempt(action.then((result) => sayOfSet(result, view)));
}

export function sayOfSet({ message, back }: SetResult, view: View): void {
  view.say({ text: message, undoes: null, ...(back && { back: () => void tellOfSet(back(), view) }) });
}
