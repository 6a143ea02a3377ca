import { expect, test } from 'vitest';

import type { LockChanged } from '../../backend';
import { Failed } from '../../backend/failure';
import { changed, key } from './fixtures';
import { SetUp } from './setup.svelte';

class Door {
  calls: string[] = [];
  made = () => Promise.resolve(key);
  answer: () => Promise<LockChanged> = () => Promise.resolve(changed());
  file: string | null = '回復キー.txt';
  makeLock = () => (this.calls.push('make'), this.made());
  saveRecoveryKey = (text: string) => (this.calls.push(`save ${text}`), Promise.resolve(this.file));
  setLock = (passphrase: string) => (this.calls.push(`set ${passphrase}`), this.answer());
}

async function proving(door: Door): Promise<SetUp> {
  const work = new SetUp(door);
  work.phrase.first = work.phrase.second = 'さくらの木の下で';
  await work.show();
  work.prove();
  return work;
}

test('a passphrase of eight characters is typed twice before there is a key', async () => {
  const door = new Door();
  const work = new SetUp(door);
  expect(work.phrase.problem).toBeNull();
  await work.show();
  expect([work.step, work.phrase.problem]).toEqual(['phrase', 'short']);
  work.phrase.first = '        ';
  expect(work.phrase.problem, 'blanks are none').toBe('short');
  work.phrase.first = '𠮷野さくら二〇二';
  await work.show();
  expect([work.step, work.phrase.problem]).toEqual(['phrase', 'different']);
  expect(door.calls).toEqual([]);
  work.phrase.second = work.phrase.first;
  await work.show();
  expect([work.step, work.key, door.calls]).toEqual(['key', key, ['make']]);
});

test('nothing is changed before the end of the key was typed', async () => {
  const door = new Door();
  const work = await proving(door);
  work.last = 'R5TQ';
  expect(await work.set()).toBeUndefined();
  expect([work.step, work.wrong, door.calls]).toEqual(['prove', true, ['make']]);
  work.last = ' ｒ５ｔｇ';
  expect((await work.set())?.copies).toBe(9);
  expect(door.calls.at(-1)).toBe('set さくらの木の下で');
  expect([work.done?.copies, work.phrase.first, work.key, work.last]).toEqual([9, '', null, '']);
});

test('going back keeps the passphrase and the key that may be on paper', async () => {
  const door = new Door();
  const work = await proving(door);
  work.last = 'AAAA';
  await work.set();
  work.back();
  expect([work.step, work.last, work.wrong]).toEqual(['key', '', false]);
  work.back();
  expect([work.step, work.phrase.first]).toEqual(['phrase', 'さくらの木の下で']);
  await work.show();
  expect([work.step, work.key, door.calls]).toEqual(['key', key, ['make']]);
});

test('double clicks do nothing twice', async () => {
  const door = new Door();
  const work = new SetUp(door);
  work.phrase.first = work.phrase.second = 'さくらの木の下で';
  await Promise.all([work.show(), work.show()]);
  expect(door.calls).toEqual(['make']);
  work.prove();
  work.prove();
  work.last = 'r5tg';
  const both = await Promise.all([work.set(), work.set()]);
  expect(both.filter(Boolean).length).toBe(1);
  expect(door.calls).toEqual(['make', 'set さくらの木の下で']);
});

test('the key is saved where the user likes, or not', async () => {
  const door = new Door();
  const work = await proving(door);
  work.back();
  door.file = null;
  await work.save('KQ7M…');
  expect(work.saved).toBe('');
  door.file = '回復キー.txt';
  await work.save('KQ7M…');
  expect(work.saved).toBe('回復キー.txt');
});

test('a failure leaves everything typed', async () => {
  const door = new Door();
  const work = await proving(door);
  door.answer = () => Promise.reject(new Failed('disk_full'));
  work.last = 'R5TG';
  await work.set();
  expect([work.step, work.work.failure?.code, work.phrase.first, work.last]).toEqual([
    'prove',
    'disk_full',
    'さくらの木の下で',
    'R5TG',
  ]);
  door.answer = () => Promise.resolve(changed());
  expect(await work.set()).toBeDefined();
});
