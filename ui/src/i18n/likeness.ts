/** Why two contacts are likely one, as words. */
import type { Reason } from '../backend';
import { m, names } from './index.svelte';

const reasons: Record<Reason, () => string> = {
  mail: m.duplicates_reason_mail,
  phone: m.duplicates_reason_phone,
  name: m.duplicates_reason_name,
  reading: m.duplicates_reason_reading,
  company: m.duplicates_reason_company,
};

/** メール、電話番号、名前が同じ */
export function reasonsText(of: readonly Reason[]): string {
  return m.duplicates_same({ what: names(of.map((reason) => reasons[reason]())) });
}

/** 電話番号とよみがなが同じです。 */
export function reasonsSaid(of: readonly Reason[]): string {
  const words = of.map((reason) => reasons[reason]());
  const [one, other] = words;
  const pair = words.length === 2 && one !== undefined && other !== undefined;
  return m.reading_shared({ what: pair ? m.reading_shared_pair({ one, other }) : names(words) });
}

/** The same as a question. */
export function reasonsWhy(of: readonly Reason[]): string {
  return m.duplicates_why({ what: names(of.map((reason) => reasons[reason]())) });
}
