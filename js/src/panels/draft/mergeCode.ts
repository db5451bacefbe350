/** The line of Python that merges what is chosen: `w.merge("cell_type", key_added="my_type")`. */
export function mergeCode(
  wanted: readonly string[],
  /** What is merged where none are named. */
  usual: readonly string[],
  keyOf: (category: string) => string,
  overwrite: boolean,
  levels = false,
): string {
  // a string of JSON is one of Python
  const text = (name: string) => JSON.stringify(name);
  const [first] = wanted;
  const renamed = wanted.filter((name) => keyOf(name) !== name);
  const said: string[] = [];
  if (wanted.join("\n") !== usual.join("\n"))
    said.push(wanted.length === 1 && first !== undefined ? text(first) : `[${wanted.map(text).join(", ")}]`);
  if (renamed.length > 0 && wanted.length === 1) said.push(`key_added=${text(keyOf(first ?? ""))}`);
  else if (renamed.length > 0)
    said.push(`key_added={${renamed.map((name) => `${text(name)}: ${text(keyOf(name))}`).join(", ")}}`);
  if (levels) said.push("levels=True");
  if (overwrite) said.push("overwrite=True");
  return `w.merge(${said.join(", ")})`;
}
