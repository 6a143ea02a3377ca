/** The words of a run's rail and its records. */
import type { Deed, Device, StepState, StepStatus } from '../../backend';
import { locale, m } from '../../i18n/index.svelte';

const states: Record<StepState, () => string> = {
  open: m.run_state_open,
  doing: m.run_state_doing,
  waiting: m.run_state_waiting,
  blocked: m.run_state_blocked,
  done: m.run_state_done,
  skipped: m.run_state_skipped,
  not_needed: m.run_state_not_needed,
};

/** How a step stands, in a word and perhaps a number. */
export function stateText(step: StepStatus): string {
  if (step.broken) return m.run_state_broken();
  if (step.state === 'waiting' && step.left > 0) return m.run_state_waiting_left({ count: step.left });
  return states[step.state]();
}

const kinds: Record<string, () => string> = {
  confirm: m.run_kind_confirm,
  choose: m.run_kind_choose,
  fill: m.run_kind_fill,
  settle: m.run_kind_settle,
  people: m.run_kind_people,
  backup: m.run_kind_backup,
  handover: m.run_kind_handover,
  invite: m.run_kind_invite,
  carry: m.run_kind_carry,
  bridge: m.run_kind_bridge,
  notice: m.run_kind_notice,
  timer: m.run_kind_timer,
  prove: m.run_kind_prove,
};

export function kindText(kind: string): string {
  return (kinds[kind] ?? (() => kind))();
}

const deeds: Record<Deed, () => string> = {
  begun: m.run_deed_begun,
  crossed: m.run_deed_crossed,
  waiting: m.run_deed_waiting,
  done: m.run_deed_done,
  skipped: m.run_deed_skipped,
  reopened: m.run_deed_reopened,
  already_done: m.run_deed_already_done,
  removed_now: m.run_deed_removed_now,
  attached: m.run_deed_attached,
};

export function deedText(deed: Deed): string {
  return deeds[deed]();
}

const devices: Record<Device, () => string> = {
  pc: m.run_device_pc,
  phone: m.run_device_phone,
  tablet: m.run_device_tablet,
};

export function deviceText(device: Device): string {
  return devices[device]();
}

/** How far a day is: あと7日 · today · 2 days over. */
export function daysText(left: number): string {
  if (left === 0) return m.run_days_today();
  return left > 0 ? m.run_days_left({ count: left }) : m.run_days_over({ count: -left });
}

/** Which colour a deadline has. */
export function daysTone(left: number): 'over' | 'soon' | 'far' {
  if (left <= 0) return 'over';
  return left <= 7 ? 'soon' : 'far';
}

/** Steps named one after the other: 「A」「B」 · “A”, “B” */
export function titlesText(titles: readonly string[]): string {
  return locale.current === 'ja'
    ? titles.map((title) => `「${title}」`).join('')
    : titles.map((title) => `“${title}”`).join(', ');
}

/** Wide and narrow letters and spaces are the same, as an input method gives either; the core compares once more. */
export function isSameName(typed: string, name: string): boolean {
  const folded = (text: string): string => text.normalize('NFKC').trim().split(/\s+/).join(' ');
  return folded(name) !== '' && folded(typed) === folded(name);
}
