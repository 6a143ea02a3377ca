import { expect, test } from 'vitest';

import { PIECE, Pieces } from './pieces.svelte';

function numbers(total: number) {
  const asked: [number, number][] = [];
  const state = { total };
  const pieces = new Pieces<number>((offset, limit) => {
    asked.push([offset, limit]);
    const items = Array.from({ length: state.total }, (_, at) => at).slice(offset, offset + limit);
    return Promise.resolve({ total: state.total, items });
  });
  return { pieces, asked, state };
}

const settled = () => new Promise((done) => setTimeout(done));

test('thousands are known by their number, a screenful by their items', async () => {
  const { pieces, asked } = numbers(5000);
  await pieces.reload();
  expect(pieces.total).toBe(5000);
  expect(pieces.at(0)).toBe(0);
  expect(pieces.at(4000), 'not yet seen').toBeUndefined();
  pieces.want(4000, 4030);
  await settled();
  expect(pieces.at(4000)).toBe(4000);
  expect(pieces.at(4030)).toBe(4030);
  expect(
    asked.every(([, limit]) => limit === PIECE),
    'never more than a screenful at once',
  ).toBe(true);
});

test('a list that became shorter shows its new end', async () => {
  const { pieces, state } = numbers(1000);
  await pieces.reload();
  pieces.want(960, 999);
  await settled();
  state.total = 30;
  await pieces.reload();
  expect(pieces.total).toBe(30);
  expect(pieces.at(29)).toBe(29);
});

test('an answer to an older question is dropped', async () => {
  const ends: ((piece: { total: number; items: string[] }) => void)[] = [];
  const pieces = new Pieces<string>(() => new Promise((end) => ends.push(end)));
  const first = pieces.reload();
  const second = pieces.reload();
  ends[1]?.({ total: 1, items: ['new'] });
  await second;
  ends[0]?.({ total: 1, items: ['old'] });
  await first;
  expect(pieces.at(0)).toBe('new');
});
