import type { Failed, InviteRow } from '../../backend';
import { m } from '../../i18n/index.svelte';
import { failureText } from '../../i18n/sentences';
import { shown } from '../../i18n/text';

const reasons: Record<string, () => string> = {
  'name empty': m.service_problem_empty,
  'person empty': m.access_problem_person,
  'person exists': m.access_problem_exists,
  'url empty': m.service_invite_problem_url_empty,
  'url no_url': m.service_invite_problem_url,
  'reissue empty': m.service_invite_problem_url_empty,
  'reissue no_url': m.service_invite_problem_url,
  'mark expired': m.service_invite_problem_expired,
  'mark revoked': m.service_invite_problem_revoked,
  'accepted expired': m.service_invite_problem_expired,
};

const anywhere: Record<string, () => string> = {
  no_day: m.service_problem_day,
  too_long: m.service_problem_long,
  in_future: m.service_invite_problem_future,
};

/** Why a value could not be taken. */
export function problemText(failed: Failed): string {
  if (failed.code !== 'invalid') return failureText(failed);
  const reason = failed.text('reason');
  const say = reasons[`${failed.text('field')} ${reason}`] ?? anywhere[reason];
  return say ? say() : failureText(failed);
}

/** For whom an invitation is. */
export function invitee({ recipient }: Pick<InviteRow, 'recipient'>): string {
  return shown(recipient) || m.service_invite_nobody();
}
