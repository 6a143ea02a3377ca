import { expect, test } from 'vitest';

import type { Changed, Edit, Entity, Held, InviteMark, InviteRow, InviteView, Made } from '../../backend';
import { Failed } from '../../backend/failure';
import { locale } from '../../i18n/index.svelte';
import { administers } from '../../i18n/people';
import { addressParts, isPast, lacksRight, linesOf, mayStillWork } from './invitations';
import { menuOf } from './invitationMenu';
import { Invitations } from './invitations.svelte';
import type { InvitationDoor } from './invitations.svelte';
import { problemText } from './words';

const today = '2026-11-22';
const changed = {} as Changed;

const row = (id: number, over: Partial<InviteRow> = {}): InviteRow => ({
  id,
  kind: 'service',
  state: 'drafted',
  contact: null,
  recipient: '髙木 由紀',
  company: '',
  seal: '髙木',
  photo: null,
  person: true,
  service: 1,
  service_name: '西村製本',
  role: '管理者',
  issued: today,
  expires: today,
  days_left: 0,
  sent: null,
  accepted: null,
  revoked: null,
  batch: null,
  batch_name: '',
  enishi: false,
  run: null,
  former: null,
  ...over,
});

class Register implements InvitationDoor {
  rows = [row(7), row(6, { state: 'expired', expires: '2026-11-17' })];
  acts: unknown[] = [];
  told = 0;
  reloads = 0;
  said: Failed[] = [];
  refuse: Failed | null = null;
  slow: (() => void)[] | null = null;

  invite = async (id: number): Promise<InviteView> => {
    if (this.slow) await new Promise<void>((done) => this.slow?.push(done));
    const found = this.rows.find((one) => one.id === id);
    if (!found) throw new Failed('missing');
    return { row: found, url: `https://manager.example/${id}` } as InviteView;
  };
  add = (service: number, contact: number | null, edits: Edit[]): Promise<Made> => {
    this.rows = [row(8), ...this.rows];
    return this.#act({ id: 8, changed }, 'add', service, contact, edits);
  };
  edit = (id: number, edits: Edit[]) => this.#act(changed, 'edit', id, edits);
  mark = (ids: number[], mark: InviteMark) => this.#act(changed, 'mark', ids, mark);
  reissue = (id: number, url: string): Promise<Made> => {
    this.rows = [row(9), ...this.rows];
    return this.#act({ id: 9, changed }, 'reissue', id, url);
  };
  trash = (entities: Entity[]) => this.#act(changed, 'trash', entities);
  tell = () => void (this.told += 1);
  fail = (failed: Failed) => void this.said.push(failed);
  reload = async (): Promise<void> => void (this.reloads += 1);

  #act<Answer>(answer: Answer, ...what: unknown[]): Promise<Answer> {
    if (this.refuse) return Promise.reject(this.refuse);
    this.acts.push(what);
    return Promise.resolve(answer);
  }
}

test('an invitation stands with all that it replaced, the newest of them first', () => {
  const rows = [row(4, { former: 2 }), row(3), row(2, { former: 1 }), row(1)];
  expect(linesOf(rows).map((line) => [line.row.id, line.former.map(({ id }) => id)])).toEqual([
    [4, [2, 1]],
    [3, []],
  ]);
  const gone = linesOf(rows.slice(1)).map(({ row: { id } }) => id);
  expect(gone, 'what replaced it lies in the trash').toEqual([3, 2]);
});

test('nothing is left to be done about what was accepted, or revoked and runs out', () => {
  const held = (contact: number | null, person: string): Held => ({
    id: 1,
    service: 1,
    contact,
    person,
    access: {},
  });
  const accepted = row(1, { state: 'accepted', accepted: '2026-11-20', contact: 5 });
  expect(lacksRight(accepted, [], today)).toBe(true);
  expect(isPast(accepted, [], today)).toBe(false);
  expect(isPast(accepted, [held(5, '髙木 由紀')], today)).toBe(true);
  expect(lacksRight({ ...accepted, contact: null }, [held(null, '髙木 由紀')], today)).toBe(false);
  expect(lacksRight({ ...accepted, contact: null }, [held(null, '佐野 学')], today)).toBe(true);
  expect(lacksRight({ ...accepted, role: '' }, [], today), 'nobody said which right').toBe(false);
  expect(lacksRight({ ...accepted, accepted: '2026-09-01' }, [], today), 'long ago').toBe(false);
  const revoked = row(2, { state: 'revoked', revoked: '2026-11-21', expires: '2026-11-25' });
  expect([mayStillWork(revoked, today), isPast(revoked, [], today)]).toEqual([true, false]);
  expect(isPast({ ...revoked, expires: '2026-11-21' }, [], today)).toBe(true);
  expect(mayStillWork({ ...revoked, expires: null }, today), 'said on the day').toBe(false);
  expect(mayStillWork({ ...revoked, expires: null, revoked: today }, today)).toBe(true);
  expect([row(3), row(4, { state: 'expired' })].some((one) => isPast(one, [], today))).toBe(false);
});

test('a role that administers is known by its name', () => {
  expect(['管理者', '最高管理者', 'Administrator', 'Top admin'].every(administers)).toBe(true);
  expect(['運用担当者', '管理者以外', '', 'badminton'].some(administers)).toBe(false);
});

test('the host of an address stands out, whatever comes before or after it', () => {
  expect(addressParts('https://manager.line.biz/invite/abc?x=1')).toEqual([
    'https://',
    'manager.line.biz',
    '/invite/abc?x=1',
  ]);
  expect(addressParts('https://line.biz@evil.example/x')).toEqual([
    'https://line.biz@',
    'evil.example',
    '/x',
  ]);
  expect(addressParts('なし')).toEqual(['なし', '', '']);
});

test('a new invitation is for a contact, somebody only named, or nobody, and opens', async () => {
  const door = new Register();
  const work = new Invitations(door);
  work.ask(1, '西村製本');
  expect((await work.add([]))?.text('reason'), 'nobody was named yet').toBe('empty');
  await work.name({ contact: 5, name: '髙木 由紀' });
  const edits = [{ field: 'url', value: 'https://manager.example/8' }];
  expect(await work.add(edits)).toBeNull();
  expect(door.acts).toEqual([['add', 1, 5, edits]]);
  expect([work.adding, work.open, work.view?.url]).toEqual([null, 8, 'https://manager.example/8']);
  expect([door.told, door.reloads]).toEqual([1, 1]);

  work.ask(1, '西村製本');
  await work.name({ contact: null, name: '税理士' });
  await work.add(edits);
  expect(door.acts.at(-1)).toEqual(['add', 1, null, [{ field: 'recipient', value: '税理士' }, ...edits]]);
  work.ask(1, '西村製本');
  await work.name({ contact: null, name: '' });
  await work.add(edits);
  expect(door.acts.at(-1)).toEqual(['add', 1, null, edits]);

  door.refuse = new Failed('invalid', { field: 'url', reason: 'no_url' });
  work.ask(1, '西村製本');
  await work.name({ contact: null, name: '' });
  const failed = await work.add(edits);
  locale.current = 'ja';
  expect(failed && problemText(failed)).toContain('https://');
  expect(work.adding, 'the question stays').not.toBeNull();
});

test('another recipient is asked for as at first', async () => {
  const door = new Register();
  const work = new Invitations(door);
  work.askWhom(row(7));
  await work.name({ contact: 5, name: '髙木 由紀' });
  await work.name({ contact: 6, name: '佐野 学' });
  expect(door.acts, 'answered once').toEqual([
    [
      'edit',
      7,
      [
        { field: 'contact', value: '5' },
        { field: 'recipient', value: '' },
      ],
    ],
  ]);
  expect(work.adding).toBeNull();
});

test('a new address opens in the place of the former one', async () => {
  const door = new Register();
  const work = new Invitations(door);
  await work.show(6);
  work.replacing = row(6);
  door.refuse = new Failed('invalid', { field: 'url', reason: 'no_url' });
  expect((await work.reissue('x'))?.text('reason')).toBe('no_url');
  expect(work.replacing).not.toBeNull();
  door.refuse = null;
  expect(await work.reissue('https://manager.example/9')).toBeNull();
  expect([work.replacing, work.open, work.view?.row.id]).toEqual([null, 9, 9]);
});

test('what can’t be marked is said, and nothing changes', async () => {
  const door = new Register();
  const work = new Invitations(door);
  await work.mark(7, 'sent');
  expect(door.acts).toEqual([['mark', [7], 'sent']]);
  door.refuse = new Failed('invalid', { field: 'mark', reason: 'expired' });
  await work.mark(6, 'accepted');
  locale.current = 'ja';
  expect(door.said.map(problemText)).toEqual([expect.stringContaining('期限が切れている')]);
  expect(door.told).toBe(1);
});

test('the last one opened stands open, and one that is gone does not', async () => {
  const door = new Register();
  const work = new Invitations(door);
  door.slow = [];
  const first = work.show(7);
  const second = work.show(6);
  door.slow[1]?.();
  await second;
  door.slow[0]?.();
  await first;
  expect(work.view?.row.id).toBe(6);
  door.slow = null;
  await work.toggle(6);
  expect([work.open, work.view]).toEqual([null, null]);
  await work.show(7);
  door.rows = [row(7, { state: 'sent' })];
  await work.follow(door.rows);
  expect(work.view?.row.state, 'read again').toBe('sent');
  await work.follow([]);
  expect(work.open).toBeNull();
});

test('one that somebody is led to opens once it is there', async () => {
  const door = new Register();
  const work = new Invitations(door);
  work.sought = 6;
  await work.follow([]);
  expect(work.open, 'another service shows yet').toBeNull();
  await work.follow(door.rows);
  expect(work.open).toBe(6);
});

test('each state has what can be done about it', () => {
  const work = new Invitations(new Register());
  const labels = (state: InviteRow['state']): string[] =>
    menuOf(row(1, { state }), work).flatMap((item) => (item === 'rule' ? [] : [item.label]));
  locale.current = 'ja';
  expect(labels('drafted')).toEqual([
    '送付済みにする',
    '承諾済みにする',
    '発行し直す…',
    '取り消す',
    'ゴミ箱へ移動',
  ]);
  expect(labels('sent')[0]).toBe('送付していないことにする');
  expect(labels('expired')).toEqual(['発行し直す…', 'ゴミ箱へ移動']);
  expect(labels('accepted')).toEqual(['承諾していないことにする', 'ゴミ箱へ移動']);
  expect(labels('revoked')).toEqual(['発行し直す…', '取り消しをやめる', 'ゴミ箱へ移動']);
});
