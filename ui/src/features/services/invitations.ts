/** What stands where among a service's invitations. */
import type { Held, InviteRow, RecordId } from '../../backend';

/** An invitation with those it replaced, the newest first. */
export interface Line {
  row: InviteRow;
  former: readonly InviteRow[];
}

/** Each one that wasn't replaced, in the order they came in. */
export function linesOf(rows: readonly InviteRow[]): Line[] {
  const later = new Map(rows.flatMap(({ id, former }) => (former === null ? [] : [[former, id]])));
  const former = new Map<RecordId, InviteRow[]>();
  const lines: InviteRow[] = [];
  for (const row of rows) {
    let last = row.id;
    for (let next = later.get(last); next !== undefined; next = later.get(last)) last = next;
    if (last === row.id) lines.push(row);
    else former.set(last, [...(former.get(last) ?? []), row]);
  }
  return lines.map((row) => ({ row, former: former.get(row.id) ?? [] }));
}

/** Is handed out, or may be any moment. */
export function isOpen({ state }: InviteRow): boolean {
  return state === 'drafted' || state === 'sent';
}

/** So many days after it was accepted, the right that comes with it is asked for. */
const ASKED_DAYS = 30;

/** It was accepted lately, and the right that came with it stands nowhere. */
export function lacksRight(row: InviteRow, held: readonly Held[], today: string): boolean {
  const { state, accepted, role, contact, recipient } = row;
  if (state !== 'accepted' || accepted === null || role === '' || recipient === '') return false;
  if (daysBetween(accepted, today) > ASKED_DAYS) return false;
  return !held.some((one) =>
    contact === null ? one.person.trim() === recipient.trim() : one.contact === contact,
  );
}

/** It was revoked, and copies of it may still let somebody in. */
export function mayStillWork({ state, revoked, expires }: InviteRow, today: string): boolean {
  return state === 'revoked' && (expires ?? revoked ?? '') >= today;
}

/** Nothing is left to be done about it. */
export function isPast(row: InviteRow, held: readonly Held[], today: string): boolean {
  if (row.state === 'accepted') return !lacksRight(row, held, today);
  return row.state === 'revoked' && !mayStillWork(row, today);
}

/** An address in three parts, the host in the middle; all of it in the first where it has none. */
export function addressParts(url: string): [string, string, string] {
  const [, before = '', host = '', after = ''] =
    /^([a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?)([^/?#]+)(.*)$/i.exec(url) ?? [];
  return host === '' ? [url, '', ''] : [before, host, after];
}

function daysBetween(one: string, other: string): number {
  return Math.round((Date.parse(`${other}T00:00:00Z`) - Date.parse(`${one}T00:00:00Z`)) / 86_400_000);
}
