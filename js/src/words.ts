/** Numbers and times as a person reads them. */

export function count(n: number): string {
  return n.toLocaleString("en-US");
}

export function cells(n: number): string {
  return `${count(n)} ${n === 1 ? "cell" : "cells"}`;
}

export function number(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e7 || (size > 0 && size < 1e-4)) return value.toExponential(1);
  const short = Number.isInteger(value) || size >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
  return short.toLocaleString("en-US", { maximumFractionDigits: 6 });
}

export function clock(iso: string): string {
  const at = new Date(iso);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** A time of today by the clock alone; else with its day. */
export function when(iso: string, now = new Date()): string {
  const at = new Date(iso);
  if (at.toDateString() === now.toDateString()) return clock(iso);
  const year = at.getFullYear() === now.getFullYear() ? {} : ({ year: "numeric" } as const);
  return `${at.toLocaleDateString("en-GB", { day: "numeric", month: "short", ...year })}, ${clock(iso)}`;
}

/** A part of a whole: "72 %", "<1 %". */
export function share(part: number): string {
  const percent = Math.round(100 * part);
  if (percent === 0 && part > 0) return "<1 %";
  return percent === 100 && part < 1 ? ">99 %" : `${percent} %`;
}
