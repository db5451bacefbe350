/** How one violin or box is drawn, in px from the left of its row; pure. */
import type { Spread } from "../../store/evidence/violins";

/** Steps that a person reads easily, about `most` of them from low to high; two at the least, where there are two values. */
export function ticksOf(low: number, high: number, most: number): number[] {
  if (!(high > low)) return [low];
  const rough = (high - low) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const steps = [0.5, 1, 2, 5, 10].map((times) => times * power);
  const fits = steps.findIndex((size) => size >= rough);
  const inside = (size: number) => Math.floor(high / size + 1e-9) - Math.ceil(low / size - 1e-9) + 1;
  const step = (inside(steps[fits] as number) >= 2 ? steps[fits] : steps[fits - 1]) as number;
  const ticks: number[] = [];
  // counted, not added up: no 0.30000000000000004
  for (let i = Math.ceil(low / step - 1e-9); i <= high / step + 1e-9; i++)
    ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}

/** The outline, as high as the row where the group is densest; empty where it has no width. */
export function outlineOf(
  { curve, min, max }: Spread,
  x: (value: number) => number,
  middle: number,
  half: number,
): string {
  let most = 0;
  for (const density of curve) if (density > most) most = density;
  if (most === 0) return "";
  const last = curve.length - 1;
  const point = (i: number, side: 1 | -1) => {
    const at = x(min + (i / last) * (max - min));
    return `${at.toFixed(1)} ${(middle + (side * half * (curve[i] as number)) / most).toFixed(1)}`;
  };
  const upper = Array.from(curve, (_, i) => point(i, -1));
  const lower = Array.from(curve, (_, i) => point(last - i, 1));
  return `M${[...upper, ...lower].join("L")}Z`;
}
