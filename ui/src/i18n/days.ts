import { partialDate } from './index.svelte';

/** A calendar's day, `2026-11-28`, with its year: 2026年11月28日 · 28 Nov 2026. */
export function calendarDay(text: string): string {
  const [year, month, day] = text.split('-').map(Number);
  return partialDate({ year: year ?? null, month: month ?? null, day: day ?? null, text });
}

/** Today by the clock of this computer: `2026-11-28`. */
export function localDay(now = new Date()): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
