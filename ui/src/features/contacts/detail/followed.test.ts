import { expect, test } from 'vitest';

import type { Contact, Follows } from '../../../backend';
import { backToTheirs, isOwn, isTheirs, ownEdits } from './followed';

const contact = (follows: Partial<Follows> | null): Contact =>
  ({
    follows: follows && {
      photo: null,
      own_display_name: false,
      own_company: false,
      own_photo: false,
      ...follows,
    },
  }) as unknown as Contact;
const photo = { bytes: 1, sha256: 'a', width: 1, height: 1 };

test('what follows nobody is the user’s own to edit', () => {
  const own = contact(null);
  expect([isTheirs(own, 'company'), isOwn(own, 'company'), isTheirs(own, 'photo')]).toEqual([
    false,
    false,
    false,
  ]);
});

test('an own spelling stands before theirs, field by field', () => {
  const of = contact({ own_company: true });
  expect([isTheirs(of, 'display_name'), isTheirs(of, 'company'), isOwn(of, 'company')]).toEqual([
    true,
    false,
    true,
  ]);
});

test('a card without a photo leaves it to the user', () => {
  expect(isTheirs(contact({}), 'photo')).toBe(false);
  expect(isTheirs(contact({ photo }), 'photo')).toBe(true);
  expect(isOwn(contact({ photo, own_photo: true }), 'photo')).toBe(true);
  expect(isOwn(contact({ own_photo: true }), 'photo')).toBe(false);
});

test('back to theirs, a company takes its department with it', () => {
  expect(backToTheirs('display_name')).toEqual([{ field: 'display_name', value: '' }]);
  expect(backToTheirs('company').map(({ field }) => field)).toEqual(['department', 'company']);
});

test('an own company that was emptied is theirs again; the rest that was typed is kept', () => {
  const changed = [
    { field: 'company', value: '' },
    { field: 'title', value: '課長' },
  ];
  expect(ownEdits(contact({ own_company: true }), changed)).toEqual([
    { field: 'title', value: '課長' },
    { field: 'department', value: '' },
    { field: 'company', value: '' },
  ]);
  expect(ownEdits(contact(null), changed)).toBe(changed);
});
