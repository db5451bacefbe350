/** The name of a gene without that of its modality, where the layer says it for all of a list: `CD3E` for `rna:CD3E`. */
export function withoutModality(gene: string, layer: string): string {
  const ends = [layer.length, layer.lastIndexOf(":")].filter((end) => end > 0);
  const modality = ends.map((end) => layer.slice(0, end)).find((name) => gene.startsWith(`${name}:`));
  return modality === undefined ? gene : gene.slice(modality.length + 1);
}
