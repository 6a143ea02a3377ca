import { expect, test } from 'vitest';

import { Failed } from '../../backend/failure';
import { Changing, Removing } from './changing.svelte';
import { changed } from './fixtures';

test('a wrong passphrase is told at its field, and the new one stays', async () => {
  const asked: string[][] = [];
  const work = new Changing((present, passphrase) => {
    asked.push([present, passphrase]);
    return present === 'まえの合言葉です'
      ? Promise.resolve(null)
      : Promise.reject(new Failed('wrong_passphrase'));
  });
  work.phrase.first = work.phrase.second = 'さくらの木の下で';
  expect(await work.change(), 'without the present one').toBe(false);
  work.present = 'ちがう';
  expect(await work.change()).toBe(false);
  expect([work.wrong, work.work.failure, work.phrase.first]).toEqual([true, null, 'さくらの木の下で']);
  work.present = 'まえの合言葉です';
  expect(await work.change()).toBe(true);
  expect(asked.at(-1)).toEqual(['まえの合言葉です', 'さくらの木の下で']);
  expect([work.present, work.phrase.first, work.phrase.second, work.wrong]).toEqual(['', '', '', false]);
});

test('the recovery key that opened the book isn’t asked for again', async () => {
  const asked: string[][] = [];
  const change = (...all: string[]) => (asked.push(all), Promise.resolve(null));
  const work = new Changing(change, 'KQ7M-2XFA');
  expect(work.known).toBe(true);
  expect(await work.change(), 'nothing typed').toBe(false);
  work.phrase.first = work.phrase.second = 'さくらの木の下で';
  expect(await Promise.all([work.change(), work.change()])).toEqual([true, false]);
  expect(asked).toEqual([['KQ7M-2XFA', 'さくらの木の下で']]);
});

test('the lock is removed with the passphrase only', async () => {
  const asked: string[] = [];
  const work = new Removing((present) => {
    asked.push(present);
    if (present === 'busy') return Promise.reject(new Failed('busy'));
    return present === 'さくら'
      ? Promise.resolve(changed({ left: 1 }))
      : Promise.reject(new Failed('wrong_passphrase'));
  });
  await work.remove();
  expect(asked).toEqual([]);
  work.present = 'ちがう';
  await work.remove();
  expect([work.wrong, work.work.failure]).toEqual([true, null]);
  work.present = 'busy';
  await work.remove();
  expect([work.wrong, work.work.failure?.code]).toEqual([false, 'busy']);
  work.present = 'さくら';
  await Promise.all([work.remove(), work.remove()]);
  expect([work.done?.left, work.present, asked.length]).toEqual([1, '', 3]);
});
