/** What is said about templates. */
import type { Failed, Step, SubjectKind, TemplateRow } from '../../backend';
import { calendarDay } from '../../i18n/days';
import { m } from '../../i18n/index.svelte';
import { failureText } from '../../i18n/sentences';

export type KindName = keyof Step['kind'];

const kinds: Record<KindName, () => string> = {
  confirm: m.template_kind_confirm,
  choose: m.template_kind_choose,
  fill: m.template_kind_fill,
  settle: m.template_kind_settle,
  people: m.template_kind_people,
  backup: m.template_kind_backup,
  handover: m.template_kind_handover,
  invite: m.template_kind_invite,
  carry: m.template_kind_carry,
  bridge: m.template_kind_bridge,
  notice: m.template_kind_notice,
  timer: m.template_kind_timer,
  prove: m.template_kind_prove,
};

/** What kind of step it is. */
export function kindText(step: Step): string {
  const name = Object.keys(step.kind)[0] as KindName | undefined;
  return name ? kinds[name]() : '';
}

const subjects: Record<SubjectKind, () => string> = {
  service: m.template_subject_service,
  contact: m.template_subject_contact,
  text: m.template_subject_text,
};

export function subjectText(kind: SubjectKind): string {
  return subjects[kind]();
}

/** 約45分 · 約1時間20分 · 約10時間: no finer than an estimate is. */
export function minutesText(minutes: number): string {
  if (minutes < 60) return m.template_minutes({ count: minutes });
  if (minutes >= 180) return m.template_hours({ count: Math.round(minutes / 60) });
  const tens = Math.round(minutes / 10) * 10;
  const [hours, rest] = [Math.floor(tens / 60), tens % 60];
  return rest === 0 ? m.template_hours({ count: hours }) : m.template_hours_minutes({ hours, minutes: rest });
}

/** How much a template asks for, part by part. */
export function metaOf({ steps, minutes, checked_on }: TemplateRow): string[] {
  return [
    m.template_meta_steps({ count: steps }),
    ...(minutes > 0 ? [minutesText(minutes)] : []),
    m.template_meta_checked({ day: calendarDay(checked_on) }),
  ];
}

const refused: Record<string, () => string> = {
  not_plain: m.template_not_plain,
  needed: m.template_needed,
  empty: m.template_empty,
};

/** Why a template was not changed, in one sentence. */
export function editProblem(failed: Failed): string {
  const say = failed.code === 'invalid' ? refused[failed.text('reason')] : undefined;
  return say ? say() : failureText(failed);
}
