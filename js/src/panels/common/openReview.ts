/** The door to the review of a category. */
import type { Slice } from "../../store/store";
import type { View } from "../../view/view";

export function openReview({ review }: Slice<"review">, view: View, category: string): void {
  review.setup.value = { ...review.setup.peek(), category, column: null };
  view.room.openTab("review");
}
