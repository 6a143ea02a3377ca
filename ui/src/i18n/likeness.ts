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

/** The same as a question. */
export function reasonsWhy(of: readonly Reason[]): string {
  return m.duplicates_why({ what: names(of.map((reason) => reasons[reason]())) });
}
