/** A first look at big data, as it travels. Mirror of `cellxgene_widget/view/handlers/sample.py`. */
import type { CodesDtype } from "./arrays";

export interface SampleReply {
  /** How many cells it has; 0: all come at once. */
  n: number;
  /** The category of labels that they are coloured by; null: none. */
  category: number | null;
  /** Of the codes; null: there are none. */
  dtype: CodesDtype | null;
  /** Of the column that they are coloured by instead. */
  levels: string[] | null;
}
