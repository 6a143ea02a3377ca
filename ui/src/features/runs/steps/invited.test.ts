import { expect, test } from 'vitest';

import type { InviteMark, InviteRow, InviteView } from '../../../backend';
import { Failed } from '../../../backend/failure';
import { daysLeft, InvitedRecord, standOf } from './parts/invited.svelte';
import type { InvitedDoor } from './parts/invited.svelte';

const today = '2026-11-22';

class Door implements InvitedDoor {
  state: InviteRow['state'] = 'drafted';
  marks: [number, InviteMark][] = [];
  gone = false;
  waiting: (() => void)[] | null = null;

  async invite(id: number): Promise<InviteView> {
    if (this.waiting) await new Promise<void>((go) => this.waiting?.push(go));
    if (this.gone) throw new Failed('missing');
    return { row: { id, state: this.state } as InviteRow } as InviteView;
  }
  mark(id: number, mark: InviteMark): Promise<boolean> {
    this.marks.push([id, mark]);
    this.state = mark;
    return Promise.resolve(true);
  }
}

test('an invitation stands as the step says, and only the register knows whether it was sent', () => {
  const facts = { url: 'https://a.example', expires: today, accepted: null, revoked: null };
  const sent = { state: 'sent' } as InviteRow;
  expect(standOf({ ...facts, url: '' }, today, null)).toBeNull();
  expect(standOf(facts, today, null)).toBe('drafted');
  expect(standOf({ ...facts, revoked: undefined }, today, null), 'said by older books').toBe('drafted');
  expect(standOf(facts, today, sent)).toBe('sent');
  expect(standOf({ ...facts, expires: '2026-11-21' }, today, sent)).toBe('expired');
  expect(standOf({ ...facts, expires: '2026-11-21', accepted: '2026-11-20' }, today, sent)).toBe('accepted');
  expect(standOf({ ...facts, revoked: today }, today, sent)).toBe('revoked');
});

test('days are counted to the last day it can be taken up', () => {
  expect(daysLeft('2026-11-25', today)).toBe(3);
  expect(daysLeft('2026-11-20', today)).toBe(-2);
  expect(daysLeft(null, today)).toBeNull();
});

test('the record is read once there is one, the last one asked for counts, and a mark is seen at once', async () => {
  const door = new Door();
  const register = new InvitedRecord(door);
  await register.load(null);
  expect(register.row).toBeNull();
  door.waiting = [];
  const first = register.load(3);
  const second = register.load(4);
  door.waiting[1]?.();
  await second;
  door.waiting[0]?.();
  await first;
  expect(register.row?.id).toBe(4);
  door.waiting = null;
  await register.mark('sent');
  expect([door.marks, register.row?.state]).toEqual([[[4, 'sent']], 'sent']);
  door.gone = true;
  await register.load(4);
  expect(register.row, 'deleted for good').toBeNull();
});
