/** The data of a page, unpacked when it is first asked for. */
import type { Filter } from "../store/data/filterValue";
import { pairOf } from "../store/data/pairs";
import { byCodes, byNumbers, type Values } from "../store/data/values";
import type { Codes } from "../wire/arrays";
import type { Contents } from "./contents";
import { Refused } from "./names";
import { codesOf, floatsOf, numbersOf, type Pieces, textOf } from "./unpack";

export class PageData {
  private readonly made = new Map<string, Promise<unknown>>();
  private readonly contents: Contents;
  private readonly pieces: Pieces;
  /** The codes of a category of labels, as they are now, by its name; null: it is none. */
  private readonly own: (name: string) => { codes: Codes; codeOf(name: string): number | undefined } | null;

  constructor(contents: Contents, pieces: Pieces, own: PageData["own"]) {
    this.contents = contents;
    this.pieces = pieces;
    this.own = own;
  }

  names(): Promise<readonly string[]> {
    return this.once("names", async () => JSON.parse(await textOf(this.pieces, this.contents.names)));
  }

  async xy(basis: string): Promise<Float32Array> {
    const one = this.contents.embeddings.find(({ key }) => key === basis);
    if (one) return this.once(`xy ${basis}`, () => floatsOf(this.pieces, one.xy));
    const pair = pairOf(basis);
    if (!pair) throw new Refused(`The embedding ${basis} is not in this page.`);
    const [x, y] = await Promise.all(pair.map((name) => this.numbers(name)));
    const both = new Float32Array(2 * this.contents.dataset.n_cells);
    for (let i = 0; 2 * i < both.length; i++) {
      both[2 * i] = x?.[i] ?? Number.NaN;
      both[2 * i + 1] = y?.[i] ?? Number.NaN;
    }
    return both;
  }

  /** Of a column of numbers or a gene. */
  async numbers(name: string): Promise<Float32Array> {
    const column = this.column(name);
    if (column?.kind === "category") throw new Refused(`${name} holds categories, and no numbers.`);
    if (column?.kind !== "number") throw this.missing(name);
    return this.once(`number ${name}`, () => numbersOf(this.pieces, column.numbers));
  }

  codes(name: string): Promise<Codes> {
    const column = this.column(name);
    if (column?.kind !== "category") return Promise.reject(this.missing(name));
    return this.once(`codes ${name}`, () => codesOf(this.pieces, column.codes));
  }

  /** A column of the data or a gene; null: it is not in this page. */
  column(name: string) {
    const { columns, genes } = this.contents;
    const gene = genes.find(({ key, name: called }) => key === name || called === name);
    return columns.find((one) => one.name === name) ?? (gene ? { ...gene, kind: "number" as const } : null);
  }

  missing(name: string): Refused {
    return new Refused(`${name} is not in this page: it holds some of the data's genes and columns.`);
  }

  async passing(name: string, filter: Filter): Promise<Uint8Array> {
    const own = this.own(name);
    const column = this.column(name);
    if (!own && column?.kind === "number") return byNumbers(await this.numbers(name), filter);
    const codes = own?.codes ?? (await this.codes(name));
    const levels = new Map(column?.kind === "category" ? (column.levels ?? []).map((one, i) => [one.name, i + 1]) : []);
    const codeOf = (value: string | null) => (value === null ? 0 : own ? own.codeOf(value) : levels.get(value));
    const values: Values & { kind: "codes" } = { kind: "codes", codes, codeOf, revision: 0 };
    return byCodes(values, filter);
  }

  private once<T>(what: string, make: () => Promise<T>): Promise<T> {
    const made = (this.made.get(what) as Promise<T> | undefined) ?? make();
    this.made.set(what, made);
    return made;
  }
}
