/** The three stations of a right that changes hands, and what keeps each shut. */
import type { Missing, Right } from '../../../../backend';

export type Station = 'granted' | 'checked' | 'removed';

export const stations: readonly Station[] = ['granted', 'checked', 'removed'];

export type Stand =
  | { is: 'done'; day: string }
  /** It can be done now. */
  | { is: 'open' }
  /** Nobody takes the right over. */
  | { is: 'not_needed' }
  | { is: 'shut'; why: 'to' | 'grant' | 'check' | 'last_admin' }
  /** So many who administer it would be left. */
  | { is: 'shut'; why: 'admins'; left: number };

/** As the gate calls it. */
function nameOf(right: Right): string {
  return right.role === '' ? right.service_name : `${right.service_name} (${right.role})`;
}

export function standOf(right: Right, station: Station, missing: readonly Missing[]): Stand {
  const day = right[station];
  if (day !== null) return { is: 'done', day };
  const closed = right.closed !== '' && !right.admin;
  switch (station) {
    case 'granted':
      if (closed) return { is: 'not_needed' };
      return right.to === '' ? { is: 'shut', why: 'to' } : { is: 'open' };
    case 'checked':
      if (closed) return { is: 'not_needed' };
      return right.granted === null ? { is: 'shut', why: 'grant' } : { is: 'open' };
    case 'removed':
      return removal(right, closed, missing);
  }
}

function removal(right: Right, closed: boolean, missing: readonly Missing[]): Stand {
  if (closed) return { is: 'open' };
  if (right.admin && right.service === null && right.others === 0 && right.checked === null)
    return { is: 'shut', why: 'last_admin' };
  if (right.granted === null) return { is: 'shut', why: 'grant' };
  if (right.checked === null) return { is: 'shut', why: 'check' };
  const few = missing.find(({ code, what }) => code === 'admins' && what.ja === nameOf(right));
  return right.admin && few ? { is: 'shut', why: 'admins', left: few.count } : { is: 'open' };
}

/** Taken away before it was granted and checked, and that isn't made up for yet. */
export function isBroken(right: Right): boolean {
  return right.remove_now !== '' && (right.granted === null || right.checked === null);
}
