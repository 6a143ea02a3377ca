/** How invites stand, and how long they are good for. */
import type { InviteState } from '../backend';
import { m } from './index.svelte';

const states: Record<InviteState, () => string> = {
  drafted: m.invite_state_drafted,
  sent: m.invite_state_sent,
  accepted: m.invite_state_accepted,
  expired: m.invite_state_expired,
  revoked: m.invite_state_revoked,
};

export function inviteStateText(state: InviteState): string {
  return states[state]();
}

/** あと3日 · 今日まで · 5日前に切れました; 期限なし without a day. */
export function inviteDaysText(left: number | null): string {
  if (left === null) return m.invite_days_never();
  if (left === 0) return m.invite_days_today();
  return left > 0 ? m.invite_days_left({ count: left }) : m.invite_days_over({ count: -left });
}

/** Which colour that has. */
export function inviteDaysTone(left: number | null): 'over' | 'today' | 'soon' | 'far' {
  if (left === null || left > 7) return 'far';
  if (left < 0) return 'over';
  return left === 0 ? 'today' : 'soon';
}
