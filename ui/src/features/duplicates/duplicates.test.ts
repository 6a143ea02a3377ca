import { expect, test } from 'vitest';

import { Failed } from '../../backend/failure';
import type { Changed, Comparison, DuplicatePage, DuplicateRow, Row } from '../../backend';
import { Duplicates } from './duplicates.svelte';

const row = (id: number): Row => ({ id, display_name: `人${id}`, owner: null }) as unknown as Row;

/** A book whose pairs are these; what is decided leaves it with the next look. */
class Door {
  told: Changed[] = [];
  asked: [offset: number, limit: number][] = [];
  merged: [keep: number, other: number, take: string[]][] = [];
  apart: [number, number][] = [];
  counts: number[] = [];
  fails: Failed | null = null;
  cancels = 0;
  refused: string | null = null;

  constructor(public ids: [number, number][]) {}

  tell = (changed: Changed) => void this.told.push(changed);
  counted = (total: number) => void this.counts.push(total);
  pairs = (_imported: number | null, offset: number, limit: number): Promise<DuplicatePage> => {
    this.asked.push([offset, limit]);
    if (this.fails) return Promise.reject(this.fails);
    const pairs = this.ids.slice(offset, offset + limit).map(([one, other]): DuplicateRow => ({
      first: row(one),
      second: row(other),
      reasons: ['phone', 'name'],
    }));
    return Promise.resolve({ total: this.ids.length, offset, pairs });
  };
  cancel = () => {
    this.cancels += 1;
    return Promise.resolve();
  };
  compare = (one: number, other: number, take: string[]): Promise<Comparison> => {
    const party = (id: number): Comparison['keep'] => ({
      row: row(id),
      origin: { how: 'typed', from: '', at: 0 },
    });
    const fields = take.map((field) => ({
      field,
      keep: 'a',
      other: 'b',
      merged: 'b',
      choice: true,
      taken: true,
    }));
    return Promise.resolve({ keep: party(one), other: party(other), fields, refused: this.refused });
  };
  merge = (keep: number, other: number, take: string[]) => {
    this.merged.push([keep, other, take]);
    this.ids = this.ids.filter((pair) => !pair.includes(other));
    return Promise.resolve({ change: 1, verb: 'merge' } as unknown as Changed);
  };
  setDifferent = (one: number, other: number) => {
    this.apart.push([one, other]);
    this.ids = this.ids.filter((pair) => pair[0] !== one || pair[1] !== other);
    return Promise.resolve({ change: 2, verb: 'different' } as unknown as Changed);
  };
}

const held = (work: Duplicates): [number, number] | null =>
  work.pair && [work.pair.first.id, work.pair.second.id];

/** What was decided about the pair that stands there. */
function verdictAt(work: Duplicates, at: number): string | null {
  const pair = work.pairs.at(at);
  return pair ? work.verdict(pair) : 'no pair';
}

async function opened(...ids: [number, number][]): Promise<[Duplicates, Door]> {
  const door = new Door(ids);
  const work = new Duplicates(door);
  await work.load();
  await settled();
  return [work, door];
}

const settled = (): Promise<void> => new Promise((done) => setTimeout(done));

test('the first pair stands side by side as soon as the list is there', async () => {
  const [work, door] = await opened([1, 2], [3, 4]);
  expect(held(work)).toEqual([1, 2]);
  expect(work.comparison?.other.row.id).toBe(2);
  expect(door.counts).toEqual([2]);
});

test('what is chosen goes into the merge, and the next pair has no choices yet', async () => {
  const [work, door] = await opened([1, 2], [3, 4]);
  await work.say('company', true);
  await work.say('title', true);
  await work.say('title', false);
  expect(work.comparison?.fields.map(({ field }) => field)).toEqual(['company']);
  await work.merge();
  expect(door.merged).toEqual([[1, 2, ['company']]]);
  expect(door.told.map(({ verb }) => verb)).toEqual(['merge']);
  expect(held(work)).toEqual([3, 4]);
  expect(work.take).toEqual([]);
});

test('after a merge the next pair follows at once, and pairs of the one that went are passed over', async () => {
  const [work] = await opened([1, 2], [2, 3], [1, 3], [8, 9]);
  await work.merge();
  await settled();
  expect(held(work)).toEqual([1, 3]);
  expect([0, 1, 2, 3].map((at) => verdictAt(work, at))).toEqual(['merged', 'merged', null, null]);
  await work.load();
  await settled();
  expect(work.pairs.total).toBe(2);
  expect([work.at, held(work)]).toEqual([0, [1, 3]]);
  expect(verdictAt(work, 0)).toBeNull();
});

test('different people leave the list, and the last pair leads back to one that was left for later', async () => {
  const [work, door] = await opened([1, 2], [3, 4]);
  work.step(1);
  await settled();
  await work.tellApart();
  await settled();
  expect(door.apart).toEqual([[3, 4]]);
  expect(held(work)).toEqual([1, 2]);
  await work.load();
  await work.tellApart();
  await work.load();
  await settled();
  expect([work.pairs.total, work.pair, work.comparison]).toEqual([0, null, null]);
});

test('a pair that came back by undo does not move the one side by side', async () => {
  const [work, door] = await opened([1, 2], [3, 4], [5, 6]);
  await work.merge();
  await work.load();
  await settled();
  expect([work.at, held(work)]).toEqual([0, [3, 4]]);
  door.ids = [[1, 2], ...door.ids];
  await work.load();
  await settled();
  expect([work.at, held(work)]).toEqual([1, [3, 4]]);
});

test('what cannot be merged is not', async () => {
  const door = new Door([[1, 2]]);
  door.refused = '佐藤';
  const work = new Duplicates(door);
  await work.load();
  await settled();
  expect(work.ready).toBe(false);
  await work.merge();
  expect(door.merged).toEqual([]);
});

test('looking that was stopped says so and can be begun again', async () => {
  const door = new Door([[1, 2]]);
  door.fails = new Failed('cancelled');
  const work = new Duplicates(door);
  const looking = work.load();
  await work.cancel();
  await looking;
  expect([door.cancels, work.cancelled, work.failure]).toEqual([1, true, null]);
  door.fails = null;
  await work.load();
  expect([work.cancelled, work.pairs.total]).toEqual([false, 1]);
});

test('never more than a screenful is asked for', async () => {
  const many = Array.from({ length: 3000 }, (_, at): [number, number] => [2 * at, 2 * at + 1]);
  const [work, door] = await opened(...many);
  work.pairs.want(2000, 2020);
  await settled();
  work.choose(2010);
  await settled();
  expect(held(work)).toEqual([4020, 4021]);
  for (const [, limit] of door.asked) expect(limit).toBeLessThanOrEqual(24);
});
