import { expect, test } from 'vitest';

import type { ArchivedFile } from '../../backend';
import { Failed } from '../../backend/failure';
import { Archiving } from './archiving.svelte';
import { contents } from './fixtures';

class Door {
  asked: (string | null)[] = [];
  answer: () => Promise<ArchivedFile | null> = () =>
    Promise.resolve({ file_name: '引っ越し.enishi', bytes: 9, sealed: true, contents: contents(), files: 2 });
  archive = (passphrase: string | null) => (this.asked.push(passphrase), this.answer());
  cancel = () => Promise.resolve(null);
}

test('a passphrase of eight characters is typed twice, and forgotten once it was used', async () => {
  const door = new Door();
  const work = new Archiving(door, false);
  expect(work.problem).toBeNull();
  await work.start();
  expect(work.problem).toBe('short');
  work.first = 'さくら二〇二六';
  await work.start();
  expect(work.problem, 'seven characters').toBe('short');
  work.first = '𠮷野さくら二〇二';
  work.second = '𠮷野さくら';
  expect(work.problem, 'eight characters, one of them outside the plane').toBe('different');
  await work.start();
  expect(door.asked).toEqual([]);
  work.second = work.first;
  await work.start();
  expect(door.asked).toEqual(['𠮷野さくら二〇二']);
  expect(work.done?.file_name).toBe('引っ越し.enishi');
  expect([work.first, work.second]).toEqual(['', '']);
});

test('without a passphrase none is handed over', async () => {
  const door = new Door();
  const work = new Archiving(door, false);
  work.first = 'typed before';
  work.sealed = false;
  await work.start();
  expect(door.asked).toEqual([null]);
});

test('of a locked book no passphrase is asked for: its own opens the file', async () => {
  const door = new Door();
  const work = new Archiving(door, true);
  expect(work.sealed).toBe(false);
  await work.start();
  expect([work.problem, door.asked, work.done?.sealed]).toEqual([null, [null], true]);
});

test('closing the save dialog, failing and cancelling leave the question as it was', async () => {
  const door = new Door();
  const work = new Archiving(door, false);
  work.sealed = false;
  door.answer = () => Promise.resolve(null);
  await work.start();
  expect([work.done, work.task.failure]).toEqual([null, null]);
  door.answer = () => Promise.reject(new Failed('disk_full'));
  await work.start();
  expect(work.task.failure?.code).toBe('disk_full');
  door.answer = () => Promise.reject(new Failed('cancelled'));
  await work.start();
  expect(work.task.cancelled).toBe(true);
});
