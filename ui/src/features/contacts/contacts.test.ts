import { beforeEach, expect, test, vi } from 'vitest';

import type { Hits, List } from '../../backend';

/** Every search that was asked, answered by the test. */
const asked: { words: string; answer: (total: number) => Promise<void> }[] = [];
/** Answers of the partners' list that the test lets go. */
const late: (() => void)[] = [];
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

vi.mock('../../backend', async (original) => ({
  ...(await original<typeof import('../../backend')>()),
  backend: {
    search: (words: string) =>
      new Promise<Hits>((resolve) => {
        const answer = async (total: number): Promise<void> => {
          resolve({ total, offset: 0, hits: [], sections: [], in_trash: 0 });
          await settled();
        };
        asked.push({ words, answer });
      }),
    list: (list: List) => Promise.resolve({ total: list.list === 'all' ? 60 : 9, offset: 0, rows: [] }),
    sections: () => Promise.resolve([]),
    position: (list: List) =>
      new Promise((resolve) => {
        if (list.list === 'partners') late.push(() => resolve(null));
        else resolve(null);
      }),
    saveSettings: () => Promise.resolve(null),
  },
}));

const { Contacts } = await import('./contacts.svelte');
const all = { list: 'all' } as const;

beforeEach(() => void (asked.length = 0));

test('fast typing asks for the first and the last words only', async () => {
  const contacts = new Contacts();
  for (const words of ['t', 'ta', 'tan', 'tana']) void contacts.search(words, all, 'reading');
  await settled();
  expect(asked.map((each) => each.words)).toEqual(['t']);
  await asked[0]?.answer(50);
  expect(asked.map((each) => each.words)).toEqual(['t', 'tana']);
  await asked[1]?.answer(3);
  expect(contacts.rows.total).toBe(3);
  expect(contacts.rows.words).toBe('tana');
});

test('clearing shows the list at once, a late answer changes nothing', async () => {
  const contacts = new Contacts();
  void contacts.search('t', all, 'reading');
  await settled();
  await contacts.search('', all, 'reading');
  expect(contacts.rows.total).toBe(60);
  await asked[0]?.answer(5);
  expect(contacts.rows.total).toBe(60);
  expect(contacts.rows.words).toBe('');
});

test('words typed after clearing are searched once the late answer is there', async () => {
  const contacts = new Contacts();
  void contacts.search('t', all, 'reading');
  await settled();
  await contacts.search('', all, 'reading');
  void contacts.search('sato', all, 'reading');
  await asked[0]?.answer(5);
  expect(asked.at(-1)?.words).toBe('sato');
  await asked.at(-1)?.answer(7);
  expect(contacts.rows.total).toBe(7);
});

test('of lists chosen one after the other the last one stays, however late an earlier one answers', async () => {
  const contacts = new Contacts();
  contacts.selection.pick(1, 0);
  const first = contacts.show({ list: 'partners' }, 'reading');
  await contacts.show(all, 'reading');
  expect(contacts.rows.total).toBe(60);
  late.forEach((answer) => answer());
  await first;
  await settled();
  expect(contacts.rows.total).toBe(60);
});
