/** Days as people type them. */
import { dateFrom } from '../../i18n/dates';

/**
 * The day a text means, as `2026-11-28`. One without a year is the next such day (`ahead`: renewals, reviews) or the last one
 * (`behind`: logins, beginnings). The text itself when it means none.
 */
export function dayFrom(typed: string, today: string, towards: 'ahead' | 'behind'): string {
  const date = dateFrom(typed);
  const short = /^--(\d\d-\d\d)$/.exec(date)?.[1];
  if (short === undefined) return date;
  const year = Number(today.slice(0, 4));
  const here = `${year}-${short}`;
  if (towards === 'ahead') return here >= today ? here : `${year + 1}-${short}`;
  return here <= today ? here : `${year - 1}-${short}`;
}
