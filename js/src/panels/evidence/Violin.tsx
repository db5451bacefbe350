/** One violin or box, lying: low values at the left. */
import { memo } from "preact/compat";
import type { Shape, Spread } from "../../store/evidence/violins";
import { outlineOf } from "./violinShape";

/** Px at both ends, so that nothing is cut. */
const PAD = 10;

export function xOf([low, high]: readonly [number, number], width: number): (value: number) => number {
  const room = width - 2 * PAD;
  return (value) => (high > low ? PAD + ((value - low) / (high - low)) * room : width / 2);
}

interface ViolinProps {
  spread: Spread;
  scale: { range: readonly [number, number]; ticks: readonly number[] } | null;
  shape: Shape;
  color: string;
  width: number;
  height: number;
}

function Drawn({ spread, scale, shape, color, width, height }: ViolinProps) {
  if (!scale) return null;
  const x = xOf(scale.range, width);
  const [middle, half] = [height / 2, height / 2 - 2];
  const { median, q25, q75, whiskerLow, whiskerHigh } = spread;
  const [left, box] = [x(q25), Math.max(1, x(q75) - x(q25))];
  const thick = Math.min(half, 12);
  return (
    <svg width={width} height={height} aria-hidden="true">
      {scale.ticks.map((tick) => (
        <line key={tick} class="cxw-violins-grid" x1={x(tick)} x2={x(tick)} y1={0} y2={height} />
      ))}
      {spread.n > 0 && shape === "violin" && (
        <>
          <path class="cxw-violins-body" d={outlineOf(spread, x, middle, half)} style={{ fill: color }} />
          <rect class="cxw-violins-quartiles" x={left} width={box} y={middle - 2} height={4} />
          <line class="cxw-violins-median" x1={x(median)} x2={x(median)} y1={middle - 5} y2={middle + 5} />
        </>
      )}
      {spread.n > 0 && shape === "box" && (
        <>
          <line class="cxw-violins-whisker" x1={x(whiskerLow)} x2={x(whiskerHigh)} y1={middle} y2={middle} />
          <rect
            class="cxw-violins-body"
            x={left}
            width={box}
            y={middle - thick}
            height={2 * thick}
            style={{ fill: color }}
          />
          <line class="cxw-violins-median" x1={x(median)} x2={x(median)} y1={middle - thick} y2={middle + thick} />
        </>
      )}
    </svg>
  );
}

export const Violin = memo(Drawn);
