import { expect, test } from 'vitest';

import { Failed } from '../../backend/failure';
import type { CheckedCopies, CheckedHow, Progress, SavedCopy } from '../../backend';
import { Copies } from './copies.svelte';
import { foundText, lookedOf } from './words';

function copy(file: number, over: Partial<SavedCopy> = {}): SavedCopy {
  return {
    run: 1,
    run_name: '退会',
    step: 'backup',
    row: 'mail',
    label: { ja: 'メール', en: 'Mail' },
    file,
    name: `${file}.zip`,
    bytes: 1,
    medium: null,
    looked_at: file,
    checked: null,
    due: false,
    ...over,
  };
}

const looked = (file: number, how: CheckedHow): SavedCopy => copy(file, { checked: { at: 9, how } });

class Door {
  rows = [copy(3), copy(1), copy(2, { due: true })];
  asked: boolean[] = [];
  cancels = 0;
  answer: Promise<CheckedCopies> = Promise.resolve({ copies: [], changed: {} } as unknown as CheckedCopies);

  copies = (): Promise<SavedCopy[]> => Promise.resolve(this.rows);
  check = (dueOnly: boolean, told: (progress: Progress) => void): Promise<CheckedCopies> => {
    this.asked.push(dueOnly);
    told({ phase: 'reading', done: 1, total: 4 });
    return this.answer;
  };
  cancel = (): Promise<null> => {
    this.cancels += 1;
    return Promise.resolve(null);
  };
}

const found = (...copies: SavedCopy[]): CheckedCopies =>
  ({ copies, changed: {} }) as unknown as CheckedCopies;

test('those that are due stand first, then those not looked at for the longest', async () => {
  const copies = new Copies(new Door());
  await copies.load();
  expect([copies.rows.map(({ file }) => file), copies.due, copies.ready]).toEqual([[2, 1, 3], 1, true]);
});

test('those that are due are looked at, or all where none is', async () => {
  const door = new Door();
  const copies = new Copies(door);
  await copies.load();
  door.answer = Promise.resolve(found(looked(2, 'same')));
  door.rows = [copy(1), looked(2, 'same')];
  const checking = copies.check();
  expect([copies.checking, copies.progress?.total]).toEqual([true, 4]);
  await checking;
  expect(copies.found).toEqual({ total: 1, same: 1, changed: 0, away: 0 });
  expect([copies.due, copies.checking, copies.progress]).toEqual([0, false, null]);
  await copies.check();
  expect(door.asked).toEqual([true, false]);
});

test('a look that was stopped keeps what it found', async () => {
  const door = new Door();
  const copies = new Copies(door);
  await copies.load();
  let stop: (found: CheckedCopies) => void = () => undefined;
  door.answer = new Promise((done) => (stop = done));
  const checking = copies.check();
  await copies.cancel();
  await copies.cancel();
  stop(found(looked(2, 'unreachable')));
  await checking;
  expect([door.cancels, copies.stopped, copies.found?.away]).toEqual([1, true, 1]);
  door.answer = Promise.reject(new Failed('cancelled', {}));
  await copies.check();
  expect([copies.stopped, copies.failure]).toEqual([true, null]);
});

test('what failed is said', async () => {
  const door = new Door();
  const copies = new Copies(door);
  await copies.load();
  door.answer = Promise.reject(new Failed('storage', {}));
  await copies.check();
  expect([copies.failure?.code, copies.found, copies.checking]).toEqual(['storage', null, false]);
});

test('how a file was found is a word, and what to do where something is', () => {
  expect(lookedOf(copy(1))).toMatchObject({ stands: 'open', text: '' });
  expect(lookedOf(copy(1, { due: true })).stands).toBe('wait');
  expect(lookedOf(looked(1, 'same')).stands).toBe('done');
  expect(lookedOf(looked(1, 'changed')).stands).toBe('amiss');
  expect(lookedOf(looked(1, 'unreachable')).text).toBe('ドライブをつないで、もう一度点検してください。');
  expect(foundText({ total: 3, same: 3, changed: 0, away: 0 })).toBe('3件を点検し、すべて同じ中身でした。');
  expect(foundText({ total: 3, same: 1, changed: 1, away: 1 })).toContain('見つからない 1件');
  expect(foundText({ total: 0, same: 0, changed: 0, away: 0 })).toBe('点検するファイルはありませんでした。');
});
