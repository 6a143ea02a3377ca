/** What of a contact follows the partner's own card, and the edits that lead away from it and back. */
import type { Contact, Edit } from '../../../backend';

export type FollowedName = 'display_name' | 'company';

/** Theirs is shown: nothing of the user's own stands before it. */
export function isTheirs({ follows }: Contact, field: FollowedName | 'photo'): boolean {
  if (!follows) return false;
  switch (field) {
    case 'display_name':
      return !follows.own_display_name;
    case 'company':
      return !follows.own_company;
    case 'photo':
      return follows.photo !== null && !follows.own_photo;
  }
}

/** An own spelling stands before theirs. */
export function isOwn({ follows }: Contact, field: FollowedName | 'photo'): boolean {
  if (!follows) return false;
  switch (field) {
    case 'display_name':
      return follows.own_display_name;
    case 'company':
      return follows.own_company;
    case 'photo':
      return follows.own_photo && follows.photo !== null;
  }
}

/** The own spelling goes; a company's has the department with it. */
export function backToTheirs(field: FollowedName): Edit[] {
  const empty = (each: string): Edit => ({ field: each, value: '' });
  return field === 'company' ? [empty('department'), empty('company')] : [empty(field)];
}

/** What was typed; an own spelling that was emptied leads back to theirs. */
export function ownEdits(contact: Contact, changed: Edit[]): Edit[] {
  const emptied = changed.some(({ field, value }) => field === 'company' && value === '');
  if (!emptied || !isOwn(contact, 'company')) return changed;
  const rest = changed.filter(({ field }) => !['company', 'department'].includes(field));
  return [...rest, ...backToTheirs('company')];
}
