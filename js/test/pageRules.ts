/** What Python writes into a page of names and notes; tests/unit/test_page.py holds the page's against Python's. */
import { nameRules } from "../src/page/names";

export const RULES = nameRules({
  most_letters: 200,
  most_of_a_category: 117,
  most_of_a_note: 4000,
  most_of_an_author: 80,
  no_names: ["unassigned", "_index"],
  not_in_names: ["Cc", "Cs", "Zl", "Zp"],
  no_script: "<\\s*/?\\s*(script|img)\\b",
  not_in_notes: ["Cc", "Cs"],
  all_the_same_in_notes: "\n\t",
});
