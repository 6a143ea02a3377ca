import { expect, test } from 'vitest';

import { Selection } from './selection.svelte';

test('picking one leaves the others', () => {
  const selection = new Selection();
  selection.all([1, 2, 3]);
  selection.pick(2, 1);
  expect(selection.ids).toEqual([2]);
  expect(selection.many).toBe(false);
});

test('toggling adds and takes away, but never the last', () => {
  const selection = new Selection();
  selection.pick(1, 0);
  selection.toggle(5, 4);
  expect(selection.ids).toEqual([1, 5]);
  selection.toggle(5, 4);
  expect(selection.ids).toEqual([1]);
  expect(selection.active).toBe(1);
  selection.toggle(1, 0);
  expect(selection.ids).toEqual([1]);
});

test('a range runs from the anchor in both directions', () => {
  const selection = new Selection();
  selection.pick(10, 5);
  expect(selection.rangeTo(8)).toEqual({ offset: 5, length: 4 });
  selection.range([10, 11, 12, 13], 13, 8);
  expect(selection.rangeTo(3)).toEqual({ offset: 3, length: 3 });
  expect(selection.active).toBe(13);
});

test('going back to one keeps the open contact', () => {
  const selection = new Selection();
  selection.pick(3, 2);
  selection.all([1, 2, 3, 4]);
  expect(selection.active).toBe(3);
  selection.single();
  expect(selection.ids).toEqual([3]);
});

test('stepping on quickly keeps where a range begins', () => {
  const selection = new Selection();
  selection.pick(10, 5);
  selection.step(6);
  selection.step(7);
  expect(selection.rangeTo(7)).toEqual({ offset: 5, length: 3 });
});
