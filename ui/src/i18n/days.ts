import { partialDate } from './index.svelte';

/** A calendar's day, `2026-11-28`, with its year: 2026年11月28日 · 28 Nov 2026. */
export function calendarDay(text: string): string {
  const [year, month, day] = text.split('-').map(Number);
  return partialDate({ year: year ?? null, month: month ?? null, day: day ?? null, text });
}
