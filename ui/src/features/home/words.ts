/** What the home screen says about deadlines and broken rules. */
import type { Broken, Deadline, DeadlineKind, Due, Rule, RunRow } from '../../backend';
import { locale, m, names } from '../../i18n/index.svelte';
import { formatDay, missingText, textOf } from '../../i18n/words';

/** 2026年11月20日 金曜日 · Friday, 20 November 2026 */
export function today(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  const form = (how: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(locale.current === 'ja' ? 'ja' : 'en-GB', { ...how, timeZone: 'UTC' }).format(
      date,
    );
  const whole = form({ year: 'numeric', month: 'long', day: 'numeric' });
  const weekday = form({ weekday: 'long' });
  return locale.current === 'ja' ? `${whole} ${weekday}` : `${weekday}, ${whole}`;
}

/** What is lost while a run stands as it does, or what its step lacks. */
export function riskText(run: RunRow): string {
  return textOf(run.risk) || (run.lacks ? missingText(run.lacks) : '');
}

interface Falling {
  name: string;
  what: string;
  /** It is of a step. */
  step: boolean;
  late: boolean;
}

/** An address in a step is called by the step, one that stands by itself by whom, or what, it invites. */
function inviteTitle({ name, what, step, late }: Falling): string {
  if (step) return late ? m.deadline_invite_over({ what }) : m.deadline_invite({ what });
  return late ? m.deadline_invite_to_over({ name }) : m.deadline_invite_to({ name });
}

const titles: Record<DeadlineKind, (deadline: Falling) => string> = {
  step: m.deadline_step,
  timer: ({ what }) => what,
  invite: inviteTitle,
  renewal: m.deadline_renewal,
  review: m.deadline_review,
  inactive: m.deadline_inactive,
};

export function deadlineTitle({ kind, name, what, days, run }: Deadline): string {
  const named = name || m.common_unnamed();
  return titles[kind]({ name: named, what: textOf(what), step: run !== null, late: days < 0 });
}

/** The day, and whose it is where the title doesn't say it. */
export function deadlineMore({ kind, day, name, what, run }: Deadline): string {
  const invite = run === null ? textOf(what) : name;
  const more = { step: name, timer: name, invite, renewal: '', review: textOf(what), inactive: '' }[kind];
  return [formatDay(day), more].filter(Boolean).join(locale.current === 'ja' ? ' ' : ' · ');
}

/** What the trash lets go, as one more deadline; `null` when it keeps everything for now. */
export function trashDeadline(due: Due | null): { days: number; title: string; more: string } | null {
  if (due === null) return null;
  if (due.count > 0) {
    const [only] = due.entries;
    const title =
      due.count === 1 && only
        ? m.deadline_trash_due({ name: names([only.name]) })
        : m.deadline_trash_due_many({ count: due.count });
    return { days: 0, title, more: m.deadline_trash_due_more() };
  }
  if (due.soon === 0) return null;
  return {
    days: due.soon_days,
    title: m.deadline_trash_soon({ count: due.soon }),
    more: m.deadline_trash_due_more(),
  };
}

const acts: Record<Rule, () => string> = {
  no_admin: m.home_open_service,
  one_admin: m.home_open_service,
  leaver: m.home_hand_over,
  out_of_order: m.home_open_step,
  expired: m.home_open_step,
  inactive: m.home_open_service,
  review: m.home_open_service,
  many_admins: m.home_open_service,
};

export function actText({ rule, run, invite }: Broken): string {
  return run === null && invite !== null ? m.home_open_invite() : acts[rule]();
}

/** A sentence around the name in it, to set the name apart: `['「', '西村製本', '」の管理者が1人です']`. */
export function around(sentence: string, name: string): [string, string, string] {
  const at = name === '' ? -1 : sentence.indexOf(name);
  if (at < 0) return [sentence, '', ''];
  return [sentence.slice(0, at), name, sentence.slice(at + name.length)];
}
