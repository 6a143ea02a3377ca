/** Words of templates, days and gates, in the window's language. */
import type { Lack, Missing, Text } from '../backend';
import { locale, m, names, number } from './index.svelte';

/** A template's text in the window's language; in the other one where it has no words in this. */
export function textOf(text: Text | null | undefined): string {
  if (!text) return '';
  const [here, there] = locale.current === 'ja' ? [text.ja, text.en] : [text.en, text.ja];
  return here || there || '';
}

/** A calendar's day, `2026-11-27`, with its weekday: 11月27日（金） · Fri 27 Nov; with the year where it isn't this one. */
export function formatDay(day: string, weekday = true): string {
  const [year, month, date] = day.split('-').map(Number);
  if (year === undefined || month === undefined || date === undefined) return day;
  const at = new Date(Date.UTC(year, month - 1, date));
  if (Number.isNaN(at.getTime())) return day;
  const format = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(locale.current === 'ja' ? 'ja' : 'en-GB', { timeZone: 'UTC', ...options }).format(
      at,
    );
  const shownYear = year === new Date().getFullYear() ? undefined : 'numeric';
  if (locale.current === 'ja') {
    const plain = format({ year: shownYear, month: 'long', day: 'numeric' });
    return weekday ? `${plain}（${format({ weekday: 'short' })}）` : plain;
  }
  return format({
    weekday: weekday ? 'short' : undefined,
    year: shownYear,
    month: 'short',
    day: 'numeric',
  }).replace(',', '');
}

interface Lacking {
  /** Names in quotes; where there is none, nothing. */
  what: string;
  count: number;
  /** The first name as it came. */
  plain: string;
}

const sentences: Record<Lack, (lacking: Lacking) => string> = {
  tick: m.lack_tick,
  choice: () => m.lack_choice(),
  field: m.lack_field,
  amount: m.lack_amount,
  unpaid: ({ what, count }) => m.lack_unpaid({ what, amount: number(count) }),
  paid_on: m.lack_paid_on,
  list: () => m.lack_list(),
  people: m.lack_people,
  exempt: () => m.lack_exempt(),
  exempt_many: () => m.lack_exempt_many(),
  expected: m.lack_expected,
  copies: m.lack_copies,
  same_medium: m.lack_same_medium,
  unopened: m.lack_unopened,
  locked: m.lack_locked,
  damaged: m.lack_damaged,
  changed: m.lack_changed,
  empty: m.lack_empty,
  unjudged: m.lack_unjudged,
  uncounted: m.lack_uncounted,
  short: m.lack_short,
  over: m.lack_over,
  to: m.lack_to,
  grant: m.lack_grant,
  check: m.lack_check,
  remove: m.lack_remove,
  admins: m.lack_admins,
  last_admin: m.lack_last_admin,
  url: () => m.lack_url(),
  accept: ({ plain, what }) => (plain === '' ? m.lack_accept() : m.lack_accept_by({ what })),
  expired: () => m.lack_expired(),
  lost: m.lack_lost,
  bridge: m.lack_bridge,
  tell: m.lack_tell,
  date: () => m.lack_date(),
  not_yet: ({ plain, count }) => m.lack_not_yet({ day: formatDay(plain), count }),
  proof: m.lack_proof,
  evidence: () => m.lack_evidence(),
  name: ({ plain }) => m.lack_name({ what: plain }),
  step: m.lack_step,
};

/** These count what belongs to their own row: never added up over rows. */
const apart: readonly Lack[] = ['admins', 'not_yet'];

/** Something that keeps a gate shut, in one sentence. */
export function missingText(missing: Missing): string {
  return sentence(missing.code, [missing]);
}

const NAMED = 3;

/** All that keeps a gate shut: the first kind of it in one sentence, and how much more there is. */
export function lacksText(missing: readonly Missing[]): string {
  const [first] = missing;
  if (!first) return '';
  const same = apart.includes(first.code) ? [first] : missing.filter(({ code }) => code === first.code);
  const said = sentence(first.code, same);
  const more = missing.length - same.length;
  if (more === 0) return said;
  return `${said}${locale.current === 'ja' ? '' : ' '}${m.lack_more({ count: more })}`;
}

function sentence(code: Lack, same: readonly Missing[]): string {
  const whats = same.map(({ what }) => textOf(what)).filter((what) => what !== '');
  const count = same.reduce((sum, each) => sum + each.count, 0);
  return sentences[code]({ what: quoted(whats), count, plain: whats[0] ?? '' });
}

/** 「A」「B」ほか2件 · “A”, “B” and 2 more */
function quoted(whats: readonly string[]): string {
  const ja = locale.current === 'ja';
  const shown = whats.slice(0, NAMED).map((what) => (ja ? `「${what}」` : `“${what}”`));
  const all = ja ? shown.join('') : names(shown);
  const rest = whats.length - shown.length;
  return rest > 0 ? m.lack_names_more({ names: all, count: rest }) : all;
}
