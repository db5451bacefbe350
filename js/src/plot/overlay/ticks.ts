// Where an axis has its numbers, and how they are written.

/** Steps of 1, 2 or 5 times a power of ten, some `count` of them between low and high, ends included. */
export function ticks(low: number, high: number, count: number): number[] {
  if (!(high > low) || !(count > 0) || !Number.isFinite(high - low)) return [];
  const step = stepOf(low, high, count);
  const [first, last] = [Math.ceil(low / step), Math.floor(high / step)];
  // below this a step is lost in the digits of the numbers
  if (!(last - first < 1000)) return [];
  const digits = digitsOf(step);
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const value = (first + i) * step;
    // 3 * 0.1 is 0.3 to a person
    return digits > 0 ? Number(value.toFixed(digits)) : value;
  });
}

/** The numbers of an axis as text, all with the same digits. */
export function tickTexts(values: readonly number[]): string[] {
  const [first = 0, second = first] = values;
  const largest = Math.max(...values.map(Math.abs), 0);
  if (largest >= 1e7 || (largest > 0 && largest < 1e-4)) return values.map((value) => value.toExponential(1));
  const digits = values.length > 1 ? digitsOf(second - first) : 2;
  return values.map((value) =>
    (value === 0 ? 0 : value).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  );
}

function stepOf(low: number, high: number, count: number): number {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const share = rough / power;
  // the nearest of them, by ratio
  return power * (share > Math.sqrt(50) ? 10 : share > Math.sqrt(10) ? 5 : share > Math.SQRT2 ? 2 : 1);
}

/** Digits behind the point that a step has. */
function digitsOf(step: number): number {
  return Math.min(20, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
}
