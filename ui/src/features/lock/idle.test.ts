import { expect, test } from 'vitest';

import { AFTER, AGAIN_MS, Idle } from './idle';

const MINUTE = 60_000;

class Door {
  wall = 1_000_000;
  steady = 0;
  limitNow: number | null = 5 * MINUTE;
  locks = 0;
  answer = true;
  clocks = () => ({ wall: this.wall, steady: this.steady });
  limit = () => this.limitNow;
  lock = () => {
    this.locks += 1;
    if (this.answer) this.limitNow = null;
    return Promise.resolve(this.answer);
  };
  pass(ms: number): void {
    this.wall += ms;
    this.steady += ms;
  }
}

test('it locks once nobody was there for as long as was chosen', () => {
  const door = new Door();
  const idle = new Idle(door);
  door.pass(4 * MINUTE);
  idle.touch();
  door.pass(5 * MINUTE - 1);
  expect(idle.look()).toBe(false);
  door.pass(1);
  expect(idle.look()).toBe(true);
  expect(door.locks).toBe(1);
});

test('whoever wakes the computer too late finds it locked', () => {
  const door = new Door();
  const idle = new Idle(door);
  door.wall += 60 * MINUTE;
  idle.touch();
  expect(door.locks, 'asleep the steady clock stood still').toBe(1);
});

test('a clock that is set back doesn’t keep it open', () => {
  const door = new Door();
  const idle = new Idle(door);
  door.wall -= 24 * 60 * MINUTE;
  door.pass(5 * MINUTE);
  idle.look();
  expect(door.locks).toBe(1);
});

test('without a lock, in the sample book and while locked nothing counts', () => {
  const door = new Door();
  door.limitNow = AFTER.never;
  const idle = new Idle(door);
  door.pass(60 * MINUTE);
  expect(idle.look()).toBe(false);
  door.limitNow = AFTER.minute;
  expect(idle.look(), 'counted from then').toBe(false);
  door.pass(MINUTE);
  expect(idle.look()).toBe(true);
});

test('while long work runs it is tried again after half a minute', async () => {
  const door = new Door();
  const idle = new Idle(door);
  door.answer = false;
  door.pass(5 * MINUTE);
  idle.look();
  idle.look();
  expect(door.locks, 'one at a time').toBe(1);
  await Promise.resolve();
  await Promise.resolve();
  door.pass(AGAIN_MS - 1);
  idle.touch();
  expect(door.locks, 'whoever comes now doesn’t begin anew').toBe(1);
  door.answer = true;
  door.pass(1);
  idle.look();
  expect(door.locks).toBe(2);
});
