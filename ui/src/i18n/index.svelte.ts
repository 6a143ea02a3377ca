/** Words, numbers and dates in the chosen language. `m.key()` reads {@link locale}, so views follow a switch at once. */
import type { Language } from '../backend';
import * as generated from './generated/messages';
import { overwriteGetLocale } from './generated/runtime';

class Locale {
  current = $state<Language>('ja');
}

export const locale = new Locale();
overwriteGetLocale(() => locale.current);

export const m = generated.m;

/** 1,284 */
export function number(value: number): string {
  return new Intl.NumberFormat(locale.current).format(value);
}

/** 2024年4月18日 · 18 Apr 2024; without the year in the current one when `short`. */
export function day(moment: number, form: 'full' | 'short' = 'full'): string {
  const date = new Date(moment);
  const year = form === 'full' || date.getFullYear() !== new Date().getFullYear() ? 'numeric' : undefined;
  if (locale.current === 'ja')
    return new Intl.DateTimeFormat('ja', { year, month: 'long', day: 'numeric' }).format(date);
  return new Intl.DateTimeFormat('en-GB', { year, month: 'short', day: 'numeric' }).format(date);
}

/** 14:05 */
export function clock(moment: number): string {
  return new Intl.DateTimeFormat(locale.current === 'ja' ? 'ja' : 'en-GB', {
    hour: 'numeric',
    minute: '2-digit',
  }).format(new Date(moment));
}

/** A date that may lack parts: 8月14日 · 1990年4月 · 14 Aug; its own text where it has no parts. */
export function partialDate(date: {
  year: number | null;
  month: number | null;
  day: number | null;
  text: string;
}): string {
  const { year, month, day } = date;
  if (month === null) return year === null ? date.text : locale.current === 'ja' ? `${year}年` : String(year);
  if (locale.current === 'ja')
    return `${year === null ? '' : `${year}年`}${month}月${day === null ? '' : `${day}日`}`;
  const name = new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' }).format(
    new Date(Date.UTC(2000, month - 1, 1)),
  );
  return [day, name, year].filter((part) => part !== null).join(' ');
}

/** 412 KB · 1.2 MB, in the thousands that file managers show. */
export function bytes(count: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  const step = count < 1000 ? 0 : Math.min(Math.floor(Math.log10(count) / 3), units.length - 1);
  const value = count / 1000 ** step;
  const digits = new Intl.NumberFormat(locale.current, {
    maximumFractionDigits: step > 1 && value < 100 ? 1 : 0,
  });
  return `${digits.format(value)} ${units[step]}`;
}

/** 髙橋 美咲、佐野 学 · Misaki Takahashi, Manabu Sano */
export function names(all: readonly string[]): string {
  return all.map((name) => name || m.common_unnamed()).join(locale.current === 'ja' ? '、' : ', ');
}
