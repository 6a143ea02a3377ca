import { expect, test } from 'vitest';

import { Readings } from './readings.svelte';
import type { About } from './readings.svelte';

const about: About = { run: 1, step: 'backup', row: 'mail', how: 'put', names: ['mail.zip'], asks: false };

function held(): { work: () => Promise<string>; go: () => void; fail: (thrown: Error) => void } {
  let go = (): void => undefined;
  let fail: (thrown: Error) => void = () => undefined;
  const ended = new Promise<string>((done, broken) => {
    go = () => done('read');
    fail = broken;
  });
  return { work: () => ended, go, fail };
}

const turn = (): Promise<void> => new Promise((go) => setTimeout(go));

test('files are read one after the other, and say how far they are', async () => {
  const readings = new Readings(() => Promise.resolve());
  const [first, second] = [held(), held()];
  const one = readings.add(about, (told) => {
    told({ phase: 'reading', done: 1, total: 2 });
    return first.work();
  });
  const two = readings.add({ ...about, row: 'calendar' }, second.work);
  await turn();
  expect(readings.all.map(({ row, begun, progress }) => [row, begun, progress?.done])).toEqual([
    ['mail', true, 1],
    ['calendar', false, undefined],
  ]);
  first.go();
  expect(await one).toBe('read');
  await turn();
  expect(readings.all.map(({ row, begun }) => [row, begun])).toEqual([['calendar', true]]);
  second.go();
  await two;
  expect(readings.all).toEqual([]);
});

test('the one that is read is stopped by the shell, the one that waits just goes', async () => {
  let asked = 0;
  const readings = new Readings(() => Promise.resolve((asked += 1)));
  const first = held();
  const one = readings.add(about, first.work);
  let begun = false;
  const two = readings.add(about, () => Promise.resolve((begun = true)));
  await turn();
  const [running, waiting] = readings.all.map(({ id }) => id);
  await readings.cancel(waiting ?? 0);
  expect([readings.all.length, asked]).toEqual([1, 0]);
  await readings.cancel(running ?? 0);
  await readings.cancel(running ?? 0);
  expect([readings.all[0]?.cancelling, asked]).toEqual([true, 1]);
  first.fail(new Error('stopped'));
  await expect(one).rejects.toThrow('stopped');
  await expect(two).rejects.toMatchObject({ code: 'cancelled' });
  expect(begun).toBe(false);
});
