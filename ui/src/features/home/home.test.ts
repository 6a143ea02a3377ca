import { expect, test } from 'vitest';

import type { Broken, Deadline, RunRow, RunStatus } from '../../backend';
import { Ended, runOf, squaresOf, toneOf, urgencyOf, wayOf, wayOfDeadline } from './home.svelte';

function row(over: Partial<RunRow> = {}): RunRow {
  return {
    id: 1,
    name: 'LINE WORKS の退会',
    subject: 'LINE WORKS',
    template: 'line-works',
    ended: false,
    done: 2,
    total: 5,
    squares: ['done', 'skipped', 'doing', 'blocked', 'blocked'],
    no_return: 3,
    current: 'backup',
    current_title: { ja: 'バックアップ' },
    risk: {},
    lacks: null,
    state: 'doing',
    ...over,
  };
}

function broken(over: Partial<Broken> = {}): Broken {
  return {
    rule: 'one_admin',
    service: 7,
    contact: null,
    run: null,
    invite: null,
    step: '',
    name: 'LINE WORKS',
    names: [],
    count: 1,
    day: null,
    days: 0,
    ...over,
  };
}

test('squares tell what is done, where one is, and what lies beyond the point of no return', () => {
  const squares = squaresOf(row());
  expect(squares.map(({ state }) => state)).toEqual(['done', 'done', 'current', 'open', 'open']);
  expect(squares.map(({ beyond }) => beyond)).toEqual([false, false, false, true, true]);
  expect(squaresOf(row({ squares: ['done'], current: null, no_return: null }))).toEqual([
    { state: 'done', beyond: false },
  ]);
  expect(squaresOf(row({ squares: Array.from({ length: 500 }, () => 'open' as const) }))).toEqual([]);
});

test('the red pen is for what is wrong already', () => {
  const calm = { broken: [], deadlines: [] };
  expect(toneOf(row(), calm)).toBe('plain');
  expect(toneOf(row({ state: 'waiting' }), calm)).toBe('waiting');
  expect(toneOf(row({ state: 'blocked' }), calm)).toBe('wrong');
  expect(toneOf(row(), { ...calm, broken: [broken({ run: 1 })] })).toBe('wrong');
  const late = { run: 1, days: -1 } as Deadline;
  expect(toneOf(row(), { ...calm, deadlines: [late] })).toBe('wrong');
  expect(toneOf(row({ id: 2 }), { broken: [broken({ run: 1 })], deadlines: [late] })).toBe('plain');
});

test('a deadline is late, today, soon or far', () => {
  expect([-1, 0, 1, 7, 8].map((days) => urgencyOf({ days }))).toEqual([
    'late',
    'today',
    'soon',
    'soon',
    'far',
  ]);
});

test('a broken rule is put right where it is broken', () => {
  expect(wayOf(broken())).toEqual({ to: 'service', service: 7 });
  expect(wayOf(broken({ rule: 'leaver', service: null, contact: 3 }))).toEqual({ to: 'leaver', contact: 3 });
  expect(wayOf(broken({ rule: 'out_of_order', run: 5, step: 'backup' }))).toEqual({
    to: 'step',
    run: 5,
    step: 'backup',
  });
  expect(wayOf(broken({ service: null }))).toEqual({ to: 'services' });
  const expired = broken({ rule: 'expired', invite: 9 });
  expect(wayOf(expired)).toEqual({ to: 'invite', invite: 9, service: 7 });
  expect(wayOf({ ...expired, run: 5, step: 'invite' })).toEqual({ to: 'step', run: 5, step: 'invite' });
});

test('a deadline leads to the step, the invitation or the service it is of', () => {
  const due = { run: null, step: '', service: null, invite: null } as unknown as Deadline;
  expect(wayOfDeadline({ ...due, run: 5, step: 'invite', invite: 9, service: 7 })).toEqual({
    to: 'step',
    run: 5,
    step: 'invite',
  });
  expect(wayOfDeadline({ ...due, invite: 9, service: 7 })).toEqual({ to: 'invite', invite: 9, service: 7 });
  expect(wayOfDeadline({ ...due, service: 7 })).toEqual({ to: 'service', service: 7 });
  expect(wayOfDeadline(due)).toBeNull();
});

test('the run in which somebody leaves is found by the person, not by the name', async () => {
  const about = (contact: number | null) => ({ subject: { name: '佐野', contact, service: null } });
  const status = (id: number) =>
    id === 3
      ? Promise.reject(new Error('gone'))
      : Promise.resolve({ id, ...about(id === 2 ? 9 : null) } as RunStatus);
  const runs = [row({ id: 3 }), row({ id: 1 }), row({ id: 2 })];
  expect(await runOf(9, runs, status)).toBe(2);
  expect(await runOf(8, runs, status)).toBeNull();
});

test('finished runs are read only once they are asked for', async () => {
  let reads = 0;
  const ended = new Ended(() => {
    reads += 1;
    return Promise.resolve([row(), row({ id: 2, ended: true })]);
  });
  await ended.load();
  expect(reads).toBe(0);
  await ended.toggle();
  expect(ended.rows.map(({ id }) => id)).toEqual([2]);
  await ended.toggle();
  await ended.load();
  expect(reads).toBe(1);
});
