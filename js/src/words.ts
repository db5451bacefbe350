/** Numbers and times as a person reads them. */

// made once: toLocaleString makes one each time, which takes as long as thirty numbers, and lists have thousands of them
const COUNTS = new Intl.NumberFormat("en-US");
const NUMBERS = new Intl.NumberFormat("en-US", { maximumFractionDigits: 6 });

export function count(n: number): string {
  return COUNTS.format(n);
}

export function cells(n: number): string {
  return `${count(n)} ${n === 1 ? "cell" : "cells"}`;
}

/** A part of a whole in per cent ("72 %"): never 0 or 100 where it is neither. */
export function share(n: number, of = 1): string {
  const percent = of > 0 ? (100 * n) / of : 0;
  if (n > 0 && percent < 1) return "< 1 %";
  if (n < of && percent > 99) return "> 99 %";
  return `${Math.round(percent)} %`;
}

export function number(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e7 || (size > 0 && size < 1e-4)) return value.toExponential(1);
  const short = Number.isInteger(value) || size >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
  return NUMBERS.format(short);
}

export function clock(iso: string): string {
  const at = new Date(iso);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** "12 Nov 2026". */
export function day(iso: string): string {
  return new Date(iso).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
}

/** A time of today by the clock alone; else with its day. */
export function when(iso: string, now = new Date()): string {
  const at = new Date(iso);
  if (at.toDateString() === now.toDateString()) return clock(iso);
  const year = at.getFullYear() === now.getFullYear() ? {} : ({ year: "numeric" } as const);
  return `${at.toLocaleDateString("en-GB", { day: "numeric", month: "short", ...year })}, ${clock(iso)}`;
}
