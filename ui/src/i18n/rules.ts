/** The rules about services, rights and runs, in words. */
import type { Broken, Rule } from '../backend';
import { calendarDay } from './days';
import { locale, m, names } from './index.svelte';
import { called } from './people';

/** A name inside of 「」: its own become 『』. */
function quoted(name: string): string {
  return locale.current === 'ja' ? name.replaceAll('「', '『').replaceAll('」', '』') : name;
}

const sentences: Record<Rule, (broken: Broken) => string> = {
  no_admin: ({ name }) => m.rule_no_admin({ name: quoted(name) }),
  one_admin: ({ name }) => m.rule_one_admin({ name: quoted(name) }),
  leaver: ({ name, count }) => m.rule_leaver({ name: called(name), count }),
  out_of_order: (broken) => m.rule_out_of_order({ name: quoted(broken.name), step: quoted(stepOf(broken)) }),
  expired: (broken) =>
    broken.run === null && broken.invite !== null
      ? expiredInvite(broken)
      : m.rule_expired({ name: quoted(broken.name), step: quoted(stepOf(broken)) }),
  inactive: ({ name, days }) =>
    days < 0
      ? m.rule_inactive_over({ name: quoted(name) })
      : m.rule_inactive({ name: quoted(name), count: days }),
  review: ({ name, names: [service, role] }) =>
    role
      ? m.rule_review_role({ service: quoted(service ?? ''), person: called(name), role })
      : m.rule_review({ service: quoted(service ?? ''), person: called(name) }),
  many_admins: ({ name, count }) => m.rule_many_admins({ name: quoted(name), count }),
};

/** An address that stands in no run: of which service, and for whom where somebody is named. */
function expiredInvite({ name, names: [service = ''] }: Broken): string {
  if (name === service) return m.rule_expired_invite_nobody({ service: quoted(service) });
  return m.rule_expired_invite({ service: quoted(service), who: called(name) });
}

const hints: Record<Rule, (broken: Broken) => string> = {
  no_admin: () => m.rule_no_admin_hint(),
  one_admin: () => m.rule_one_admin_hint(),
  leaver: (broken) => m.rule_leaver_hint({ services: names(broken.names) }),
  out_of_order: () => m.rule_out_of_order_hint(),
  expired: ({ day }) =>
    day === null ? m.rule_expired_hint() : m.rule_expired_hint_day({ day: calendarDay(day) }),
  inactive: ({ day, days }) =>
    day === null || days < 0 ? m.rule_inactive_over_hint() : m.rule_inactive_hint({ day: calendarDay(day) }),
  review: ({ day }) =>
    day === null ? m.rule_review_hint() : m.rule_review_hint_day({ day: calendarDay(day) }),
  many_admins: () => m.rule_many_admins_hint(),
};

const shorts: Record<Rule, () => string> = {
  no_admin: m.rule_no_admin_short,
  one_admin: m.rule_one_admin_short,
  leaver: m.rule_leaver_short,
  out_of_order: m.rule_out_of_order_short,
  expired: m.rule_expired_short,
  inactive: m.rule_inactive_short,
  review: m.rule_review_short,
  many_admins: m.rule_many_admins_short,
};

/** What is broken, in one sentence that names whose it is. */
export function ruleText(broken: Broken): string {
  return sentences[broken.rule](broken);
}

/** Why it matters and what to do about it. */
export function ruleHint(broken: Broken): string {
  return hints[broken.rule](broken);
}

/** The same in a few words, where the name stands already. */
export function ruleShort(rule: Rule): string {
  return shorts[rule]();
}

/** Whether it only advises. */
export function isHint(rule: Rule): boolean {
  return rule === 'many_admins';
}

/** A step's title comes in both languages. */
function stepOf({ names: [ja, en] }: Broken): string {
  return (locale.current === 'ja' ? ja || en : en || ja) ?? '';
}
