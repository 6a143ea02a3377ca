import { expect, test } from 'vitest';

import { Geometry } from './geometry';

const two = new Geometry(
  5,
  [
    { section: 'a', count: 2 },
    { section: 'ka', count: 3 },
  ],
  60,
  24,
);

test('rows stand below the head of their section', () => {
  expect(two.top(0)).toBe(24);
  expect(two.top(1)).toBe(84);
  expect(two.top(2)).toBe(24 + 120 + 24);
  expect(two.height).toBe(5 * 60 + 2 * 24);
});

test('every row is found again at its own height', () => {
  for (let index = 0; index < 5; index += 1) {
    expect(two.at(two.top(index))).toBe(index);
    expect(two.at(two.top(index) + 59)).toBe(index);
  }
});

test('a head belongs to the row below it, the end to the last row', () => {
  expect(two.at(0)).toBe(0);
  expect(two.at(150)).toBe(2);
  expect(two.at(100_000)).toBe(4);
});

test('sections that do not add up give a list without heads', () => {
  const odd = new Geometry(5, [{ section: 'a', count: 2 }], 60, 24);
  expect(odd.heads).toEqual([]);
  expect(odd.height).toBe(300);
});

test('only a screenful and its surroundings is visible in a hundred thousand', () => {
  const huge = new Geometry(100_000, [{ section: 'other', count: 100_000 }], 60, 24);
  const { first, last } = huge.visible(3_000_000, 600, 6);
  expect(last - first).toBeLessThan(30);
  expect(first).toBeGreaterThan(49_000);
});

test('an empty list shows nothing', () => {
  expect(new Geometry(0, [], 60, 24).visible(0, 600, 6)).toEqual({ first: 0, last: -1, heads: [] });
});

test('revealing scrolls no further than needed, and brings the head of a first row along', () => {
  expect(two.reveal(1, 0, 200)).toBeNull();
  expect(two.reveal(4, 0, 200)).toBe(two.top(4) + 60 - 200);
  expect(two.reveal(2, 200, 200)).toBe(two.top(2) - 24);
  expect(two.reveal(0, 300, 200)).toBe(0);
});
