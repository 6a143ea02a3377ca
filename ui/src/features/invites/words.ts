/** Words around invites. */
import type {
  Expiry,
  Failed,
  InviteCodeKind,
  InviteKind,
  InviteMark,
  InviteRow,
  InviteState,
  Refused,
} from '../../backend';
import { calendarDay } from '../../i18n/days';
import { clock, day, locale, m } from '../../i18n/index.svelte';
import { failureText } from '../../i18n/sentences';
import { shown } from '../../i18n/text';
import { formatDay } from '../../i18n/words';

export const STATES: readonly InviteState[] = ['drafted', 'sent', 'accepted', 'expired', 'revoked'];

const kinds: Record<InviteKind, () => string> = { card: m.invite_kind_card, service: m.invite_kind_service };

export function kindText(kind: InviteKind): string {
  return kinds[kind]();
}

const expiries: Record<Expiry, () => string> = {
  today: m.invite_expiry_today,
  '24h': m.invite_expiry_24h,
  '7d': m.invite_expiry_7d,
  '30d': m.invite_expiry_30d,
  never: m.invite_expiry_never,
};

export function expiryText(expiry: Expiry): string {
  return expiries[expiry]();
}

const codes: Record<InviteCodeKind, () => string> = {
  card: m.invite_code_card,
  enishi: m.invite_code_enishi,
  url: m.invite_code_url,
};

export function codeText(kind: InviteCodeKind): string {
  return codes[kind]();
}

const codeHints: Record<InviteCodeKind, () => string> = {
  card: m.invite_code_card_hint,
  enishi: m.invite_code_enishi_hint,
  url: m.invite_code_url_hint,
};

/** Who can do what with the code. */
export function codeHint(kind: InviteCodeKind): string {
  return codeHints[kind]();
}

const refusals: Record<Refused, () => string> = {
  empty: m.invite_refused_empty,
  too_long: m.invite_refused_too_long,
  not_read_back: m.invite_refused_not_read_back,
};

export function refusalText(refused: Refused): string {
  return refusals[refused]();
}

/** 高橋 美咲 · 宛先なし */
export function recipientText(row: Pick<InviteRow, 'recipient'>): string {
  return shown(row.recipient) || m.invite_nobody();
}

/** What is handed over: マイカード・Enishi · LINE公式アカウント・管理者 */
export function whatText(row: InviteRow): string {
  const parts =
    row.kind === 'card'
      ? [m.invite_kind_card(), row.enishi ? m.invite_with_enishi() : '']
      : [shown(row.service_name) || m.invite_kind_service(), shown(row.role)];
  return parts.filter(Boolean).join(locale.current === 'ja' ? '・' : ' · ');
}

/** Whether something may still come of it. */
export function isOpen({ state }: Pick<InviteRow, 'state'>): boolean {
  return state === 'drafted' || state === 'sent';
}

/** The day on which it came to its end, of one that isn't open any more. */
export function endedOn(row: InviteRow): string | null {
  switch (row.state) {
    case 'accepted':
      return row.accepted;
    case 'revoked':
      return row.revoked;
    case 'expired':
      return row.expires;
    default:
      return null;
  }
}

/** Until when it can be taken, to the minute where that is known: 12月5日 14:05 */
export function untilText(row: InviteRow, at: number | null): string {
  if (at !== null) return `${day(at)} ${clock(at)}`;
  return row.expires === null ? m.invite_expiry_never() : calendarDay(row.expires);
}

/** 11月28日の招待 */
export function batchName(today: string): string {
  return m.invite_batch_name_of({ day: formatDay(today, false) });
}

const marked: Record<InviteMark, (what: { name: string }) => string> = {
  drafted: m.invite_marked_drafted,
  sent: m.invite_marked_sent,
  accepted: m.invite_marked_accepted,
  revoked: m.invite_marked_revoked,
};
const markedMany: Record<InviteMark, (what: { count: number }) => string> = {
  drafted: m.invite_marked_drafted_many,
  sent: m.invite_marked_sent_many,
  accepted: m.invite_marked_accepted_many,
  revoked: m.invite_marked_revoked_many,
};

/** What was just said about one or several of them. */
export function markedText(mark: InviteMark, { name, count }: { name: string; count: number }): string {
  return count > 1 ? markedMany[mark]({ count }) : marked[mark]({ name: shown(name) || m.invite_nobody() });
}

/** The fields of a message, as they stand between braces. */
export const FIELDS: readonly { code: string; says: () => string }[] = [
  { code: 'name', says: m.invite_field_name },
  { code: 'company', says: m.invite_field_company },
  { code: 'own', says: m.invite_field_own },
  { code: 'own_company', says: m.invite_field_own_company },
  { code: 'expires', says: m.invite_field_expires },
  { code: 'line', says: m.invite_field_line },
  { code: 'link', says: m.invite_field_link },
];

const problems: Record<string, () => string> = {
  'own too_long': m.invite_problem_own,
  'contacts too_many': m.invite_problem_many,
  'cards too_many': m.invite_problem_cards,
  'texts too_long': m.invite_problem_texts,
  'texts unknown_field': m.invite_problem_fields,
  'mark expired': m.invite_problem_expired,
  'mark revoked': m.invite_problem_revoked,
  'enishi sent': m.invite_problem_sent,
  'expiry sent': m.invite_problem_sent,
  'url no_url': m.service_invite_problem_url,
};

/** Why something could not be done with invites. */
export function problemText(failed: Failed): string {
  if (failed.code === 'missing' && failed.text('what') === 'own') return m.invite_no_own();
  const say = problems[`${failed.text('field')} ${failed.text('reason')}`];
  return say ? say() : failureText(failed);
}
