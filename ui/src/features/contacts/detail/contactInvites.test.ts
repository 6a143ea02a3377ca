import { expect, test } from 'vitest';

import type { InvitePage } from '../../../backend';
import { ContactInvites } from './contactInvites.svelte';

const page = (total: number): InvitePage => ({ total, rows: [] }) as unknown as InvitePage;

test('the invites of whoever is open now are shown, however late the others come', async () => {
  const late: ((page: InvitePage) => void)[] = [];
  const invites = new ContactInvites(() => new Promise((done) => late.push(done)));
  const first = invites.load(1);
  const second = invites.load(2);
  late[1]?.(page(2));
  late[0]?.(page(1));
  await Promise.all([first, second]);
  expect(invites.page?.total).toBe(2);
});

test('where they can’t be read there are none', async () => {
  const invites = new ContactInvites(() => Promise.reject(new Error('no')));
  await invites.load(1);
  expect(invites.page).toBeNull();
});
