/** Numbers and times as a person reads them. */

export function count(n: number): string {
  return n.toLocaleString("en-US");
}

export function cells(n: number): string {
  return `${count(n)} ${n === 1 ? "cell" : "cells"}`;
}

export function number(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return value.toLocaleString("en-US");
  const size = Math.abs(value);
  return size !== 0 && (size < 0.001 || size >= 1e6)
    ? value.toExponential(2)
    : value.toPrecision(3).replace(/\.?0+$/, "");
}

export function clock(iso: string): string {
  const at = new Date(iso);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}
