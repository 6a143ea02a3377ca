import type { Failed } from '../../backend';
import { m } from '../../i18n/index.svelte';
import { failureText } from '../../i18n/sentences';

const reasons: Record<string, () => string> = {
  'name empty': m.service_problem_empty,
  'person empty': m.access_problem_person,
  'person exists': m.access_problem_exists,
};

const anywhere: Record<string, () => string> = {
  no_day: m.service_problem_day,
  too_long: m.service_problem_long,
};

/** Why a value could not be taken. */
export function problemText(failed: Failed): string {
  if (failed.code !== 'invalid') return failureText(failed);
  const reason = failed.text('reason');
  const say = reasons[`${failed.text('field')} ${reason}`] ?? anywhere[reason];
  return say ? say() : failureText(failed);
}
