import { expect, test } from 'vitest';

import type { Hit, Row } from '../../backend';
import { CHUNK, Rows } from './rows.svelte';
import type { Page, Source } from './source';

const hit = (id: number): Hit => ({ row: { id } as Row, matches: [] });

interface Asked {
  offset: number;
  limit: number;
  answer: (total?: number) => Promise<void>;
}

/** A list whose answers are given by the test, in any order. */
function slow(total: number, base = 0): { source: Source; asked: Asked[] } {
  const asked: Asked[] = [];
  const source: Source = {
    words: '',
    page: (offset, limit) =>
      new Promise<Page>((resolve) => {
        asked.push({
          offset,
          limit,
          answer: async (now = total) => {
            const count = Math.max(0, Math.min(limit, now - offset));
            const hits = Array.from({ length: count }, (_, at) => hit(base + offset + at));
            resolve({ total: now, hits, inTrash: 0, sections: [] });
            await settled();
          },
        });
      }),
    sections: () => Promise.resolve([]),
    ids: () => Promise.resolve([]),
    position: () => Promise.resolve(null),
  };
  return { source, asked };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const fail = (thrown: unknown): never => {
  throw thrown;
};

test('a list is fetched in pieces of a screenful', async () => {
  const rows = new Rows(fail);
  const { source, asked } = slow(100_000);
  void rows.open(source);
  await asked[0]?.answer();
  expect(rows.total).toBe(100_000);
  rows.want(50_000, 50_020);
  await settled();
  await asked[1]?.answer();
  expect(asked.every(({ limit }) => limit === CHUNK)).toBe(true);
  expect(rows.at(50_000)?.row.id).toBe(50_000);
});

test('an answer to an earlier question is dropped', async () => {
  const rows = new Rows(fail);
  const first = slow(10, 100);
  const second = slow(5, 200);
  void rows.open(first.source);
  void rows.open(second.source);
  await second.asked[0]?.answer();
  await first.asked[0]?.answer();
  expect(rows.total).toBe(5);
  expect(rows.at(0)?.row.id).toBe(200);
});

test('what is shown stays until the new answer is there', async () => {
  const rows = new Rows(fail);
  const first = slow(10, 100);
  void rows.open(first.source);
  await first.asked[0]?.answer();
  const second = slow(5, 200);
  void rows.open(second.source);
  await settled();
  expect(rows.at(0)?.row.id).toBe(100);
});

test('a list that grew meanwhile is fetched again', async () => {
  const rows = new Rows(fail);
  const { source, asked } = slow(100);
  void rows.open(source);
  await asked[0]?.answer();
  rows.want(50, 60);
  await settled();
  await asked[1]?.answer(101);
  expect(asked.length).toBeGreaterThan(2);
  for (const each of asked.slice(2)) await each.answer(101);
  expect(rows.total).toBe(101);
});

test('only the pieces around what is seen are kept', async () => {
  const rows = new Rows(fail);
  const { source, asked } = slow(100_000);
  void rows.open(source);
  await asked[0]?.answer();
  for (let at = 1; at <= 60; at += 1) {
    rows.want(at * CHUNK, at * CHUNK + 5);
    await settled();
    await asked.at(-1)?.answer();
  }
  expect(rows.at(0)).toBeUndefined();
  expect(rows.at(60 * CHUNK)?.row.id).toBe(60 * CHUNK);
});

test('a failure is told', async () => {
  const told: unknown[] = [];
  const rows = new Rows((thrown) => told.push(thrown));
  await rows.open({ ...slow(1).source, page: () => Promise.reject(new Error('no')) });
  expect(told).toHaveLength(1);
});
