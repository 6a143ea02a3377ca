import { expect, test } from 'vitest';

import { Failed } from '../../backend/failure';
import { unlocked } from './fixtures';
import { Unlocking } from './unlocking.svelte';

class Door {
  tried: string[] = [];
  pause = 0;
  moment = 1000;
  failure: string | null = null;
  unlock = (secret: string) => {
    this.tried.push(secret);
    if (this.failure !== null) return Promise.reject(new Failed(this.failure, { ms: this.pause }));
    return secret === 'さくら' ? Promise.resolve(unlocked()) : Promise.reject(new Failed('wrong_passphrase'));
  };
  wait = () => Promise.resolve(this.pause);
  now = () => this.moment;
}

test('a wrong one is told and stays to be mended; the right one is forgotten', async () => {
  const door = new Door();
  const work = new Unlocking(door);
  expect(await work.open(), 'nothing typed').toBeNull();
  work.typed = 'さくち';
  expect(await work.open()).toBeNull();
  expect([work.wrong, work.failure, work.typed, work.waiting]).toEqual([true, null, 'さくち', false]);
  work.typed = 'さくら';
  expect((await work.open())?.secret).toBe('さくら');
  expect([work.wrong, work.typed, work.busy]).toEqual([false, '', false]);
});

test('during a pause nothing is tried, and it is counted down', async () => {
  const door = new Door();
  door.pause = 10_000;
  const work = new Unlocking(door);
  work.typed = 'さくち';
  await work.open();
  expect([work.left, work.pause]).toEqual([10, 10]);
  work.typed = 'さくら';
  await work.open();
  expect(door.tried).toEqual(['さくち']);
  door.moment += 3_001;
  work.count();
  expect([work.left, work.pause], 'what is said stays').toEqual([7, 10]);
  door.moment += 7_000;
  work.count();
  expect(work.waiting).toBe(false);
  expect((await work.open())?.secret).toBe('さくら');
});

test('a pause from before goes on; a try that comes too early is no wrong one', async () => {
  const door = new Door();
  const work = new Unlocking(door, 1_500);
  expect(work.left).toBe(2);
  door.moment += 1_500;
  work.typed = 'さくら';
  door.failure = 'wait';
  door.pause = 400;
  await work.open();
  expect([work.wrong, work.failure, work.left]).toEqual([false, null, 1]);
});

test('what else fails is told', async () => {
  const door = new Door();
  door.failure = 'damaged';
  const work = new Unlocking(door);
  work.typed = 'さくら';
  await work.open();
  expect([work.wrong, work.failure?.code, work.typed]).toEqual([false, 'damaged', 'さくら']);
});

test('double clicks try once', async () => {
  const door = new Door();
  const work = new Unlocking(door);
  work.typed = 'さくら';
  await Promise.all([work.open(), work.open()]);
  expect(door.tried.length).toBe(1);
});
