import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type {
  Changed,
  Edit,
  Entity,
  InviteFilter,
  InviteMark,
  InvitePage,
  InviteRow,
  InviteState,
  InviteView,
  Made,
} from '../../backend';
import { Failed } from '../../backend/failure';
import { Choice } from './choice.svelte';
import { codesOf } from './handing.svelte';
import { changed, rowOf, viewOf } from './fixtures';
import { Register } from './register.svelte';
import type { RegisterDoor } from './register.svelte';
import { endedOn, isOpen } from './words';

class Book implements RegisterDoor {
  rows: InviteRow[] = [];
  acts: unknown[] = [];
  told = 0;
  said: InviteMark[] = [];
  failed: string[] = [];
  refuse: Failed | null = null;

  constructor(...states: InviteState[]) {
    this.rows = states.map((state, at) => rowOf(at + 1, { state }));
  }

  #found({ state = null, kind = null, batch = null, query = '' }: InviteFilter): InviteRow[] {
    return this.rows.filter(
      (row) =>
        (state === null || row.state === state) &&
        (kind === null || row.kind === kind) &&
        (batch === null || row.batch === batch) &&
        row.recipient.includes(query),
    );
  }
  invites = (filter: InviteFilter, offset: number, limit: number): Promise<InvitePage> => {
    const found = this.#found(filter);
    const others = this.#found({ ...filter, state: null });
    const count = (state: InviteState): number => others.filter((row) => row.state === state).length;
    return Promise.resolve({
      total: found.length,
      offset,
      rows: found.slice(offset, offset + limit),
      counts: {
        all: others.length,
        drafted: count('drafted'),
        sent: count('sent'),
        accepted: count('accepted'),
        expired: count('expired'),
        revoked: count('revoked'),
      },
      batches: [],
    });
  };
  inviteIds = (filter: InviteFilter) => Promise.resolve(this.#found(filter).map(({ id }) => id));
  invite = (id: number): Promise<InviteView> => {
    const row = this.rows.find((each) => each.id === id);
    return row ? Promise.resolve(viewOf(row)) : Promise.reject(new Failed('missing', { what: 'record' }));
  };
  editInvite = (id: number, edits: Edit[]) => this.#act(['edit', id, edits], () => undefined);
  markInvites = (ids: number[], mark: InviteMark) =>
    this.#act(['mark', ids, mark], () => {
      this.rows = this.rows.map((row) => (ids.includes(row.id) ? { ...row, state: mark } : row));
    });
  reissueInvite = async (id: number, url: string): Promise<Made> => {
    const done = await this.#act(['reissue', id, url], () => void this.rows.push(rowOf(99)));
    return { id: 99, changed: done };
  };
  trash = (entities: Entity[]) =>
    this.#act(['trash', entities], () => {
      this.rows = this.rows.filter((row) => !entities.some(({ id }) => id === row.id));
    });
  tell = () => void (this.told += 1);
  marked = (mark: InviteMark) => void this.said.push(mark);
  fail = ({ code }: Failed) => void this.failed.push(code);

  #act(what: unknown[], act: () => void): Promise<Changed> {
    if (this.refuse) return Promise.reject(this.refuse);
    this.acts.push(what);
    act();
    return Promise.resolve(changed);
  }
}

const opened = async (book: Book): Promise<Register> => {
  const work = new Register(book);
  await work.load();
  return work;
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the first invite opens, and the counts are those of all', async () => {
  const work = await opened(new Book('drafted', 'sent', 'accepted'));
  expect(work.view?.row.id).toBe(1);
  expect(work.counts).toMatchObject({ all: 3, drafted: 1, sent: 1, accepted: 1 });
  expect(work.empty).toBe(false);
  expect((await opened(new Book())).empty, 'nothing was made yet').toBe(true);
});

test('a state shows its own, and the open one stays where it is among them', async () => {
  const work = await opened(new Book('drafted', 'sent', 'sent'));
  await work.show({ state: 'sent' });
  expect(work.rows.total).toBe(2);
  expect(work.view?.row.id, 'the first of them').toBe(2);
  await work.openAt(1);
  await work.show({ state: null });
  expect(work.view?.row.id).toBe(3);
  expect(work.choice.index).toBe(2);
});

test('words are looked for once typing rests', async () => {
  const work = await opened(new Book('drafted', 'drafted'));
  work.search('相');
  work.search('Partner2');
  await vi.advanceTimersByTimeAsync(100);
  expect(work.rows.total, 'not yet').toBe(2);
  await vi.advanceTimersByTimeAsync(100);
  expect(work.rows.total).toBe(1);
  expect(work.view?.row.id).toBe(2);
  expect(work.narrowed).toBe(true);
  work.search('だれも');
  await vi.advanceTimersByTimeAsync(200);
  expect(work.view, 'nothing is open where nothing was found').toBeNull();
  expect(work.empty, 'but the register is not empty').toBe(false);
});

test('a draft that is marked as sent leaves its list and stays open; the next key goes on from there', async () => {
  const book = new Book('drafted', 'drafted', 'drafted');
  const work = await opened(book);
  await work.show({ state: 'drafted' });
  await work.openAt(1);
  await work.mark('sent');
  expect(book.said).toEqual(['sent']);
  expect(work.rows.total).toBe(2);
  expect(work.view?.row).toMatchObject({ id: 2, state: 'sent' });
  await work.openAt(work.choice.index ?? -1);
  expect(work.view?.row.id).toBe(3);
});

test('several are chosen from where the choice began, marked together and put into the trash', async () => {
  const book = new Book('drafted', 'drafted', 'drafted', 'drafted');
  const work = await opened(book);
  await work.openAt(1);
  await work.openAt(3, 'extend');
  expect(work.choice.ids).toEqual([2, 3, 4]);
  await work.openAt(2, 'extend');
  expect(work.choice.ids, 'drawn back').toEqual([2, 3]);
  await work.toggle(1, 0);
  await work.mark('revoked');
  expect(book.acts).toContainEqual(['mark', [2, 3, 1], 'revoked']);
  await work.remove();
  expect(book.rows.map(({ id }) => id)).toEqual([4]);
  expect(work.view?.row.id, 'the row in their place').toBe(4);
  expect(work.choice.ids).toEqual([4]);
  await work.remove();
  expect(work.view).toBeNull();
});

test('one that somebody else took away gives way to the row in its place', async () => {
  const book = new Book('sent', 'sent', 'sent');
  const work = await opened(book);
  await work.openAt(1);
  book.rows = book.rows.filter(({ id }) => id !== 2);
  await work.load();
  expect(work.view?.row.id).toBe(3);
});

test('what is refused is told, and nothing else happens', async () => {
  const book = new Book('expired');
  const work = await opened(book);
  book.refuse = new Failed('invalid', { field: 'mark', reason: 'expired' });
  await work.mark('accepted');
  expect(book.failed).toEqual(['invalid']);
  expect((await work.edit('note', 'x'))?.text('reason')).toBe('expired');
  expect(book.said).toEqual([]);
  expect(work.busy).toBe(false);
});

test('an invite asked for from elsewhere shows, whatever was looked for', async () => {
  const work = await opened(new Book('drafted', 'sent'));
  await work.show({ state: 'drafted' });
  await work.find(2);
  expect(work.state).toBeNull();
  expect(work.view?.row.id).toBe(2);
  expect(work.choice.index).toBe(1);
  expect(work.pane).toBe('detail');
});

test('a reissued one opens in place of the former', async () => {
  const book = new Book('sent');
  const work = await opened(book);
  expect(await work.reissue('https://example.jp/2')).toBeNull();
  expect(book.acts).toEqual([['reissue', 1, 'https://example.jp/2']]);
  expect(work.view?.row.id).toBe(99);
});

test('a choice keeps what is still there', () => {
  const choice = new Choice();
  choice.all([1, 2, 3]);
  expect(choice.active).toBe(1);
  choice.settle([3, 1]);
  expect(choice.ids).toEqual([1, 3]);
  expect(choice.index).toBe(1);
  choice.single();
  expect(choice.ids).toEqual([1]);
});

test('people without Enishi come first: the card is the code shown, the invite only where it goes with it', () => {
  expect(codesOf(viewOf(rowOf(1)))).toEqual(['card']);
  expect(codesOf(viewOf(rowOf(1, { enishi: true })))).toEqual(['card', 'enishi']);
  expect(codesOf(viewOf(rowOf(1, { kind: 'service' }), { url: 'https://example.jp' }))).toEqual(['url']);
  expect(codesOf(viewOf(rowOf(1, { kind: 'service' })))).toEqual([]);
});

test('an invite is open until it is accepted, revoked or over', () => {
  expect(isOpen({ state: 'drafted' })).toBe(true);
  expect(isOpen({ state: 'expired' })).toBe(false);
  expect(endedOn(rowOf(1, { state: 'accepted', accepted: '2026-11-30' }))).toBe('2026-11-30');
  expect(endedOn(rowOf(1, { state: 'sent', sent: '2026-11-30' }))).toBeNull();
});
